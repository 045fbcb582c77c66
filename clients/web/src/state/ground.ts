/** Where one can walk and how high it is, read from the rasters of a world. */
import type { LevelRaster } from './world-types';

const GROUND_UNIT_M = 0.05;

/** Whether the middle of an avatar may be here; outside never. The same pixels as the server's. */
export function walkable(raster: LevelRaster, x: number, y: number): boolean {
  const i = Math.floor((x - raster.x0) / raster.step_m);
  const j = Math.floor((y - raster.y0) / raster.step_m);
  if (i < 0 || j < 0 || i >= raster.width || j >= raster.height) return false;
  const bit = j * raster.width + i;
  return ((raster.walk[bit >> 3]! >> (bit & 7)) & 1) === 1;
}

/** Height of the ground in metres above the level's floor; 0 outside. */
export function groundAt(raster: LevelRaster, x: number, y: number): number {
  const i = Math.floor((x - raster.x0) / raster.step_m);
  const j = Math.floor((y - raster.y0) / raster.step_m);
  if (i < 0 || j < 0 || i >= raster.width || j >= raster.height) return 0;
  return raster.ground[j * raster.width + i]! * GROUND_UNIT_M;
}

/** Whether the straight way between two points is free, in steps of half a pixel. */
export function clearWay(raster: LevelRaster, ax: number, ay: number, bx: number, by: number): boolean {
  const steps = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / (raster.step_m / 2)));
  for (let k = 1; k <= steps; k++) {
    const part = k / steps;
    if (!walkable(raster, ax + (bx - ax) * part, ay + (by - ay) * part)) return false;
  }
  return true;
}

/** The nearest spot where one may stand, within `reach_m`; undefined where there is none. */
export function nearestWalkable(
  raster: LevelRaster,
  x: number,
  y: number,
  reach_m = 8,
): [number, number] | undefined {
  if (walkable(raster, x, y)) return [x, y];
  const step = raster.step_m;
  for (let radius = step; radius <= reach_m; radius += step) {
    const around = Math.ceil((2 * Math.PI * radius) / step);
    for (let k = 0; k < around; k++) {
      const angle = (k / around) * 2 * Math.PI;
      const at: [number, number] = [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
      if (walkable(raster, at[0], at[1])) return at;
    }
  }
  return undefined;
}

/** Corners of the cells of a world, for positions that come relative to their cell. */
export class CellGrid {
  readonly cell_m: number;
  private readonly rasters: readonly LevelRaster[];

  constructor(rasters: readonly LevelRaster[], cell_m: number) {
    this.rasters = rasters;
    this.cell_m = cell_m;
  }

  levelOf(cell: number): LevelRaster | undefined {
    return this.rasters.find(
      (r) => cell >= r.first_cell && cell < r.first_cell + r.columns * r.rows,
    );
  }

  /** Lower left corner, or undefined for a cell that this world does not have. */
  corner(cell: number): { x: number; y: number } | undefined {
    const raster = this.levelOf(cell);
    if (!raster) return undefined;
    const index = cell - raster.first_cell;
    const row = Math.floor(index / raster.columns);
    return {
      x: raster.x0 + (index - row * raster.columns) * this.cell_m,
      y: raster.y0 + row * this.cell_m,
    };
  }
}
