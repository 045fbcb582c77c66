/** King Sejong seated, Admiral Yi standing, and the haetae that guard the gate. */
import { C } from '../palette';
import { shade, type Vec3 } from '../math';
import type { MeshBuilder } from '../mesh/builder';
import { box, ellipsoid, lathe, limb, patch } from '../mesh/shapes';
import type { Draw } from './piece';

const GILT = [176, 136, 62] as const;
const ARMOUR = [98, 92, 66] as const;

/** Scales points of a figure drawn one unit high. */
const figure = (k: number, z: number) => (x: number, y: number, up: number): Vec3 => [x * k, y * k, z + up * k];

export const statueSeated: Draw = (b, p) => {
  const { w, d, h } = p, foot = 0.42 * h, k = h - foot, n = p.detail ? 12 : 7;
  b.paint(C.granite, 'granite');
  box(b, 0, 0, 0, w, d, foot * 0.14);
  box(b, 0, 0, foot * 0.14, w * 0.9, d * 0.9, foot * 0.76, { taper: 0.97 });
  b.paint(shade(C.granite, 1.08), 'plain').footAt(-9);
  box(b, 0, 0, foot * 0.9, w * 0.94, d * 0.94, foot * 0.1, { under: true });
  b.paint(p.colour ?? GILT, 'bronze').footAt(foot - 0.4);
  const at = figure(k, foot);
  // throne
  box(b, 0, -0.1 * k, foot, 0.66 * k, 0.5 * k, 0.3 * k);
  box(b, 0, -0.31 * k, foot + 0.3 * k, 0.6 * k, 0.08 * k, 0.42 * k, { taper: 0.92 });
  for (const s of [-1, 1]) box(b, s * 0.31 * k, -0.1 * k, foot + 0.3 * k, 0.06 * k, 0.46 * k, 0.14 * k);
  // robe falls over the knees to the ground
  patch(b, n, 5, (u, v) => {
    const a = (u - 0.5) * Math.PI * 1.15;
    const r = 0.27 + 0.05 * v + 0.014 * Math.sin(u * 34);
    return at(-Math.sin(a) * r * 1.06, 0.08 + Math.cos(a) * r * 0.92, 0.36 * v ** 0.8);
  }, (u, v) => [u * 3, v], false);
  ellipsoid(b, 0, 0.08 * k, foot + 0.35 * k, 0.31 * k, 0.29 * k, 0.1 * k, n, 5);
  // trunk, shoulders, wide sleeves
  lathe(b, 0, -0.1 * k, [[0.22 * k, foot + 0.3 * k], [0.205 * k, foot + 0.45 * k], [0.2 * k, foot + 0.58 * k], [0.165 * k, foot + 0.66 * k], [0.075 * k, foot + 0.7 * k], [0.065 * k, foot + 0.74 * k]], n, 0.72);
  sleeve(b, at(-0.2, -0.1, 0.63), at(-0.29, 0.06, 0.46), at(-0.17, 0.24, 0.47), k);
  sleeve(b, at(0.2, -0.1, 0.63), at(0.31, 0.07, 0.5), at(0.22, 0.26, 0.58), k);
  // the open book in the left hand
  box(b, -0.15 * k, 0.27 * k, foot + 0.47 * k, 0.16 * k, 0.12 * k, 0.03 * k, { under: true });
  head(b, at(0, -0.06, 0.83), k, n);
  // ikseongwan: the round cap with its raised back
  const [hx, hy, hz] = at(0, -0.075, 0.9);
  ellipsoid(b, hx, hy, hz, 0.082 * k, 0.088 * k, 0.06 * k, n, 4);
  ellipsoid(b, hx, hy - 0.03 * k, hz + 0.05 * k, 0.066 * k, 0.05 * k, 0.055 * k, n, 4);
  // beard
  limb(b, at(0, 0.02, 0.775), at(0, 0.03, 0.68), 0.035 * k, 0.006 * k, 6);
  // belt roundel
  ellipsoid(b, 0, 0.06 * k, foot + 0.56 * k, 0.06 * k, 0.02 * k, 0.06 * k, 8, 4);
};

function sleeve(b: MeshBuilder, shoulder: Vec3, elbow: Vec3, hand: Vec3, k: number): void {
  limb(b, shoulder, elbow, 0.07 * k, 0.085 * k, 8);
  limb(b, elbow, hand, 0.085 * k, 0.1 * k, 8);
  ellipsoid(b, elbow[0], elbow[1], elbow[2], 0.087 * k, 0.087 * k, 0.087 * k, 8, 5);
  ellipsoid(b, shoulder[0], shoulder[1], shoulder[2], 0.072 * k, 0.07 * k, 0.066 * k, 8, 5);
  // the wide sleeve hangs from the forearm
  const mid: Vec3 = [(elbow[0] + hand[0]) / 2, (elbow[1] + hand[1]) / 2, (elbow[2] + hand[2]) / 2 - 0.09 * k];
  ellipsoid(b, mid[0], mid[1], mid[2], 0.06 * k, 0.13 * k, 0.13 * k, 8, 5);
  ellipsoid(b, hand[0], hand[1] + 0.02 * k, hand[2], 0.042 * k, 0.05 * k, 0.036 * k, 6, 4);
}

