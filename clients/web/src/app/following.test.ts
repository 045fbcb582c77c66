import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { State } from '../state/avatar-types';
import { type CityState, createCity, enter, type LoadedWorld, showWorld } from '../state/city';
import { CellGrid } from '../state/ground';
import { createSettings } from '../state/settings';
import { openRaster } from '../state/testing';
import type { World } from '../state/world-types';
import type { Actions } from '../net/actions';
import { createScreen } from '../ui/context';
import { CityCommands } from './commands';

vi.mock('../ui/tours/FollowBar', () => ({ FollowBar: () => null }));

const MINA = 9;
const raster = openRaster(20);
const loaded: LoadedWorld = {
  id: 'hall', hash: 'h', rasters: [raster], cells: new CellGrid([raster], 8),
  world: { id: 'hall', cell_m: 8, places: [], levels: [{ id: 'ground', bounds: [0, 0, 20, 20], ceiling_m: null, floor: 'stone' }] } as unknown as World,
  texts: {
    name: 'Hall', summary: '', levels: {}, places: {}, portals: {}, desks: {}, exhibits: {}, signs: {},
    tours: { walls: { title: 'Walls', about: '', hello: 'Hello', stops: ['Here', 'There'], farewell: 'Bye' } },
  },
};
const here = { world: 'hall', hash: 'h', epoch: 1, avatar: 1, level: 'ground', x: 5, y: 5, heading: 0 };
const actions = { act: vi.fn<Actions['act']>(), go: vi.fn<Actions['go']>(() => Promise.resolve()) };

let city: CityState;
let commands: CityCommands;

beforeEach(async () => {
  vi.useFakeTimers();
  city = createCity(createSettings(undefined, {
    language: '', textSize: 0, motion: 'auto', quality: 'auto', tier: 0, view: '2d', visit: 0, bubble: true, name: '', look: [1, 1, 0, 0, 0, 0, 1],
  }));
  showWorld(city, loaded);
  enter(city, here);
  city.avatars.setView(1, [0]);
  stand(2, 15, 5, 'Mina');
  commands = new CityCommands({ city, screen: createScreen(), actions: actions as unknown as Actions, halt: () => city.own.stop(), reconnect: () => undefined });
  commands.follow(MINA, 'Mina');
  await vi.dynamicImportSettled();
});
afterEach(() => { commands.unfollow(); vi.useRealTimers(); });

/** Mina, or who has her avatar by now, is drawn there. */
function stand(tick: number, x: number, y: number, name: string): void {
  city.avatars.record(0, tick, tick * 100, MINA, x, y, 0, 0, new Uint8Array(5));
  city.avatars.setName(tick, MINA, name, new Uint8Array(5));
  city.avatars.sample(tick * 100, performance.now(), city.own.pose);
}

/** So many seconds pass; oneself walks in them. */
function pass(s: number): void {
  for (let k = 0; k < s * 20; k++) {
    vi.advanceTimersByTime(50);
    city.own.step(performance.now());
  }
}

function tell(seq: number, told: string, avatar = MINA): void {
  city.chat.add({ kind: 'said', world: 'hall', seq, channel: 0, avatar, name: 'Mina', text: 'x', told, time_ms: 0, official: false, mine: false });
}

describe('following', () => {
  test('brings one near, and goes on until one says otherwise', () => {
    pass(8);
    expect(city.own.x).toBeGreaterThan(12.4);
    expect(city.following.value?.avatar).toBe(MINA);
    commands.unfollow();
    expect([city.following.value, city.own.goal]).toEqual([undefined, undefined]);
  });

  test.each([
    ['a step of one\'s own', () => city.own.steer(0, 1)],
    ['a walk elsewhere', () => commands.walkTo(5, 15)],
    ['sitting down', () => commands.act(State.Sit)],
    ['another world', () => enter(city, { ...here, world: 'museum' })],
    ['another level', () => { city.here.value = { ...city.here.value!, level: 'upper' }; }],
    ['a journey', () => void commands.go('', 'door')],
  ])('%s ends it', (_, act) => {
    pass(1);
    act();
    pass(0.3);
    expect(city.following.value).toBeUndefined();
  });

  test('what one does oneself is not undone by the end', () => {
    pass(1);
    city.own.steer(0, 1);
    pass(1);
    expect([city.own.steered, city.own.y > 6]).toEqual([true, true]);
  });

  test('a wave does not end it, and is not cut short', () => {
    pass(1);
    commands.act(State.Wave);
    pass(1);
    expect(city.own.state).toBe(State.Wave);
    pass(8);
    expect(city.own.x).toBeGreaterThan(12.4);
  });

  test('five seconds after they are gone it is over, and one is told', () => {
    pass(1);
    city.avatars.setView(3, [1]);
    pass(4);
    expect(city.following.value).toBeDefined();
    pass(1.5);
    expect(city.following.value).toBeUndefined();
    expect(city.notes.value.at(-1)?.words).toMatch(/따라가던/);
  });

  test('who is out of sight is looked for where the list saw them', () => {
    city.avatars.setView(3, [1]);
    city.people.value = [{ avatar: MINA, name: 'Mina', flags: 0, distance_m: 13, x: 5, y: 18, visit: 0 }];
    pass(5);
    expect(city.own.y).toBeGreaterThan(12);
    expect(city.following.value).toBeDefined();
  });

  test('somebody else who has the avatar by now is not followed', () => {
    pass(1);
    stand(3, 5, 15, 'Jun');
    pass(6);
    expect(city.following.value).toBeUndefined();
    expect(city.own.y).toBeLessThan(6);
  });
});

describe('a guide', () => {
  test('tells where one is on the tour, up to the farewell', () => {
    tell(1, 'tours.walls.hello');
    expect(city.following.value).toMatchObject({ tour: 'walls', stop: -1, told: 'tours.walls.hello', over: false });
    tell(2, 'tours.walls.stops.1');
    expect(city.following.value).toMatchObject({ stop: 1, told: 'tours.walls.stops.1' });
    tell(3, 'tours.walls.farewell');
    expect(city.following.value).toMatchObject({ stop: 1, over: true });
    pass(8);
    expect(city.following.value, 'the farewell stays to be read').toBeDefined();
  });

  test('whom one does not follow changes nothing', () => {
    tell(1, 'tours.walls.stops.1', 5);
    expect(city.following.value).toMatchObject({ tour: '', stop: -1 });
  });
});
