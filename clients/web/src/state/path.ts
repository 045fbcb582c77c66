/** The way from here to there: A* over half metres, then pulled straight. */
import { clearWay, nearestWalkable, walkable } from './ground';
import type { LevelRaster, Point } from './world-types';

/** Pixels of the raster along one side of a square of the search. */
const COARSE = 2;
const DIAGONAL = Math.SQRT2;
/** Above 1 the search hurries; the way gets at most so much longer. */
const HURRY = 1.15;
/** Kept from corners, metres: a course of 256 headings strays a little. */
const MARGIN_M = 0.12;

/** A level made ready for searching; keep it as long as the level's raster. */
export class Pathfinder {
  /** Squares that the last search looked at. */
  looked = 0;
  private readonly raster: LevelRaster;
  private readonly columns: number;
  private readonly rows: number;
  private readonly open: Uint8Array;
  private readonly cost: Float32Array;
  private readonly from: Int32Array;
  private readonly seen: Uint32Array;
  private readonly done: Uint32Array;
  private search = 0;
  private readonly heap: Heap;

  constructor(raster: LevelRaster) {
    this.raster = raster;
    this.columns = Math.floor(raster.width / COARSE);
    this.rows = Math.floor(raster.height / COARSE);
    const n = this.columns * this.rows;
    this.open = new Uint8Array(n);
    this.cost = new Float32Array(n);
    this.from = new Int32Array(n);
    this.seen = new Uint32Array(n);
    this.done = new Uint32Array(n);
    this.heap = new Heap();
    for (let k = 0; k < n; k++) this.open[k] = this.isOpen(k) ? 1 : 0;
  }

  /** Points to walk along, the goal last; undefined where no way leads there.
   *
   * A goal inside a wall becomes the nearest spot where one may stand.
   */
  find(from: Point, to: Point): Point[] | undefined {
    const goal = nearestWalkable(this.raster, to[0], to[1]);
    if (!goal) return undefined;
    if (this.straight(from, goal)) return [goal];
    const start = this.squareNear(from);
    const end = this.squareNear(goal);
    if (start < 0 || end < 0) return undefined;
    const squares = this.astar(start, end);
    return squares && this.pull([from, ...squares.map((k) => this.middle(k)), goal]);
  }

  private isOpen(square: number): boolean {
    const { raster } = this;
    const row = Math.floor(square / this.columns);
    const i = (square - row * this.columns) * COARSE;
    const j = row * COARSE;
    for (let dj = 0; dj < COARSE; dj++) {
      for (let di = 0; di < COARSE; di++) {
        const bit = (j + dj) * raster.width + i + di;
        if (((raster.walk[bit >> 3]! >> (bit & 7)) & 1) === 0) return false;
      }
    }
    return true;
  }

  private middle(square: number): Point {
    const row = Math.floor(square / this.columns);
    const side_m = this.raster.step_m * COARSE;
    return [
      this.raster.x0 + (square - row * this.columns + 0.5) * side_m,
      this.raster.y0 + (row + 0.5) * side_m,
    ];
  }

  /** The open square nearest to a point, or -1. */
  private squareNear([x, y]: Point): number {
    const side_m = this.raster.step_m * COARSE;
    const column = Math.floor((x - this.raster.x0) / side_m);
    const row = Math.floor((y - this.raster.y0) / side_m);
    for (let radius = 0; radius <= 4; radius++) {
      for (let dj = -radius; dj <= radius; dj++) {
        for (let di = -radius; di <= radius; di++) {
          if (Math.max(Math.abs(di), Math.abs(dj)) !== radius) continue;
          const [i, j] = [column + di, row + dj];
          if (i < 0 || j < 0 || i >= this.columns || j >= this.rows) continue;
          if (this.open[j * this.columns + i]) return j * this.columns + i;
        }
      }
    }
    return -1;
  }

