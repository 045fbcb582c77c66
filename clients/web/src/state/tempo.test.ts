import { expect, test } from 'vitest';
import { Tempo } from './tempo';

test('in the living city their time is the server\'s', () => {
  const tempo = new Tempo();
  expect([tempo.own(1234.5), tempo.pace(1234.5)]).toEqual([1234.5, 1]);
});

test('while a recording is paused it stands, and goes on from there', () => {
  const tempo = new Tempo();
  tempo.turn(1000, 1);
  tempo.turn(5000, 0);
  tempo.turn(60_000, 1);
  const from = tempo.own(1000);
  expect([3000, 5000, 30_000, 60_000, 61_000].map((at) => tempo.own(at) - from)).toEqual([2000, 4000, 4000, 4000, 5000]);
  expect([4999, 5000, 60_000].map((at) => tempo.pace(at))).toEqual([1, 0, 1]);
});

test('what is told again is no turn, and a turn before the last one takes its place', () => {
  const tempo = new Tempo();
  tempo.turn(1000, 1);
  tempo.turn(3000, 1);
  tempo.turn(5000, 0);
  tempo.turn(6000, 1);
  tempo.turn(5500, 1);
  expect([tempo.pace(5200), tempo.pace(5700)]).toEqual([0, 1]);
});

test('a recording that is paused when one comes stood before that, too', () => {
  const tempo = new Tempo();
  tempo.turn(9000, 0);
  expect(tempo.own(8000)).toBe(tempo.own(9500));
});

test('the server\'s clock passes 2**32 in a pause', () => {
  const tempo = new Tempo();
  tempo.turn(2 ** 32 - 1000, 0);
  tempo.turn(500, 1);
  expect(tempo.own(700) - tempo.own(400)).toBe(200);
  expect(tempo.own(2 ** 32 + 700)).toBe(tempo.own(700));
});

test('it never runs back, however often it is turned', () => {
  const tempo = new Tempo();
  let before = tempo.own(0);
  for (let at = 0; at < 100_000; at += 50) {
    if (at % 1000 === 0) tempo.turn(at, (at / 1000) % 2 === 0 ? 1 : 0);
    const now = tempo.own(at);
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now - before).toBeLessThanOrEqual(50);
    before = now;
  }
});

test('back in the living city', () => {
  const tempo = new Tempo();
  tempo.turn(1000, 0);
  tempo.live();
  expect(tempo.own(5000)).toBe(5000);
});
