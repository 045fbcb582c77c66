/** Street and garden furniture, and what stands in rooms. */
import { C } from '../palette';
import { shade, TAU } from '../math';
import { box, cylinder, ellipsoid, lathe, limb, patch } from '../mesh/shapes';
import type { Draw } from './piece';

export const wall: Draw = (b, p) => {
  const thin = Math.min(p.w, p.d) < 0.6;
  b.paint(p.colour ?? C.plaster, 'plaster');
  box(b, 0, 0, 0, p.w, p.d, p.h, { under: p.base > 1 });
  if (p.h < 1.6 || p.base > 1 || !thin) return;
  // skirting board, which also gives the room a scale
  b.paint(shade(p.colour ?? C.wood, p.colour ? 0.6 : 0.8), 'plain').footAt(-9);
  box(b, 0, 0, 0, p.w + 0.03, p.d + 0.03, 0.14);
};

export const plainBox: Draw = (b, p) => {
  b.paint(p.colour ?? C.stoneLight, p.colour ? 'plaster' : 'granite');
  box(b, 0, 0, 0, p.w, p.d, p.h, { under: p.base > 0.3 });
};

export const bench: Draw = (b, p) => {
  b.paint(p.colour ?? C.wood, 'grain').footAt(-9);
  const seat = Math.min(0.45, p.h);
  for (let i = 0; i < 3; i++) box(b, 0, p.d * (0.3 - i * 0.28), seat - 0.05, p.w, p.d * 0.22, 0.05, { under: true });
  if (p.h > seat + 0.1) for (let i = 0; i < 2; i++) box(b, 0, -p.d * 0.44, seat + 0.14 + i * 0.17, p.w, 0.05, 0.11, { under: true });
  b.paint(C.iron, 'plain').footAt(0);
  for (const s of [-1, 1]) {
    const x = s * (p.w / 2 - 0.18);
    box(b, x, p.d * 0.28, 0, 0.06, 0.06, seat - 0.05);
    box(b, x, -p.d * 0.42, 0, 0.06, 0.06, p.h);
    box(b, x, -p.d * 0.06, seat - 0.1, 0.05, p.d * 0.75, 0.05, { under: true });
  }
};

export const chair: Draw = (b, p) => {
  const seat = Math.min(0.45, p.h);
  b.paint(p.colour ?? C.wood, 'grain').footAt(-9);
  box(b, 0, 0.02, seat - 0.06, p.w * 0.9, p.d * 0.86, 0.07, { under: true });
  box(b, 0, -p.d * 0.42, seat + 0.06, p.w * 0.86, 0.05, p.h - seat - 0.06, { under: true });
  b.paint(C.woodDark, 'plain').footAt(0);
  for (const sx of [-1, 1]) {
    box(b, sx * p.w * 0.4, p.d * 0.36, 0, 0.045, 0.045, seat - 0.06, { top: false });
    box(b, sx * p.w * 0.4, -p.d * 0.42, 0, 0.045, 0.045, p.h - 0.05);
  }
};

export const table: Draw = (b, p) => {
  b.paint(p.colour ?? C.wood, 'grain').footAt(-9);
  box(b, 0, 0, p.h - 0.06, p.w, p.d, 0.06, { under: true });
  b.paint(shade(p.colour ?? C.wood, 0.8), 'grain').footAt(0);
  const x = p.w / 2 - 0.1, y = p.d / 2 - 0.1;
  if (p.w > 3) for (const s of [-0.6, 0, 0.6]) box(b, s * x, 0, 0, 0.5, p.d * 0.5, p.h - 0.06, { top: false });
  else for (const sx of [-1, 1]) for (const sy of [-1, 1]) box(b, sx * x, sy * y, 0, 0.07, 0.07, p.h - 0.06, { top: false });
};

