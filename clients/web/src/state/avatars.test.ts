import { describe, expect, test } from 'vitest';
import { FLAG_GUIDE, FLAG_OFFICIAL } from './avatar-types';
import { AvatarStore } from './avatars';
import { seeded } from './testing';

const ELSEWHERE = 65535;
const LOOK = Uint8Array.of(1, 2, 3, 4, 0);

/** What happened in a cell at a tick, as a fragment would tell it. */
type Event =
  | { kind: 'view'; tick: number; cells: number[] }
  | { kind: 'leave'; cell: number; tick: number; id: number; to: number }
  | { kind: 'move'; cell: number; tick: number; id: number; x: number }
  | { kind: 'enter'; cell: number; tick: number; id: number; x: number }
  | { kind: 'keyframe'; cell: number; tick: number; ids: number[]; x: number }
  | { kind: 'name'; cell: number; tick: number; id: number; name: string };

/** The rules of docs/protocol.md once more, as plainly as they can be written. */
class Plain {
  avatars = new Map<number, { cell: number; bound: number; record: number; x: number; name: string; named: number }>();
  spoken = new Map<number, number>();

  take(event: Event): void {
    if (event.kind === 'view') {
      this.spoken = new Map(event.cells.map((cell) => [cell, this.spoken.get(cell) ?? event.tick]));
      for (const [id, a] of this.avatars) if (!this.spoken.has(a.cell)) this.avatars.delete(id);
      return;
    }
    const { cell, tick } = event;
    if (event.kind === 'leave') this.leave(cell, tick, event.id, event.to);
    if (event.kind === 'move') this.record(cell, tick, event.id, event.x);
    if (event.kind === 'enter') this.enter(cell, tick, event.id, event.x);
    if (event.kind === 'keyframe') {
      for (const [id, a] of this.avatars) {
        if (a.cell === cell && a.bound <= tick && !event.ids.includes(id)) this.avatars.delete(id);
      }
      for (const id of event.ids) this.enter(cell, tick, id, event.x);
    }
    const known = event.kind === 'name' ? this.avatars.get(event.id) : undefined;
    if (known && event.kind === 'name' && tick >= known.named) Object.assign(known, { name: event.name, named: tick });
    if (this.spoken.has(cell)) this.spoken.set(cell, Math.max(tick, this.spoken.get(cell)!));
  }

  private leave(cell: number, tick: number, id: number, to: number): void {
    const a = this.avatars.get(id);
    if (!a || a.cell !== cell || a.bound > tick) return;
    if ((this.spoken.get(to) ?? Infinity) > tick) this.avatars.delete(id);
    else Object.assign(a, { cell: to, bound: tick });
  }

  private enter(cell: number, tick: number, id: number, x: number): void {
    if (!this.avatars.has(id)) this.avatars.set(id, { cell, bound: tick, record: -1, x, name: '', named: -1 });
    this.record(cell, tick, id, x);
  }

  private record(cell: number, tick: number, id: number, x: number): void {
    const a = this.avatars.get(id);
    if (!a) return;
    if (tick >= a.bound) Object.assign(a, { cell, bound: tick });
    if (tick >= a.record) Object.assign(a, { record: tick, x });
  }
}

function take(store: AvatarStore, event: Event): void {
  if (event.kind === 'view') return store.setView(event.tick, event.cells);
  const { cell, tick } = event;
  const time = tick * 100;
  if (event.kind === 'leave') store.leave(cell, tick, event.id, event.to);
  if (event.kind === 'move') store.record(cell, tick, time, event.id, event.x, 0, 0, 0);
  if (event.kind === 'enter') store.record(cell, tick, time, event.id, event.x, 0, 0, 0, LOOK);
  if (event.kind === 'keyframe') {
    store.sweep(cell, tick, event.ids, event.ids.length);
    for (const id of event.ids) store.record(cell, tick, time, id, event.x, 0, 0, 0, LOOK);
  }
  if (event.kind === 'name') store.setName(tick, event.id, event.name, LOOK);
  store.hasSpoken(cell, tick);
}

function shown(store: AvatarStore): Record<number, [number, number, string]> {
  const all = Array.from({ length: store.count }, (_, slot) => store.id[slot]!);
  return Object.fromEntries(all.map((id) => [id, [store.cellOf(id), store.newest(id)!.x, store.nameOf(id) ?? '']]));
}

function plainly(plain: Plain): Record<number, [number, number, string]> {
  return Object.fromEntries([...plain.avatars].map(([id, a]) => [id, [a.cell, a.x, a.name]]));
}

function randomEvent(random: () => number, now: number): Event {
  const pick = (n: number): number => Math.floor(random() * n);
  const tick = Math.max(0, now - pick(random() < 0.3 ? 12 : 2));
  const base = { cell: pick(6), tick, id: pick(12) };
  const kind = random();
  if (kind < 0.06) return { kind: 'view', tick, cells: [0, 1, 2, 3, 4, 5].filter(() => random() < 0.7) };
  if (kind < 0.3) return { kind: 'leave', ...base, to: random() < 0.3 ? ELSEWHERE : pick(6) };
  if (kind < 0.55) return { kind: 'move', ...base, x: pick(1000) };
  if (kind < 0.8) return { kind: 'enter', ...base, x: pick(1000) };
  if (kind < 0.9) return { kind: 'name', ...base, name: `n${pick(50)}` };
  return { kind: 'keyframe', ...base, ids: Array.from({ length: pick(5) }, () => pick(12)), x: pick(1000) };
}

