/** Computes the pattern layers: RGB is a tint (128 leaves a colour as it is), A marks glass. */
import {
  DataArrayTexture, LinearFilter, LinearMipmapLinearFilter, LinearMipmapNearestFilter, RGBAFormat, RepeatWrapping, UnsignedByteType,
} from 'three';
import { LAYERS, LAYER_COUNT, type Layer } from './layers';

const SIZE = 128;
type Out = [r: number, g: number, b: number, a: number];
type Pattern = (u: number, v: number, o: Out, noise: Noise) => void;

/** Tileable noise, looked up by pixel. */
class Noise {
  readonly soft = new Float32Array(SIZE * SIZE);
  readonly grain = new Float32Array(SIZE * SIZE);

  constructor() {
    let seed = 7;
    const next = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 4294967296;
    for (let i = 0; i < this.grain.length; i++) this.grain[i] = next();
    for (let octave = 4, weight = 0.5; octave <= 32; octave *= 2, weight /= 2) {
      const lattice = Float32Array.from({ length: octave * octave }, next);
      const at = (x: number, y: number): number => lattice[(y % octave) * octave + (x % octave)]!;
      for (let y = 0; y < SIZE; y++) {
        const fy = (y / SIZE) * octave, iy = fy | 0, ty = ease(fy - iy);
        for (let x = 0; x < SIZE; x++) {
          const fx = (x / SIZE) * octave, ix = fx | 0, tx = ease(fx - ix);
          const a = at(ix, iy) * (1 - tx) + at(ix + 1, iy) * tx;
          const c = at(ix, iy + 1) * (1 - tx) + at(ix + 1, iy + 1) * tx;
          this.soft[y * SIZE + x]! += (a * (1 - ty) + c * ty - 0.5) * weight * 2;
        }
      }
    }
  }

  /** About -1..1, cloudy. */
  cloud(u: number, v: number): number {
    return this.soft[wrap(v) * SIZE + wrap(u)]!;
  }

  /** 0..1, a new value each pixel. */
  speck(u: number, v: number): number {
    return this.grain[wrap(v) * SIZE + wrap(u)]!;
  }

  /** 0..1 for a whole cell. */
  cell(i: number, j: number): number {
    return this.grain[(((j * 37) & 127) * SIZE + ((i * 91 + 13) & 127)) % (SIZE * SIZE)]!;
  }
}

const ease = (t: number): number => t * t * (3 - 2 * t);
const wrap = (t: number): number => ((t * SIZE) | 0) & (SIZE - 1);
const fract = (t: number): number => t - Math.floor(t);
const flat = (o: Out, k: number, a = 0): void => { o[0] = o[1] = o[2] = 128 * k; o[3] = a; };

/** Blocks in a bond: `n` columns and `m` courses, every second course shifted. */
function bond(u: number, v: number, n: number, m: number, joint: number, shift: number, o: Out, s: Noise, vary: number, depth: number): void {
  const row = Math.floor(v * m), x = u * n + (row & 1) * shift, col = Math.floor(x) % n;
  const fx = fract(x), fy = fract(v * m);
  const jx = joint * n, jy = joint * m;
  const inJoint = fx < jx || fy < jy;
  const lit = fx < jx * 2 || fy > 1 - jy ? 0.05 : 0;
  flat(o, inJoint ? 1 - depth : 1 + (s.cell(col, row) - 0.5) * vary + s.cloud(u, v) * 0.09 + (s.speck(u, v) - 0.5) * 0.06 + lit);
}

