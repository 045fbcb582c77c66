/** What lies under a click: an avatar, an exhibit, a desk, a place, or the ground to walk to. */
import type { AvatarColumns } from '../state/avatar-types';
import type { LevelRaster, Structure, World } from '../state/world-types';
import { hitGround } from './raster';
import { hitSolid, isSlight, solidsOf, type Solid } from './solids';
import { radians } from './math';

export type Hit =
  | { kind: 'avatar'; id: number }
  | { kind: 'exhibit' | 'desk' | 'place'; id: string }
  | { kind: 'ground'; x: number; y: number };

/** Origin and unit direction in world axes (x, y, height). */
export interface Ray {
  o: [number, number, number];
  d: [number, number, number];
}

const AVATAR_RADIUS_M = 0.42;
const AVATAR_HEIGHT_M = 1.8;
const FARTHEST_M = 260;

interface Thing {
  kind: 'exhibit' | 'desk' | 'place';
  id: string;
  solid: Solid;
}

export class Picker {
  private readonly things: Thing[] = [];
  readonly solids: Solid[] = [];
  private readonly raster: LevelRaster | undefined;
  private readonly bounds: readonly [number, number, number, number];

  constructor(world: World, level: string, raster: LevelRaster | undefined) {
    this.raster = raster;
    this.bounds = world.levels.find((l) => l.id === level)?.bounds ?? [-500, -500, 500, 500];
    for (const s of world.structures) {
      if (s.level === level && !isSlight(s.kind)) this.solids.push(...solidsOf(s));
    }
    for (const e of world.exhibits) {
      if (e.level !== level) continue;
      const tall = e.mount === 'wall' ? 1.65 + e.size[1] / 2 : e.mount === 'case' ? 1.5 : 0.95 + e.size[1];
      const low = e.mount === 'wall' ? 1.65 - e.size[1] / 2 : 0;
      this.things.push({ kind: 'exhibit', id: e.id, solid: upright(e.at, e.turn_deg, e.size[0], e.mount === 'wall' ? 0.3 : 0.7, low, tall) });
    }
    for (const d of world.desks) {
      if (d.level === level) this.things.push({ kind: 'desk', id: d.id, solid: upright(d.at, d.turn_deg, 2.8, 1.2, 0, 2.9) });
    }
    for (const p of world.places) {
      if (p.level === level) this.things.push({ kind: 'place', id: p.id, solid: upright(p.at, 0, 1.6, 1.6, 2.9, 3.9) });
    }
  }

  pick(ray: Ray, avatars: AvatarColumns): Hit | null {
    const [ox, oy, oz] = ray.o, [dx, dy, dz] = ray.d;
    let wall = Infinity;
    for (const s of this.solids) wall = Math.min(wall, hitSolid(s, ox, oy, oz, dx, dy, dz));
    const ground = hitGround(this.raster, ray.o, ray.d, FARTHEST_M);
    let best: Hit | null = null, bestT = Math.min(wall + 0.6, (ground?.t ?? Infinity) + 0.6);
    for (const thing of this.things) {
      const t = hitSolid(thing.solid, ox, oy, oz, dx, dy, dz);
      if (t < bestT) { bestT = t; best = { kind: thing.kind, id: thing.id }; }
    }
    for (let i = 0; i < avatars.count; i++) {
      if (i === avatars.self || avatars.veil[i] === 1) continue;
      const t = hitAvatar(ray, avatars.x[i]!, avatars.y[i]!, avatars.ground[i]!);
      if (t < bestT) { bestT = t; best = { kind: 'avatar', id: avatars.id[i]! }; }
    }
    if (best) return best;
    if (wall < (ground?.t ?? Infinity)) {
      // walk up to what was clicked, a step before it
      if (wall > FARTHEST_M) return null;
      const back = 0.6 / (Math.hypot(dx, dy) || 1);
      return this.inside(ox + dx * wall - dx * back, oy + dy * wall - dy * back);
    }
    return ground ? this.inside(ground.x, ground.y) : null;
  }

  private inside(x: number, y: number): Hit {
    const [x0, y0, x1, y1] = this.bounds;
    return { kind: 'ground', x: Math.min(x1, Math.max(x0, x)), y: Math.min(y1, Math.max(y0, y)) };
  }
}

function upright(at: readonly [number, number], turnDeg: number, w: number, d: number, z0: number, z1: number): Solid {
  const a = radians(turnDeg);
  return { x: at[0], y: at[1], hw: w / 2, hd: d / 2, cos: Math.cos(a), sin: Math.sin(a), z0, z1 };
}

/** Distance along the ray to an upright figure, or Infinity. */
function hitAvatar(ray: Ray, x: number, y: number, ground: number): number {
  const [ox, oy, oz] = ray.o, [dx, dy, dz] = ray.d;
  const flat = dx * dx + dy * dy;
  if (flat < 1e-9) return Infinity;
  const t = ((x - ox) * dx + (y - oy) * dy) / flat;
  if (t < 0.3 || t > FARTHEST_M) return Infinity;
  const px = ox + dx * t - x, py = oy + dy * t - y;
  // a little generous far away, where a finger covers more
  const r = AVATAR_RADIUS_M + t * 0.004;
  if (px * px + py * py > r * r) return Infinity;
  const z = oz + dz * t - ground;
  return z > -0.2 && z < AVATAR_HEIGHT_M + 0.2 ? t : Infinity;
}

export const structureSolids = (structures: readonly Structure[]): Solid[] => structures.flatMap(solidsOf);
