/** Where everybody in view is drawn.
 *
 * A record waits until the time of its tick is played; until then the avatar goes on along the
 * record before it (a record is sent only when the course changes, so silence means "goes on").
 * The jump between the two lines becomes a slip that fades away. Nothing is allocated per frame.
 */
import { AvatarTable, WAITING } from './avatar-table';
import { groundAt } from './ground';
import { angleBetween, DIRECTION_X, DIRECTION_Y, radiansOf, SPEED_STEP_MPS } from './quantise';
import { Tempo } from './tempo';
import type { LevelRaster } from './world-types';

/** Slips fade to a twentieth in 120 ms. */
const SLIP_FADE_MS = 40;
const TURN_FADE_MS = 60;
/** A slip above this is no error but a journey: nobody glides through walls. */
const SNAP_M = 4;
const BUBBLE_M = 0.8;
const VEIL_HIDDEN = 1;
const VEIL_NEAR = 2;

/** Where oneself is, as predicted here; replaces what the streams say about oneself. */
export interface OwnPose {
  x: number;
  y: number;
  /** Radians counter-clockwise from +y. */
  heading: number;
  /** Metres a second. */
  speed: number;
  state: number;
}

export class AvatarMotion extends AvatarTable {
  /** Whether those too near to oneself are faded. */
  bubble = true;
  readonly tempo = new Tempo();
  private raster: LevelRaster | undefined;
  private hidden: ReadonlySet<number> = new Set();

  setLevel(raster: LevelRaster | undefined): void {
    this.raster = raster;
  }

  /** Those behind a block, in either direction. */
  setHidden(ids: Iterable<number>): void {
    this.hidden = new Set(ids);
  }

  isHidden(id: number): boolean {
    return this.hidden.has(id);
  }

  /** Fills the drawn columns.
   *
   * `time` is the server time to play, never beyond what the last frame still vouches for, or NaN
   * where it is not known, and others stay as they are; `nowMs` is the client's clock; `own`
   * replaces what the streams say about oneself.
   */
  sample(time: number, nowMs: number, own?: OwnPose): void {
    const elapsed = Math.min(250, Math.max(0, nowMs - this.playedAt));
    if (!Number.isNaN(time)) this.pace = this.tempo.pace(time);
    this.othersMs += (nowMs - this.playedAt) * this.pace;
    this.playedAt = nowMs;
    if (!Number.isNaN(time)) this.moveOthers(time, elapsed);
    if (own && this.self >= 0) this.place(own);
    this.settle();
  }

  private moveOthers(time: number, elapsedMs: number): void {
    const now = this.tempo.own(time);
    const keep = Math.exp(-elapsedMs / SLIP_FADE_MS);
    const turned = 1 - Math.exp(-elapsedMs / TURN_FADE_MS);
    for (let slot = 0; slot < this.count; slot++) {
      while (this.waiting[slot]! > 0 && this.nextTime[slot * WAITING]! <= time) this.play(slot, now);
      const since = Math.max(0, now - this.baseTime[slot]!) / 1000;
      this.slipX[slot] = this.slipX[slot]! * keep;
      this.slipY[slot] = this.slipY[slot]! * keep;
      this.x[slot] = this.baseX[slot]! + this.velX[slot]! * since + this.slipX[slot]!;
      this.y[slot] = this.baseY[slot]! + this.velY[slot]! * since + this.slipY[slot]!;
      this.heading[slot] = this.heading[slot]! + angleBetween(this.heading[slot]!, this.turn[slot]!) * turned;
    }
  }

  /** A record for somebody already seen.
   *
   * At most WAITING wait for their time: when there are as many, the oldest is played early.
   */
  protected await(slot: number, time: number, x: number, y: number, heading: number, stateByte: number): void {
    let n = this.waiting[slot]!;
    while (n > 0 && this.nextTime[slot * WAITING + n - 1]! >= time) n--;
    this.waiting[slot] = n;
    if (n === WAITING) {
      this.play(slot, this.tempo.own(this.nextTime[slot * WAITING]!));
      n--;
    }
    const k = slot * WAITING + n;
    this.nextTime[k] = time;
    this.nextX[k] = x;
    this.nextY[k] = y;
    this.nextHeading[k] = heading;
    this.nextState[k] = stateByte;
    this.waiting[slot] = n + 1;
  }

