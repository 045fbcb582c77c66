/** Solids and curved faces for MeshBuilder, in its local frame (x right, y ahead, z up). */
import { TAU, type Vec3 } from '../math';
import type { MeshBuilder } from './builder';

export interface BoxOptions {
  /** Draw the underside (for things that stand clear of the ground). */
  under?: boolean;
  top?: boolean;
  /** Size of the upper end over the lower end. */
  taper?: number;
}

/** Upright box centred at (x, y) from height z. */
export function box(
  b: MeshBuilder, x: number, y: number, z: number, w: number, d: number, h: number, o: BoxOptions = {},
): void {
  const k = o.taper ?? 1;
  const w0 = w / 2, d0 = d / 2, w1 = w0 * k, d1 = d0 * k, t = z + h;
  const p = (sx: number, sy: number, up: boolean): Vec3 =>
    up ? [x + sx * w1, y + sy * d1, t] : [x + sx * w0, y + sy * d0, z];
  b.quad(p(-1, -1, false), p(1, -1, false), p(1, -1, true), p(-1, -1, true), -w0, z);
  b.quad(p(1, -1, false), p(1, 1, false), p(1, 1, true), p(1, -1, true), -d0, z);
  b.quad(p(1, 1, false), p(-1, 1, false), p(-1, 1, true), p(1, 1, true), -w0, z);
  b.quad(p(-1, 1, false), p(-1, -1, false), p(-1, -1, true), p(-1, 1, true), -d0, z);
  if (o.top !== false) b.quad(p(-1, -1, true), p(1, -1, true), p(1, 1, true), p(-1, 1, true));
  if (o.under) b.quad(p(-1, 1, false), p(1, 1, false), p(1, -1, false), p(-1, -1, false));
}

/** Surface of revolution around an upright axis; profile points are [radius, height] upwards. */
export function lathe(
  b: MeshBuilder, x: number, y: number, profile: [number, number][], sides: number, squash = 1,
): void {
  const rows = profile.length;
  const first = b.vertices;
  let run = 0;
  for (let j = 0; j < rows; j++) {
    const [r, z] = profile[j]!;
    const [rp, zp] = profile[Math.max(0, j - 1)]!;
    const [rn, zn] = profile[Math.min(rows - 1, j + 1)]!;
    if (j > 0) run += Math.hypot(r - rp, z - zp);
    const slope = Math.atan2(rp - rn, zn - zp);
    const nr = Math.cos(slope), nz = Math.sin(slope);
    for (let i = 0; i <= sides; i++) {
      const a = (i / sides) * TAU, c = Math.cos(a), s = Math.sin(a);
      b.vertex(x + c * r, y + s * r * squash, z, c * nr, (s * nr) / squash, nz, (a * Math.max(r, 0.3)), run);
    }
  }
  for (let j = 0; j < rows - 1; j++) {
    for (let i = 0; i < sides; i++) {
      const p = first + j * (sides + 1) + i, q = p + sides + 1;
      if (profile[j]![0] > 1e-6) b.triangle(p, p + 1, q + 1);
      if (profile[j + 1]![0] > 1e-6) b.triangle(p, q + 1, q);
    }
  }
}

/** Round column with flat-shaded ends. */
export function cylinder(
  b: MeshBuilder, x: number, y: number, z: number, r: number, h: number, sides: number, r1 = r, cap = true,
): void {
  lathe(b, x, y, [[r, z], [r1, z + h]], sides);
  if (cap) disc(b, x, y, z + h, r1, sides);
}

export function disc(b: MeshBuilder, x: number, y: number, z: number, r: number, sides: number): void {
  const c = b.vertex(x, y, z, 0, 0, 1, x, y);
  for (let i = 0; i <= sides; i++) {
    const a = (i / sides) * TAU, px = x + Math.cos(a) * r, py = y + Math.sin(a) * r;
    b.vertex(px, py, z, 0, 0, 1, px, py);
  }
  for (let i = 1; i <= sides; i++) b.triangle(c, c + i, c + i + 1);
}

/** Ellipsoid; `bump` moves the surface in or out by direction. */
export function ellipsoid(
  b: MeshBuilder, x: number, y: number, z: number, rx: number, ry: number, rz: number, sides: number, rows: number,
  bump?: (a: number, t: number) => number,
): void {
  const first = b.vertices;
  for (let j = 0; j <= rows; j++) {
    const t = -Math.PI / 2 + (Math.PI * j) / rows;
    for (let i = 0; i <= sides; i++) {
      const a = (i / sides) * TAU;
      const k = bump ? bump(i === sides ? 0 : a, t) : 1;
      const c = Math.cos(t) * Math.cos(a), s = Math.cos(t) * Math.sin(a), u = Math.sin(t);
      b.vertex(x + c * rx * k, y + s * ry * k, z + u * rz * k, c / rx, s / ry, u / rz, a * rx, t * rz);
    }
  }
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < sides; i++) {
      const p = first + j * (sides + 1) + i, q = p + sides + 1;
      if (j > 0) b.triangle(p, p + 1, q + 1);
      if (j < rows - 1) b.triangle(p, q + 1, q);
    }
  }
}

