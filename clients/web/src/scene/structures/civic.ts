/** City hall's two faces and ordinary buildings. */
import { C } from '../palette';
import { clamp, lerp, shade, smooth, TAU, type Vec3 } from '../math';
import type { MeshBuilder } from '../mesh/builder';
import { archedBlock, box, cylinder, disc, lathe, patch } from '../mesh/shapes';
import type { Draw } from './piece';

/** Upright wall face with a window pattern that fits whole bays and storeys. */
function facade(b: MeshBuilder, ax: number, ay: number, bx: number, by: number, z: number, h: number, bay: number, storey: number): void {
  const nx = by - ay, ny = ax - bx, length = Math.hypot(nx, ny);
  const cols = Math.max(1, Math.round(length / bay)), rows = Math.max(1, Math.round(h / storey));
  const u = cols * 3.5, v = rows * 3.5; // the pattern repeats twice in its 7 m
  const i = b.vertices;
  const shift = Math.round((Math.abs(ax * 7 + ay * 3)) % 9) * 3.5;
  b.vertex(ax, ay, z, nx, ny, 0, shift, shift);
  b.vertex(bx, by, z, nx, ny, 0, shift + u, shift);
  b.vertex(bx, by, z + h, nx, ny, 0, shift + u, shift + v);
  b.vertex(ax, ay, z + h, nx, ny, 0, shift, shift + v);
  b.triangle(i, i + 1, i + 2);
  b.triangle(i, i + 2, i + 3);
}

function windowed(b: MeshBuilder, x: number, y: number, z: number, w: number, d: number, h: number, bay: number, storey: number): void {
  const x0 = x - w / 2, x1 = x + w / 2, y0 = y - d / 2, y1 = y + d / 2;
  facade(b, x0, y0, x1, y0, z, h, bay, storey);
  facade(b, x1, y0, x1, y1, z, h, bay, storey);
  facade(b, x1, y1, x0, y1, z, h, bay, storey);
  facade(b, x0, y1, x0, y0, z, h, bay, storey);
}

export const blockBuilding: Draw = (b, p) => {
  const { w, d, h } = p;
  const tints = [C.stoneLight, C.concrete, [190, 172, 152], [172, 160, 150], [205, 196, 182], [150, 150, 152]] as const;
  const body = p.colour ?? tints[Math.floor(p.seed * tints.length)]!;
  const shop = Math.min(4.2, h * 0.25);
  const glassy = p.seed > 0.62;
  b.paint(shade(body, 0.72), 'windows').footAt(0);
  windowed(b, 0, 0, 0, w - 0.6, d - 0.6, shop, 5, shop);
  b.paint(body, glassy ? 'curtain' : 'windows').footAt(-2);
  windowed(b, 0, 0, shop, w, d, h - shop - 0.8, 3.2, 3.6);
  b.paint(shade(body, 0.94), 'plaster').footAt(-9);
  b.quad([-w / 2, d / 2, shop], [w / 2, d / 2, shop], [w / 2, -d / 2, shop], [-w / 2, -d / 2, shop]);
  box(b, 0, 0, h - 0.8, w + 0.1, d + 0.1, 0.8);
  if (p.detail && h > 12) {
    b.paint(shade(body, 0.8), 'plaster');
    box(b, w * (p.seed - 0.5) * 0.4, 0, h, w * 0.26, d * 0.3, 2.2);
    if (!glassy) for (let i = 0; i <= Math.round(w / 6.4); i++) {
      const x = lerp(-w / 2 + 0.2, w / 2 - 0.2, i / Math.round(w / 6.4));
      box(b, x, d / 2, shop, 0.4, 0.3, h - shop - 0.8, { top: false });
      box(b, x, -d / 2, shop, 0.4, 0.3, h - shop - 0.8, { top: false });
    }
  }
};

