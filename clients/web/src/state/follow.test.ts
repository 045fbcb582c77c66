import { describe, expect, test } from 'vitest';
import { Follow, type Leader, shorten } from './follow';
import { OwnAvatar } from './own';
import { Pathfinder } from './path';
import { openRaster } from './testing';
import type { Point } from './world-types';

/** A hall of 60 m, with a wall across it that is open at the far right. */
const HALL = openRaster(60, (x, y) => x < 0.5 || y < 0.5 || x > 59.5 || y > 59.5 || (y > 30 && y < 30.5 && x < 50));
const STEP_MS = 200;

/** Somebody behind a leader, second by second; the leader walks along `way` at `speed` m/s. */
class Pair {
  readonly own = new OwnAvatar();
  readonly follow: Follow;
  leader: Leader | undefined;
  hint: Point | undefined;
  now = 0;
  searches = 0;
  over = false;
  private readonly finder = new Pathfinder(HALL);

  constructor(own: Point, leader: Leader | undefined, side_m = 0) {
    this.follow = new Follow(0, side_m);
    this.own.put(HALL, own[0], own[1], 0);
    this.own.step(0);
    this.leader = leader;
  }

  run(ms: number, to?: Point, speed = 1.1): void {
    for (const end = this.now + ms; this.now < end;) {
      this.now += 20;
      if (this.leader) this.lead(to, speed);
      this.own.step(this.now);
      if (this.now % STEP_MS === 0) this.step();
    }
  }

  get apart_m(): number {
    return Math.hypot(this.own.x - this.leader!.x, this.own.y - this.leader!.y);
  }

  private lead(to: Point | undefined, speed: number): void {
    const leader = this.leader!;
    const left_m = to ? Math.hypot(to[0] - leader.x, to[1] - leader.y) : 0;
    leader.speed = left_m > 0.05 ? speed : 0;
    const part = left_m > 0 ? Math.min(1, (speed * 0.02) / left_m) : 0;
    leader.x += ((to?.[0] ?? 0) - leader.x) * part;
    leader.y += ((to?.[1] ?? 0) - leader.y) * part;
  }

  private step(): void {
    const { own } = this;
    const next = this.follow.step(this.now, [own.x, own.y], own.goal !== undefined, this.leader, this.hint, (to) => {
      this.searches++;
      return this.finder.find([own.x, own.y], to);
    });
    if (next === 'gone') this.over = true;
    else if (next === 'stand') own.stop();
    else if (next !== 'on') own.follow(next.way, next.speedQ);
  }
}

const standing = (x: number, y: number): Leader => ({ x, y, speed: 0 });

describe('following', () => {
  test('stops two metres before somebody who stands, and stays', () => {
    const pair = new Pair([5, 5], standing(15, 5));
    pair.run(8000);
    expect(pair.apart_m).toBeGreaterThan(1.5);
    expect(pair.apart_m).toBeLessThan(2.5);
    expect(pair.own.walking).toBe(false);
    const { searches } = pair;
    pair.run(5000);
    expect(pair.searches).toBe(searches);
  });

  test('keeps one and a half to two and a half metres behind a guide, without a halt', () => {
    const pair = new Pair([5, 5], standing(7, 5));
    pair.run(4000, [50, 5]);
    for (let s = 0; s < 25; s++) {
      pair.run(1000, [50, 5]);
      expect(pair.apart_m).toBeGreaterThan(1.4);
      expect(pair.apart_m).toBeLessThan(2.6);
      expect(pair.own.walking).toBe(true);
    }
  });

  test('several walk beside each other, not in one spot, where there is room', () => {
    const pairs = [-0.9, 0, 0.9].map((side_m) => new Pair([5, 15], standing(7, 15), side_m));
    for (const pair of pairs) pair.run(20_000, [50, 15]);
    const [left, middle, right] = pairs.map(({ own }) => own.y - 15) as [number, number, number];
    expect([left > 0.5, Math.abs(middle) < 0.1, right < -0.5]).toEqual([true, true, true]);
    for (const { apart_m } of pairs) expect(apart_m).toBeLessThan(2.6);
  });

  test('but nobody goes around a wall for it', () => {
    const pair = new Pair([5, 29.6], standing(12, 29.6), -0.9);
    for (let s = 0; s < 20; s++) {
      pair.run(1000, [40, 29.6]);
      expect(pair.own.y).toBeLessThan(30);
      expect(pair.apart_m).toBeLessThan(7);
    }
  });

  test('finds the way anew at most every 0.4 seconds', () => {
    const pair = new Pair([5, 5], standing(8, 5));
    pair.run(10_000, [50, 5], 2);
    expect(pair.searches).toBeLessThanOrEqual(26);
  });

  test('runs when far behind, and walks again when near', () => {
    const pair = new Pair([5, 5], standing(40, 5));
    pair.run(2000);
    expect(pair.own.x).toBeGreaterThan(12);
    pair.run(6000, [50, 5]);
    pair.run(3000, [50, 5]);
    expect(pair.apart_m).toBeLessThan(3.5);
    expect(pair.own.speedQ).toBeLessThanOrEqual(8);
  });

  test('keeps up with somebody who runs', () => {
    const pair = new Pair([5, 5], standing(8, 5));
    pair.run(9000, [58, 5], 5);
    expect(pair.apart_m).toBeLessThan(7);
  });

  test('goes around what stands in the way', () => {
    const pair = new Pair([40, 20], standing(40, 40));
    pair.run(25_000);
    expect(pair.apart_m).toBeLessThan(2.6);
  });

  test('does not back away from somebody who comes near', () => {
    const pair = new Pair([5, 5], standing(10, 5));
    pair.run(4000);
    const { x } = pair.own;
    pair.run(3000, [6, 5]);
    expect(pair.own.x).toBeCloseTo(x, 1);
  });

  test('is over five seconds after somebody was last seen, no sooner', () => {
    const pair = new Pair([5, 5], standing(10, 5));
    pair.run(4000);
    pair.leader = undefined;
    pair.run(4600);
    expect(pair.over).toBe(false);
    pair.run(600);
    expect(pair.over).toBe(true);
  });

  test('goes to where an unseen guide must be, and waits there five seconds', () => {
    const pair = new Pair([5, 5], undefined);
    pair.hint = [45, 5];
    pair.run(9000);
    expect(pair.own.x).toBeGreaterThan(34);
    pair.leader = standing(45, 5);
    pair.run(6000);
    expect([pair.over, pair.apart_m < 2.6]).toEqual([false, true]);
  });

  test('a hint that nobody comes to does not hold one for ever', () => {
    const pair = new Pair([5, 5], undefined);
    pair.hint = [45, 5];
    pair.run(30_000);
    expect(pair.over).toBe(true);
  });

  test('where no way leads, the whole level is searched only every two seconds', () => {
    const follow = new Follow(0);
    let searches = 0;
    for (let now = 0; now < 10_000; now += STEP_MS) {
      follow.step(now, [5, 5], false, standing(40, 5), undefined, () => { searches++; return undefined; });
    }
    expect(searches).toBe(5);
  });
});

test('a way is cut by metres from its end', () => {
  expect(shorten([0, 0], [[4, 0], [4, 3]], 1)).toEqual([[4, 0], [4, 2]]);
  expect(shorten([0, 0], [[4, 0], [4, 3]], 5)).toEqual([[2, 0]]);
  expect(shorten([0, 0], [[1, 0]], 2)).toEqual([]);
  expect(shorten([0, 0], [], 2)).toEqual([]);
});
