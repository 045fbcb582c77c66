import { describe, expect, it } from 'vitest';
import { FLAG_GUIDE, FLAG_OFFICIAL } from '../../state/avatar-types';
import { farGeometry, figureGeometry, LIMB } from './geometry';

describe('figureGeometry', () => {
  for (const sides of [6, 8] as const) {
    it(`${sides} sides: every look draws at most 760 triangles, and a person of human size`, () => {
      const g = figureGeometry(sides), mask = g.getAttribute('mask'), rig = g.getAttribute('rig'), index = g.index!;
      for (let hair = 0; hair < 8; hair++) {
        for (let outfit = 0; outfit < 8; outfit++) {
          let triangles = 0, top = 0;
          for (let i = 0; i < index.count; i += 3) {
            const v = index.getX(i);
            if (rig.getX(v) === LIMB.badge || !((mask.getX(v) >> hair) & 1) || !((mask.getY(v) >> outfit) & 1)) continue;
            triangles++;
            if (rig.getX(v) !== LIMB.skirt) top = Math.max(top, g.getAttribute('position').getY(v));
          }
          expect(triangles).toBeGreaterThan(300);
          expect(triangles).toBeLessThanOrEqual(760);
          expect(top).toBeGreaterThan(1.65);
          expect(top).toBeLessThan(1.9);
        }
      }
    });
  }

  it('officials and guides have a mark each, that the flags of a look show', () => {
    const rig = figureGeometry(8).getAttribute('rig');
    const sides = new Set(Array.from({ length: rig.count }, (_, v) => v).filter((v) => rig.getX(v) === LIMB.badge).map((v) => rig.getY(v)));
    expect([...sides].map((side) => 1 << side)).toEqual([FLAG_OFFICIAL, FLAG_GUIDE]);
  });

  it('all corners of a triangle belong to the same look, so none is torn', () => {
    const g = figureGeometry(8), mask = g.getAttribute('mask'), index = g.index!;
    for (let i = 0; i < index.count; i += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => `${mask.getX(index.getX(i + k))},${mask.getY(index.getX(i + k))}`);
      expect(a).toBe(b);
      expect(b).toBe(c);
    }
  });
});

describe('farGeometry', () => {
  it('is at most 24 triangles', () => {
    expect(farGeometry().index!.count / 3).toBeLessThanOrEqual(24);
  });
});
