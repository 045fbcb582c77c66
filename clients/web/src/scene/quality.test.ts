import { describe, expect, it } from 'vitest';
import { Governor, type Advice } from './quality';

/** Runs frames of a length for so many seconds and collects what was advised. */
function run(g: Governor, ms: number, seconds: number): Advice[] {
  const advice: Advice[] = [];
  for (let t = 0; t < seconds * 1000; t += ms) {
    const a = g.frame(ms);
    if (a) advice.push(a);
  }
  return advice;
}

describe('Governor', () => {
  it('says nothing while it is smooth', () => {
    expect(run(new Governor('high'), 16, 30)).toEqual([]);
  });

  it('does not judge the first seconds', () => {
    expect(run(new Governor('low'), 200, 3)).toEqual([]);
  });

  it('lowers the resolution before the quality, and gives up only at the lowest of both', () => {
    const advice = run(new Governor('low'), 150, 30);
    expect(advice.slice(0, 2).map((a) => a.kind)).toEqual(['scale', 'scale']);
    expect(advice.filter((a) => a.kind === 'too-slow')).toHaveLength(1);
    expect(advice.at(-1)).toMatchObject({ kind: 'too-slow', fps: expect.closeTo(6.67, 1) });
    const high = new Governor('high');
    expect(run(high, 100, 20).find((a) => a.kind === 'quality')).toEqual({ kind: 'quality', quality: 'medium' });
  });

  it('ten frames a second at the lowest quality are borne', () => {
    expect(run(new Governor('low'), 100, 60).some((a) => a.kind === 'too-slow')).toBe(false);
  });

  it('takes a long pause for a hidden tab', () => {
    const g = new Governor('low');
    for (let i = 0; i < 50; i++) expect(g.frame(60_000)).toBeNull();
  });

  it('raises the resolution again, slowly, once it is smooth', () => {
    const g = new Governor('medium');
    run(g, 60, 8);
    const low = g.scale;
    expect(low).toBeLessThan(1);
    run(g, 16, 40);
    expect(g.scale).toBeGreaterThan(low);
  });
});