test.each(Array.from({ length: 40 }, (_, seed) => seed))('random streams, seed %i: the columns say what the plain rules say', (seed) => {
  const random = seeded(seed);
  const store = new AvatarStore(64);
  const plain = new Plain();
  for (let step = 0; step < 400; step++) {
    const event = randomEvent(random, 20 + Math.floor(step / 4));
    take(store, event);
    plain.take(event);
    if (step % 7 === 0) store.sample(step * 25, step * 25);
    expect(shown(store), `${seed}/${step} ${JSON.stringify(event)}`).toEqual(plainly(plain));
  }
});

describe('the traps of cell streams', () => {
  const inView = (...cells: number[]): AvatarStore => {
    const store = new AvatarStore(64);
    store.setView(0, cells);
    return store;
  };

  test('an avatar that leaves for a cell in view stays, for one out of view it goes', () => {
    const store = inView(1, 2);
    for (const id of [7, 8]) take(store, { kind: 'enter', cell: 1, tick: 5, id, x: 0 });
    take(store, { kind: 'leave', cell: 1, tick: 6, id: 7, to: 2 });
    take(store, { kind: 'leave', cell: 1, tick: 6, id: 8, to: 3 });
    expect([store.cellOf(7), store.cellOf(8)]).toEqual([2, -1]);
  });

  test('a late leave of the old cell does not touch who is elsewhere by younger evidence', () => {
    const store = inView(1, 2);
    take(store, { kind: 'enter', cell: 1, tick: 5, id: 7, x: 0 });
    take(store, { kind: 'enter', cell: 2, tick: 9, id: 7, x: 1 });
    take(store, { kind: 'leave', cell: 1, tick: 8, id: 7, to: ELSEWHERE });
    expect(store.cellOf(7)).toBe(2);
  });

  test('a keyframe sweeps its cell, but not who came by a younger binding', () => {
    const store = inView(1, 2);
    take(store, { kind: 'enter', cell: 1, tick: 5, id: 7, x: 0 });
    take(store, { kind: 'enter', cell: 1, tick: 12, id: 8, x: 0 });
    take(store, { kind: 'keyframe', cell: 1, tick: 10, ids: [], x: 0 });
    expect([store.slotOf(7), store.cellOf(8)]).toEqual([-1, 1]);
  });

  test('another view sweeps everything outside, and oneself is never swept', () => {
    const store = inView(1, 2);
    store.pin(3, LOOK);
    for (const id of [3, 7]) take(store, { kind: 'enter', cell: 1, tick: 5, id, x: 0 });
    store.setView(6, [2]);
    expect(store.slotOf(7)).toBe(-1);
    expect(store.self).toBe(store.slotOf(3));
    expect(store.count).toBe(1);
  });

  test('a slot that is freed takes the last avatar whole, names included', () => {
    const store = inView(1);
    for (const id of [4, 5, 6]) take(store, { kind: 'enter', cell: 1, tick: 5, id, x: id });
    store.setName(5, 6, 'six', LOOK);
    take(store, { kind: 'leave', cell: 1, tick: 6, id: 4, to: ELSEWHERE });
    store.sample(1000, 1000);
    expect(store.x[store.slotOf(6)]).toBe(6);
    expect(store.nameOf(6)).toBe('six');
    expect(store.count).toBe(2);
  });

  test('an id that is lent again has no name of its last owner', () => {
    const store = inView(1);
    take(store, { kind: 'enter', cell: 1, tick: 5, id: 4, x: 0 });
    store.setName(5, 4, 'first', LOOK);
    take(store, { kind: 'leave', cell: 1, tick: 6, id: 4, to: ELSEWHERE });
    take(store, { kind: 'enter', cell: 1, tick: 40, id: 4, x: 0 });
    expect(store.nameOf(4)).toBeUndefined();
  });

  test('without room nobody is lost who is there already', () => {
    const store = new AvatarStore(2);
    store.setView(0, [1]);
    for (const id of [1, 2, 3]) take(store, { kind: 'enter', cell: 1, tick: 5, id, x: 0 });
    expect([store.count, store.slotOf(3)]).toEqual([2, -1]);
  });
});

test('guides are seen, but not counted as people', () => {
  const store = new AvatarStore();
  store.setView(1, [4]);
  for (const [id, flags] of [[7, 0], [8, FLAG_GUIDE], [9, FLAG_OFFICIAL]] as const) {
    store.record(4, 1, 100, id, 1, 1, 0, 0, Uint8Array.of(1, 2, 3, 4, flags));
  }
  expect([store.count, store.people]).toEqual([3, 2]);
});