export const counter: Draw = (b, p) => {
  const { w, d, h } = p;
  b.paint(p.colour ?? C.wood, 'grain');
  box(b, 0, 0, 0.08, w - 0.1, d - 0.16, h - 0.14, { top: false });
  b.paint(C.woodDark, 'plain');
  box(b, 0, 0, 0, w - 0.2, d - 0.26, 0.1, { top: false });
  b.footAt(-9).paint(C.stoneLight, 'marble');
  box(b, 0, 0.02, h - 0.06, w, d, 0.06, { under: true });
  // slats on the visitors' side with a warm line of light under the top
  b.paint(shade(p.colour ?? C.wood, 0.84), 'plain').footAt(0);
  const n = Math.round(w / 0.22);
  if (p.detail) for (let i = 0; i < n; i++) box(b, ((i + 0.5) / n - 0.5) * (w - 0.2), d / 2 - 0.06, 0.1, 0.07, 0.06, h - 0.24, { top: false });
  b.footAt(-9).paint(C.lampGlow, 'plain', 0.8);
  b.quad([w / 2 - 0.1, d / 2 - 0.02, h - 0.11], [0.1 - w / 2, d / 2 - 0.02, h - 0.11], [0.1 - w / 2, d / 2 - 0.02, h - 0.07], [w / 2 - 0.1, d / 2 - 0.02, h - 0.07]);
  // screen for the official
  b.paint([54, 56, 60], 'plain');
  box(b, -w * 0.28, -d * 0.1, h, 0.5, 0.05, 0.34, { under: true });
};

export const plinth: Draw = (b, p) => {
  b.paint(p.colour ?? C.stoneLight, p.colour ? 'plaster' : 'granite');
  box(b, 0, 0, 0, p.w, p.d, p.h * 0.12);
  box(b, 0, 0, p.h * 0.12, p.w * 0.86, p.d * 0.86, p.h * 0.8);
  b.footAt(-9);
  box(b, 0, 0, p.h * 0.9, p.w, p.d, p.h * 0.1, { under: true });
};

export const lamp: Draw = (b, p) => {
  const n = p.detail ? 8 : 5, r = p.w / 2, head = p.h - 0.62;
  b.paint(p.colour ?? C.iron, 'plain');
  lathe(b, 0, 0, [[r * 0.9, 0], [r * 0.9, 0.12], [r * 0.4, 0.3], [r * 0.24, 0.6], [r * 0.18, head - 0.1], [r * 0.5, head]], n);
  b.footAt(-9).paint(C.lampGlow, 'plain', 0.9);
  lathe(b, 0, 0, [[r * 0.5, head], [r * 0.82, head + 0.1], [r * 0.7, head + 0.42]], n);
  b.paint(p.colour ?? C.iron, 'plain');
  lathe(b, 0, 0, [[r * 0.95, head + 0.42], [r * 0.5, head + 0.54], [0.001, p.h]], n);
};

/** Stone lantern; hung high it is a silk one. */
export const lantern: Draw = (b, p) => {
  const r = Math.min(p.w, p.d) / 2, n = 6;
  if (p.base >= 2.1) {
    const z = p.h * 0.12;
    b.footAt(-9).paint(p.colour ?? [214, 74, 58], 'plain', 0.75);
    lathe(b, 0, 0, [[r * 0.5, z], [r * 0.94, z + p.h * 0.2], [r, z + p.h * 0.4], [r * 0.94, z + p.h * 0.6], [r * 0.5, z + p.h * 0.78]], 10);
    b.paint(C.gold, 'plain');
    lathe(b, 0, 0, [[r * 0.52, z + p.h * 0.78], [r * 0.52, z + p.h * 0.84], [0.02, p.h * 0.98], [0.012, p.h]], 8);
    lathe(b, 0, 0, [[0.012, 0], [0.05, z * 0.8], [r * 0.5, z]], 8);
    return;
  }
  const h = p.h;
  b.paint(p.colour ?? C.granite, 'granite');
  lathe(b, 0, 0, [[r, 0], [r, 0.1 * h], [r * 0.5, 0.16 * h], [r * 0.38, 0.5 * h], [r * 0.8, 0.56 * h], [r * 0.84, 0.6 * h]], n);
  b.footAt(-9).paint(C.lampGlow, 'plain', 0.8);
  lathe(b, 0, 0, [[r * 0.46, 0.6 * h], [r * 0.46, 0.78 * h]], n);
  b.paint(p.colour ?? C.granite, 'granite');
  for (let i = 0; i < 6; i++) {
    const a = (i / 6) * TAU;
    box(b, Math.cos(a) * r * 0.5, Math.sin(a) * r * 0.5, 0.6 * h, 0.07, 0.07, 0.18 * h, { top: false });
  }
  lathe(b, 0, 0, [[r * 0.5, 0.76 * h], [r * 1.02, 0.8 * h], [r * 0.55, 0.88 * h], [r * 0.16, 0.93 * h], [r * 0.2, 0.97 * h], [0.001, h]], n);
};