/** Limb or rail between two points, with its own radius at each end. */
export function limb(b: MeshBuilder, from: Vec3, to: Vec3, r0: number, r1: number, sides: number): void {
  const dx = to[0] - from[0], dy = to[1] - from[1], dz = to[2] - from[2];
  const len = Math.hypot(dx, dy, dz) || 1;
  const ax = dx / len, ay = dy / len, az = dz / len;
  // any vector across the axis
  let px = -ay, py = ax, pz = 0;
  if (Math.hypot(px, py) < 0.01) { px = 1; py = 0; pz = 0; }
  const pl = Math.hypot(px, py, pz);
  px /= pl; py /= pl; pz /= pl;
  const qx = ay * pz - az * py, qy = az * px - ax * pz, qz = ax * py - ay * px;
  const first = b.vertices;
  for (let j = 0; j < 2; j++) {
    const o = j ? to : from, r = j ? r1 : r0;
    for (let i = 0; i <= sides; i++) {
      const a = (i / sides) * TAU, c = Math.cos(a), s = Math.sin(a);
      const nx = px * c + qx * s, ny = py * c + qy * s, nz = pz * c + qz * s;
      b.vertex(o[0] + nx * r, o[1] + ny * r, o[2] + nz * r, nx, ny, nz, a * r, j * len);
    }
  }
  for (let i = 0; i < sides; i++) {
    const p = first + i, q = p + sides + 1;
    b.triangle(p, p + 1, q + 1);
    b.triangle(p, q + 1, q);
  }
}

/** Curved face from a function of (u, v) in 0..1; u runs to the right and v up, seen from the front. */
export function patch(
  b: MeshBuilder, nu: number, nv: number, f: (u: number, v: number) => Vec3,
  measure: (u: number, v: number) => [number, number], flip = false,
): void {
  const first = b.vertices, e = 1e-3;
  for (let j = 0; j <= nv; j++) {
    for (let i = 0; i <= nu; i++) {
      const u = i / nu, v = j / nv;
      const p = f(u, v);
      const a = f(Math.min(1, u + e), v), c = f(Math.max(0, u - e), v);
      const d = f(u, Math.min(1, v + e)), g = f(u, Math.max(0, v - e));
      const ux = a[0] - c[0], uy = a[1] - c[1], uz = a[2] - c[2];
      const vx = d[0] - g[0], vy = d[1] - g[1], vz = d[2] - g[2];
      let nx = uy * vz - uz * vy, ny = uz * vx - ux * vz, nz = ux * vy - uy * vx;
      if (flip) { nx = -nx; ny = -ny; nz = -nz; }
      const [mu, mv] = measure(u, v);
      b.vertex(p[0], p[1], p[2], nx, ny, nz, mu, mv);
    }
  }
  for (let j = 0; j < nv; j++) {
    for (let i = 0; i < nu; i++) {
      const p = first + j * (nu + 1) + i, q = p + nu + 1;
      if (flip) { b.triangle(p, q + 1, p + 1); b.triangle(p, q, q + 1); }
      else { b.triangle(p, p + 1, q + 1); b.triangle(p, q + 1, q); }
    }
  }
}

export interface Opening {
  /** Middle of the opening along the wall. */
  x: number;
  width: number;
  height: number;
}

/** Wall block with arched ways through it (along y), between x = ±w/2, y = ±d/2. */
export function archedBlock(b: MeshBuilder, w: number, d: number, h: number, openings: Opening[], steps = 10): void {
  const sorted = [...openings].sort((p, q) => p.x - q.x);
  for (const side of [1, -1]) {
    const y = (-side * d) / 2;
    let x = -w / 2;
    const rect = (x0: number, x1: number, z0: number, z1: number): void => {
      if (x1 - x0 < 1e-6) return;
      if (side > 0) b.quad([x0, y, z0], [x1, y, z0], [x1, y, z1], [x0, y, z1], x0, z0);
      else b.quad([x1, y, z0], [x0, y, z0], [x0, y, z1], [x1, y, z1], -x1, z0);
    };
    for (const o of sorted) {
      rect(x, o.x - o.width / 2, 0, h);
      const curve = archCurve(o, steps);
      for (let i = 0; i < steps; i++) {
        const [x0, z0] = curve[i]!, [x1, z1] = curve[i + 1]!;
        const first = b.vertices;
        for (const [px, pz] of [[x0, z0], [x1, z1], [x1, h], [x0, h]] as const) b.vertex(px, y, pz, 0, -side, 0, side * px, pz);
        if (side > 0) { b.triangle(first, first + 1, first + 2); b.triangle(first, first + 2, first + 3); }
        else { b.triangle(first, first + 2, first + 1); b.triangle(first, first + 3, first + 2); }
      }
      x = o.x + o.width / 2;
    }
    rect(x, w / 2, 0, h);
  }
  b.quad([w / 2, -d / 2, 0], [w / 2, d / 2, 0], [w / 2, d / 2, h], [w / 2, -d / 2, h]);
  b.quad([-w / 2, d / 2, 0], [-w / 2, -d / 2, 0], [-w / 2, -d / 2, h], [-w / 2, d / 2, h]);
  b.quad([-w / 2, -d / 2, h], [w / 2, -d / 2, h], [w / 2, d / 2, h], [-w / 2, d / 2, h]);
  for (const o of sorted) {
    const curve = archCurve(o, steps);
    const full: [number, number][] = [[o.x - o.width / 2, 0], ...curve, [o.x + o.width / 2, 0]];
    for (let i = 0; i < full.length - 1; i++) {
      const [x0, z0] = full[i]!, [x1, z1] = full[i + 1]!;
      b.quad([x0, -d / 2, z0], [x0, d / 2, z0], [x1, d / 2, z1], [x1, -d / 2, z1], 0, i * 0.5);
    }
  }
}

/** Points of an arch from its left springing to its right one. */
function archCurve(o: Opening, steps: number): [number, number][] {
  const r = o.width / 2;
  const rise = Math.min(r, o.height * 0.6);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const a = Math.PI * (1 - i / steps);
    return [o.x + Math.cos(a) * r, o.height - rise + Math.sin(a) * rise];
  });
}
