/** Frames and the packed columns of their fragments, without an object per record.
 *
 * Readers fill columns that the caller keeps and reuses; what they read stays valid until the
 * next read into the same columns. All throw `RangeError` where counts and length do not agree
 * (and `TypeError` where a name is not UTF-8).
 */
import {
  ENTER_BYTES,
  FRAME,
  Kind,
  LEAVE_BYTES,
  LOOK_BYTES,
  MOVE_BYTES,
  POSITION_STEPS,
  SPEED_STEP_MPS,
} from './messages.ts';

export interface Fragment {
  cell: number;
  kind: Kind;
  /** Whole tick of these bytes; at most the frame's. */
  tick: number;
  /** A view of the received bytes, not a copy. */
  data: Uint8Array;
}
export interface Frame {
  code: typeof FRAME;
  /** Of the world: frames of another epoch than that of the last `Entered` are void. */
  epoch: number;
  tick: number;
  /** Server clock of the tick, milliseconds modulo 2**32. */
  time_ms: number;
  /** Present length of a tick. */
  interval_ms: number;
  fragments: Fragment[];
}

const TICK_BITS = 0x7f;
const KINDS = Object.keys(Kind).length;

/** An unpacked msgpack array to a frame. */
export function toFrame(array: readonly unknown[]): Frame {
  const [, epoch, tick, time_ms, interval_ms] = array.slice(0, 5).map(whole);
  const raw = array[5];
  if (array.length !== 6 || !Array.isArray(raw)) throw new RangeError('frame: shape');
  const fragments = raw.map((item) => toFragment(item, tick!));
  return {
    code: FRAME,
    epoch: epoch!,
    tick: tick!,
    time_ms: time_ms!,
    interval_ms: interval_ms!,
    fragments,
  };
}

function toFragment(item: unknown, now: number): Fragment {
  if (!Array.isArray(item) || item.length !== 4) throw new RangeError('fragment: shape');
  const [cell, kind, low] = item.slice(0, 3).map(whole);
  const data: unknown = item[3];
  if (cell! > 0xffff || kind! >= KINDS || low! > TICK_BITS || !(data instanceof Uint8Array)) {
    throw new RangeError('fragment: range');
  }
  return { cell: cell!, kind: kind as Kind, tick: resolveTick(low!, now), data };
}

function whole(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new RangeError('frame: not a whole number');
  }
  return value;
}

/** The youngest tick not after `now` with these seven low bits. */
export function resolveTick(low: number, now: number): number {
  return now - ((((now - low) % 128) + 128) % 128);
}

/** Columns of moves, and of enters, which add looks. Grow as needed, never shrink. */
export class Records {
  count = 0;
  id = new Uint16Array(64);
  /** Steps of a 4096th of the cell's side from its corner. */
  qx = new Uint16Array(64);
  qy = new Uint16Array(64);
  heading = new Uint8Array(64);
  /** State in the upper three bits, speed in the lower five. */
  state = new Uint8Array(64);
  /** Five bytes a record; only filled by enters. */
  look = new Uint8Array(64 * LOOK_BYTES);

  /** Makes room for `count` records; their content is undefined until it is filled. */
  reset(count: number): void {
    this.count = count;
    if (count <= this.id.length) return;
    const room = 2 ** Math.ceil(Math.log2(count));
    this.id = new Uint16Array(room);
    this.qx = new Uint16Array(room);
    this.qy = new Uint16Array(room);
    this.heading = new Uint8Array(room);
    this.state = new Uint8Array(room);
    this.look = new Uint8Array(room * LOOK_BYTES);
  }
}

/** Columns of leaves. */
export class Leaves {
  count = 0;
  readonly id = new Uint16Array(255);
  /** The cell in which the avatar is now, or `ELSEWHERE`. */
  readonly toCell = new Uint16Array(255);
}

export class Delta {
  readonly leaves = new Leaves();
  readonly enters = new Records();
  readonly moves = new Records();
}

/** Bytes of `Kind.MOVES`. */
export function readMoves(data: Uint8Array, into: Records): void {
  if (data.length % MOVE_BYTES !== 0) throw new RangeError('moves: length');
  movesAt(data, 0, data.length / MOVE_BYTES, into);
}

