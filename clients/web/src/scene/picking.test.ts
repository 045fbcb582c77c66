import { describe, expect, it } from 'vitest';
import { sampleWorld } from '../../dev/sample-world';
import type { AvatarColumns } from '../state/avatar-types';
import type { LevelRaster } from '../state/world-types';
import { outline } from './ground';
import { boxBlur, hull } from './ground-light';
import { Picker, type Ray } from './picking';
import { groundHeight, hitGround } from './raster';

const nobody: AvatarColumns = {
  count: 0, self: -1, pace: 1, othersMs: 0, id: new Uint16Array(2), x: new Float32Array(2), y: new Float32Array(2), ground: new Float32Array(2),
  heading: new Float32Array(2), speed: new Float32Array(2), state: new Uint8Array(2), stateSince: new Float64Array(2),
  look: new Uint8Array(10), veil: new Uint8Array(2), looksVersion: 1,
};
const ray = (from: [number, number, number], to: [number, number, number]): Ray => {
  const d = [to[0] - from[0], to[1] - from[1], to[2] - from[2]] as [number, number, number], l = Math.hypot(...d);
  return { o: from, d: [d[0] / l, d[1] / l, d[2] / l] };
};

describe('Picker', () => {
  const picker = new Picker(sampleWorld, 'ground', undefined);

  it('finds the spot on the ground', () => {
    const hit = picker.pick(ray([0, -8, 4], [2, 5, 0]), nobody);
    expect(hit).toEqual({ kind: 'ground', x: expect.closeTo(2, 3), y: expect.closeTo(5, 3) });
  });

  it('finds a person before the ground, but not oneself or a hidden one', () => {
    const people = { ...nobody, count: 2, self: 0, id: Uint16Array.of(7, 9), x: Float32Array.of(0, 2), y: Float32Array.of(0, 5) };
    const through = ray([0, -8, 4], [2, 5, 1]);
    expect(picker.pick(through, people)).toEqual({ kind: 'avatar', id: 9 });
    expect(picker.pick(through, { ...people, veil: Uint8Array.of(0, 1) })?.kind).toBe('ground');
  });

  it('a desk is found by its counter', () => {
    expect(picker.pick(ray([-16, -44, 2], [-16, -34, 0.8]), nobody)).toEqual({ kind: 'desk', id: 'help' });
  });

  it('a click on a house leads to its foot, not behind it', () => {
    const hit = picker.pick(ray([6, 2, 3], [12, 46, 3.5]), nobody);
    expect(hit?.kind).toBe('ground');
    expect(hit?.kind === 'ground' && hit.y).toBeLessThan(37.2);
  });

  it('a click into the sky does nothing', () => {
    expect(picker.pick(ray([0, -60, 2], [0, -200, 90]), nobody)).toBeNull();
  });
});

describe('ground', () => {
  const raster: LevelRaster = { id: 'ground', x0: 0, y0: 0, step_m: 1, width: 4, height: 4, walk: new Uint8Array(2).fill(255), ground: Uint8Array.from({ length: 16 }, (_, i) => (i % 4 > 1 ? 20 : 0)), first_cell: 0, columns: 1, rows: 1 };

  it('reads heights of 5 cm and nothing outside', () => {
    expect(groundHeight(raster, 2.5, 1)).toBeCloseTo(1);
    expect(groundHeight(raster, 0.5, 1)).toBe(0);
    expect(groundHeight(raster, -3, 1)).toBe(0);
  });

  it('a ray meets the terrace at its own height', () => {
    expect(hitGround(raster, [2.5, 2, 5], [0, 0, -1], 50)?.t).toBeCloseTo(4);
  });

  it('outlines run counter-clockwise whatever the file says', () => {
    const area = (p: [number, number][]): number => p.reduce((s, [x, y], i) => { const [u, v] = p[(i + 1) % p.length]!; return s + x * v - u * y; }, 0);
    expect(area(outline({ polygon: [[0, 0], [0, 1], [1, 1], [1, 0]] }))).toBeGreaterThan(0);
    expect(area(outline({ rect: [0, 0, 2, 3] }))).toBeCloseTo(12);
    expect(area(outline({ circle: [5, 5, 1] }))).toBeGreaterThan(6);
  });

  it('blurring leaves an even plane as it is and keeps the sum of a spot', () => {
    const even = new Uint8Array(60).fill(255), out = new Uint8Array(60);
    boxBlur(even, out, 10, 6, 3, 1, 10);
    expect(out.every((v) => v === 255)).toBe(true);
    const spot = new Uint8Array(60);
    spot[25] = 210;
    boxBlur(spot, out, 10, 6, 1, 1, 10);
    expect(Array.from(out.subarray(20, 30))).toEqual([0, 0, 0, 0, 70, 70, 70, 0, 0, 0]);
  });

  it('hull keeps only the outer points', () => {
    expect(hull([[0, 0], [2, 0], [1, 1], [2, 2], [0, 2], [1, 0.5]])).toHaveLength(4);
  });
});
