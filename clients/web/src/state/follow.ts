/** Walking behind somebody: when to find the way anew, how fast to go, when it is over.
 *
 * Knows neither clock nor raster: both come with each step.
 */
import { RUN_Q, SPEED_STEP_MPS, WALK_Q } from './quantise';
import type { Point } from './world-types';

/** Whom one walks behind. */
export interface Following {
  avatar: number;
  name: string;
  /** The tour that this guide leads; empty for anybody else. */
  tour: string;
  /** Number of the stop that one is at or goes to, -1 before the first. */
  stop: number;
  /** What the guide told last, as it stands in the texts of the world; empty before. */
  told: string;
  /** The guide has said farewell: nobody is followed any more. */
  over: boolean;
}

/** Where somebody is, and how fast, metres a second. */
export interface Leader {
  x: number;
  y: number;
  speed: number;
}

/** What to do now: walk along new points, stand, go on as before, or it is over. */
export type Step = { way: Point[]; speedQ: number } | 'stand' | 'on' | 'gone';

/** Kept from somebody who stands; a way to somebody who walks ends nearer, as they go on. */
const KEEP_M = 2;
const NEAR_M = 1.5;
const START_M = 2.5;
const TRIM_WALKING_M = 0.75;
/** So far has somebody gone before the way to them is found anew, and at most so often. */
const MOVED_M = 0.5;
const RENEW_MS = 400;
/** Where no way leads, the search through a whole level comes again only after so long. */
const NO_WAY_MS = 2000;
const RUN_FROM_M = 8;
const RUN_TO_M = 4;
const SLOWEST_Q = 3;
/** Speed that is added for each metre one is too far behind, 1/s. */
const CATCH_UP = 0.8;
const STANDING_MPS = 0.1;
const GONE_MS = 5000;
/** A hint further away than this is worth walking to. */
const HINT_M = 10;

export class Follow {
  private seenAt: number;
  private plannedAt = -Infinity;
  private waitUntil = -Infinity;
  private planned: Leader | undefined;
  private running = false;
  private readonly side_m: number;

  /** `side_m`: so far beside their line one walks, to the right, where there is room: many who
   * follow the same one do not stand on one spot. */
  constructor(nowMs: number, side_m = 0) {
    this.seenAt = nowMs;
    this.side_m = side_m;
  }

  /** `leader`: undefined while not in sight; `hint`: where they are to be found then.
   *
   * `walking`: whether one still walks on the last way. `find` gives the points to walk along.
   */
  step(
    nowMs: number, own: Point, walking: boolean, leader: Leader | undefined, hint: Point | undefined,
    find: (to: Point) => Point[] | undefined,
  ): Step {
    const sought = leader ?? this.unseen(own, hint);
    // Who is on the way to the hint has not lost anybody yet.
    if (leader || (sought && walking)) this.seenAt = nowMs;
    if (!sought) return nowMs - this.seenAt >= GONE_MS ? 'gone' : 'on';
    const away_m = Math.hypot(sought.x - own[0], sought.y - own[1]);
    const moving = sought.speed > STANDING_MPS;
    if (away_m <= (moving ? NEAR_M : KEEP_M)) return walking ? this.stand() : 'on';
    if (!walking && away_m <= START_M) return 'on';
    if (!this.isDue(nowMs, sought, walking)) return 'on';
    return this.plan(nowMs, own, away_m, sought, find);
  }

  /** Out of sight, but known to be further off: one goes there, as long as a way leads there. */
  private unseen(own: Point, hint: Point | undefined): Leader | undefined {
    if (!hint || Math.hypot(hint[0] - own[0], hint[1] - own[1]) < HINT_M) return undefined;
    return { x: hint[0], y: hint[1], speed: 0 };
  }

  private stand(): Step {
    this.planned = undefined;
    return 'stand';
  }

  private isDue(nowMs: number, leader: Leader, walking: boolean): boolean {
    if (nowMs < this.waitUntil || nowMs - this.plannedAt < RENEW_MS) return false;
    const { planned } = this;
    if (!planned || !walking) return true;
    const stopped = leader.speed > STANDING_MPS !== planned.speed > STANDING_MPS;
    return stopped || Math.hypot(leader.x - planned.x, leader.y - planned.y) > MOVED_M;
  }

  private plan(nowMs: number, own: Point, away_m: number, leader: Leader, find: (to: Point) => Point[] | undefined): Step {
    this.plannedAt = nowMs;
    const whole = this.beside(own, away_m, leader, find) ?? find([leader.x, leader.y]);
    if (!whole) {
      this.waitUntil = nowMs + NO_WAY_MS;
      return this.stand();
    }
    this.planned = { ...leader };
    const way = shorten(own, whole, leader.speed > STANDING_MPS ? TRIM_WALKING_M : KEEP_M);
    return way.length > 0 ? { way, speedQ: this.pace(away_m, leader.speed) } : this.stand();
  }

  /** To a spot beside them; none where a corner or a wall is in between. */
  private beside(own: Point, away_m: number, { x, y }: Leader, find: (to: Point) => Point[] | undefined): Point[] | undefined {
    if (this.side_m === 0) return undefined;
    const part = this.side_m / away_m;
    const way = find([x + (y - own[1]) * part, y - (x - own[0]) * part]);
    return way?.length === 1 ? way : undefined;
  }

  /** Their own speed and a little more or less, so that the distance is kept without a jolt. */
  private pace(away_m: number, speed_mps: number): number {
    const fast = speed_mps > WALK_Q * SPEED_STEP_MPS;
    this.running = away_m > (this.running ? (fast ? KEEP_M : RUN_TO_M) : fast ? START_M : RUN_FROM_M);
    if (this.running) return RUN_Q;
    if (speed_mps <= STANDING_MPS) return WALK_Q;
    const wanted_mps = speed_mps + (away_m - KEEP_M) * CATCH_UP;
    return Math.min(WALK_Q, Math.max(SLOWEST_Q, Math.round(wanted_mps / SPEED_STEP_MPS)));
  }
}

/** The way without its last `by_m` metres; empty where it is no longer than that. */
export function shorten(from: Point, way: readonly Point[], by_m: number): Point[] {
  const left = [...way];
  let cut_m = by_m;
  for (;;) {
    const [x, y] = left.pop() ?? from;
    const before = left.at(-1) ?? from;
    const piece_m = Math.hypot(x - before[0], y - before[1]);
    if (piece_m > cut_m) {
      const part = 1 - cut_m / piece_m;
      return [...left, [before[0] + (x - before[0]) * part, before[1] + (y - before[1]) * part]];
    }
    if (left.length === 0) return [];
    cut_m -= piece_m;
  }
}