/** The glass front of city hall: a wave that swells over the porch and rolls back at the top. */
export const waveHall: Draw = (b, p) => {
  const { w, d, h } = p, back = -d / 2, glassFoot = 0.3 * d;
  // ground floor
  b.paint(C.glass, 'curtain');
  facadeCurtain(b, w * 0.98, glassFoot, 0, 0.24 * h);
  b.paint(C.stoneLight, 'plaster');
  b.quad([w / 2, back, 0], [w / 2, glassFoot, 0], [w / 2, glassFoot, 0.22 * h], [w / 2, back, 0.22 * h]);
  b.quad([-w / 2, glassFoot, 0], [-w / 2, back, 0], [-w / 2, back, 0.22 * h], [-w / 2, glassFoot, 0.22 * h]);
  for (const s of [-1, 1]) {
    const x = s * w * 0.49;
    b.quad([x + (w * 0.01), glassFoot, 0], [x - (w * 0.01), glassFoot, 0], [x - (w * 0.01), glassFoot, 0.24 * h], [x + (w * 0.01), glassFoot, 0.24 * h]);
  }
  // the wave: front line for a height t (0..1 above the porch) and a place along the hall
  const low = 0.22 * h;
  const crest = (x: number): number => h * (0.9 + 0.1 * Math.sin((x / w) * 5.2 + 0.6));
  const front = (x: number, t: number): number => {
    const swell = Math.sin(Math.min(1, t * 1.25) * Math.PI * 0.62) * 0.2 + 0.28;
    const roll = smooth(0.55, 1, t);
    return d * (Math.min(0.5, swell + 0.035 * Math.sin((x / w) * 7 + t * 2.4)) - roll * roll * 0.62);
  };
  const nu = p.detail ? 40 : 20, nv = p.detail ? 16 : 9;
  b.footAt(-9).paint([196, 214, 214], 'curtain');
  const wave = (u: number, v: number): Vec3 => {
    const x = (0.5 - u) * w;
    return [x, front(x, v), lerp(low, crest(x), Math.sin(v * Math.PI * 0.5) ** 0.85)];
  };
  patch(b, nu, nv, wave, (u, v) => [u * w, v * h * 1.1]);
  // ribs where the panels change, as light lines that follow the curve
  if (p.detail) {
    b.paint(C.white, 'plain');
    for (let i = 1; i < 8; i++) {
      const u = i / 8;
      patch(b, 1, 14, (s, v) => { const q = wave(u + (s - 0.5) * 0.0035, v); return [q[0], q[1] + 0.14, q[2] + 0.06]; }, (s, v) => [s, v * h]);
    }
  }
  // roof that runs down to the back, ends, back wall, underside of the overhang
  b.paint(shade(C.stoneLight, 0.9), 'plaster');
  patch(b, nu, 4, (u, v) => {
    const x = (0.5 - u) * w, top = wave(u, 1);
    return [x, lerp(top[1], back, v), lerp(top[2], 0.5 * h, v * v)];
  }, (u, v) => [u * w, v * d]);
  b.quad([-w / 2, back, 0], [w / 2, back, 0], [w / 2, back, 0.5 * h], [-w / 2, back, 0.5 * h]);
  b.paint(C.stoneLight, 'plaster');
  patch(b, nu, 1, (u, v) => { const x = (u - 0.5) * w; return [x, lerp(glassFoot, front(x, 0), v), low]; }, (u, v) => [u * w, v * 6], true);
  for (const s of [-1, 1]) {
    const u = s > 0 ? 0 : 1;
    b.paint([196, 214, 214], 'curtain');
    patch(b, 4, nv, (a, v) => {
      const q = wave(u, v);
      const along = s > 0 ? a : 1 - a;
      const top = q[2], rear = clamp(lerp(q[1], back, 1), back, q[1]);
      return [s * w / 2, lerp(rear, q[1], along), Math.min(top, lerp(lerp(low, 0.5 * h, v), top, clamp(along * 1.4, 0, 1)))];
    }, (a, v) => [a * d, v * h]);
  }
};

function facadeCurtain(b: MeshBuilder, w: number, y: number, z: number, h: number): void {
  b.quad([w / 2, y, z], [-w / 2, y, z], [-w / 2, y, z + h], [w / 2, y, z + h]);
}

