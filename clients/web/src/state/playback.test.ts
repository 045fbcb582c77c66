import { describe, expect, test } from 'vitest';
import { Playback } from './playback';

/** Frames every 100 ms that arrive `way` later; drawn at 60 a second until `until`. */
function play(playback: Playback, from: number, until: number, way: (t: number) => number): number[] {
  const arrivals = Array.from({ length: Math.ceil((until - from) / 100) }, (_, k) => from + k * 100)
    .map((t) => ({ t, at: t + way(t) })).sort((a, b) => a.at - b.at);
  const drawn: number[] = [];
  for (let now = from; now < until; now += 16) {
    while (arrivals.length > 0 && arrivals[0]!.at <= now) {
      const { t, at } = arrivals.shift()!;
      playback.frame(playback.unwrap(t >>> 0), 100, at);
    }
    drawn.push(playback.time(now));
  }
  return drawn.filter((t) => !Number.isNaN(t));
}

describe('the time that is drawn', () => {
  test('two ticks behind what has arrived, on an even line', () => {
    const drawn = play(new Playback(), 0, 5000, () => 30);
    expect(drawn.at(-1)).toBeGreaterThan(4984 - 30 - 230);
    expect(drawn.at(-1)).toBeLessThan(4984 - 30 - 150);
  });

  test('never goes back, whatever the jitter', () => {
    let k = 0;
    const drawn = play(new Playback(), 0, 20_000, () => 20 + ((k++ * 7919) % 160));
    for (let i = 1; i < drawn.length; i++) expect(drawn[i]!).toBeGreaterThanOrEqual(drawn[i - 1]!);
  });

  test('jitter makes it wait a little longer', () => {
    const calm = new Playback();
    play(calm, 0, 3000, () => 20);
    let k = 0;
    const rough = new Playback();
    play(rough, 0, 3000, () => 20 + ((k++ * 7919) % 120));
    expect(rough.delay_ms).toBeGreaterThan(calm.delay_ms + 50);
  });

  test('a clock that passes 2**32 goes on', () => {
    const playback = new Playback();
    const from = 2 ** 32 - 2000;
    const drawn = play(playback, from, from + 5000, () => 30);
    expect(drawn.at(-1)! - drawn[0]!).toBeGreaterThan(4000);
    expect(playback.newest).toBeGreaterThan(2 ** 32);
  });

  test('without frames people walk on for five seconds, without a connection for half a second', () => {
    const playback = new Playback();
    play(playback, 0, 2000, () => 20);
    expect(playback.time(9000)).toBe(playback.newest + 5200);
    playback.lose();
    expect(playback.time(9100)).toBe(playback.newest + 500);
  });
});