  private astar(start: number, end: number): number[] | undefined {
    const search = ++this.search;
    this.looked = 0;
    const { columns, heap } = this;
    heap.clear();
    this.cost[start] = 0;
    this.from[start] = -1;
    this.seen[start] = search;
    heap.push(start, 0);
    while (heap.size > 0) {
      const at = heap.pop();
      if (at === end) return this.trace(end);
      if (this.done[at] === search) continue;
      this.done[at] = search;
      this.looked++;
      const row = Math.floor(at / columns);
      const column = at - row * columns;
      for (let dj = -1; dj <= 1; dj++) {
        for (let di = -1; di <= 1; di++) {
          const [i, j] = [column + di, row + dj];
          if ((di === 0 && dj === 0) || i < 0 || j < 0 || i >= columns || j >= this.rows) continue;
          const to = at + dj * columns + di;
          if (!this.open[to] || this.done[to] === search) continue;
          const slant = di !== 0 && dj !== 0;
          if (slant && (!this.open[at + di] || !this.open[at + dj * columns])) continue;
          const cost = this.cost[at]! + (slant ? DIAGONAL : 1);
          if (this.seen[to] === search && this.cost[to]! <= cost) continue;
          this.seen[to] = search;
          this.cost[to] = cost;
          this.from[to] = at;
          heap.push(to, cost + HURRY * this.distance(to, end));
        }
      }
    }
    return undefined;
  }

  /** Octile distance in squares. */
  private distance(a: number, b: number): number {
    const rowA = Math.floor(a / this.columns);
    const rowB = Math.floor(b / this.columns);
    const dy = Math.abs(rowA - rowB);
    const dx = Math.abs(a - rowA * this.columns - (b - rowB * this.columns));
    return Math.max(dx, dy) + (DIAGONAL - 1) * Math.min(dx, dy);
  }

  private trace(end: number): number[] {
    const squares: number[] = [];
    for (let at = end; at >= 0; at = this.from[at]!) squares.push(at);
    return squares.reverse();
  }

  /** Leaves out every point that the one before can pass by in a straight line. */
  private pull(points: Point[]): Point[] {
    const way: Point[] = [];
    let at = 0;
    while (at < points.length - 1) {
      let next = at + 1;
      // Doubling and halving: few long looks instead of one at every square.
      for (let stride = 1; ; stride *= 2) {
        const to = Math.min(at + 1 + stride, points.length - 1);
        if (to <= next || !this.straight(points[at]!, points[to]!)) break;
        next = to;
      }
      while (next + 1 < points.length && this.straight(points[at]!, points[next + 1]!)) next++;
      way.push(points[next]!);
      at = next;
    }
    return way;
  }

  /** Whether one can walk straight there with a little room on both sides. */
  private straight(a: Point, b: Point): boolean {
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    if (length < 1e-6) return true;
    const [sx, sy] = [(-(b[1] - a[1]) / length) * MARGIN_M, ((b[0] - a[0]) / length) * MARGIN_M];
    if (!clearWay(this.raster, a[0], a[1], b[0], b[1])) return false;
    // Beside a wall the margin may not be had at the ends; between them it must.
    return [1, -1].every((side) => this.clearBetween(a, b, side * sx, side * sy));
  }

  private clearBetween(a: Point, b: Point, sx: number, sy: number): boolean {
    const { raster } = this;
    const atA = walkable(raster, a[0] + sx, a[1] + sy) ? 1 : 0;
    const atB = walkable(raster, b[0] + sx, b[1] + sy) ? 1 : 0;
    return clearWay(raster, a[0] + atA * sx, a[1] + atA * sy, b[0] + atB * sx, b[1] + atB * sy);
  }
}

/** A binary heap of squares; grows as needed, at most eight entries a square. */
class Heap {
  size = 0;
  private squares = new Int32Array(1024);
  private costs = new Float64Array(1024);

  clear(): void {
    this.size = 0;
  }

  push(square: number, cost: number): void {
    if (this.size === this.squares.length) this.grow();
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.costs[parent]! <= cost) break;
      this.squares[at] = this.squares[parent]!;
      this.costs[at] = this.costs[parent]!;
      at = parent;
    }
    this.squares[at] = square;
    this.costs[at] = cost;
  }

  pop(): number {
    const top = this.squares[0]!;
    const last = --this.size;
    const square = this.squares[last]!;
    const cost = this.costs[last]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      if (child + 1 < last && this.costs[child + 1]! < this.costs[child]!) child++;
      if (this.costs[child]! >= cost) break;
      this.squares[at] = this.squares[child]!;
      this.costs[at] = this.costs[child]!;
      at = child;
    }
    this.squares[at] = square;
    this.costs[at] = cost;
    return top;
  }

  private grow(): void {
    const squares = new Int32Array(this.squares.length * 2);
    const costs = new Float64Array(squares.length);
    squares.set(this.squares);
    costs.set(this.costs);
    this.squares = squares;
    this.costs = costs;
  }
}
