/** Which server time to draw.
 *
 * The newest frame says how far the server's clock is; the smallest lag of the last seconds is
 * the way through the network, what exceeds it is jitter. Drawn is the present less that way,
 * two ticks and the jitter, so that the next record has nearly always arrived. The clock of the
 * drawing is bent by at most a twentieth, never set back, unless it is off by a second.
 */
const WINDOW_MS = 5000;
const BEND = 0.05;
const JUMP_MS = 1000;
const JITTER_MAX_MS = 400;
const JITTER_KEEP = 0.98;
/** An empty frame comes at least every 5 s: so long silence means "all go on". */
const TRUSTED_MS = 5200;
const TRUSTED_WHEN_LOST_MS = 500;

export class Playback {
  /** Server time of the newest frame, unwrapped. */
  newest = Number.NaN;
  private leastLag = Infinity;
  private leastLagBefore = Infinity;
  private windowEnds = 0;
  private jitter = 0;
  private interval_ms = 100;
  private behind = Number.NaN;
  private playedAt = 0;
  private lost = false;

  /** A 32-bit server time as a number that goes on beyond 2**32. */
  unwrap(time_ms: number): number {
    if (Number.isNaN(this.newest)) return time_ms;
    return this.newest + ((time_ms - this.newest) | 0);
  }

  /** A frame has come. `time_ms` is unwrapped. */
  frame(time_ms: number, interval_ms: number, nowMs: number): void {
    const lag = nowMs - time_ms;
    if (nowMs > this.windowEnds) {
      this.leastLagBefore = this.leastLag;
      this.leastLag = Infinity;
      this.windowEnds = nowMs + WINDOW_MS;
    }
    this.leastLag = Math.min(this.leastLag, lag);
    this.jitter = Math.min(JITTER_MAX_MS, Math.max(lag - this.way(), this.jitter * JITTER_KEEP));
    this.interval_ms = interval_ms;
    this.newest = Number.isNaN(this.newest) ? time_ms : Math.max(this.newest, time_ms);
    this.lost = false;
  }

  /** The connection is gone: everybody stops soon instead of walking on through walls. */
  lose(): void {
    this.lost = true;
  }

  /** Another server or epoch: its clock is learned anew. */
  forget(): void {
    this.newest = Number.NaN;
    this.behind = Number.NaN;
    this.leastLag = this.leastLagBefore = Infinity;
    this.jitter = 0;
  }

  /** Server time to draw at `nowMs`; NaN before the first frame. */
  time(nowMs: number): number {
    if (Number.isNaN(this.newest)) return Number.NaN;
    const target = this.way() + 2 * this.interval_ms + this.jitter;
    const off = target - this.behind;
    const bend = BEND * Math.max(0, nowMs - this.playedAt);
    const jumps = Number.isNaN(off) || Math.abs(off) > JUMP_MS;
    this.behind = jumps ? target : this.behind + Math.max(-bend, Math.min(bend, off));
    this.playedAt = nowMs;
    const trusted = this.lost ? TRUSTED_WHEN_LOST_MS : TRUSTED_MS;
    return Math.min(nowMs - this.behind, this.newest + trusted);
  }

  /** Milliseconds that drawing is behind the newest frame's arrival. */
  get delay_ms(): number {
    return 2 * this.interval_ms + this.jitter;
  }

  private way(): number {
    return Math.min(this.leastLag, this.leastLagBefore);
  }
}
