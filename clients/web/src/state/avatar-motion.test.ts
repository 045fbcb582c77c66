import { describe, expect, test } from 'vitest';
import { State } from './avatar-types';
import { AvatarStore } from './avatars';
import { seeded } from './testing';

const LOOK = new Uint8Array(5);
const WALK = 8; // 2 m/s
const EAST = 192; // three quarters of a turn to the left of +y is +x

function walking(): AvatarStore {
  const store = new AvatarStore(64);
  store.setView(0, [1]);
  store.record(1, 0, 0, 7, 10, 5, EAST, WALK, LOOK);
  store.sample(0, 0);
  return store;
}

describe('drawing between records', () => {
  test('silence means "goes on": one record, ten seconds later', () => {
    const store = walking();
    store.sample(10_000, 10_000);
    expect(store.x[0]).toBeCloseTo(30, 3);
    expect(store.y[0]).toBeCloseTo(5, 3);
  });

  test('a record waits until its time is played', () => {
    const store = walking();
    store.record(1, 10, 1000, 7, 12, 5, 0, WALK);
    store.sample(900, 900);
    expect(store.x[0]).toBeCloseTo(11.8, 3);
    store.sample(1500, 1500);
    expect([store.x[0], store.y[0]].map((v) => Math.round(v! * 100) / 100)).toEqual([12, 6]);
  });

  test('a small jump fades in 120 ms instead of being seen', () => {
    const store = walking();
    store.record(1, 10, 1000, 7, 12.5, 5, EAST, WALK);
    store.sample(999, 999);
    const before = store.x[0]!;
    store.sample(1001, 1001);
    expect(Math.abs(store.x[0]! - before)).toBeLessThan(0.05);
    store.sample(1121, 1121);
    expect(store.x[0]).toBeCloseTo(12.5 + 0.121 * 2, 1);
  });

  test('a journey is not glided', () => {
    const store = walking();
    store.record(1, 10, 1000, 7, 40, 5, EAST, 0);
    store.sample(1000, 1000);
    expect(store.x[0]).toBe(40);
  });

  test('the heading turns the short way round', () => {
    const store = walking();
    store.record(1, 10, 100, 7, 10.2, 5, 250, 0);
    for (let t = 100; t < 700; t += 16) store.sample(t, t);
    expect(Math.cos(store.heading[0]! - (250 * 2 * Math.PI) / 256)).toBeGreaterThan(0.999);
  });

  test('more records than can wait: the oldest are played early, the newest counts', () => {
    const store = walking();
    for (let k = 1; k <= 9; k++) store.record(1, k, k * 100, 7, 10 + k, 5, EAST, 0);
    for (let t = 0; t <= 1500; t += 50) store.sample(t, t);
    expect(store.x[0]).toBeCloseTo(19, 2);
  });

  test('a state begins when it is played', () => {
    const store = walking();
    store.record(1, 10, 1000, 7, 12, 5, EAST, State.Wave << 5);
    store.sample(500, 700);
    expect(store.state[0]).toBe(State.Free);
    store.sample(1000, 1200);
    expect([store.state[0], store.stateSince[0]]).toEqual([State.Wave, 1200]);
  });
});

describe('personal space', () => {
  const near = (): AvatarStore => {
    const store = walking();
    store.pin(1, LOOK);
    store.record(1, 1, 0, 2, 10.5, 5, 0, 0, LOOK);
    return store;
  };
  const own = { x: 10, y: 5, heading: 0, speed: 0, state: 0 };

  test('who is too near is faded, unless one does not want that', () => {
    const store = near();
    store.sample(0, 0, own);
    expect(store.veil[store.slotOf(2)]).toBe(2);
    store.bubble = false;
    store.sample(0, 16, own);
    expect(store.veil[store.slotOf(2)]).toBe(0);
  });

  test('who is behind a block is not drawn, however near', () => {
    const store = near();
    store.setHidden([2]);
    store.sample(0, 0, own);
    expect(store.veil[store.slotOf(2)]).toBe(1);
  });

  test('oneself is drawn where one thinks one is', () => {
    const store = near();
    store.record(1, 2, 100, 1, 99, 99, 0, 0, LOOK);
    store.sample(200, 200, own);
    expect([store.x[store.self], store.y[store.self]]).toEqual([10, 5]);
  });
});

test('5,000 avatars are placed in few milliseconds', () => {
  const store = new AvatarStore();
  const random = seeded(1);
  store.setView(0, [1]);
  for (let id = 0; id < 5000; id++) store.record(1, 0, 0, id, random() * 200, random() * 200, id & 255, WALK, LOOK);
  for (let t = 0; t < 60; t++) store.sample(t * 16, t * 16);
  const began = performance.now();
  for (let t = 60; t < 160; t++) store.sample(t * 16, t * 16);
  // About 0.2 ms where it was measured; the bound is for machines that do much else.
  expect((performance.now() - began) / 100).toBeLessThan(8);
});

describe('others in a recording', () => {
  const places = (store: AvatarStore, ...times: number[]): number[] => times.map((t) => {
    store.sample(t, t);
    return Math.round(store.x[0]! * 100) / 100;
  });

  test('stand while it is paused, and walk on without a jump', () => {
    const store = walking();
    store.tempo.turn(0, 1);
    store.tempo.turn(1000, 0);
    store.tempo.turn(60_000, 1);
    expect(places(store, 500, 1000, 1500, 30_000, 60_000, 60_500)).toEqual([11, 12, 12, 12, 12, 13]);
  });

  test('who is told of in a pause stands where the record says', () => {
    const store = walking();
    store.tempo.turn(0, 1);
    store.tempo.turn(1000, 0);
    store.record(1, 15, 1500, 7, 12, 5, EAST, WALK);
    store.record(1, 15, 1500, 8, 3, 5, EAST, WALK, LOOK);
    store.sample(9000, 9000);
    expect([store.x[0], store.x[1]]).toEqual([12, 3]);
  });

  test('what they do with their hands stands too, oneself goes on', () => {
    const store = walking();
    store.pin(9, LOOK);
    const self = store.self;
    store.tempo.turn(0, 1);
    store.sample(1000, 1000, { x: 1, y: 1, heading: 0, speed: 0, state: State.Wave });
    store.tempo.turn(1000, 0);
    store.sample(4000, 4000, { x: 1, y: 1, heading: 0, speed: 0, state: State.Bow });
    expect([store.pace, store.othersMs, store.stateSince[self]]).toEqual([0, 1000, 4000]);
  });

  test('while the time to draw is not known everybody stays where they are drawn', () => {
    const store = walking();
    store.sample(5000, 5000);
    store.sample(Number.NaN, 5016);
    expect(store.x[0]).toBe(20);
  });
});
