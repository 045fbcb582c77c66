/** The small integers of the wire; the same rules as `metaserver/protocol/quantise.py`. */

export const HEADINGS = 256;
export const SPEED_STEP_MPS = 0.25;
export const WALK_Q = 8; // 2 m/s
export const RUN_Q = 20; // 5 m/s
const RADIANS = (2 * Math.PI) / HEADINGS;

/** Unit vector of each heading; 0 faces +y, counter-clockwise. */
export const DIRECTION_X = Float64Array.from({ length: HEADINGS }, (_, h) => -Math.sin(h * RADIANS));
export const DIRECTION_Y = Float64Array.from({ length: HEADINGS }, (_, h) => Math.cos(h * RADIANS));

/** Nearest of the 256 headings for a direction; 0..255. */
export function headingOf(dx: number, dy: number): number {
  return Math.round(Math.atan2(-dx, dy) / RADIANS) & 255;
}

export const radiansOf = (heading: number): number => heading * RADIANS;

/** Signed steps from one heading to another, -128..127. */
export const turnBetween = (from: number, to: number): number => ((to - from) << 24) >> 24;

/** Radians from one angle to another, -pi..pi. */
export function angleBetween(from: number, to: number): number {
  const turn = (to - from) % (2 * Math.PI);
  if (turn > Math.PI) return turn - 2 * Math.PI;
  return turn < -Math.PI ? turn + 2 * Math.PI : turn;
}