/** The old city hall, now the library: stone, three storeys, a middle block with a clock. */
export const stoneHall: Draw = (b, p) => {
  const { w, d, h } = p, wing = 0.78 * h, half = 0.14 * w;
  const stone = p.colour ?? [205, 188, 162], trim = shade(stone, 1.14);
  const wallH = wing - 0.06 * h, storeyH = wallH / 3;
  // wings, each with its own rhythm of windows
  for (const s of [-1, 1]) {
    const x = s * (half + (w / 2 - half) / 2), ww = w / 2 - half;
    b.paint(stone, 'windows').footAt(0);
    windowed(b, x, -0.03 * d, storeyH * 0.35, ww, d * 0.9, wallH - storeyH * 0.35, 3.1, storeyH);
    b.paint(shade(stone, 0.82), 'ashlar');
    box(b, x, -0.03 * d, 0, ww + 0.3, d * 0.9 + 0.3, storeyH * 0.35);
    b.paint(trim, 'plain').footAt(-9);
    for (const z of [storeyH, wallH - 0.3]) box(b, x, -0.03 * d, z, ww + 0.5, d * 0.9 + 0.5, 0.3, { under: true });
    box(b, x, -0.03 * d, wallH, ww, d * 0.9, wing - wallH);
    b.paint(trim, 'ashlar').footAt(0);
    const n = Math.max(3, Math.round(ww / 3.1));
    for (let i = 0; i <= n; i++) {
      const px = x + lerp(-ww / 2 + 0.25, ww / 2 - 0.25, i / n);
      for (const face of [1, -1]) box(b, px, -0.03 * d + face * d * 0.45, storeyH * 0.35, 0.42, 0.34, wallH - storeyH * 0.35, { top: false });
    }
    // end pavilions stand out a little
    const ex = s * (w / 2 - 0.045 * w);
    b.paint(stone, 'windows');
    windowed(b, ex, -0.02 * d, 0, 0.09 * w, d * 0.96, wing + 0.02 * h, 2.7, storeyH * 1.04);
    b.paint(trim, 'plain').footAt(-9);
    box(b, ex, -0.02 * d, wing + 0.02 * h, 0.095 * w, d * 0.98, 0.03 * h, { under: true });
  }
  // middle block with the porch
  const front = 0.5 * d, porch = 0.1 * w, porchH = 0.26 * h;
  b.paint(stone, 'ashlar').footAt(0);
  b.quad([half, -0.5 * d, 0], [half, front, 0], [half, front, 0.86 * h], [half, -0.5 * d, 0.86 * h]);
  b.quad([-half, front, 0], [-half, -0.5 * d, 0], [-half, -0.5 * d, 0.86 * h], [-half, front, 0.86 * h]);
  b.quad([-half, -0.5 * d, 0], [half, -0.5 * d, 0], [half, -0.5 * d, 0.86 * h], [-half, -0.5 * d, 0.86 * h]);
  const band = 0.1 * d;
  const cx = 0, cy = front - band / 2;
  translated(b, cx, cy, () => archedBlock(b, 2 * half, band, porchH + 0.06 * h, [{ x: 0, width: porch, height: porchH }], p.detail ? 12 : 8));
  b.paint(stone, 'windows').footAt(-9);
  facade(b, half, front, -half, front, porchH + 0.06 * h, 0.54 * h - 0.04 * h, 3.0, storeyH);
  b.paint(trim, 'plain');
  box(b, 0, 0, 0.82 * h - 0.02, 2 * half + 0.6, d + 0.5, 0.04 * h, { under: true });
  box(b, 0, front - 0.2, porchH + 0.05 * h, 2 * half + 0.4, 0.7, 0.25, { under: true });
  for (const s of [-1, -0.45, 0.45, 1]) box(b, s * (half - 0.5), front + 0.06, porchH + 0.07 * h, 0.7, 0.36, 0.5 * h - 0.02 * h, { top: false });
  // dark door at the back of the porch
  b.paint(C.woodDark, 'lattice').footAt(0);
  b.quad([porch / 2, 0.405 * d, 0], [-porch / 2, 0.405 * d, 0], [-porch / 2, 0.405 * d, porchH], [porch / 2, 0.405 * d, porchH]);
  // clock tower with a low dome
  const tw = half * 0.92, td = Math.min(d * 0.44, tw * 2), tz = 0.86 * h, ty = front - td / 2 - 0.4;
  b.paint(stone, 'ashlar').footAt(-9);
  box(b, 0, ty, tz, tw * 1.7, td, 0.085 * h);
  b.paint(trim, 'plain');
  box(b, 0, ty, tz + 0.085 * h, tw * 1.8, td * 1.06, 0.012 * h, { under: true });
  b.paint([104, 132, 112], 'bronze');
  const dome = Math.min(tw * 0.8, td * 0.48);
  lathe(b, 0, ty, Array.from({ length: 6 }, (_, i) => {
    const a = (i / 5) * Math.PI * 0.5;
    return [Math.max(0.001, dome * Math.cos(a)), tz + 0.097 * h + Math.sin(a) * 0.04 * h] as [number, number];
  }), p.detail ? 16 : 8);
  clock(b, 0, ty + td / 2 + 0.03, tz + 0.042 * h, Math.min(0.036 * h, 1.1));
};

