import { describe, expect, test } from 'vitest';
import { clearWay, walkable } from './ground';
import { OwnAvatar } from './own';
import { Pathfinder } from './path';
import { openRaster, rasterOf, seeded } from './testing';
import type { LevelRaster, Point } from './world-types';

function isClear(raster: LevelRaster, from: Point, way: Point[]): boolean {
  return way.every((point, k) => {
    const [ax, ay] = k === 0 ? from : way[k - 1]!;
    return clearWay(raster, ax, ay, point[0], point[1]);
  });
}

describe('ways', () => {
  test('a free view is one straight line', () => {
    expect(new Pathfinder(openRaster(20)).find([2, 2], [15, 12])).toEqual([[15, 12]]);
  });

  test('around a wall, never through it', () => {
    const raster = openRaster(20, (x, y) => y > 10 && y < 10.5 && x < 15);
    const way = new Pathfinder(raster).find([3, 3], [3, 17])!;
    expect(way.length).toBeLessThanOrEqual(5);
    expect(isClear(raster, [3, 3], way)).toBe(true);
  });

  test('through a door of 1.3 m', () => {
    const raster = openRaster(20, (x, y) => y > 10 && y < 10.5 && !(x > 9.25 && x < 10.55));
    const way = new Pathfinder(raster).find([3, 3], [3, 17]);
    expect(way && isClear(raster, [3, 3], way)).toBe(true);
  });

  test('into a wall is to its edge', () => {
    const raster = openRaster(20, (x, y) => x > 8 && x < 12 && y > 8 && y < 12);
    const goal = new Pathfinder(raster).find([3, 3], [10, 8.5])!.at(-1)!;
    expect(walkable(raster, goal[0], goal[1])).toBe(true);
    expect(Math.hypot(goal[0] - 10, goal[1] - 8.5)).toBeLessThan(1);
  });

  test('no way is no way', () => {
    const raster = rasterOf(Array.from({ length: 16 }, () => '.......##.......').join('\n'));
    expect(new Pathfinder(raster).find([0.5, 2], [3.5, 2])).toBeUndefined();
  });

  test('among many pillars every way is clear and can be walked', () => {
    const random = seeded(3);
    const pillars = Array.from({ length: 60 }, () => [random() * 60, random() * 60, 0.6 + random() * 2] as const);
    const raster = openRaster(60, (x, y) => pillars.some(([px, py, r]) => Math.hypot(px - x, py - y) < r));
    const finder = new Pathfinder(raster);
    const spot = (): Point => {
      for (;;) {
        const at: Point = [1 + random() * 58, 1 + random() * 58];
        if (walkable(raster, at[0], at[1])) return at;
      }
    };
    let walked = 0;
    for (let trial = 0; trial < 12; trial++) {
      const [from, to] = [spot(), spot()];
      const way = finder.find(from, to);
      if (!way) continue;
      expect(isClear(raster, from, way)).toBe(true);
      const own = new OwnAvatar();
      own.put(raster, from[0], from[1], 0);
      own.running = true;
      own.follow(way);
      for (let t = 16; t < 40_000; t += 16) own.step(t);
      const goal = way.at(-1)!;
      if (Math.hypot(own.x - goal[0], own.y - goal[1]) < 0.5) walked++;
    }
    expect(walked).toBeGreaterThanOrEqual(11);
  });

  test('in a plaza of 200 m only what lies near the way is looked at', () => {
    const raster = openRaster(200, (x, y) => Math.hypot(x - 100, y - 100) < 20 || (y > 140 && y < 142 && x > 60 && x < 140));
    const finder = new Pathfinder(raster);
    expect(finder.find([20, 20], [180, 190])).toBeDefined();
    // Of 160,000 squares; a few milliseconds where it was measured.
    expect(finder.looked).toBeLessThan(12_000);
  });
});