const PATTERNS: Record<Layer, Pattern> = {
  plain: (u, v, o, s) => flat(o, 1 + s.cloud(u, v) * 0.05),
  paver: (u, v, o, s) => bond(u, v, 4, 8, 0.006, 0.5, o, s, 0.16, 0.26),
  granite: (u, v, o, s) => {
    bond(u, v, 4, 4, 0.006, 0, o, s, 0.08, 0.24);
    const k = (s.speck(u * 1.7, v * 1.3) - 0.5) * 16;
    o[0] += k; o[1] += k; o[2] += k;
  },
  brick: (u, v, o, s) => bond(u, v, 8, 16, 0.008, 0.5, o, s, 0.3, 0.3),
  asphalt: (u, v, o, s) => flat(o, 1 + s.cloud(u, v) * 0.1 + (s.speck(u, v) - 0.5) * 0.14),
  lawn: (u, v, o, s) => {
    const k = 1 + s.cloud(u, v) * 0.22 + (s.speck(u, v) - 0.5) * 0.3 + (fract(u * 2) < 0.5 ? 0.05 : -0.05);
    o[0] = 128 * k * (1 + s.cloud(v, u) * 0.16); o[1] = 128 * k; o[2] = 122 * k; o[3] = 0;
  },
  soil: (u, v, o, s) => flat(o, 1 + s.cloud(u, v) * 0.14 + (s.speck(u, v) - 0.5) * 0.12),
  wood: (u, v, o, s) => {
    const plank = Math.floor(u * 8), along = fract(v + s.cell(plank, 3));
    const gap = fract(u * 8) < 0.05 || along < 0.012;
    flat(o, gap ? 0.66 : 1 + (s.cell(plank, Math.floor(along * 2)) - 0.5) * 0.2 + s.cloud(u * 3, v * 0.5) * 0.14);
  },
  marble: (u, v, o, s) => {
    const vein = 1 - Math.min(1, Math.abs(Math.sin((u * 2 + s.cloud(u, v) * 0.7 + v) * Math.PI * 2)) * 9);
    const joint = fract(u * 4) < 0.012 || fract(v * 4) < 0.012;
    flat(o, joint ? 0.82 : 1.02 + s.cloud(u, v) * 0.05 - vein * 0.09 + (s.cell(Math.floor(u * 4), Math.floor(v * 4)) - 0.5) * 0.06, 46);
  },
  carpet: (u, v, o, s) => {
    const diamond = Math.abs(fract(u * 4) - 0.5) + Math.abs(fract(v * 4) - 0.5);
    flat(o, 0.97 + (diamond < 0.12 ? 0.16 : Math.abs(diamond - 0.42) < 0.03 ? 0.1 : 0) + (s.speck(u, v) - 0.5) * 0.2);
  },
  tile: (u, v, o, s) => { bond(u, v, 4, 4, 0.008, 0, o, s, 0.07, 0.2); o[3] = 30; },
  plaster: (u, v, o, s) => flat(o, 1 + s.cloud(u, v) * 0.06 + (s.speck(u, v) - 0.5) * 0.03),
  giwa: (u, v, o, s) => {
    const c = fract(u * 6), k = c < 0.42 ? 0.62 + Math.sin((c / 0.42) * Math.PI) * 0.75 : 0.58 + Math.sin(((c - 0.42) / 0.58) * Math.PI) * -0.1;
    flat(o, k * (1 - (fract(v * 6) < 0.12 ? 0.16 : 0)) + s.cloud(u, v) * 0.1);
  },
  dancheong: (u, v, o, s) => {
    // green ground with red, white and blue lotus bands; drawn over white
    const x = fract(u * 2) - 0.5, band = v;
    const set = (r: number, g: number, b: number): void => { o[0] = r / 2; o[1] = g / 2; o[2] = b / 2; o[3] = 0; };
    const r = Math.hypot(x * 0.6, (band - 0.5) * 0.6);
    if (band < 0.06 || band > 0.94) set(226, 216, 190);
    else if (band < 0.14 || band > 0.86) set(165, 52, 40);
    else if (r < 0.06) set(240, 214, 120);
    else if (r < 0.12) set(196, 66, 48);
    else if (r < 0.15) set(238, 230, 210);
    else if (r < 0.2 + 0.035 * Math.cos(Math.atan2(band - 0.5, x) * 8)) set(48, 92, 150);
    else set(52 + s.cloud(u, v) * 14, 122 + s.cloud(u, v) * 20, 92);
  },
  rafters: (u, v, o) => {
    const c = fract(u * 4), round = c < 0.5 ? 0.55 + 0.6 * Math.sin((c / 0.5) * Math.PI) : 0.42;
    const tip = v > 0.8;
    o[0] = (tip ? 190 : 70) * round; o[1] = (tip ? 168 : 128) * round; o[2] = (tip ? 120 : 104) * round; o[3] = 0;
  },
  windows: (u, v, o, s) => {
    const x = fract(u * 2), y = fract(v * 2);
    const glass = x > 0.16 && x < 0.84 && y > 0.22 && y < 0.82;
    const bar = Math.abs(x - 0.5) < 0.016 || Math.abs(y - 0.66) < 0.014;
    if (glass && !bar) { o[0] = 44; o[1] = 52; o[2] = 62; o[3] = 255; return; }
    const sill = y > 0.17 && y <= 0.22 && x > 0.12 && x < 0.88;
    flat(o, glass ? 0.7 : sill ? 1.14 : 1 + s.cloud(u, v) * 0.06);
  },
  curtain: (u, v, o) => {
    const x = fract(u * 4), y = fract(v * 4);
    const mullion = x < 0.035 || y < 0.05 || Math.abs(x - y) < 0.02;
    if (mullion) flat(o, 1.05);
    else { o[0] = 70; o[1] = 88; o[2] = 92; o[3] = 255; }
  },
  ashlar: (u, v, o, s) => bond(u, v, 2, 6, 0.008, 0.5, o, s, 0.16, 0.2),
  lattice: (u, v, o) => {
    const x = fract(u * 2), y = fract(v);
    const frame = x < 0.07 || x > 0.93 || y < 0.05 || y > 0.95;
    const panel = y < 0.26;
    const bars = Math.min(fract(x * 6), fract(y * 8)) < 0.2;
    if (frame) { o[0] = 74; o[1] = 42; o[2] = 32; }
    else if (panel) { o[0] = 54; o[1] = 78; o[2] = 66; }
    else if (bars) { o[0] = 78; o[1] = 60; o[2] = 46; }
    else { o[0] = 122; o[1] = 117; o[2] = 106; }
    o[3] = 0;
  },
  leaf: (u, v, o, s) => {
    const clump = s.cloud(u * 2, v * 2), fine = s.speck(u, v) - 0.5;
    const k = 1 + clump * 0.5 + fine * 0.34;
    o[0] = 128 * k * (1 + clump * 0.1); o[1] = 128 * k; o[2] = 120 * k; o[3] = Math.max(0, 12.8 + clump * 11 + fine * 9);
  },
  water: (u, v, o, s) => {
    const k = s.cloud(u, v) + s.cloud(v * 2, u * 2) * 0.5;
    o[0] = 128 + k * 22; o[1] = 128 + s.cloud(v, u) * 22; o[2] = 128; o[3] = 255;
  },
  bronze: (u, v, o, s) => flat(o, 1 + s.cloud(u, v) * 0.2, 60),
  hanok: (u, v, o, s) => {
    const joint = fract(v * 5) < 0.08 || fract(u * 2.5 + (Math.floor(v * 5) & 1) * 0.5) < 0.04;
    if (joint) { o[0] = 150; o[1] = 146; o[2] = 138; o[3] = 0; }
    else flat(o, 0.98 + (s.cell(Math.floor(u * 2.5 + (Math.floor(v * 5) & 1) * 0.5), Math.floor(v * 5)) - 0.5) * 0.26 + s.cloud(u, v) * 0.1);
  },
  grain: (u, v, o, s) => flat(o, 1 + s.cloud(u * 0.5, v * 4) * 0.14 + s.cloud(u, v * 8) * 0.08),
  glass: (_u, _v, o) => { o[0] = o[1] = o[2] = 100; o[3] = 255; },
};

