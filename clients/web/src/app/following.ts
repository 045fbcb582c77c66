/** Walking behind somebody: steps, what the guide tells, and when it ends. Fetched with the first one. */
import { computed, effect } from '@preact/signals-core';
import { State } from '../state/avatar-types';
import { type CityState, note } from '../state/city';
import { Follow, type Leader } from '../state/follow';
import { cueOf, spotOf } from '../state/tours';
import type { Point } from '../state/world-types';
import type { ScreenState } from '../ui/context';
import { FollowBar } from '../ui/tours/FollowBar';
import { tourWords } from '../ui/tours/words';

const STEP_MS = 200;
const GESTURES: ReadonlySet<number> = new Set([State.Wave, State.Bow, State.Clap]);
type Find = (to: Point) => Point[] | undefined;

/** From now on: whenever `city.following` names somebody, one walks behind them. */
export function keepFollowing(city: CityState, screen: ScreenState, find: Find): void {
  const { following, own } = city;
  screen.ahead.value = FollowBar;
  const led = computed(() => (following.value?.over === false ? following.value.avatar : undefined));
  effect(() => {
    if (led.value === undefined) return undefined;
    const follow = new Follow(performance.now(), sideOf(city.here.peek()?.avatar ?? 0));
    const step = (): void => {
      if (own.steered) following.value = undefined;
      else if (!GESTURES.has(own.state)) walk(city, follow, find);
    };
    step();
    const timer = setInterval(step, STEP_MS);
    return () => clearInterval(timer);
  });
  listen(city);
  endElsewhere(city);
}

function walk(city: CityState, follow: Follow, find: Find): void {
  const { own, following } = city;
  const at: Point = [own.x, own.y];
  const next = follow.step(performance.now(), at, own.goal !== undefined, leaderOf(city), hintOf(city), find);
  if (next === 'on') return;
  if (next !== 'stand' && next !== 'gone') return own.follow(next.way, next.speedQ);
  own.stop();
  if (next === 'stand') return;
  following.value = undefined;
  note(city, 'follow_gone', tourWords.peek().gone);
}

/** By avatar, one of five lines from 0.9 m to the left up to 0.9 m to the right. */
function sideOf(avatar: number): number {
  return ((avatar % 5) - 2) * 0.45;
}

/** What the guide tells is where one is on the tour. */
function listen({ chat, following }: CityState): void {
  let read = chat.lines.peek().reduce((newest, line) => Math.max(newest, line.key), 0);
  effect(() => {
    const fresh = chat.lines.value.filter((line) => line.key > read);
    for (const { key, avatar, told } of fresh) {
      read = Math.max(read, key);
      const now = following.peek();
      const cue = now?.avatar === avatar && told ? cueOf(told) : undefined;
      if (now && cue) following.value = { ...now, tour: cue.tour, stop: cue.stop ?? now.stop, over: cue.over, told: told! };
    }
  });
}

/** On another level, in another world or in a recording nobody walks ahead. */
function endElsewhere({ here, following, replayed }: CityState): void {
  const place = computed(() => `${here.value?.world}/${here.value?.level}/${replayed.value}`);
  effect(() => {
    void place.value;
    return () => { following.value = undefined; };
  });
}

/** Avatars are lent anew: one with another name is somebody else. */
function leaderOf({ avatars, following }: CityState): Leader | undefined {
  const { avatar, name } = following.peek()!;
  const slot = avatars.slotOf(avatar);
  if (slot < 0 || avatars.veil[slot] === 1 || (avatars.nameOf(avatar) ?? name) !== name) return undefined;
  return { x: avatars.x[slot]!, y: avatars.y[slot]!, speed: avatars.speed[slot]! };
}

/** Where to look for who is not in sight: at the stop of a tour, or where the list last saw them. */
function hintOf({ loaded, following, people }: CityState): Point | undefined {
  const { avatar, name, tour, stop } = following.peek()!;
  const row = people.peek().find((person) => person.avatar === avatar && person.name === name);
  if (!tour) return row && row.distance_m >= 0 ? [row.x, row.y] : undefined;
  const world = loaded.peek()?.world;
  const route = world?.tours?.find((t) => t.id === tour);
  return world && route && spotOf(world, route, stop);
}
