/** Everything the views show, as signals and columns. Knows no socket and no document. */
import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals-core';
import { AvatarStore } from './avatars';
import { ChatLog } from './chat';
import type { Following } from './follow';
import type { CellGrid } from './ground';
import { packLook } from './look';
import { OwnAvatar } from './own';
import { Playback } from './playback';
import type { Replay } from './replay';
import type { Settings } from './settings';
import type { Level, LevelRaster, World, WorldTexts } from './world-types';

/** A world as the list of worlds tells of it. */
export interface WorldCard {
  id: string;
  hash: string;
  people: number;
  setting: string;
  names: Record<string, string>;
  summaries: Record<string, string>;
  places: string[];
  urls: { world: string; raster: string; texts: Record<string, string> };
}

/** A world whose files are here. */
export interface LoadedWorld {
  id: string;
  hash: string;
  world: World;
  texts: WorldTexts;
  rasters: LevelRaster[];
  cells: CellGrid;
}

/** Where the session is, as the last `entered` and `correct` said. */
export interface Here {
  world: string;
  hash: string;
  epoch: number;
  avatar: number;
  level: string;
}

export type Phase =
  | 'connecting'
  /** Waiting for one's turn to enter. */
  | 'queued'
  | 'online'
  /** It was there and is being brought back. */
  | 'reconnecting'
  /** Nothing happens by itself any more; `reason` says why. */
  | 'stopped';

export interface ConnectionState {
  phase: Phase;
  /** Close code that led here, 0 for none. */
  reason: number;
  /** In the queue. */
  position: number;
  wait_s: number;
}

export interface PersonRow {
  avatar: number;
  name: string;
  flags: number;
  /** -1: on another level. */
  distance_m: number;
  x: number;
  y: number;
  visit: number;
}

export interface VisitAsk {
  avatar: number;
  name: string;
  /** Client clock when the question lapses. */
  until_ms: number;
}

/** Something to tell once, kindly; the views find the sentence for `kind`. */
export interface Note {
  key: number;
  kind: string;
  words: string;
  /** Unix time at which it was first told. */
  at_ms: number;
}

const NOTES_MAX = 4;
const CORRECTIONS_MAX = 50;

export interface CityState {
  readonly settings: Settings;
  readonly connection: Signal<ConnectionState>;
  readonly cards: Signal<readonly WorldCard[]>;
  readonly start: Signal<string>;
  readonly worldCounts: Signal<Readonly<Record<string, number>>>;
  readonly placeCounts: Signal<Readonly<Record<string, number>>>;
  readonly here: Signal<Here | undefined>;
  readonly loaded: Signal<LoadedWorld | undefined>;
  readonly level: ReadonlySignal<Level | undefined>;
  readonly raster: ReadonlySignal<LevelRaster | undefined>;
  readonly person: Signal<string>;
  readonly name: Signal<string>;
  readonly people: Signal<readonly PersonRow[]>;
  readonly peopleTotal: Signal<number>;
  /** Names of those whom one muted, and blocked, in this visit. Avatars are lent anew in each
   * world, names stay; the server itself knows the person. */
  readonly muted: Signal<ReadonlySet<string>>;
  readonly blocked: Signal<ReadonlySet<string>>;
  readonly hidden: Signal<ReadonlySet<number>>;
  readonly asks: Signal<readonly VisitAsk[]>;
  readonly notes: Signal<readonly Note[]>;
  readonly following: Signal<Following | undefined>;
  readonly chat: ChatLog;
  readonly avatars: AvatarStore;
  readonly own: OwnAvatar;
  readonly playback: Playback;
  /** Whether where people walk is being written down in this world. */
  readonly recorded: Signal<boolean>;
  /** The recording that one walks in; undefined in the living city. */
  readonly replay: Signal<Replay | undefined>;
  readonly replayed: ReadonlySignal<boolean>;
  /** Raised twice a second while people move, for lists that need not follow every frame. */
  readonly beat: Signal<number>;
  /** Reason of each of the last corrections by the zone, for those who look for errors. */
  readonly corrections: string[];
}

export function createCity(settings: Settings): CityState {
  const here = signal<Here | undefined>(undefined);
  const loaded = signal<LoadedWorld | undefined>(undefined);
  const levelId = computed(() => here.value?.level);
  const level = computed(() => {
    const levels = loaded.value?.world.levels;
    return levels?.find((l) => l.id === levelId.value) ?? levels?.[0];
  });
  const replay = signal<Replay | undefined>(undefined);
  const raster = computed(() => loaded.value?.rasters.find((r) => r.id === level.value?.id));
  return {
    settings, here, loaded, level, raster,
    connection: signal<ConnectionState>({ phase: 'connecting', reason: 0, position: 0, wait_s: 0 }),
    cards: signal<readonly WorldCard[]>([]), start: signal(''),
    worldCounts: signal({}), placeCounts: signal({}), person: signal(''), name: signal(''),
    people: signal<readonly PersonRow[]>([]), peopleTotal: signal(0),
    muted: signal<ReadonlySet<string>>(new Set()), blocked: signal<ReadonlySet<string>>(new Set()),
    hidden: signal<ReadonlySet<number>>(new Set()),
    asks: signal<readonly VisitAsk[]>([]), notes: signal<readonly Note[]>([]),
    following: signal<Following | undefined>(undefined),
    chat: new ChatLog(), avatars: new AvatarStore(), own: new OwnAvatar(), playback: new Playback(),
    recorded: signal(false), replay, replayed: computed(() => replay.value !== undefined),
    beat: signal(0), corrections: [],
  };
}

