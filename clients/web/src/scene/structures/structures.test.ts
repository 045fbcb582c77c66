import { describe, expect, it } from 'vitest';
import type { Structure } from '../../state/world-types';
import { MeshBuilder } from '../mesh/builder';
import { hitSolid, solidsOf } from '../solids';
import { DRAW, drawStructures, PLANTS } from './index';

/** Every kind of the world format with its usual size, and how far drawing may reach outside its footprint. */
const KINDS: Record<string, { size: [number, number, number]; over?: number }> = {
  wall: { size: [4, 0.3, 3] }, box: { size: [1, 1, 1] }, 'block-building': { size: [24, 16, 22] },
  'wave-hall': { size: [96, 30, 36] }, 'stone-hall': { size: [60, 18, 20], over: 0.6 },
  'palace-gate': { size: [34, 14, 19], over: 1.8 }, 'palace-hall': { size: [24, 13, 13], over: 1.5 },
  'palace-wall': { size: [10, 1.2, 4] }, 'statue-seated': { size: [6.5, 7.5, 10] }, 'statue-standing': { size: [5, 5.5, 17] },
  bench: { size: [1.8, 0.6, 0.85] }, lamp: { size: [0.5, 0.5, 4.5] }, fountain: { size: [10, 10, 2.4] },
  column: { size: [0.8, 0.8, 4] }, planter: { size: [2, 0.9, 0.9] }, flagpole: { size: [0.4, 0.4, 12], over: 3.2 },
  counter: { size: [2.6, 0.9, 1.1] }, table: { size: [1.6, 0.8, 0.75] }, chair: { size: [0.55, 0.55, 0.9] },
  screen: { size: [3, 0.2, 2] }, plinth: { size: [1.2, 1.2, 1] }, sign: { size: [1.6, 0.2, 2.4] }, door: { size: [2.4, 0.5, 2.8] },
  stairs: { size: [4, 3, 1] }, rail: { size: [2, 0.1, 1] }, lantern: { size: [0.8, 0.8, 1.8] }, haetae: { size: [1.8, 2.8, 2.8] },
};

const piece = (kind: string, size: [number, number, number], more: Partial<Structure> = {}): Structure =>
  ({ kind, level: 'ground', at: [0, 0], size, turn_deg: 0, base_m: 0, colour: null, text: null, ...more });

function bounds(s: Structure, detail = 1): { min: [number, number, number]; max: [number, number, number]; triangles: number } {
  const b = new MeshBuilder();
  drawStructures(b, [s], detail);
  const p = b.build().getAttribute('position');
  const min: [number, number, number] = [Infinity, Infinity, Infinity], max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < p.count; i++) {
    const v = [p.getX(i), -p.getZ(i), p.getY(i)] as const;
    for (const k of [0, 1, 2] as const) { min[k] = Math.min(min[k], v[k]); max[k] = Math.max(max[k], v[k]); }
  }
  return { min, max, triangles: b.triangles };
}

describe('structures', () => {
  it('draws every kind itself, plants aside', () => {
    expect(Object.keys(DRAW).sort()).toEqual(Object.keys(KINDS).sort());
    expect([...PLANTS].sort()).toEqual(['pine', 'shrub', 'tree']);
  });

  for (const [kind, { size, over = 0.16 }] of Object.entries(KINDS)) {
    it(`${kind} stays on its footprint and stands on its foot`, () => {
      const [w, d, h] = size;
      for (const detail of [0, 1]) {
        const { min, max, triangles } = bounds(piece(kind, size), detail);
        expect(triangles).toBeGreaterThan(0);
        expect(min[0]).toBeGreaterThanOrEqual(-w / 2 - over);
        expect(max[0]).toBeLessThanOrEqual(w / 2 + over);
        expect(min[1]).toBeGreaterThanOrEqual(-d / 2 - over);
        expect(max[1]).toBeLessThanOrEqual(d / 2 + over);
        expect(min[2]).toBeGreaterThanOrEqual(-0.02);
        expect(max[2]).toBeLessThanOrEqual(h * 1.05 + 0.25 + (kind === 'block-building' ? 2.2 : kind === 'counter' ? 0.15 : 0));
        expect(max[2]).toBeGreaterThan(h * 0.8);
      }
    });
  }

  it('turns counter-clockwise and lifts by its base', () => {
    const { min, max } = bounds(piece('box', [4, 1, 2], { at: [10, 20], turn_deg: 90, base_m: 3 }));
    expect(min[0]).toBeCloseTo(9.5);
    expect(max[0]).toBeCloseTo(10.5);
    expect(min[1]).toBeCloseTo(18);
    expect(max[1]).toBeCloseTo(22);
    expect(min[2]).toBeCloseTo(3);
    expect(max[2]).toBeCloseTo(5);
  });

  it('an unknown kind is a plain block, not an error', () => {
    expect(bounds(piece('teapot', [1, 2, 3])).max[2]).toBeCloseTo(3);
  });
});

describe('solids', () => {
  const walkThrough = (s: Structure, x: number, height: number): number =>
    Math.min(...solidsOf(s).map((o) => hitSolid(o, x, -100, height, 0, 1, 0)));

  it('the gate has three ways through', () => {
    const gate = piece('palace-gate', [34, 14, 19]);
    for (const x of [0, -0.255 * 34, 0.255 * 34]) expect(walkThrough(gate, x, 1.5)).toBe(Infinity);
    for (const x of [0.14 * 34, -0.14 * 34, 0.4 * 34]) expect(walkThrough(gate, x, 1.5)).toBeCloseTo(93);
    expect(walkThrough(gate, 0, 7)).toBeCloseTo(93);
  });

  it('one walks into the porch of the stone hall, but not through its door', () => {
    const hall = piece('stone-hall', [60, 18, 20], { turn_deg: 180 });
    expect(walkThrough(hall, 0, 1.5)).toBeCloseTo(100 - 0.4 * 18);
    expect(walkThrough(hall, 10, 1.5)).toBeCloseTo(91);
  });

  it('a door frame is open between its jambs', () => {
    const door = piece('door', [2.4, 0.5, 2.8]);
    expect(walkThrough(door, 0, 1.5)).toBe(Infinity);
    expect(walkThrough(door, 1.1, 1.5)).toBeCloseTo(99.75);
  });
});