function translated(b: MeshBuilder, x: number, y: number, draw: () => void): void {
  b.shift(x, y, 0);
  draw();
  b.shift(-x, -y, 0);
}

/** White clock face that shows ten past ten, looking to +y. */
function clock(b: MeshBuilder, x: number, y: number, z: number, r: number): void {
  b.paint([120, 100, 70], 'plain');
  ring(b, x, y, z, r * 1.16);
  b.paint(C.paper, 'plain', 0.35);
  ring(b, x, y + 0.05, z, r);
  b.paint([40, 36, 34], 'plain');
  const hand = (a: number, len: number, wide: number): void => {
    const c = Math.cos(a), s = Math.sin(a);
    const e = (along: number, across: number): Vec3 => [x - (s * along + c * across), y + 0.08, z + c * along - s * across];
    b.quad(e(-0.1 * r, -wide), e(-0.1 * r, wide), e(len, wide), e(len, -wide));
  };
  hand(TAU * (10 / 12 + 0.015), r * 0.55, r * 0.06);
  hand(TAU * (2 / 12), r * 0.82, r * 0.045);
}

function ring(b: MeshBuilder, x: number, y: number, z: number, r: number): void {
  const c = b.vertex(x, y, z, 0, 1, 0, 0, 0), n = 20;
  for (let i = 0; i <= n; i++) {
    const a = (i / n) * TAU;
    b.vertex(x - Math.cos(a) * r, y, z + Math.sin(a) * r, 0, 1, 0, 0, 0);
  }
  for (let i = 1; i <= n; i++) b.triangle(c, c + i, c + i + 1);
}

export const column: Draw = (b, p) => {
  const r = Math.min(p.w, p.d) / 2, tall = p.h > 2;
  const round = p.detail ? 14 : 8;
  b.paint(p.colour ?? C.stoneLight, p.colour ? 'plaster' : 'granite');
  if (tall) {
    box(b, 0, 0, 0, r * 2, r * 2, 0.18);
    cylinder(b, 0, 0, 0.18, r * 0.84, p.h - 0.4, round, r * 0.76, false);
    box(b, 0, 0, p.h - 0.22, r * 1.9, r * 1.9, 0.22, { under: true });
  } else cylinder(b, 0, 0, 0, r, p.h, round);
};

export const fountain: Draw = (b, p) => {
  const rx = p.w / 2, squash = p.d / p.w, n = p.detail ? 28 : 16;
  b.paint(C.granite, 'granite');
  lathe(b, 0, 0, [[rx, 0], [rx, 0.38], [rx - 0.08, 0.45], [rx - 0.5, 0.45], [rx - 0.56, 0.2]], n, squash);
  b.paint([120, 160, 165], 'water').footAt(-9);
  if (squash > 0.98 && squash < 1.02) disc(b, 0, 0, 0.3, rx - 0.5, n);
  else lathe(b, 0, 0, [[rx - 0.5, 0.3], [0.001, 0.3]], n, squash);
  // jets: slim glowing cones of spray
  b.paint([238, 246, 248], 'plain', 0.25);
  const jets = p.detail ? 8 : 5;
  for (let i = 0; i <= jets; i++) {
    const a = (i / jets) * TAU, r = i === jets ? 0 : rx * 0.56, top = i === jets ? p.h : p.h * 0.55;
    lathe(b, Math.cos(a) * r, Math.sin(a) * r * squash, [[0.16, 0.3], [0.06, 0.3 + (top - 0.3) * 0.6], [0.12, top * 0.94], [0.001, top]], 6);
  }
};
