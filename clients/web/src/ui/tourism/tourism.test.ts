import { describe, expect, it } from 'vitest';
import type { Plan } from '../../net/tourism';
import { apart, frameOf } from './mapping';
import { OutingKeeper, PLACES_MAX, todayInSeoul, wishOf } from './outing';

class Store {
  readonly kept = new Map<string, string>();
  getItem(key: string): string | null { return this.kept.get(key) ?? null; }
  setItem(key: string, value: string): void { this.kept.set(key, value); }
  removeItem(key: string): void { this.kept.delete(key); }
}

const PLACES = ['a', 'b', 'c'].map((id) => ({ id, name: id.toUpperCase() }));
const ids = (keeper: OutingKeeper): string => keeper.outing.value.places.map(({ id }) => id).join('');

function keeperOf(store = new Store()): OutingKeeper {
  const keeper = new OutingKeeper(store);
  for (const place of PLACES) keeper.add(place);
  return keeper;
}

describe('the plan in the making', () => {
  it('is there again after a reload', () => {
    const store = new Store();
    keeperOf(store).change({ stay_min: 30 });
    const again = new OutingKeeper(store);
    expect(again.outing.value.places).toEqual(PLACES);
    expect(again.outing.value.stay_min).toBe(30);
  });

  it('holds each place once, and no more than it can', () => {
    const keeper = keeperOf();
    expect(keeper.add(PLACES[0]!)).toBe(true);
    expect(ids(keeper)).toBe('abc');
    for (let n = 3; n < PLACES_MAX; n++) expect(keeper.add({ id: `p${n}`, name: '' })).toBe(true);
    expect(keeper.add({ id: 'one-more', name: '' })).toBe(false);
  });

  it('moves places, and not beyond an end', () => {
    const keeper = keeperOf();
    expect(keeper.move(0, 1)).toBe(1);
    expect(ids(keeper)).toBe('bac');
    expect(keeper.move(0, -1)).toBe(0);
    expect(keeper.move(2, 1)).toBe(2);
    expect(ids(keeper)).toBe('bac');
  });

  it('takes over the order that was found', () => {
    const keeper = keeperOf();
    const stops = ['c', 'a', 'b'].map((id) => ({ place: { id, name: id.toUpperCase() } }));
    keeper.reorder({ stops } as unknown as Plan);
    expect(ids(keeper)).toBe('cab');
  });

  it.each(['', 'null', '[]', '{"places": 5}', '{"places": [null]}', '{"places": [{"id": 3}]}', '{broken'])(
    'begins anew where %s was kept', (kept) => {
      const store = new Store();
      store.setItem('city.outing', kept);
      expect(new OutingKeeper(store).outing.value.places).toEqual([]);
    },
  );

  it('is asked for in minutes since midnight', () => {
    const keeper = keeperOf();
    keeper.change({ begin: '09:30', day: '2026-12-01' });
    expect(wishOf(keeper.outing.value, true)).toMatchObject({ places: ['a', 'b', 'c'], begin: 570, day: '2026-12-01', keep_order: true });
  });

  it("begins today by Seoul's calendar", () => {
    expect(todayInSeoul(new Date('2026-11-22T16:00:00Z'))).toBe('2026-11-23');
  });
});

describe('the map', () => {
  const CITY_HALL = { lat: 37.5665, lon: 126.978 };
  const NORTH_EAST = { lat: 37.6665, lon: 127.078 };

  it('has north up, east right, and kilometres', () => {
    const frame = frameOf([CITY_HALL, NORTH_EAST]);
    const [x, y] = frame.at(CITY_HALL);
    const [x2, y2] = frame.at(NORTH_EAST);
    expect(y - y2).toBeCloseTo(11.1, 1);
    expect(x2 - x).toBeCloseTo(8.79, 1);
    expect([x, y2]).toEqual([expect.closeTo(1, 5), expect.closeTo(1, 5)]);
  });

  it('is not smaller than a neighbourhood', () => {
    const frame = frameOf([CITY_HALL]);
    expect(frame.width).toBe(8);
    expect(frame.at(CITY_HALL)).toEqual([expect.closeTo(4, 5), expect.closeTo(4, 5)]);
  });

  it('lets no mark cover another', () => {
    const put = apart(Array.from({ length: 6 }, () => [3, 3] as [number, number]), 0.7);
    for (const [i, a] of put.entries()) {
      for (const b of put.slice(i + 1)) expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeGreaterThanOrEqual(0.7);
    }
  });
});
