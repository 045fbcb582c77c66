/** What of a structure is solid, as upright boxes: for the camera, for clicks and for shade on the ground.
 *
 * The same openings as the server's walkable mask (docs/worlds.md lists them by kind).
 */
import type { Structure } from '../state/world-types';
import { radians } from './math';

/** Box in the plane: centre, half sizes, turn as cosine and sine, from height z0 to z1. */
export interface Solid {
  x: number;
  y: number;
  hw: number;
  hd: number;
  cos: number;
  sin: number;
  z0: number;
  z1: number;
}

type Part = [u0: number, u1: number, v0: number, v1: number, z0: number, z1: number];
const WHOLE: Part[] = [[-0.5, 0.5, -0.5, 0.5, 0, 1]];

/** Fractions of width, depth and height. */
const PARTS: Record<string, Part[]> = {
  'wave-hall': [[-0.5, 0.5, -0.5, 0.3, 0, 1], [-0.5, 0.5, 0.3, 0.5, 0.22, 1]],
  'stone-hall': [[-0.5, -0.05, -0.5, 0.5, 0, 0.8], [0.05, 0.5, -0.5, 0.5, 0, 0.8], [-0.05, 0.05, -0.5, 0.4, 0, 1], [-0.14, 0.14, -0.5, 0.5, 0.26, 1]],
  'palace-gate': [
    [-0.5, -0.315, -0.5, 0.5, 0, 0.42], [-0.195, -0.085, -0.5, 0.5, 0, 0.42], [0.085, 0.195, -0.5, 0.5, 0, 0.42], [0.315, 0.5, -0.5, 0.5, 0, 0.42],
    [-0.5, 0.5, -0.5, 0.5, 0.33, 0.42], [-0.46, 0.46, -0.4, 0.4, 0.42, 0.9],
  ],
  'palace-hall': [[-0.5, 0.5, -0.5, 0.5, 0, 0.08], [-0.43, 0.43, -0.4, 0.4, 0.08, 0.5], [-0.52, 0.52, -0.52, 0.52, 0.5, 0.75]],
  'statue-seated': [[-0.5, 0.5, -0.5, 0.5, 0, 0.42], [-0.3, 0.3, -0.35, 0.35, 0.42, 1]],
  'statue-standing': [[-0.4, 0.4, -0.4, 0.4, 0, 0.6], [-0.25, 0.25, -0.2, 0.2, 0.6, 1]],
  door: [[-0.5, -0.4, -0.5, 0.5, 0, 1], [0.4, 0.5, -0.5, 0.5, 0, 1], [-0.4, 0.4, -0.5, 0.5, 0.86, 1]],
};

/** Things too slight to stop the camera or a click. */
const SLIGHT = new Set(['tree', 'pine', 'shrub', 'lamp', 'flagpole', 'bench', 'chair', 'rail', 'lantern', 'stairs', 'planter', 'sign', 'fountain', 'table']);

export const isSlight = (kind: string): boolean => SLIGHT.has(kind);

export function solidsOf(s: Structure): Solid[] {
  const a = radians(s.turn_deg), cos = Math.cos(a), sin = Math.sin(a), [w, d, h] = s.size;
  return (PARTS[s.kind] ?? WHOLE).map(([u0, u1, v0, v1, z0, z1]) => {
    const u = ((u0 + u1) / 2) * w, v = ((v0 + v1) / 2) * d;
    return {
      x: s.at[0] + u * cos - v * sin, y: s.at[1] + u * sin + v * cos,
      hw: ((u1 - u0) / 2) * w, hd: ((v1 - v0) / 2) * d, cos, sin, z0: s.base_m + z0 * h, z1: s.base_m + z1 * h,
    };
  });
}

/** Distance along a ray (unit direction, world axes x, y, height) to a solid, or Infinity. */
export function hitSolid(s: Solid, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, grow = 0): number {
  const px = ox - s.x, py = oy - s.y;
  const lx = px * s.cos + py * s.sin, ly = -px * s.sin + py * s.cos;
  const ux = dx * s.cos + dy * s.sin, uy = -dx * s.sin + dy * s.cos;
  let near = 0, far = Infinity;
  const slab = (o: number, u: number, lo: number, hi: number): boolean => {
    if (Math.abs(u) < 1e-9) return o >= lo && o <= hi;
    let a = (lo - o) / u, b = (hi - o) / u;
    if (a > b) [a, b] = [b, a];
    if (a > near) near = a;
    if (b < far) far = b;
    return near <= far;
  };
  if (!slab(lx, ux, -s.hw - grow, s.hw + grow)) return Infinity;
  if (!slab(ly, uy, -s.hd - grow, s.hd + grow)) return Infinity;
  if (!slab(oz, dz, s.z0 - grow, s.z1 + grow)) return Infinity;
  return near;
}
