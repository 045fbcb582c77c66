/** Small worlds for tests. */
import type { LevelRaster } from './world-types';

/** A raster from a drawing, first line at the top: `#` is wall, everything else can be walked on.
 * Each letter is a square of `step_m`. */
export function rasterOf(drawing: string, step_m = 0.25): LevelRaster {
  const lines = drawing.trim().split('\n').map((line) => line.trim()).reverse();
  const width = lines[0]!.length;
  const height = lines.length;
  const walk = new Uint8Array(Math.ceil((width * height) / 8));
  for (let bit = 0; bit < width * height; bit++) {
    if (lines[Math.floor(bit / width)]![bit % width] !== '#') walk[bit >> 3]! |= 1 << (bit & 7);
  }
  return {
    id: 'ground', x0: 0, y0: 0, step_m, width, height, walk, ground: new Uint8Array(width * height),
    first_cell: 0, columns: Math.ceil((width * step_m) / 8), rows: Math.ceil((height * step_m) / 8),
  };
}

/** An open square with sides of so many metres, walls where `blocked` says so. */
export function openRaster(side_m: number, blocked: (x: number, y: number) => boolean = () => false): LevelRaster {
  const n = side_m * 4;
  const walk = new Uint8Array(Math.ceil((n * n) / 8));
  for (let bit = 0; bit < n * n; bit++) {
    const x = ((bit % n) + 0.5) / 4;
    const y = (Math.floor(bit / n) + 0.5) / 4;
    if (!blocked(x, y)) walk[bit >> 3]! |= 1 << (bit & 7);
  }
  return {
    id: 'ground', x0: 0, y0: 0, step_m: 0.25, width: n, height: n, walk, ground: new Uint8Array(n * n),
    first_cell: 0, columns: Math.ceil(side_m / 8), rows: Math.ceil(side_m / 8),
  };
}

/** Numbers in 0..1 that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
