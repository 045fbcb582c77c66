import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { type CityState, createCity, enter, type LoadedWorld, showWorld } from '../state/city';
import { CellGrid } from '../state/ground';
import { createSettings } from '../state/settings';
import type { LevelRaster, World } from '../state/world-types';
import { Actions } from './actions';
import { ServerClock } from './clock';
import { decode } from './codec';
import { FrameSink } from './frame-sink';
import type { Frame } from './frames';
import {
  Arrival, CHAT, type ClientMessage, COUNTS, DONE, ENTERED, ERROR_REPLY, HIDDEN, NOTICE, PONG, QUEUE, REPLAYING, type ServerMessage, TOURING, VISIT_ASKED, WELCOME,
} from './messages';
import { Receiver } from './receive';
import { TokenKeeper } from './tokens';

const GOLDEN = new URL('../../../../tests/protocol/golden/', import.meta.url);
const golden = (name: string): Frame => decode(new Uint8Array(readFileSync(new URL(`${name}.bin`, GOLDEN)))) as Frame;

/** A level with 40 x 20 cells of 8 m, so that it has the cells of the golden frames. */
const raster: LevelRaster = {
  id: 'ground', x0: 0, y0: 0, step_m: 0.25, width: 4, height: 4, walk: Uint8Array.of(255, 255), ground: new Uint8Array(16),
  first_cell: 0, columns: 40, rows: 20,
};
const world = { id: 'hall', cell_m: 8, levels: [{ id: 'ground', bounds: [0, 0, 320, 160], ceiling_m: null, floor: 'stone' }] };
const loaded: LoadedWorld = {
  id: 'hall', hash: 'h', world: world as unknown as World, rasters: [raster], cells: new CellGrid([raster], 8),
  texts: { name: 'Hall', summary: '', levels: {}, places: {}, portals: {}, desks: {}, exhibits: {}, signs: {} },
};

let city: CityState;
let frames: FrameSink;
let tokens: TokenKeeper;
let receiver: Receiver;
let sent: ClientMessage[];
let actions: Actions;
let restarts = 0;

beforeEach(() => {
  city = createCity(createSettings(undefined, {
    language: '', textSize: 0, motion: 'auto', quality: 'auto', tier: 0, view: '3d', visit: 0, bubble: true, name: '',
    look: [1, 1, 0, 0, 0, 0, 1],
  }));
  sent = [];
  restarts = 0;
  actions = new Actions((message) => { sent.push(message); return true; });
  frames = new FrameSink(city);
  tokens = new TokenKeeper(undefined);
  receiver = new Receiver({
    city, actions, frames, clock: new ServerClock(), tokens,
    session: { now: () => 1000, returnAfter: () => undefined, restart: () => void restarts++, welcomed: () => undefined },
  });
});

const welcome = (arrival: Arrival): ServerMessage => ({
  code: WELCOME, person: 'p1', name: 'Guest 1', resume: `r-${arrival}`, arrival, server_ms: 5, language: 'ko',
});
const entered = (epoch: number): ServerMessage => ({
  code: ENTERED, world: 'hall', world_hash: 'h', epoch, avatar: 500, level: 'ground', x: 1, y: 1, heading: 0, chat_seq: 0, recorded: false,
});
const take = (...messages: (ServerMessage | Frame)[]): void => { for (const message of messages) receiver.take(message); };
const ids = (): number[] => Array.from({ length: city.avatars.count }, (_, slot) => city.avatars.id[slot]!).sort((a, b) => a - b);

