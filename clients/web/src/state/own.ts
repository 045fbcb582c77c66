/** Oneself, predicted: walks at once, with the same raster and the same course as the zone.
 *
 * A course is one of 256 headings and a speed in quarter metres a second, exactly what goes on
 * the wire, so the line walked here is the line the zone extrapolates. Along walls one slides by
 * trying the nearest free heading.
 */
import type { OwnPose } from './avatar-motion';
import { clearWay, walkable } from './ground';
import {
  angleBetween, DIRECTION_X, DIRECTION_Y, headingOf, radiansOf, RUN_Q, SPEED_STEP_MPS, turnBetween, WALK_Q,
} from './quantise';
import type { LevelRaster, Point } from './world-types';

const MOVE_GAP_MS = 100;
const HEARTBEAT_WALKING_MS = 1000;
const HEARTBEAT_STANDING_MS = 20_000;
/** How far ahead a wall is felt: what the zone walks on before the next intent can arrive. */
const FEEL_S = 0.15;
const FEEL_M = 0.3;
const STEP_S = 0.05;
const STEP_M = 0.1;
const SLIDE_TRY = 4;
const SLIDE_MAX = 60;
const SLIP_FADE_MS = 40;
const TURN_FADE_MS = 50;
const SNAP_M = 4;
const ARRIVED_M = 0.15;
/** A way that brings nobody nearer for so long is given up. */
const STUCK_MS = 1500;
/** Gestures that end by themselves, as the zone ends them: wave, bow, clap. */
const LASTING_MS: Readonly<Record<number, number>> = { 2: 2500, 3: 2000, 4: 3000 };
/** After a longer pause of the page one has not walked on meanwhile. */
const LONGEST_STEP_S = 1.2;

export interface Intent {
  x: number;
  y: number;
  heading: number;
  speed: number;
}

export class OwnAvatar {
  x = 0;
  y = 0;
  heading = 0;
  /** Quarter metres a second. */
  speedQ = 0;
  state = 0;
  running = false;
  level: LevelRaster | undefined;
  readonly pose: OwnPose = { x: 0, y: 0, heading: 0, speed: 0, state: 0 };

  private steerX = 0;
  private steerY = 0;
  private steerQ = 0;
  private way: Point[] = [];
  /** Speed along the way; 0: as fast as one walks or runs by oneself. */
  private wayQ = 0;
  private nearest_m = Infinity;
  private nearerAt = 0;
  private slipX = 0;
  private slipY = 0;
  private steppedAt = 0;
  private stateEndsAt = Infinity;
  private sent: Intent | undefined;
  private sentAt = -Infinity;

  /** Put somewhere: entering a world, a portal, a journey. Nothing glides. */
  put(level: LevelRaster | undefined, x: number, y: number, heading: number): void {
    this.level = level;
    this.x = x;
    this.y = y;
    this.heading = heading;
    this.pose.heading = radiansOf(heading);
    this.stop();
    this.slipX = 0;
    this.slipY = 0;
    this.sent = { x, y, heading, speed: 0 };
    this.state = 0;
    this.show(0);
  }

  /** The zone's word on where one is; small errors fade. */
  correct(x: number, y: number, heading: number): void {
    this.slipX += this.x - x;
    this.slipY += this.y - y;
    if (Math.hypot(this.slipX, this.slipY) > SNAP_M) this.slipX = this.slipY = 0;
    this.x = x;
    this.y = y;
    if (this.speedQ === 0) this.heading = heading;
    this.sent = { x, y, heading, speed: 0 };
  }

  /** A direction from keys or stick in world axes; (0, 0) lets go. `part` of full speed, 0..1. */
  steer(dx: number, dy: number, part = 1): void {
    const length = Math.hypot(dx, dy);
    if (length > 0) this.way = [];
    this.steerX = length > 0 ? dx / length : 0;
    this.steerY = length > 0 ? dy / length : 0;
    this.steerQ = Math.max(2, Math.round(this.gait() * Math.min(1, part)));
  }

  /** Walks along these points, the last one being the goal. */
  follow(way: readonly Point[], speedQ = 0): void {
    this.way = [...way];
    this.wayQ = speedQ;
    this.nearest_m = Infinity;
  }

  stop(): void {
    this.way = [];
    this.steerX = this.steerY = 0;
    this.speedQ = 0;
  }

  get goal(): Point | undefined {
    return this.way.at(-1);
  }

  get route(): readonly Point[] {
    return this.way;
  }

  /** Whether keys or stick say where to go. */
  get steered(): boolean {
    return this.steerX !== 0 || this.steerY !== 0;
  }

  get walking(): boolean {
    return this.speedQ > 0;
  }

  /** Begins a gesture; 0 ends it. */
  act(state: number, nowMs: number): void {
    this.state = state;
    this.stateEndsAt = nowMs + (LASTING_MS[state] ?? Infinity);
  }