/** Bytes of `Kind.KEYFRAME`. */
export function readKeyframe(data: Uint8Array, into: Records): void {
  if (data.length % ENTER_BYTES !== 0) throw new RangeError('keyframe: length');
  entersAt(data, 0, data.length / ENTER_BYTES, into);
}

/** Bytes of `Kind.DELTA`: apply leaves, then enters, then moves. */
export function readDelta(data: Uint8Array, into: Delta): void {
  if (data.length < 2) throw new RangeError('delta: length');
  const leaves = data[0]!;
  const enters = data[1]!;
  const entersFrom = 2 + leaves * LEAVE_BYTES;
  const movesFrom = entersFrom + enters * ENTER_BYTES;
  const rest = data.length - movesFrom;
  if (rest < 0 || rest % MOVE_BYTES !== 0) throw new RangeError('delta: counts');
  into.leaves.count = leaves;
  u16At(data, 2, leaves, into.leaves.id);
  u16At(data, 2 + 2 * leaves, leaves, into.leaves.toCell);
  entersAt(data, entersFrom, enters, into.enters);
  movesAt(data, movesFrom, rest / MOVE_BYTES, into.moves);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Bytes of `Kind.NAMES`; `look` is valid during the call only. */
export function readNames(
  data: Uint8Array,
  each: (id: number, look: Uint8Array, name: string) => void,
): void {
  for (let at = 0; at < data.length; ) {
    const nameFrom = at + 2 + LOOK_BYTES + 1;
    const end = nameFrom + (data[nameFrom - 1] ?? 0);
    if (nameFrom > data.length || end > data.length) throw new RangeError('names: cut off');
    const look = data.subarray(at + 2, at + 2 + LOOK_BYTES);
    each(u16(data, at), look, utf8.decode(data.subarray(nameFrom, end)));
    at = end;
  }
}

export interface ViewCells {
  near: Uint16Array;
  middle: Uint16Array;
  far: Uint16Array;
}

/** Bytes of `Kind.VIEW`: the cells in view from now on. */
export function readView(data: Uint8Array): ViewCells {
  if (data.length < 6 || data.length % 2 !== 0) throw new RangeError('view: length');
  const [near, middle, far] = [u16(data, 0), u16(data, 2), u16(data, 4)];
  if (data.length !== 6 + 2 * (near + middle + far)) throw new RangeError('view: counts');
  const cells = u16At(data, 6, near + middle + far, new Uint16Array(near + middle + far));
  return {
    near: cells.subarray(0, near),
    middle: cells.subarray(near, near + middle),
    far: cells.subarray(near + middle),
  };
}

/** Metres from the cell's corner: the middle of the quantised square. */
export function metres(q: number, cell_m: number): number {
  return ((q + 0.5) * cell_m) / POSITION_STEPS;
}

export function speedOf(state: number): number {
  return (state & 0x1f) * SPEED_STEP_MPS;
}

export function stateOf(state: number): number {
  return state >> 5;
}

function movesAt(data: Uint8Array, at: number, n: number, into: Records): void {
  into.reset(n);
  u16At(data, at, n, into.id);
  for (let i = 0, p = at + 2 * n; i < n; i++, p += 3) {
    const middle = data[p + 1]!;
    into.qx[i] = data[p]! | ((middle & 0x0f) << 8);
    into.qy[i] = (middle >> 4) | (data[p + 2]! << 4);
  }
  into.heading.set(data.subarray(at + 5 * n, at + 6 * n));
  into.state.set(data.subarray(at + 6 * n, at + 7 * n));
}

function entersAt(data: Uint8Array, at: number, n: number, into: Records): void {
  movesAt(data, at, n, into);
  into.look.set(data.subarray(at + MOVE_BYTES * n, at + ENTER_BYTES * n));
}

function u16(data: Uint8Array, at: number): number {
  return data[at]! | (data[at + 1]! << 8);
}

function u16At(data: Uint8Array, at: number, n: number, into: Uint16Array): Uint16Array {
  for (let i = 0; i < n; i++) into[i] = u16(data, at + 2 * i);
  return into;
}