describe('golden frames', () => {
  test('the worked example of the protocol document is rebuilt', () => {
    showWorld(city, loaded);
    take(welcome(Arrival.FRESH), entered(3), golden('frame_example'));
    const { avatars } = city;
    expect(ids()).toEqual([500, 513]);
    expect(avatars.nameOf(513)).toBe('서울이');
    const at = avatars.newest(513)!;
    expect([at.x, at.y]).toEqual([72 + (1024.5 * 8) / 4096, (2049.5 * 8) / 4096]);
    expect([...avatars.look.subarray(avatars.slotOf(513) * 5).subarray(0, 5)]).toEqual([0x12, 0x34, 0x05, 0xef, 1]);
  });

  test('a frame with every kind leaves those who entered and nobody else', () => {
    showWorld(city, loaded);
    take(welcome(Arrival.FRESH), entered(3), golden('frame_every_kind'));
    // Four in the keyframe of cell 10, which is in view; moves of people unknown are ignored.
    expect(ids()).toEqual([500, 21584, 22785, 23276, 43881]);
  });

  test('frames wait for the files of the world, in order', () => {
    take(welcome(Arrival.FRESH), entered(3), golden('frame_example'));
    expect(ids()).toEqual([500]);
    showWorld(city, loaded);
    frames.flush();
    expect(ids()).toEqual([500, 513]);
  });

  test('frames of another epoch are dropped, waiting ones too', () => {
    take(welcome(Arrival.FRESH), entered(3), golden('frame_example'), entered(4));
    showWorld(city, loaded);
    frames.flush();
    take(golden('frame_example'));
    expect(ids()).toEqual([500]);
  });

  test('files that never come end in a new beginning, not in endless memory', () => {
    take(welcome(Arrival.FRESH), entered(3));
    for (let k = 0; k < 601; k++) take(golden('frame_example'));
    expect(restarts).toBe(1);
  });

  test('after a drop the old view stays drawn until the new one comes', () => {
    showWorld(city, loaded);
    take(welcome(Arrival.FRESH), entered(3), golden('frame_example'));
    take(welcome(Arrival.RESUMED), entered(3));
    expect(ids()).toContain(513);
    take({ ...golden('frame_example'), fragments: [] });
    expect(ids()).toEqual([500]);
  });
});

describe('messages', () => {
  test('a queue is shown, entering ends it', () => {
    take({ code: QUEUE, position: 12, wait_s: 3.2 });
    expect(city.connection.value).toMatchObject({ phase: 'queued', position: 12 });
    take(welcome(Arrival.FRESH), entered(3));
    expect(city.connection.value.phase).toBe('online');
  });

  test('reliable messages count once, and from one again in a new session', async () => {
    take(welcome(Arrival.FRESH), entered(3));
    take({ code: NOTICE, event: 1, kind: 'tier_down', words: '' }, { code: NOTICE, event: 1, kind: 'tier_down', words: '' });
    expect(city.notes.value).toHaveLength(1);
    expect(tokens.now.event).toBe(1);
    take(welcome(Arrival.LOST));
    expect(tokens.now.event).toBe(0);
    const wish = actions.go('', 'x');
    take({ code: DONE, event: 1, ref: (sent[0] as { ref: number }).ref });
    await expect(wish).resolves.toBeUndefined();
  });

  test('who lost the place is told so, who never had one is not', () => {
    take(welcome(Arrival.LOST));
    expect(city.notes.value).toHaveLength(0);
    take(welcome(Arrival.LOST));
    expect(city.notes.value.map((n) => n.kind)).toEqual(['place_lost']);
  });

  test('a name that was not granted is told without a wish', () => {
    take({ code: ERROR_REPLY, event: 1, ref: 0, error: 'bad_name', retry_s: 0 });
    expect(city.notes.value.map((n) => n.kind)).toEqual(['bad_name']);
  });

  test("a guide's words come as a key and are shown in the reader's language, however late its texts are", () => {
    const told = (seq: number, key: string): ServerMessage => ({
      code: CHAT, seq, channel: 0, avatar: 7, person: 'guide', name: '안내원 Guide', text: key, time_ms: 1, flags: 6,
    });
    const tours = { walls: { title: 'Walls', about: '', hello: 'Hello', stops: ['Here'], farewell: 'Bye' } };
    take(welcome(Arrival.FRESH), entered(3), told(1, 'tours.walls.hello'));
    const texts = (): string[] => city.chat.lines.value.map(({ text }) => text);
    expect(texts(), 'never the key itself').toEqual(['']);
    showWorld(city, { ...loaded, texts: { ...loaded.texts, tours } });
    take(told(2, 'tours.walls.stops.0'), told(3, 'tours.walls.stops.9'));
    expect(texts()).toEqual(['Hello', 'Here', '']);
    expect(city.chat.lines.value[1]!.told).toBe('tours.walls.stops.0');
  });

  test('the answer to taking a tour names its guide', async () => {
    take(welcome(Arrival.FRESH), entered(3));
    const taking = actions.takeTour('walls');
    const { ref } = sent.at(-1) as { ref: number };
    take({ code: TOURING, ref, tour: 'walls', avatar: 7, stop: -1 });
    await expect(taking).resolves.toMatchObject({ avatar: 7, stop: -1 });
  });

  test('chat is kept by world, with the number to go on from', () => {
    take(welcome(Arrival.FRESH), entered(3));
    const chat = (seq: number, avatar: number): ServerMessage => ({
      code: CHAT, seq, channel: 0, avatar, person: `x${avatar}`, name: 'B', text: 'hello', time_ms: 1, flags: 0,
    });
    take(chat(4, 8), chat(6, 9), chat(4, 8));
    expect(city.chat.lines.value.map((l) => l.seq)).toEqual([4, 6]);
    expect(tokens.now.chat).toBe(6);
  });

  test('counts, hidden people, questions', () => {
    enter(city, { world: 'hall', hash: 'h', epoch: 3, avatar: 500, level: 'ground', x: 1, y: 1, heading: 0 });
    take(
      { code: COUNTS, worlds: { hall: 4 }, places: { desk: 2 } },
      { code: HIDDEN, event: 1, avatars: [9] },
      { code: VISIT_ASKED, event: 2, avatar: 4, name: 'C' },
      { code: PONG, time_ms: 990, server_ms: 7000 },
    );
    expect(city.placeCounts.value).toEqual({ desk: 2 });
    expect(city.avatars.isHidden(9)).toBe(true);
    take(entered(4));
    expect(city.avatars.isHidden(9)).toBe(false);
    take({ code: VISIT_ASKED, event: 3, avatar: 4, name: 'C' });
    expect(city.asks.value).toMatchObject([{ avatar: 4, until_ms: 31_000 }]);
  });
});