/** All layers, ready for the shaders. */
export function patternTexture(anisotropy: number): DataArrayTexture {
  const data = new Uint8ClampedArray(SIZE * SIZE * 4 * LAYER_COUNT);
  const noise = new Noise();
  const o: Out = [0, 0, 0, 0];
  for (const [name, pattern] of Object.entries(PATTERNS) as [Layer, Pattern][]) {
    let at = LAYERS[name].index * SIZE * SIZE * 4;
    for (let y = 0; y < SIZE; y++) {
      for (let x = 0; x < SIZE; x++) {
        pattern(x / SIZE, y / SIZE, o, noise);
        data[at++] = o[0]; data[at++] = o[1]; data[at++] = o[2]; data[at++] = o[3];
      }
    }
  }
  const texture = new DataArrayTexture(new Uint8Array(data.buffer), SIZE, SIZE, LAYER_COUNT);
  texture.format = RGBAFormat;
  texture.type = UnsignedByteType;
  texture.wrapS = texture.wrapT = RepeatWrapping;
  texture.magFilter = LinearFilter;
  texture.minFilter = anisotropy > 1 ? LinearMipmapLinearFilter : LinearMipmapNearestFilter;
  texture.generateMipmaps = true;
  texture.anisotropy = anisotropy;
  texture.needsUpdate = true;
  return texture;
}
