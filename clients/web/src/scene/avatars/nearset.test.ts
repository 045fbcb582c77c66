import { describe, expect, it } from 'vitest';
import type { AvatarColumns } from '../../state/avatar-types';
import { nearestSlots, pickNear } from './nearset';

function crowd(points: [number, number][], self = -1): AvatarColumns {
  const n = points.length;
  return {
    count: n, self, pace: 1, othersMs: 0, id: Uint16Array.from({ length: n }, (_, i) => i + 100), x: Float32Array.from(points, (p) => p[0]),
    y: Float32Array.from(points, (p) => p[1]), ground: new Float32Array(n), heading: new Float32Array(n), speed: new Float32Array(n),
    state: new Uint8Array(n), stateSince: new Float64Array(n), look: new Uint8Array(n * 5), veil: new Uint8Array(n), looksVersion: 1,
  };
}

/** Deterministic numbers 0..1. */
function numbers(seed: number): () => number {
  return () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 4294967296;
}

describe('pickNear', () => {
  it('takes everyone within the radius when there is room', () => {
    const near = new Uint8Array(4);
    expect(pickNear(crowd([[0, 0], [3, 4], [30, 0], [0, 9]]), 0, 0, 10, 50, near)).toBe(3);
    expect([...near]).toEqual([1, 1, 0, 1]);
  });

  it('leaves out hidden avatars and keeps oneself, however far away', () => {
    const a = crowd([[0, 0], [1, 0], [500, 0]], 2);
    a.veil[1] = 1;
    const near = new Uint8Array(3);
    pickNear(a, 0, 0, 10, 50, near);
    expect([...near]).toEqual([1, 0, 1]);
  });

  it('never takes more than asked, and nobody farther than someone left out by more than a bucket', () => {
    for (let seed = 1; seed < 30; seed++) {
      const next = numbers(seed);
      const points = Array.from({ length: 2000 }, () => [next() * 120 - 60, next() * 120 - 60] as [number, number]);
      const near = new Uint8Array(2000);
      const n = pickNear(crowd(points), 5, -5, 60, 300, near);
      expect(n).toBeLessThanOrEqual(300);
      expect(n).toBeGreaterThan(290);
      const d2 = points.map(([x, y]) => (x - 5) ** 2 + (y + 5) ** 2);
      const farthestIn = Math.max(...d2.filter((_, i) => near[i] === 1));
      const nearestOut = Math.min(...d2.filter((_, i) => near[i] === 0));
      expect(farthestIn).toBeLessThanOrEqual(nearestOut + (60 * 60 / 256) * 2);
    }
  });

  it('fills all places even when the whole crowd stands on one spot', () => {
    const near = new Uint8Array(1000);
    expect(pickNear(crowd(Array.from({ length: 1000 }, () => [0, 0])), 0, 0, 30, 64, near)).toBe(64);
  });
});

describe('nearestSlots', () => {
  it('equals sorting everybody by distance', () => {
    for (let seed = 1; seed < 40; seed++) {
      const next = numbers(seed);
      const points = Array.from({ length: 200 }, () => [next() * 60 - 30, next() * 60 - 30] as [number, number]);
      const slots = new Int32Array(24), distances = new Float32Array(24);
      const n = nearestSlots(crowd(points), 0, 0, 18, 24, slots, distances);
      const wanted = points.map(([x, y], i) => ({ i, d: Math.fround(x) ** 2 + Math.fround(y) ** 2 }))
        .filter((p) => p.d < 18 * 18).sort((a, b) => a.d - b.d).slice(0, 24).map((p) => p.i);
      expect(Array.from(slots.subarray(0, n))).toEqual(wanted);
    }
  });
});
