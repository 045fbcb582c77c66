/** Korean palace architecture: curved roofs with upturned eaves, red columns, stone bases with arches. */
import { C } from '../palette';
import { lerp, mix, shade, type Vec3 } from '../math';
import type { MeshBuilder } from '../mesh/builder';
import { archedBlock, box, limb, patch } from '../mesh/shapes';
import type { Draw, Piece } from './piece';

export interface Roof {
  /** Half width and depth of the eaves (before the corners flare out). */
  ex: number;
  ey: number;
  /** Half width and depth of the walls or brackets below. */
  bx: number;
  by: number;
  eave: number;
  ridge: number;
  /** Half length of the ridge. */
  rx: number;
  /** Where the hip ends and the gable begins, 0..1 of the slope; 1 is a full hip. */
  gable: number;
  detail: number;
}

/** Roof whose eaves rise and flare towards the corners and whose slope hangs in a curve. */
export function roof(b: MeshBuilder, r: Roof): void {
  const lift = (r.ridge - r.eave) * 0.2, flare = Math.min(r.ex, r.ey) * 0.05;
  const corner = (t: number): number => Math.abs(t) ** 3.2;
  const slope = (s: number): number => s * 0.62 + s * s * 0.38;
  const hipX = (s: number, k: number): number => lerp(r.ex + flare * k, r.rx, Math.min(s / r.gable, 1));
  const hipY = (s: number, k: number): number => lerp(r.ey + flare * k, 0, s);
  const height = (s: number, k: number): number => lerp(r.eave + lift * k * (1 - s), r.ridge, slope(s));
  const nu = r.detail ? 14 : 8, nv = r.detail ? 6 : 4;
  const run = Math.hypot(r.ey, r.ridge - r.eave);
  b.paint(C.giwa, 'giwa').footAt(-9);
  for (const side of [-1, 1]) {
    const front = (u: number, s: number): Vec3 => {
      const t = u * 2 - 1, k = corner(t) * (1 - s);
      return [-side * t * hipX(s, k), side * hipY(s, k), height(s, k)];
    };
    patch(b, nu, nv, front, (u, s) => [(u - 0.5) * 2 * r.ex, s * run]);
    const end = (u: number, v: number): Vec3 => {
      const s = v * r.gable, t = u * 2 - 1, k = corner(t) * (1 - s);
      return [side * hipX(s, k), side * t * hipY(s, k), height(s, k)];
    };
    patch(b, Math.max(4, nu - 4), Math.max(2, Math.round(nv * r.gable)), end, (u, v) => [(u - 0.5) * 2 * r.ey, v * run]);
  }
  if (r.gable < 1) gables(b, r, hipX(r.gable, 0), hipY(r.gable, 0), height(r.gable, 0));
  soffit(b, r, lift, flare, corner, nu);
  ridges(b, r, lift, flare, slope);
}

function gables(b: MeshBuilder, r: Roof, x: number, y: number, z: number): void {
  b.paint(shade(C.palaceRed, 0.92), 'wood');
  const inset = x - 0.25;
  b.quad([inset, -y, z], [inset, y, z], [inset, 0, r.ridge], [inset, 0, r.ridge]);
  b.quad([-inset, y, z], [-inset, -y, z], [-inset, 0, r.ridge], [-inset, 0, r.ridge]);
}

