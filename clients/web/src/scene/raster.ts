/** Height of the ground from the raster that client and server share. */
import type { LevelRaster } from '../state/world-types';

const GROUND_STEP_M = 0.05;

export function groundHeight(r: LevelRaster | undefined, x: number, y: number): number {
  if (!r) return 0;
  const i = Math.floor((x - r.x0) / r.step_m), j = Math.floor((y - r.y0) / r.step_m);
  if (i < 0 || j < 0 || i >= r.width || j >= r.height) return 0;
  return (r.ground[j * r.width + i] ?? 0) * GROUND_STEP_M;
}

/** Where a ray (from o, unit direction d; axes x, y, height) meets the ground, or null. */
export function hitGround(
  r: LevelRaster | undefined, o: readonly [number, number, number], d: readonly [number, number, number], most_m: number,
): { x: number; y: number; t: number } | null {
  if (d[2] > -0.01) return null;
  let floor = 0, t = 0;
  for (let i = 0; i < 5; i++) {
    t = (floor - o[2]) / d[2];
    const next = groundHeight(r, o[0] + d[0] * t, o[1] + d[1] * t);
    if (Math.abs(next - floor) < 0.01) break;
    floor = next;
  }
  if (t < 0 || t > most_m) return null;
  return { x: o[0] + d[0] * t, y: o[1] + d[1] * t, t };
}