  /** Goes on to `nowMs`. */
  step(nowMs: number): void {
    if (nowMs > this.stateEndsAt) this.act(0, nowMs);
    const elapsed_s = Math.min(LONGEST_STEP_S, Math.max(0, (nowMs - this.steppedAt) / 1000));
    this.steppedAt = nowMs;
    // Small steps, so that nobody walks differently where few pictures are drawn.
    for (let left_s = elapsed_s; this.level && left_s > 0; left_s -= STEP_S) {
      this.choose(nowMs);
      if (this.speedQ > 0) this.walk(Math.min(STEP_S, left_s));
    }
    this.show(elapsed_s * 1000);
  }

  /** The intent to send now, if one is due: on change, at most 10 a second, and as a heartbeat. */
  due(nowMs: number): Intent | undefined {
    const { sent } = this;
    const changed = !sent || sent.heading !== this.heading || sent.speed !== this.speedQ;
    const every = this.speedQ > 0 ? HEARTBEAT_WALKING_MS : HEARTBEAT_STANDING_MS;
    if (nowMs - this.sentAt < (changed ? MOVE_GAP_MS : every)) return undefined;
    return this.tell(nowMs);
  }

  /** Stops; the intent that says so, where the zone still has one walking. */
  halt(nowMs: number): Intent | undefined {
    this.stop();
    return this.sent && this.sent.speed > 0 ? this.tell(nowMs) : undefined;
  }

  private tell(nowMs: number): Intent {
    this.sentAt = nowMs;
    this.sent = { x: this.x, y: this.y, heading: this.heading, speed: this.speedQ };
    return this.sent;
  }

  private gait(): number {
    return this.running ? RUN_Q : WALK_Q;
  }

  private choose(nowMs: number): void {
    if (this.steered) {
      this.head(headingOf(this.steerX, this.steerY), this.steerQ);
    } else if (this.way.length > 0) {
      this.headAlong(nowMs);
    } else {
      this.speedQ = 0;
    }
  }

  private headAlong(nowMs: number): void {
    const speed = this.wayQ || this.gait();
    const slack = Math.max(ARRIVED_M, (speed * SPEED_STEP_MPS) / 30);
    let [x, y] = this.way[0]!;
    let left_m = Math.hypot(x - this.x, y - this.y);
    while (left_m < slack) {
      this.way.shift();
      if (this.way.length === 0) return this.stop();
      [x, y] = this.way[0]!;
      left_m = Math.hypot(x - this.x, y - this.y);
      this.nearest_m = Infinity;
    }
    if (left_m < this.nearest_m - 0.05) {
      this.nearest_m = left_m;
      this.nearerAt = nowMs;
    } else if (nowMs - this.nearerAt > STUCK_MS) {
      return this.stop();
    }
    const wanted = headingOf(x - this.x, y - this.y);
    // One step off is what rounding costs; turning for it would only send more intents.
    const keeps = this.speedQ > 0 && Math.abs(turnBetween(this.heading, wanted)) <= 1 && left_m > 0.5;
    this.head(keeps ? this.heading : wanted, speed);
  }

  /** Takes the free heading nearest to the wanted one, or stands before the wall. */
  private head(wanted: number, speed: number): void {
    const feel_m = Math.max(FEEL_M, speed * SPEED_STEP_MPS * FEEL_S);
    for (let turn = 0; turn <= SLIDE_MAX; turn += SLIDE_TRY) {
      // The side one is already sliding to comes first, so that nobody trembles at a wall.
      const side = turnBetween(wanted, this.heading) < 0 ? -1 : 1;
      for (const heading of [(wanted + side * turn) & 255, (wanted - side * turn) & 255]) {
        if (!this.free(heading, feel_m)) continue;
        this.heading = heading;
        this.speedQ = speed;
        this.state = 0;
        return;
      }
    }
    this.heading = wanted;
    this.speedQ = 0;
  }

  private free(heading: number, feel_m: number): boolean {
    const toX = this.x + DIRECTION_X[heading]! * feel_m;
    const toY = this.y + DIRECTION_Y[heading]! * feel_m;
    return clearWay(this.level!, this.x, this.y, toX, toY);
  }

  private walk(elapsed_s: number): void {
    let left_m = this.speedQ * SPEED_STEP_MPS * elapsed_s;
    const goal = this.way.length === 1 ? this.way[0]! : undefined;
    if (goal) left_m = Math.min(left_m, Math.hypot(goal[0] - this.x, goal[1] - this.y));
    while (left_m > 0) {
      const step_m = Math.min(STEP_M, left_m);
      const x = this.x + DIRECTION_X[this.heading]! * step_m;
      const y = this.y + DIRECTION_Y[this.heading]! * step_m;
      if (!walkable(this.level!, x, y)) return;
      this.x = x;
      this.y = y;
      left_m -= step_m;
    }
  }

  private show(elapsedMs: number): void {
    const keep = Math.exp(-elapsedMs / SLIP_FADE_MS);
    this.slipX *= keep;
    this.slipY *= keep;
    const { pose } = this;
    pose.x = this.x + this.slipX;
    pose.y = this.y + this.slipY;
    pose.heading += angleBetween(pose.heading, radiansOf(this.heading)) * (1 - Math.exp(-elapsedMs / TURN_FADE_MS));
    pose.speed = this.speedQ * SPEED_STEP_MPS;
    pose.state = this.state;
  }
}