/** Underside with green rafters, and the edge of round end tiles. */
function soffit(b: MeshBuilder, r: Roof, lift: number, flare: number, corner: (t: number) => number, nu: number): void {
  const drop = 0.28;
  for (const side of [-1, 1]) {
    const edgeX = (t: number, k: number): number => -side * t * (r.ex + flare * k);
    const under = (u: number, v: number): Vec3 => {
      const t = u * 2 - 1, k = corner(t);
      const x = lerp(-side * t * r.bx, edgeX(t, k), v), y = lerp(side * r.by, side * (r.ey + flare * k), v);
      return [x, y, lerp(r.eave - 0.42, r.eave + lift * k - drop, v)];
    };
    b.paint(C.white, 'rafters');
    patch(b, nu, 1, (u, v) => under(u, v), (u, v) => [(u - 0.5) * 2 * r.ex, v * 1.4], false);
    const underEnd = (u: number, v: number): Vec3 => {
      const t = u * 2 - 1, k = corner(t);
      return [lerp(side * r.bx, side * (r.ex + flare * k), v), lerp(side * t * r.by, side * t * (r.ey + flare * k), v),
        lerp(r.eave - 0.42, r.eave + lift * k - drop, v)];
    };
    patch(b, nu - 4, 1, underEnd, (u, v) => [(u - 0.5) * 2 * r.ey, v * 1.4], false);
    b.paint(shade(C.giwa, 0.86), 'giwa');
    const rim = (u: number, v: number): Vec3 => {
      const t = u * 2 - 1, k = corner(t);
      return [edgeX(t, k), side * (r.ey + flare * k), r.eave + lift * k - drop * (1 - v)];
    };
    patch(b, nu, 1, rim, (u, v) => [(u - 0.5) * 2 * r.ex, v * drop]);
    const rimEnd = (u: number, v: number): Vec3 => {
      const t = u * 2 - 1, k = corner(t);
      return [side * (r.ex + flare * k), side * t * (r.ey + flare * k), r.eave + lift * k - drop * (1 - v)];
    };
    patch(b, nu - 4, 1, rimEnd, (u, v) => [(u - 0.5) * 2 * r.ey, v * drop]);
  }
}

/** Pale ridges with a lift at their ends, and the small guardians on the hips. */
function ridges(b: MeshBuilder, r: Roof, lift: number, flare: number, slope: (s: number) => number): void {
  const sides = r.detail ? 6 : 4, thick = Math.max(0.16, (r.ridge - r.eave) * 0.055);
  b.paint(C.ridge, 'plaster');
  const top: Vec3[] = Array.from({ length: 9 }, (_, i) => {
    const t = (i / 8) * 2 - 1;
    return [t * (r.rx + 0.1), 0, r.ridge + thick * 0.6 + Math.abs(t) ** 4 * thick * 1.6];
  });
  for (let i = 0; i < 8; i++) limb(b, top[i]!, top[i + 1]!, thick * 1.15, thick * 1.15, sides);
  for (const sx of [-1, 1]) {
    b.paint(shade(C.giwa, 0.8), 'plain');
    box(b, sx * r.rx, 0, r.ridge + thick, thick * 1.6, thick * 1.8, thick * 3, { taper: 0.5 });
    for (const sy of [-1, 1]) {
      b.paint(C.ridge, 'plaster');
      const at = (s: number): Vec3 => {
        const k = 1 - s;
        return [sx * lerp(r.ex + flare * k, r.rx, Math.min(s / r.gable, 1)), sy * lerp(r.ey + flare * k, 0, s),
          lerp(r.eave + lift * k * k, r.ridge, slope(s)) + thick * 0.7];
      };
      const steps = 5;
      for (let i = 0; i < steps; i++) limb(b, at((i / steps) * r.gable), at(((i + 1) / steps) * r.gable), thick * 0.8, thick * 0.85, sides);
      if (r.gable < 1) limb(b, at(r.gable), at(0.999), thick * 0.9, thick * 0.9, sides);
      if (!r.detail) continue;
      b.paint(shade(C.stoneDark, 0.75), 'plain');
      for (let i = 1; i <= 4; i++) {
        const [x, y, z] = at((0.05 + i * 0.05) * r.gable);
        box(b, x, y, z + thick * 0.4, thick * 0.7, thick * 0.7, thick * 2, { taper: 0.4 });
      }
    }
  }
}

