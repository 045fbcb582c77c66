/** Walks with a guide: where they lead, how long they take, what the guide's words are about. */
import type { Point, Tour, World } from './world-types';

const GUIDE_MPS = 1;
const GREETING_S = 8;
const CUE = /^tours\.([a-z0-9-]+)\.(?:hello|(farewell)|stops\.(\d+))$/;

/** What a guide's words are about: which tour, which stop, and whether it is over. */
export interface Cue {
  tour: string;
  /** -1 before the first; undefined at the end. */
  stop: number | undefined;
  over: boolean;
}

/** Undefined for words that belong to no tour. */
export function cueOf(key: string): Cue | undefined {
  const found = CUE.exec(key);
  if (!found) return undefined;
  const [, tour, farewell, stop] = found;
  return { tour: tour!, over: farewell !== undefined, stop: farewell ? undefined : Number(stop ?? -1) };
}

/** Where stop `n` of a tour is; its start for -1. Undefined for a stop that it does not have. */
export function spotOf(world: World, tour: Tour, n: number): Point | undefined {
  return n < 0 ? world.places.find(({ id }) => id === tour.start)?.at : tour.stops[n]?.at;
}

/** About so many minutes: the greeting, the way at the guide's pace, and the stays.
 *
 * `wayTo` gives the points from one spot to another, where there is a way.
 */
export function minutesOf(world: World, tour: Tour, wayTo: (from: Point, to: Point) => readonly Point[] | undefined): number {
  let s = GREETING_S;
  let at = spotOf(world, tour, -1);
  for (const { at: to, stay_s } of tour.stops) {
    if (at) s += lengthOf([at, ...(wayTo(at, to) ?? [to])]) / GUIDE_MPS;
    s += stay_s;
    at = to;
  }
  return Math.max(1, Math.round(s / 60));
}

function lengthOf(points: readonly Point[]): number {
  return points.slice(1).reduce((sum, [x, y], k) => sum + Math.hypot(x - points[k]![0], y - points[k]![1]), 0);
}