export const planter: Draw = (b, p) => {
  const z = p.h * 0.5;
  b.paint(p.colour ?? C.stone, 'granite');
  box(b, 0, 0, 0, p.w, p.d, z);
  const n = Math.max(2, Math.round(p.w / 0.6));
  const greens = [C.leaf, C.leafDeep, [150, 160, 72], [196, 120, 110], [226, 190, 92]] as const;
  for (let i = 0; i < n; i++) {
    b.paint(greens[Math.floor((p.seed * 7 + i * 1.7) % greens.length)]!, 'leaf').footAt(z - 0.15);
    ellipsoid(b, ((i + 0.5) / n - 0.5) * p.w * 0.92, 0, z + p.h * 0.12, (p.w / n) * 0.58, p.d * 0.46, p.h * 0.36, 6, 4);
  }
};

export const flagpole: Draw = (b, p) => {
  const r = Math.min(p.w, p.d) / 2, fl = Math.min(3, p.h * 0.25), fh = fl * 0.66, top = p.h - 0.25;
  b.paint(C.stone, 'granite');
  cylinder(b, 0, 0, 0, r, 0.3, 8);
  b.footAt(-9).paint([214, 214, 210], 'plain');
  limb(b, [0, 0, 0.3], [0, 0, p.h - 0.1], 0.07, 0.04, 6);
  b.paint(C.gold, 'plain');
  ellipsoid(b, 0, 0, p.h - 0.08, 0.1, 0.1, 0.1, 6, 4);
  // the flag in a light wind, drawn from both sides
  const wave = (u: number): number => Math.sin(u * 5 + p.seed * 6) * 0.16 * u;
  for (const flip of [false, true]) {
    b.paint(p.colour ?? C.white, 'plain');
    patch(b, 8, 1, (u, v) => [0.06 + u * fl, wave(u), top - fh + v * fh - u * 0.12], (u, v) => [u, v], flip);
  }
  if (p.colour) return;
  // the circle of the national flag, red over blue, and its four signs
  for (const side of [-1, 1]) {
    for (const half of [1, -1]) {
      b.paint(half > 0 ? [196, 48, 58] : [28, 72, 148], 'plain');
      const cx = 0.06 + fl / 2, cz = top - fh / 2 - 0.06, rr = fh * 0.26;
      const at = (x: number, z: number): [number, number, number] => [cx + x, wave((cx + x - 0.06) / fl) + side * 0.012, cz + z];
      const n = 8;
      for (let i = 0; i < n; i++) {
        const a0 = (i / n) * Math.PI, a1 = ((i + 1) / n) * Math.PI;
        const q = [at(0, 0), at(Math.cos(a0) * rr, half * Math.sin(a0) * rr), at(Math.cos(a1) * rr, half * Math.sin(a1) * rr)] as const;
        if (side * half < 0) b.quad(q[0], q[1], q[2], q[2]);
        else b.quad(q[0], q[2], q[1], q[1]);
      }
    }
    b.paint([40, 38, 38], 'plain');
    for (const sx of [-1, 1]) for (const sz of [-1, 1]) for (let k = -1; k <= 1; k++) {
      const x = sx * fl * 0.31 + k * fh * 0.045, z = sz * fh * 0.28 - k * sx * sz * fh * 0.03, r = fh * 0.09, t = fh * 0.015;
      const at = (u: number, v: number): [number, number, number] => {
        const px = 0.06 + fl / 2 + x + u;
        return [px, wave((px - 0.06) / fl) + side * 0.012, top - fh / 2 - 0.06 + z + v - sx * sz * u];
      };
      const q = [at(-t, -r), at(t, -r), at(t, r), at(-t, r)] as const;
      if (side < 0) b.quad(q[0], q[1], q[2], q[3]);
      else b.quad(q[3], q[2], q[1], q[0]);
    }
  }
};