/** Storey of red columns with doors between, a painted beam above. */
function storey(b: MeshBuilder, w: number, d: number, z: number, h: number, bays: number, p: Piece): void {
  const beam = Math.min(h * 0.24, 1.3), depthBays = Math.max(2, Math.round((bays * d) / w));
  b.paint(C.white, 'lattice').footAt(z);
  const iw = w - 0.5, id = d - 0.5, t = z + h - beam;
  const tall = 1.4; // one repeat of the door pattern covers the whole height
  const face = (ax: number, ay: number, bx: number, by: number, n: number): void => {
    const k = tall / (t - z), length = Math.hypot(bx - ax, by - ay);
    const i = b.vertices;
    const nx = by - ay, ny = ax - bx;
    const reps = n * tall / length;
    b.vertex(ax, ay, z, nx, ny, 0, 0, 0);
    b.vertex(bx, by, z, nx, ny, 0, length * reps, 0);
    b.vertex(bx, by, t, nx, ny, 0, length * reps, (t - z) * k);
    b.vertex(ax, ay, t, nx, ny, 0, 0, (t - z) * k);
    b.triangle(i, i + 1, i + 2);
    b.triangle(i, i + 2, i + 3);
  };
  face(-iw / 2, -id / 2, iw / 2, -id / 2, bays * 2);
  face(iw / 2, id / 2, -iw / 2, id / 2, bays * 2);
  face(iw / 2, -id / 2, iw / 2, id / 2, depthBays * 2);
  face(-iw / 2, id / 2, -iw / 2, -id / 2, depthBays * 2);
  b.paint(p.colour ? mix(p.colour, C.palaceRed, 0.4) : C.palaceRed, 'plaster');
  const r = Math.max(0.16, Math.min(0.34, h * 0.06)), sides = p.detail ? 8 : 5;
  const column = (x: number, y: number): void => limb(b, [x, y, z], [x, y, t + 0.05], r, r * 0.92, sides);
  for (let i = 0; i <= bays; i++) {
    const x = lerp(-w / 2 + r, w / 2 - r, i / bays);
    column(x, -d / 2 + r);
    column(x, d / 2 - r);
  }
  for (let i = 1; i < depthBays; i++) {
    const y = lerp(-d / 2 + r, d / 2 - r, i / depthBays);
    column(-w / 2 + r, y);
    column(w / 2 - r, y);
  }
  dancheong(b, w, d, t, beam);
}

/** Band of painted beams and brackets all round, drawn over its whole height. */
export function dancheong(b: MeshBuilder, w: number, d: number, z: number, h: number): void {
  b.paint(C.white, 'dancheong').footAt(-9);
  const k = 1.2 / h;
  const grow = 1.06;
  const face = (ax: number, ay: number, bx: number, by: number): void => {
    const i = b.vertices, nx = by - ay, ny = ax - bx, length = Math.hypot(nx, ny) * k;
    b.vertex(ax, ay, z, nx, ny, 0, 0, 0.02);
    b.vertex(bx, by, z, nx, ny, 0, length, 0.02);
    b.vertex(bx * grow, by * grow, z + h, nx, ny, -0.3, length, 1.18);
    b.vertex(ax * grow, ay * grow, z + h, nx, ny, -0.3, 0, 1.18);
    b.triangle(i, i + 1, i + 2);
    b.triangle(i, i + 2, i + 3);
  };
  face(-w / 2, -d / 2, w / 2, -d / 2);
  face(w / 2, d / 2, -w / 2, d / 2);
  face(w / 2, -d / 2, w / 2, d / 2);
  face(-w / 2, d / 2, -w / 2, -d / 2);
}

/** Gwanghwamun's kind: a stone base with three arches and a pavilion of two roofs on it. */
export const palaceGate: Draw = (b, p) => {
  const { w, d, h } = p, base = 0.42 * h;
  b.paint(C.stone, 'ashlar');
  archedBlock(b, w, d, base, [
    { x: 0, width: 0.17 * w, height: 0.33 * h },
    { x: -0.255 * w, width: 0.12 * w, height: 0.28 * h },
    { x: 0.255 * w, width: 0.12 * w, height: 0.28 * h },
  ], p.detail ? 12 : 8);
  // cornice and battlements of brick
  b.paint(shade(C.stoneLight, 0.96), 'plain');
  box(b, 0, 0, base - 0.45, w + 0.24, d + 0.24, 0.35, { under: true });
  b.paint(C.stoneDark, 'brick').footAt(-9);
  for (const s of [-1, 1]) {
    box(b, 0, s * (d / 2 - 0.2), base, w, 0.4, 0.06 * h);
    box(b, s * (w / 2 - 0.2), 0, base, 0.4, d - 0.8, 0.06 * h);
  }
  const lower = base + 0.02 * h, w1 = w * 0.8, d1 = d * 0.62;
  b.footAt(lower);
  storey(b, w1, d1, lower, 0.58 * h - lower + 0.3, 7, p);
  roof(b, { ex: w1 / 2 + 0.075 * w, ey: d1 / 2 + 0.14 * d, bx: w1 / 2 * 1.05, by: d1 / 2 * 1.05, eave: 0.585 * h, ridge: 0.73 * h, rx: w1 * 0.4, gable: 1, detail: p.detail });
  const w2 = w1 * 0.86, d2 = d1 * 0.74, upper = 0.665 * h;
  storey(b, w2, d2, upper, 0.80 * h - upper + 0.3, 7, p);
  roof(b, { ex: w2 / 2 + 0.07 * w, ey: d2 / 2 + 0.13 * d, bx: w2 / 2 * 1.05, by: d2 / 2 * 1.05, eave: 0.805 * h, ridge: 0.975 * h, rx: w2 * 0.37, gable: 1, detail: p.detail });
  plaque(b, 0, d2 / 2 + 0.1, 0.735 * h, Math.min(3.4, w * 0.1), p);
};

