import { expect, test } from 'vitest';
import { cueOf, minutesOf, spotOf } from './tours';
import type { Tour, World } from './world-types';

const world = { places: [{ id: 'gate', at: [0, 0] }] } as unknown as World;
const tour: Tour = {
  id: 'old-walls', level: 'ground', start: 'gate',
  stops: [{ at: [60, 0], stay_s: 20 }, { at: [60, 60], stay_s: 40 }],
};

test('the words of a guide tell where one is', () => {
  expect(cueOf('tours.old-walls.hello')).toEqual({ tour: 'old-walls', stop: -1, over: false });
  expect(cueOf('tours.old-walls.stops.12')).toEqual({ tour: 'old-walls', stop: 12, over: false });
  expect(cueOf('tours.old-walls.farewell')).toEqual({ tour: 'old-walls', stop: undefined, over: true });
  expect([cueOf('signs.gate'), cueOf('tours.old-walls.about'), cueOf('hello')]).toEqual([undefined, undefined, undefined]);
});

test('the start comes before the first stop', () => {
  expect([-1, 0, 1, 2].map((n) => spotOf(world, tour, n))).toEqual([[0, 0], [60, 0], [60, 60], undefined]);
});

test('a tour takes its way at a metre a second and its stays, around what is in the way', () => {
  expect(minutesOf(world, tour, () => undefined)).toBe(3); // 8 + 60 + 20 + 60 + 40 s
  expect(minutesOf(world, tour, (from, to) => [[from[0], from[1] + 90], to])).toBe(6); // 8 + 198 + 20 + 120 + 40 s
  expect(minutesOf(world, { ...tour, stops: [] }, () => undefined)).toBe(1);
});
