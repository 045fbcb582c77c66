import { describe, expect, test } from 'vitest';
import { Backoff } from './backoff';
import { ServerClock } from './clock';
import { TokenKeeper } from './tokens';

describe('backoff', () => {
  test('doubles its bound up to 15 s, and begins anew after success', () => {
    const backoff = new Backoff(() => 1);
    expect(Array.from({ length: 7 }, () => backoff.next())).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
    backoff.reset();
    expect(backoff.next()).toBe(500);
  });
  test('is anything from nothing to the bound', () => {
    expect(new Backoff(() => 0).next()).toBe(0);
  });
});

describe('the clock', () => {
  test('believes the sample that was quickest', () => {
    const clock = new ServerClock();
    clock.guess(1000, 0);
    expect(clock.now(500)).toBe(1500);
    clock.pong(100, 5300, 500); // slow and wrong
    clock.pong(600, 1660, 620);
    clock.pong(700, 9999, 1300);
    expect(clock.now(1000)).toBe(2050);
    expect(clock.rtt_ms).toBe(20);
  });
  test('is 32 bits on the wire', () => {
    const clock = new ServerClock();
    clock.pong(0, 2 ** 32 - 10, 0);
    expect(clock.now(20)).toBe(10);
  });
});

describe('tokens', () => {
  const memory = () => {
    const kept = new Map<string, string>();
    return {
      kept, getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => void kept.set(k, v),
      removeItem: (k: string) => void kept.delete(k),
    };
  };
  test('survive a reload, but not a duplicated tab', () => {
    const store = memory();
    const first = new TokenKeeper(store);
    first.now.resume = 'abc';
    expect(store.kept.size).toBe(0); // a tab duplicated now has nothing
    first.keep();
    const reloaded = new TokenKeeper(store);
    expect(reloaded.now.resume).toBe('abc');
    expect(new TokenKeeper(store).now.resume).toBe('');
  });
  test('what is newer in memory stays', () => {
    const store = memory();
    const keeper = new TokenKeeper(store);
    keeper.now.resume = 'old';
    keeper.keep();
    keeper.now.resume = 'new';
    keeper.take();
    expect(keeper.now.resume).toBe('new');
  });
  test('damaged ones are none', () => {
    const store = memory();
    store.kept.set('city.session', '{"resume":1}');
    expect(new TokenKeeper(store).now.resume).toBe('');
  });
});
