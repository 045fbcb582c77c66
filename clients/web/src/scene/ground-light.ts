/** Light on the ground, reckoned once on the CPU: shade of the sun, darkness beside walls, pools of lamps.
 *
 * It costs one texture look-up a pixel, so that even the lowest quality has things standing on the ground
 * instead of floating above it.
 */
import { DataTexture, LinearFilter, RGBAFormat, type Vector3 } from 'three';
import type { Level, Structure, World } from '../state/world-types';
import { clamp } from './math';
import { isSlight, solidsOf, type Solid } from './solids';

const MOST_PIXELS = 640;

export interface GroundLight {
  texture: DataTexture;
  /** x0, z0 in three.js axes and one over the size, for the shader. */
  rect: [number, number, number, number];
}

export function groundLight(world: World, level: Level, sun: Vector3): GroundLight {
  const [x0, y0, x1, y1] = level.bounds;
  const step = Math.max(0.25, Math.max(x1 - x0, y1 - y0) / MOST_PIXELS);
  const w = Math.ceil((x1 - x0) / step), h = Math.ceil((y1 - y0) / step);
  const canvas = document.createElement('canvas');
  canvas.width = w;
  canvas.height = h;
  const c = canvas.getContext('2d', { willReadFrequently: true });
  const data = new Uint8Array(w * h * 4);
  if (c) {
    const outdoor = world.setting === 'outdoor';
    const pieces = world.structures.filter((s) => s.level === level.id);
    c.setTransform(1 / step, 0, 0, -1 / step, -x0 / step, y1 / step);
    const planes = [
      outdoor ? blurred(c, w, h, step, 0.25, () => drawShade(c, pieces, sun)) : null,
      blurred(c, w, h, step, outdoor ? 0.9 : 0.5, () => drawContact(c, pieces)),
      blurred(c, w, h, step, 0.4, () => drawPools(c, world, level, pieces)),
    ];
    for (let i = 0; i < w * h; i++) {
      data[i * 4] = 255 - (planes[0]?.[i] ?? 0);
      data[i * 4 + 1] = 255 - planes[1]![i]! * 0.62;
      data[i * 4 + 2] = planes[2]![i]!;
      data[i * 4 + 3] = 255;
    }
  }
  const texture = new DataTexture(data, w, h, RGBAFormat);
  texture.magFilter = texture.minFilter = LinearFilter;
  texture.needsUpdate = true;
  return { texture, rect: [x0, -y1, 1 / (w * step), 1 / (h * step)] };
}

/** Draws white on black and softens it by `radius_m`; returns one byte a pixel, rows from the far edge (-z) on. */
function blurred(c: CanvasRenderingContext2D, w: number, h: number, step: number, radius_m: number, draw: () => void): Uint8Array {
  c.save();
  c.resetTransform();
  c.globalCompositeOperation = 'source-over';
  c.fillStyle = '#000';
  c.fillRect(0, 0, w, h);
  c.restore();
  c.fillStyle = '#fff';
  draw();
  const image = c.getImageData(0, 0, w, h).data;
  const a = new Uint8Array(w * h), b = new Uint8Array(w * h);
  for (let i = 0; i < a.length; i++) a[i] = image[i * 4]!;
  const r = Math.round(radius_m / step);
  for (let pass = 0; pass < 2 && r > 0; pass++) {
    boxBlur(a, b, w, h, r, 1, w);
    boxBlur(b, a, h, w, r, w, 1);
  }
  return a;
}

/** Mean over 2r+1 pixels along lines; the ends repeat. */
export function boxBlur(from: Uint8Array, to: Uint8Array, n: number, lines: number, r: number, along: number, across: number): void {
  const scale = 1 / (2 * r + 1);
  for (let l = 0; l < lines; l++) {
    const o = l * across;
    let sum = from[o]! * r;
    for (let i = 0; i < r; i++) sum += from[o + Math.min(i, n - 1) * along]!;
    for (let i = 0; i < n; i++) {
      sum += from[o + Math.min(i + r, n - 1) * along]!;
      to[o + i * along] = Math.round(sum * scale);
      sum -= from[o + Math.max(i - r, 0) * along]!;
    }
  }
}

function corners(s: Solid): [number, number][] {
  return [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([u, v]) => [
    s.x + u! * s.hw * s.cos - v! * s.hd * s.sin, s.y + u! * s.hw * s.sin + v! * s.hd * s.cos,
  ]);
}

function fill(c: CanvasRenderingContext2D, points: [number, number][]): void {
  c.beginPath();
  points.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
  c.closePath();
  c.fill();
}