let noteKeys = 0;

/** Tells something; of more than four notes the oldest goes. */
export function note(city: CityState, kind: string, words = ''): void {
  city.notes.value = [...city.notes.value, { key: ++noteKeys, kind, words, at_ms: Date.now() }].slice(-NOTES_MAX);
}

/** What was told is over. */
export function dropNotes(city: CityState, kind: string): void {
  city.notes.value = city.notes.value.filter((n) => n.kind !== kind);
}

export function dropNote(city: CityState, key: number): void {
  city.notes.value = city.notes.value.filter((n) => n.key !== key);
}

/** Another list of worlds, with the number of people in each. */
export function setCards(city: CityState, start: string, cards: readonly WorldCard[]): void {
  batch(() => {
    city.cards.value = cards;
    city.start.value = start;
    city.worldCounts.value = Object.fromEntries(cards.map((card) => [card.id, card.people]));
  });
}

/** The files of a world are here; it is shown from now on. */
export function showWorld(city: CityState, loaded: LoadedWorld): void {
  batch(() => {
    city.loaded.value = loaded;
    city.avatars.setLevel(city.raster.value);
    city.own.level = city.raster.value;
    city.chat.retell(loaded.id, loaded.texts);
  });
}

/** The avatar that somebody has now, who had `avatar` in `world`; undefined when gone from here.
 *
 * Avatars are lent anew: a remembered one may be another person by now.
 */
export function whoIs(city: CityState, avatar: number, name: string, world?: string): number | undefined {
  const here = world === undefined || world === city.here.peek()?.world;
  const known = here ? city.avatars.nameOf(avatar) : undefined;
  if (known === name) return avatar;
  const row = city.people.peek().find((person) => person.name === name);
  if (row) return row.avatar;
  const { avatars } = city;
  for (let slot = 0; slot < avatars.count; slot++) {
    if (avatars.nameOf(avatars.id[slot]!) === name) return avatars.id[slot]!;
  }
  return here && known === undefined ? avatar : undefined;
}

/** Whether the files of the world one is in are here. */
export function isLoaded(city: CityState): boolean {
  const { value: here } = city.here;
  const { value: loaded } = city.loaded;
  return here !== undefined && loaded?.id === here.world && loaded.hash === here.hash;
}

/** One is somewhere now: at first, in another world, or back after a drop. */
export function enter(city: CityState, to: Here & { x: number; y: number; heading: number; recorded?: boolean }): void {
  batch(() => {
    const before = city.here.value;
    if (before?.world !== to.world) {
      city.placeCounts.value = {};
      city.people.value = [];
      city.avatars.clear();
      live(city);
    }
    city.recorded.value = to.recorded ?? false;
    city.here.value = { world: to.world, hash: to.hash, epoch: to.epoch, avatar: to.avatar, level: to.level };
    city.avatars.pin(to.avatar, packLook(city.settings.look.value));
    city.avatars.setLevel(city.raster.value);
    // Who watches a recording stays where they are, and walks on.
    if (city.replayed.value && before?.level === to.level) city.own.correct(to.x, to.y, to.heading);
    else city.own.put(isLoaded(city) ? city.raster.value : undefined, to.x, to.y, to.heading);
  });
}

/** What is seen is a recording; `server_ms` is the server's clock at which it was so. */
export function replaying(city: CityState, replay: Replay, server_ms: number): void {
  city.avatars.tempo.turn(city.playback.unwrap(server_ms), replay.playing ? 1 : 0);
  city.replay.value = replay;
}

/** What is seen is the living city. */
export function live(city: CityState): void {
  city.avatars.tempo.live();
  city.replay.value = undefined;
}

/** Avatars of this world that are behind a block, in either direction. */
export function hide(city: CityState, avatars: readonly number[]): void {
  city.hidden.value = new Set(avatars);
  city.avatars.setHidden(avatars);
}

/** The zone puts one somewhere: gently within a level, at once on another. */
export function correct(
  city: CityState, level: string, x: number, y: number, heading: number, reason = '',
): void {
  city.corrections.push(reason);
  if (city.corrections.length > CORRECTIONS_MAX) city.corrections.shift();
  const here = city.here.value;
  if (!here) return;
  if (here.level === level) return city.own.correct(x, y, heading);
  batch(() => {
    city.here.value = { ...here, level };
    city.avatars.setLevel(city.raster.value);
    city.own.put(city.raster.value, x, y, heading);
  });
}