function head(b: MeshBuilder, at: Vec3, k: number, n: number): void {
  ellipsoid(b, at[0], at[1], at[2], 0.072 * k, 0.08 * k, 0.1 * k, n, 7);
  limb(b, [at[0], at[1] + 0.07 * k, at[2] + 0.01 * k], [at[0], at[1] + 0.085 * k, at[2] - 0.02 * k], 0.008 * k, 0.014 * k, 5);
}

export const statueStanding: Draw = (b, p) => {
  const { w, d, h } = p, foot = 0.6 * h, k = h - foot, n = p.detail ? 12 : 7;
  b.paint(C.stoneDark, 'granite');
  box(b, 0, 0, 0, w, d, 0.05 * h);
  box(b, 0, 0, 0.05 * h, w * 0.86, d * 0.86, 0.05 * h);
  b.paint(C.granite, 'granite').footAt(0.09 * h);
  box(b, 0, 0, 0.1 * h, w * 0.68, d * 0.68, 0.42 * h, { taper: 0.9 });
  b.footAt(-9);
  box(b, 0, 0, 0.52 * h, w * 0.7, d * 0.7, 0.05 * h, { under: true });
  box(b, 0, 0, 0.57 * h, w * 0.56, d * 0.56, 0.03 * h);
  // relief panels
  b.paint(C.bronze, 'bronze');
  for (const s of [-1, 1]) box(b, 0, s * d * 0.325, 0.2 * h, w * 0.4, 0.14, 0.13 * h);
  b.paint(p.colour ?? ARMOUR, 'bronze').footAt(foot - 0.5);
  const at = figure(k, foot);
  // boots and legs under a long coat of armour
  for (const s of [-1, 1]) {
    limb(b, at(s * 0.075, 0, 0.02), at(s * 0.06, 0, 0.4), 0.055 * k, 0.075 * k, n);
    ellipsoid(b, s * 0.08 * k, 0.035 * k, foot + 0.025 * k, 0.05 * k, 0.085 * k, 0.035 * k, 8, 4);
  }
  lathe(b, 0, -0.01 * k, [[0.19 * k, foot + 0.14 * k], [0.172 * k, foot + 0.3 * k], [0.14 * k, foot + 0.46 * k], [0.122 * k, foot + 0.53 * k], [0.15 * k, foot + 0.68 * k], [0.155 * k, foot + 0.76 * k], [0.1 * k, foot + 0.81 * k], [0.045 * k, foot + 0.83 * k], [0.042 * k, foot + 0.86 * k]], n, 0.78);
  b.paint(shade(p.colour ?? ARMOUR, 0.82), 'bronze');
  lathe(b, 0, -0.01 * k, [[0.132 * k, foot + 0.5 * k], [0.134 * k, foot + 0.545 * k]], n, 0.8);
  for (const s of [-1, 1]) ellipsoid(b, s * 0.165 * k, -0.005 * k, foot + 0.755 * k, 0.062 * k, 0.07 * k, 0.05 * k, 8, 5);
  b.paint(p.colour ?? ARMOUR, 'bronze');
  // right arm holds the long sword upright before him, left arm at his side
  limb(b, at(0.165, 0, 0.75), at(0.215, 0.03, 0.6), 0.052 * k, 0.046 * k, 8);
  limb(b, at(0.215, 0.03, 0.6), at(0.2, 0.13, 0.5), 0.046 * k, 0.034 * k, 8);
  limb(b, at(-0.165, 0, 0.75), at(-0.215, -0.02, 0.6), 0.052 * k, 0.046 * k, 8);
  limb(b, at(-0.215, -0.02, 0.6), at(-0.2, 0.06, 0.47), 0.046 * k, 0.034 * k, 8);
  ellipsoid(b, 0.2 * k, 0.135 * k, foot + 0.5 * k, 0.036 * k, 0.04 * k, 0.045 * k, 7, 4);
  ellipsoid(b, -0.2 * k, 0.07 * k, foot + 0.46 * k, 0.034 * k, 0.036 * k, 0.042 * k, 7, 4);
  b.paint(shade(p.colour ?? ARMOUR, 1.12), 'bronze');
  limb(b, at(0.2, 0.145, 0.02), at(0.2, 0.145, 0.56), 0.016 * k, 0.018 * k, 6);
  limb(b, at(0.2, 0.145, 0.56), at(0.2, 0.145, 0.66), 0.02 * k, 0.02 * k, 6);
  // cape behind
  b.paint(shade(p.colour ?? ARMOUR, 0.9), 'bronze');
  patch(b, 8, 4, (u, v) => at((0.5 - u) * -0.3 * (1.25 - v * 0.4), -0.13 - 0.06 * (1 - v) - 0.012 * Math.sin(u * 20), 0.12 + v * 0.66), (u, v) => [u, v]);
  head(b, at(0, 0.015, 0.905), k * 0.72, n);
  // helmet with brim and plume
  const [hx, hy, hz] = at(0, 0.005, 0.93);
  lathe(b, hx, hy, [[0.105 * k, hz - 0.012 * k], [0.072 * k, hz], [0.066 * k, hz + 0.035 * k], [0.035 * k, hz + 0.06 * k], [0.008 * k, hz + 0.068 * k], [0.006 * k, hz + 0.1 * k], [0.001, hz + 0.11 * k]], n);
  limb(b, at(0, 0.07, 0.86), at(0, 0.075, 0.81), 0.026 * k, 0.006 * k, 6);
};

