import { describe, expect, test } from 'vitest';
import { walkable } from './ground';
import { State } from './avatar-types';
import { OwnAvatar } from './own';
import { openRaster, seeded } from './testing';

/** A hall of 20 m with a wall across it, open at the far right. */
const HALL = openRaster(20, (x, y) => x < 0.5 || y < 0.5 || x > 19.5 || y > 19.5 || (y > 10 && y < 10.5 && x < 15));

function at(x: number, y: number): OwnAvatar {
  const own = new OwnAvatar();
  own.put(HALL, x, y, 0);
  own.step(0);
  return own;
}

function run(own: OwnAvatar, from_ms: number, to_ms: number, every_ms = 16): void {
  for (let t = from_ms; t <= to_ms; t += every_ms) own.step(t);
}

describe('walking', () => {
  test('two metres a second, whatever the frame rate', () => {
    for (const every of [8, 16, 50, 333, 1000]) {
      const own = at(3, 2);
      own.steer(1, 0);
      run(own, every, 2000, every);
      expect(own.x, `${every} ms a frame`).toBeCloseTo(3 + 2 * (Math.floor(2000 / every) * every) / 1000, 1);
    }
  });

  test('behind somebody, at the speed that was asked for', () => {
    const own = at(3, 2);
    own.running = true;
    own.follow([[8, 2]], 4);
    run(own, 16, 1000);
    expect(own.x).toBeCloseTo(4, 1);
    own.follow([[18, 2]]);
    run(own, 1016, 2000);
    expect(own.x).toBeCloseTo(9, 0);
  });

  test('running is five', () => {
    const own = at(3, 2);
    own.running = true;
    own.steer(1, 0);
    run(own, 10, 1000, 10);
    expect(own.x).toBeCloseTo(8, 1);
  });

  test('nobody gets through a wall, however one pushes and however few frames there are', () => {
    const random = seeded(5);
    for (let trial = 0; trial < 30; trial++) {
      const own = at(5, 5);
      let t = 0;
      for (let k = 0; k < 40; k++) {
        own.running = random() < 0.5;
        own.steer(random() - 0.5, random() - 0.3);
        t += 16 + random() * 900;
        own.step(t);
        expect(walkable(HALL, own.x, own.y)).toBe(true);
      }
    }
  });

  test('a slanting push slides along the wall', () => {
    const own = at(5, 9);
    own.steer(1, 1);
    run(own, 16, 4000);
    expect(own.y).toBeLessThan(10);
    expect(own.x).toBeGreaterThan(9);
  });

  test('a push straight into the wall stands', () => {
    const own = at(5, 9.6);
    own.steer(0, 1);
    run(own, 16, 1000);
    const x = own.x;
    run(own, 1016, 2000);
    expect(own.y).toBeLessThan(10);
    expect(Math.abs(own.x - x)).toBeLessThan(0.3);
  });
});

describe('intents', () => {
  test('one when one begins, one when one stops, none between but heartbeats', () => {
    const own = at(3, 2);
    let sent = 0;
    own.steer(1, 0);
    for (let t = 16; t <= 3000; t += 16) {
      own.step(t);
      if (own.due(t)) sent++;
    }
    expect(sent).toBe(3); // the beginning and a heartbeat a second
    own.steer(0, 0);
    own.step(3016);
    expect(own.due(3016)).toMatchObject({ speed: 0 });
    expect(own.due(3032)).toBeUndefined();
  });

  test('a halt is told at once, and only to whom it is news', () => {
    const own = at(3, 2);
    own.steer(1, 0);
    own.step(16);
    own.due(16);
    expect(own.halt(20)).toMatchObject({ speed: 0 });
    expect(own.halt(24)).toBeUndefined();
    expect(own.due(200)).toBeUndefined();
  });

  test('never more than ten a second', () => {
    const own = at(10, 5);
    const random = seeded(2);
    let sent = 0;
    for (let t = 16; t <= 5000; t += 16) {
      own.steer(random() - 0.5, random() - 0.5);
      own.step(t);
      if (own.due(t)) sent++;
    }
    expect(sent).toBeLessThanOrEqual(51);
  });
});

describe('the word of the zone', () => {
  test('a small correction fades, the truth is taken at once', () => {
    const own = at(5, 5);
    own.correct(5.5, 5, 0);
    expect(own.x).toBe(5.5);
    own.step(1);
    expect(own.pose.x).toBeCloseTo(5, 1);
    run(own, 16, 400);
    expect(own.pose.x).toBeCloseTo(5.5, 2);
  });

  test('a large one is a journey', () => {
    const own = at(5, 5);
    own.correct(15, 15, 0);
    own.step(16);
    expect(own.pose.x).toBe(15);
  });
});

test('a way is walked to its end, where one stands', () => {
  const own = at(3, 2);
  own.follow([[10, 3], [17, 8], [17, 14]]);
  run(own, 16, 20_000);
  expect(own.walking).toBe(false);
  expect(Math.hypot(own.x - 17, own.y - 14)).toBeLessThan(0.3);
});

test('a way into a wall is given up', () => {
  const own = at(5, 9);
  own.follow([[5, 14]]);
  run(own, 16, 6000);
  expect(own.walking).toBe(false);
  expect(own.goal).toBeUndefined();
});

test('a wave ends by itself, sitting does not', () => {
  const own = new OwnAvatar();
  own.act(State.Wave, 1000);
  own.step(3400);
  expect(own.state).toBe(State.Wave);
  own.step(3600);
  expect(own.state).toBe(State.Free);
  own.act(State.Sit, 4000);
  own.step(60_000);
  expect(own.state).toBe(State.Sit);
});