export const rail: Draw = (b, p) => {
  const n = Math.max(1, Math.round(p.w / 1.4));
  b.paint(p.colour ?? C.iron, 'plain');
  for (let i = 0; i <= n; i++) box(b, (i / n - 0.5) * (p.w - 0.06), 0, 0, 0.06, Math.min(p.d, 0.08), p.h);
  b.footAt(-9).paint(p.colour ?? C.woodDark, 'grain');
  box(b, 0, 0, p.h - 0.06, p.w, p.d, 0.06, { under: true });
  b.paint(p.colour ?? C.iron, 'plain');
  for (const k of [0.2, 0.5]) box(b, 0, 0, p.h * k, p.w, 0.03, 0.03, { under: true });
};

/** Ground rises from own -y to own +y. */
export const stairs: Draw = (b, p) => {
  const n = Math.max(1, Math.round(p.h / 0.16)), run = p.d / n;
  b.paint(p.colour ?? C.stoneLight, 'plain').footAt(-9);
  for (let i = 0; i < n; i++) {
    const y = -p.d / 2 + i * run, top = ((i + 1) / n) * p.h;
    b.quad([-p.w / 2, y, top - p.h / n], [p.w / 2, y, top - p.h / n], [p.w / 2, y, top], [-p.w / 2, y, top]);
    b.quad([-p.w / 2, y, top], [p.w / 2, y, top], [p.w / 2, y + run, top], [-p.w / 2, y + run, top]);
    for (const s of [-1, 1]) {
      const x = (s * p.w) / 2;
      if (s > 0) b.quad([x, y, 0], [x, y + run, 0], [x, y + run, top], [x, y, top]);
      else b.quad([x, y + run, 0], [x, y, 0], [x, y, top], [x, y + run, top]);
    }
  }
  b.quad([p.w / 2, p.d / 2, 0], [-p.w / 2, p.d / 2, 0], [-p.w / 2, p.d / 2, p.h], [p.w / 2, p.d / 2, p.h]);
};

export const door: Draw = (b, p) => {
  const { w, d, h } = p, jamb = 0.1 * w;
  b.paint(p.colour ?? C.woodDark, 'grain');
  for (const s of [-1, 1]) box(b, s * 0.45 * w, 0, 0, jamb, d, h);
  b.footAt(-9);
  box(b, 0, 0, 0.86 * h, 0.8 * w, d, 0.14 * h, { under: true });
  b.paint(C.lampGlow, 'plain', 0.7);
  box(b, 0, 0, 0.86 * h - 0.03, 0.76 * w, 0.06, 0.03, { under: true });
};

export const signBoard: Draw = (b, p) => {
  const low = p.base >= 2.1 || p.h <= 1.2 ? 0 : 0.55 * p.h;
  const body = p.colour ?? [62, 74, 78];
  if (low > 0) {
    b.paint(C.iron, 'plain');
    for (const s of [-1, 1]) box(b, s * (p.w / 2 - 0.12), 0, 0, 0.09, 0.09, low, { top: false });
  }
  b.footAt(-9).paint(body, 'plain');
  box(b, 0, 0, low, p.w, p.d * 0.6, p.h - low, { under: true });
  b.paint(C.wood, 'plain');
  box(b, 0, 0, p.h - 0.06, p.w + 0.06, p.d, 0.06, { under: true });
};

export const screenBoard: Draw = (b, p) => {
  b.paint([40, 42, 46], 'plain').footAt(-9);
  box(b, 0, 0, 0, p.w, p.d, p.h, { under: true });
  b.paint(p.colour ?? [34, 62, 84], 'plain', 0.55);
  const x = p.w / 2 - 0.06, y = p.d / 2 + 0.01;
  b.quad([x, y, 0.06], [-x, y, 0.06], [-x, y, p.h - 0.06], [x, y, p.h - 0.06]);
};