  /** First sight: drawn at once where the record says. */
  protected begin(slot: number, time: number, x: number, y: number, heading: number, stateByte: number): void {
    this.start(slot, time, x, y, heading, stateByte);
    this.slipX[slot] = 0;
    this.slipY[slot] = 0;
    this.x[slot] = x;
    this.y[slot] = y;
    this.heading[slot] = this.turn[slot]!;
  }

  /** The oldest record that waits becomes the one that is drawn, at `now` of their own time. */
  private play(slot: number, now: number): void {
    const k = slot * WAITING;
    const before = Math.max(0, now - this.baseTime[slot]!) / 1000;
    const oldX = this.baseX[slot]! + this.velX[slot]! * before + this.slipX[slot]!;
    const oldY = this.baseY[slot]! + this.velY[slot]! * before + this.slipY[slot]!;
    this.start(
      slot, this.nextTime[k]!, this.nextX[k]!, this.nextY[k]!, this.nextHeading[k]!, this.nextState[k]!,
    );
    const since = Math.max(0, now - this.baseTime[slot]!) / 1000;
    const slipX = oldX - this.baseX[slot]! - this.velX[slot]! * since;
    const slipY = oldY - this.baseY[slot]! - this.velY[slot]! * since;
    const tooFar = slipX * slipX + slipY * slipY > SNAP_M * SNAP_M;
    this.slipX[slot] = tooFar ? 0 : slipX;
    this.slipY[slot] = tooFar ? 0 : slipY;
    this.shift(slot);
  }

  private shift(slot: number): void {
    const n = --this.waiting[slot]!;
    if (n === 0) return;
    const from = slot * WAITING;
    this.nextTime.copyWithin(from, from + 1, from + 1 + n);
    this.nextX.copyWithin(from, from + 1, from + 1 + n);
    this.nextY.copyWithin(from, from + 1, from + 1 + n);
    this.nextHeading.copyWithin(from, from + 1, from + 1 + n);
    this.nextState.copyWithin(from, from + 1, from + 1 + n);
  }

  private start(slot: number, time: number, x: number, y: number, heading: number, stateByte: number): void {
    const speed = (stateByte & 31) * SPEED_STEP_MPS;
    this.baseTime[slot] = this.tempo.own(time);
    this.baseX[slot] = x;
    this.baseY[slot] = y;
    this.velX[slot] = DIRECTION_X[heading]! * speed;
    this.velY[slot] = DIRECTION_Y[heading]! * speed;
    this.turn[slot] = radiansOf(heading);
    this.speed[slot] = speed;
    this.setState(slot, stateByte >> 5);
  }

  private setState(slot: number, state: number): void {
    if (this.state[slot] === state) return;
    this.state[slot] = state;
    this.stateSince[slot] = slot === this.self ? this.playedAt : this.othersMs;
  }

  private place(own: OwnPose): void {
    const slot = this.self;
    this.x[slot] = own.x;
    this.y[slot] = own.y;
    this.heading[slot] = own.heading;
    this.speed[slot] = own.speed;
    this.setState(slot, own.state);
  }

  /** Heights and veils, which need the drawn positions. */
  private settle(): void {
    const { raster, self, hidden } = this;
    const near2 = this.bubble && self >= 0 ? BUBBLE_M * BUBBLE_M : 0;
    const selfX = self >= 0 ? this.x[self]! : 0;
    const selfY = self >= 0 ? this.y[self]! : 0;
    for (let slot = 0; slot < this.count; slot++) {
      if (raster) this.ground[slot] = groundAt(raster, this.x[slot]!, this.y[slot]!);
      const dx = this.x[slot]! - selfX;
      const dy = this.y[slot]! - selfY;
      const near = slot !== self && dx * dx + dy * dy < near2;
      this.veil[slot] = near ? VEIL_NEAR : 0;
      if (hidden.size > 0 && hidden.has(this.id[slot]!)) this.veil[slot] = VEIL_HIDDEN;
    }
  }
}