/** The black name board under the eaves. */
function plaque(b: MeshBuilder, x: number, y: number, z: number, w: number, p: Piece): void {
  if (p.w < 10) return;
  b.footAt(-9).paint(C.palaceGreen, 'plain');
  box(b, x, y, z, w * 1.14, 0.2, w * 0.44, { under: true });
  b.paint([38, 32, 28], 'plain');
  b.quad([x + w / 2, y + 0.12, z + w * 0.04], [x - w / 2, y + 0.12, z + w * 0.04], [x - w / 2, y + 0.12, z + w * 0.4], [x + w / 2, y + 0.12, z + w * 0.4]);
}

export const palaceHall: Draw = (b, p) => {
  const { w, d, h } = p, foot = 0.08 * h;
  b.paint(C.stoneLight, 'ashlar');
  box(b, 0, 0, 0, w, d, foot);
  const w1 = w * 0.86, d1 = d * 0.8, bays = Math.max(3, Math.round(w1 / 3.4)) | 1;
  storey(b, w1, d1, foot, 0.44 * h - foot + 0.3, bays, p);
  dancheong(b, w1 * 1.05, d1 * 1.05, 0.44 * h, 0.06 * h + 0.2);
  roof(b, { ex: w * 0.525, ey: d * 0.52, bx: w1 * 0.54, by: d1 * 0.54, eave: 0.5 * h, ridge: 0.92 * h, rx: w1 * 0.4, gable: 0.56, detail: p.detail });
  plaque(b, 0, d1 / 2 + 0.35, 0.45 * h, Math.min(2.2, w * 0.08), p);
  // steps up to the middle bay
  b.paint(C.stoneLight, 'plain').footAt(0);
  box(b, 0, d / 2 - 0.15, 0, w * 0.2, 0.3, foot * 0.5);
  box(b, 0, d / 2 - 0.15, 0, w * 0.18, 0.3, foot * 1.04);
};

export const palaceWall: Draw = (b, p) => {
  const { w, d, h } = p, cap = 0.82 * h, low = 0.3 * h;
  b.paint(C.stone, 'ashlar');
  box(b, 0, 0, 0, w, d * 0.86, low, { top: false });
  b.paint(p.colour ?? [206, 168, 132], 'hanok').footAt(-0.2);
  box(b, 0, 0, low, w, d * 0.78, cap - low, { top: false });
  b.footAt(-9).paint(C.giwa, 'giwa');
  const e = d / 2 + 0.06;
  for (const s of [1, -1]) {
    patch(b, 1, 2, (u, v) => [s * -(u - 0.5) * w, s * lerp(e, 0, v), lerp(cap, h - 0.12, v * 0.6 + v * v * 0.4)],
      (u, v) => [u * w, v * d]);
    b.paint(shade(C.giwa, 0.6), 'plain');
    b.quad([s * -w / 2, s * d * 0.39, cap - 0.02], [s * w / 2, s * d * 0.39, cap - 0.02], [s * w / 2, s * e, cap], [s * -w / 2, s * e, cap]);
    b.paint(C.giwa, 'giwa');
    // end gable
    b.quad([s * w / 2, -s * e, cap], [s * w / 2, s * e, cap], [s * w / 2, 0, h - 0.12], [s * w / 2, 0, h - 0.12]);
  }
  b.paint(C.ridge, 'plain');
  limb(b, [-w / 2, 0, h - 0.1], [w / 2, 0, h - 0.1], 0.13, 0.13, 5);
};