function ellipse(c: CanvasRenderingContext2D, x: number, y: number, rx: number, ry: number, turn = 0): void {
  c.beginPath();
  c.ellipse(x, y, rx, ry, turn, 0, Math.PI * 2);
  c.fill();
}

function drawShade(c: CanvasRenderingContext2D, pieces: readonly Structure[], sun: Vector3): void {
  // shadow of a point one metre high
  const sx = -sun.x / Math.max(sun.y, 0.12), sy = sun.z / Math.max(sun.y, 0.12);
  for (const s of pieces) {
    const [w, , h] = s.size;
    if (s.kind === 'tree' || s.kind === 'pine') {
      c.lineWidth = w * 0.06;
      c.strokeStyle = '#fff';
      c.beginPath();
      c.moveTo(s.at[0], s.at[1]);
      c.lineTo(s.at[0] + sx * h * 0.6, s.at[1] + sy * h * 0.6);
      c.stroke();
      const reach = Math.hypot(sx, sy) * h * 0.22;
      ellipse(c, s.at[0] + sx * h * 0.62, s.at[1] + sy * h * 0.62, w * 0.4 + reach, w * 0.42, Math.atan2(sy, sx));
    } else {
      for (const b of solidsOf(s)) {
        const foot = corners(b), lo = b.z0 - s.base_m, hi = b.z1 - s.base_m;
        const points = foot.flatMap(([x, y]) => [[x + sx * lo, y + sy * lo], [x + sx * hi, y + sy * hi]] as [number, number][]);
        fill(c, hull(points));
      }
    }
  }
}

function drawContact(c: CanvasRenderingContext2D, pieces: readonly Structure[]): void {
  for (const s of pieces) {
    if (s.base_m > 2) continue;
    const [w] = s.size;
    if (s.kind === 'tree' || s.kind === 'pine') {
      c.globalAlpha = 0.4;
      ellipse(c, s.at[0], s.at[1], w * 0.4, w * 0.4);
      c.globalAlpha = 1;
      ellipse(c, s.at[0], s.at[1], w * 0.1, w * 0.1);
      continue;
    }
    c.globalAlpha = s.kind === 'stairs' ? 0 : isSlight(s.kind) ? 0.55 : clamp(s.size[2] / 2, 0.5, 1);
    for (const b of solidsOf(s)) {
      if (b.z0 - s.base_m > 8) continue;
      c.globalAlpha = b.z0 - s.base_m > 1 ? 0.35 : c.globalAlpha;
      fill(c, corners(b));
    }
  }
  c.globalAlpha = 1;
}

/** Warm pools under lamps and before pictures and desks. */
function drawPools(c: CanvasRenderingContext2D, world: World, level: Level, pieces: readonly Structure[]): void {
  const pool = (x: number, y: number, r: number, strength: number): void => {
    const g = c.createRadialGradient(x, y, 0, x, y, r);
    const v = Math.round(strength * 255);
    for (let k = 0; k <= 6; k++) {
      const t = k / 6, w = Math.round(v * (1 - t * t * (3 - 2 * t)));
      g.addColorStop(t, `rgb(${w},${w},${w})`);
    }
    c.fillStyle = g;
    ellipse(c, x, y, r, r);
  };
  c.globalCompositeOperation = 'lighten';
  const indoor = world.setting === 'indoor';
  for (const s of pieces) {
    if (s.kind === 'lamp' || s.kind === 'lantern') pool(s.at[0], s.at[1], indoor ? 4 : 3.4, indoor ? 0.45 : 0.12);
  }
  for (const e of world.exhibits) {
    if (e.level !== level.id) continue;
    const a = (e.turn_deg * Math.PI) / 180;
    pool(e.at[0] - Math.sin(a) * 1.1, e.at[1] + Math.cos(a) * 1.1, 2.4, 0.34);
  }
  for (const d of world.desks) if (d.level === level.id) pool(d.at[0], d.at[1], 2.6, 0.26);
  c.globalCompositeOperation = 'source-over';
}

/** Convex hull, counter-clockwise (monotone chain). */
export function hull(points: [number, number][]): [number, number][] {
  const p = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turn = (a: [number, number], b: [number, number], c: [number, number]): number =>
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  const chain = (list: [number, number][]): [number, number][] => {
    const out: [number, number][] = [];
    for (const q of list) {
      while (out.length > 1 && turn(out[out.length - 2]!, out[out.length - 1]!, q) <= 0) out.pop();
      out.push(q);
    }
    out.pop();
    return out;
  };
  return [...chain(p), ...chain(p.reverse())];
}
