/** Small pure helpers shared by the scene's parts. */

export type Rgb = readonly [number, number, number];
export type Vec3 = [number, number, number];

export const TAU = Math.PI * 2;
export const radians = (degrees: number): number => (degrees * Math.PI) / 180;
export const clamp = (v: number, lo: number, hi: number): number => (v < lo ? lo : v > hi ? hi : v);
export const lerp = (a: number, b: number, t: number): number => a + (b - a) * t;
export const smooth = (lo: number, hi: number, v: number): number => {
  const t = clamp((v - lo) / (hi - lo), 0, 1);
  return t * t * (3 - 2 * t);
};

/** `#rrggbb` to 0..255 components. */
export function rgb(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

export const mix = (a: Rgb, b: Rgb, t: number): Rgb => [
  lerp(a[0], b[0], t),
  lerp(a[1], b[1], t),
  lerp(a[2], b[2], t),
];

export const shade = (c: Rgb, k: number): Rgb => [
  clamp(c[0] * k, 0, 255),
  clamp(c[1] * k, 0, 255),
  clamp(c[2] * k, 0, 255),
];

/** Same number for the same place, 0..1: variety that does not change between visits. */
export function hash(x: number, y: number, salt = 0): number {
  let h = Math.imul(Math.round(x * 100) | 0, 374761393) ^ Math.imul(Math.round(y * 100) | 0, 668265263);
  h = Math.imul(h ^ (h >>> 13) ^ Math.imul(salt + 1, 1274126177), 1103515245);
  h ^= h >>> 16;
  return (h >>> 0) / 4294967296;
}

/** Shortest signed turn from a to b, radians. */
export function turnBetween(a: number, b: number): number {
  const d = (b - a) % TAU;
  return d > Math.PI ? d - TAU : d < -Math.PI ? d + TAU : d;
}