export const haetae: Draw = (b, p) => {
  const { w, d, h } = p, foot = 0.45 * h, k = h - foot, n = p.detail ? 9 : 6;
  b.paint(C.granite, 'granite');
  box(b, 0, 0, 0, w, d, foot * 0.3);
  box(b, 0, 0, foot * 0.3, w * 0.86, d * 0.88, foot * 0.6, { taper: 0.96 });
  b.footAt(-9);
  box(b, 0, 0, foot * 0.9, w * 0.94, d * 0.94, foot * 0.1, { under: true });
  b.paint(p.colour ?? C.stoneLight, 'plaster').footAt(foot - 0.1);
  const x = w * 0.5, y = d * 0.5;
  // seated hindquarters, upright chest, strong forelegs
  ellipsoid(b, 0, -0.34 * y, foot + 0.3 * k, 0.62 * x, 0.52 * y, 0.32 * k, n, 6);
  limb(b, [0, -0.25 * y, foot + 0.36 * k], [0, 0.32 * y, foot + 0.6 * k], 0.27 * k, 0.25 * k, n);
  for (const s of [-1, 1]) {
    limb(b, [s * 0.36 * x, 0.42 * y, foot + 0.52 * k], [s * 0.38 * x, 0.56 * y, foot + 0.04 * k], 0.13 * k, 0.1 * k, 7);
    ellipsoid(b, s * 0.39 * x, 0.64 * y, foot + 0.06 * k, 0.24 * x, 0.18 * y, 0.075 * k, 7, 4);
    ellipsoid(b, s * 0.56 * x, -0.3 * y, foot + 0.2 * k, 0.26 * x, 0.34 * y, 0.2 * k, 7, 4);
    ellipsoid(b, s * 0.56 * x, 0.02 * y, foot + 0.05 * k, 0.2 * x, 0.22 * y, 0.06 * k, 7, 4);
    ellipsoid(b, s * 0.42 * x, 0.3 * y, foot + 0.9 * k, 0.1 * x, 0.1 * y, 0.11 * k, 6, 4);
  }
  ellipsoid(b, 0, 0.44 * y, foot + 0.76 * k, 0.56 * x, 0.36 * y, 0.23 * k, n, 6);
  ellipsoid(b, 0, 0.72 * y, foot + 0.7 * k, 0.44 * x, 0.2 * y, 0.12 * k, n, 5);
  ellipsoid(b, 0, 0.9 * y, foot + 0.76 * k, 0.17 * x, 0.07 * y, 0.055 * k, 7, 4);
  ellipsoid(b, 0, 0.66 * y, foot + 0.58 * k, 0.36 * x, 0.18 * y, 0.06 * k, n, 4);
  for (const s of [-1, 1]) ellipsoid(b, s * 0.26 * x, 0.66 * y, foot + 0.88 * k, 0.2 * x, 0.12 * y, 0.055 * k, 7, 4);
  limb(b, [0, 0.4 * y, foot + 0.94 * k], [0, 0.36 * y, foot + 1.06 * k], 0.05 * k, 0.01 * k, 5);
  // curls of the mane all round the face
  b.paint(shade(p.colour ?? C.stoneLight, 0.86), 'plaster');
  const curls = p.detail ? 11 : 6;
  for (let i = 0; i < curls; i++) {
    const a = (i / (curls - 1) - 0.5) * Math.PI * 1.6;
    ellipsoid(b, Math.sin(a) * 0.62 * x, 0.28 * y, foot + 0.72 * k + Math.cos(a) * 0.21 * k, 0.17 * x, 0.17 * y, 0.085 * k, 6, 4);
    if (p.detail) ellipsoid(b, Math.sin(a) * 0.56 * x, 0.02 * y, foot + 0.6 * k + Math.cos(a) * 0.2 * k, 0.18 * x, 0.18 * y, 0.09 * k, 6, 4);
  }
  limb(b, [0, -0.72 * y, foot + 0.3 * k], [0, -0.66 * y, foot + 0.72 * k], 0.08 * k, 0.13 * k, 6);
  b.paint([52, 46, 40], 'plain');
  for (const s of [-1, 1]) ellipsoid(b, s * 0.27 * x, 0.78 * y, foot + 0.84 * k, 0.085 * x, 0.05 * y, 0.03 * k, 6, 4);
  b.quad([0.34 * x, 0.885 * y, foot + 0.632 * k], [-0.34 * x, 0.885 * y, foot + 0.632 * k], [-0.3 * x, 0.89 * y, foot + 0.655 * k], [0.3 * x, 0.89 * y, foot + 0.655 * k]);
};