describe('a recording', () => {
  const replaying = (at_ms: number, playing: boolean, server_ms: number): ServerMessage => ({
    code: REPLAYING, at_ms, length_ms: 60_000, began_unix_ms: 1_795_000_000_000, playing, speed: 2, server_ms,
  });

  test('tells its time, and whether the others in it walk', () => {
    take(welcome(Arrival.FRESH), entered(3), replaying(5000, true, 90_000));
    expect(city.replay.value).toMatchObject({ at_ms: 5000, length_ms: 60_000, playing: true, speed: 2, told_ms: 1000 });
    take(replaying(7000, false, 91_000));
    const { tempo } = city.avatars;
    expect([tempo.pace(90_500), tempo.pace(91_000)]).toEqual([1, 0]);
  });

  test('who comes back to it is where they were, and walks on', () => {
    showWorld(city, loaded);
    take(welcome(Arrival.FRESH), entered(3), replaying(5000, true, 90_000));
    const walk: [number, number][] = [[0.9, 0.9], [0.5, 0.5]];
    city.own.follow(walk);
    take({ ...entered(4), x: 1.1 } as ServerMessage, replaying(20_000, true, 91_000));
    expect(city.own.route).toEqual(walk);
    expect(city.own.x).toBe(1.1);
    city.own.step(2000);
    expect(city.own.pose.x).toBeLessThan(1.1);
    expect(city.replayed.value).toBe(true);
  });

  test('ends with the world, and with the session', () => {
    take(welcome(Arrival.FRESH), entered(3), replaying(5000, false, 90_000));
    take({ ...entered(4), world: 'plaza' } as ServerMessage);
    expect([city.replayed.value, city.avatars.tempo.pace(90_000)]).toEqual([false, 1]);
    take(replaying(5000, false, 90_000), welcome(Arrival.RESUMED));
    expect(city.replayed.value).toBe(true);
    take(welcome(Arrival.LOST));
    expect(city.replayed.value).toBe(false);
  });

  test('that one is being recorded is known as long as one is in that world', () => {
    take(welcome(Arrival.FRESH), { ...entered(3), recorded: true } as ServerMessage);
    expect(city.recorded.value).toBe(true);
    take({ ...entered(4), world: 'plaza' } as ServerMessage);
    expect(city.recorded.value).toBe(false);
  });
});
