/** What lies beyond the edge of an outdoor world: a hazy city and Seoul's mountains where they really are. */
import type { World } from '../state/world-types';
import { hash, lerp, mix, radians, rgb, shade, TAU } from './math';
import { MeshBuilder } from './mesh/builder';
import { box, lathe } from './mesh/shapes';
import { C } from './palette';

interface Peak { lat: number; lon: number; height: number; spread: number; tower?: true }

/** Places and heights are those of the real hills, drawn nearer and higher than they are. */
const PEAKS: Peak[] = [
  { lat: 37.593, lon: 126.9737, height: 1, spread: 0.3 }, // Bugaksan
  { lat: 37.585, lon: 126.958, height: 0.9, spread: 0.34 }, // Inwangsan
  { lat: 37.6587, lon: 126.978, height: 1.15, spread: 0.55 }, // Bukhansan
  { lat: 37.5512, lon: 126.9882, height: 0.62, spread: 0.4, tower: true }, // Namsan
  { lat: 37.444, lon: 126.964, height: 0.8, spread: 0.5 }, // Gwanaksan
];

/** Bearing in the plane of the world (counter-clockwise from +y) of a point of the city. */
export function bearingOf(world: World, lat: number, lon: number): number {
  const east = (lon - world.anchor.lon) * Math.cos(radians(lat)), north = lat - world.anchor.lat;
  return -Math.atan2(east, north) + radians(world.anchor.heading_deg);
}

export function buildBackdrop(world: World, level: [number, number, number, number]): MeshBuilder {
  const b = new MeshBuilder();
  const [x0, y0, x1, y1] = level, cx = (x0 + x1) / 2, cy = (y0 + y1) / 2;
  const fog = world.light.fog_m, half = Math.hypot(x1 - x0, y1 - y0) / 2;
  mountains(b, world, cx, cy, half + fog * 0.9);
  city(b, level, fog, bearingOf(world, 37.593, 126.9737));
  return b;
}

function mountains(b: MeshBuilder, world: World, cx: number, cy: number, far: number): void {
  const n = 220;
  const peaks = PEAKS.map((p) => ({ ...p, at: bearingOf(world, p.lat, p.lon) }));
  const haze = rgb(world.light.sky_horizon), top = rgb(world.light.sky_top);
  for (const ring of [1, 0]) {
    const r = far * (ring ? 1.5 : 1.12), scale = far * (ring ? 0.2 : 0.13);
    const colour = mix(mix(rgb('#6f8078'), top, ring ? 0.45 : 0.2), haze, ring ? 0.42 : 0.22);
    const height = (a: number): number => {
      let h = 0.14 + 0.05 * Math.sin(a * 3 + ring * 2) + 0.03 * Math.sin(a * 7 + 1);
      for (const p of peaks) {
        const d = Math.atan2(Math.sin(a - p.at), Math.cos(a - p.at)) / (p.spread * (ring ? 1.3 : 0.9));
        h += p.height * (ring ? 0.8 : 0.75) * Math.exp(-d * d * 2);
      }
      return (h + 0.035 * Math.sin(a * 19 + ring) + 0.022 * Math.sin(a * 41) + 0.012 * Math.sin(a * 83)) * scale;
    };
    b.frame(cx, cy, 0, 0).footAt(-9);
    for (let i = 0; i < n; i++) {
      const a0 = (i / n) * TAU, a1 = ((i + 1) / n) * TAU;
      // anticlockwise seen from inside: right is towards smaller angle
      const p = (a: number, z: number): [number, number, number] => [-Math.sin(a) * r, Math.cos(a) * r, z];
      b.paint(colour, 'plain', 1);
      b.quad(p(a1, 0), p(a0, 0), p(a0, height(a0)), p(a1, height(a1)));
    }
    if (ring) continue;
    const tower = peaks.find((p) => p.tower);
    if (tower) {
      const x = -Math.sin(tower.at) * (r - 4), y = Math.cos(tower.at) * (r - 4), z = height(tower.at) - 4, s = scale * 0.3;
      b.paint(shade(mix(colour, C.white, 0.35), 1), 'plain', 1);
      lathe(b, x, y, [[s * 0.06, z], [s * 0.045, z + s * 0.75], [s * 0.15, z + s * 0.8], [s * 0.15, z + s * 1.02], [s * 0.05, z + s * 1.08], [s * 0.02, z + s * 1.5], [0.01, z + s * 1.8]], 6);
    }
  }
}

/** Blocks on a loose grid round the bounds, lower towards the mountains, none inside. */
function city(b: MeshBuilder, [x0, y0, x1, y1]: [number, number, number, number], fog: number, north: number): void {
  const step = 34, depth = Math.min(fog * 0.9, 240), margin = 14;
  const tints = [C.stoneLight, C.concrete, C.stone, rgb('#b9a68e'), rgb('#c8bfae')];
  for (let gx = Math.floor((x0 - depth) / step); gx <= Math.ceil((x1 + depth) / step); gx++) {
    for (let gy = Math.floor((y0 - depth) / step); gy <= Math.ceil((y1 + depth) / step); gy++) {
      const seed = hash(gx, gy, 1), other = hash(gx, gy, 2);
      const x = (gx + 0.5 + (seed - 0.5) * 0.3) * step, y = (gy + 0.5 + (other - 0.5) * 0.3) * step;
      const w = step * lerp(0.5, 0.8, other), d = step * lerp(0.45, 0.75, seed);
      const outX = Math.max(x0 - x, x - x1), outY = Math.max(y0 - y, y - y1), out = Math.max(outX, outY);
      if (out < margin + Math.max(w, d) / 2 || out > depth || seed > 0.86) continue;
      // streets that lead out of the square stay open
      if (Math.abs(x - (x0 + x1) / 2) < 16 || Math.abs(y - (y0 + y1) / 2) < 12) continue;
      const bearing = Math.atan2(-(x - (x0 + x1) / 2), y - (y0 + y1) / 2);
      const open = Math.cos(bearing - north) > 0.72;
      const h = open ? lerp(4, 9, other) : lerp(10, 34, other * other) + out * 0.12 * seed;
      b.frame(x, y, 0, 0).footAt(0).paint(tints[Math.floor(seed * 5)] ?? C.stone, 'windows');
      box(b, 0, 0, 0, w, d, h, { top: false });
      b.paint(shade(C.concrete, 0.92), 'plaster').footAt(-9);
      b.quad([-w / 2, -d / 2, h], [w / 2, -d / 2, h], [w / 2, d / 2, h], [-w / 2, d / 2, h]);
    }
  }
}
