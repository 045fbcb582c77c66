/** Frames to the avatars of the state.
 *
 * Positions are relative to cells, and cells are known once the files of the world are here:
 * frames that come earlier wait, up to a minute of them; beyond that the connection is begun anew.
 */
import type { AvatarStore } from '../state/avatars';
import type { CityState } from '../state/city';
import { isLoaded } from '../state/city';
import { LOOK_BYTES } from '../state/avatar-types';
import { Delta, type Fragment, type Frame, metres, readDelta, readKeyframe, readMoves, readNames, readView, Records } from './frames.ts';
import { Kind } from './messages.ts';

const WAITING_MAX = 600;
const REMEMBERED = 128;

export class FrameSink {
  private readonly city: CityState;
  private readonly avatars: AvatarStore;
  private readonly records = new Records();
  private readonly delta = new Delta();
  private waiting: Frame[] = [];
  /** The next frame begins a new view of the same world: whoever was drawn goes with it. */
  private renew = false;
  /** Times of the ticks that a frame was received of; a fragment may be up to 127 ticks old. */
  private readonly ticks = new Int32Array(REMEMBERED).fill(-1);
  private readonly times = new Float64Array(REMEMBERED);
  /** Newest tick taken. */
  tick = 0;

  constructor(city: CityState) {
    this.city = city;
    this.avatars = city.avatars;
  }

  /** Another session, world or epoch begins. */
  begin(): void {
    this.waiting = [];
    this.renew = true;
    this.ticks.fill(-1);
  }

  /** A frame from the socket. False where too many wait for the world's files. */
  take(frame: Frame, nowMs: number): boolean {
    const here = this.city.here.value;
    if (!here || frame.epoch !== here.epoch) return true;
    const { playback } = this.city;
    playback.frame(playback.unwrap(frame.time_ms), frame.interval_ms, nowMs);
    if (isLoaded(this.city)) this.apply(frame);
    else this.waiting.push(frame);
    return this.waiting.length <= WAITING_MAX;
  }

  /** The files of the world are here. */
  flush(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const frame of waiting) if (frame.epoch === this.city.here.value?.epoch) this.apply(frame);
  }

  private apply(frame: Frame): void {
    if (this.renew) this.clear();
    this.tick = frame.tick;
    const time = this.city.playback.unwrap(frame.time_ms);
    const place = frame.tick % REMEMBERED;
    this.ticks[place] = frame.tick;
    this.times[place] = time;
    for (const fragment of frame.fragments) this.fragment(fragment, this.timeOf(fragment.tick, frame, time));
  }

  /** Server time of a tick: that of its frame, or counted back from this one. */
  private timeOf(tick: number, frame: Frame, time: number): number {
    const place = tick % REMEMBERED;
    return this.ticks[place] === tick ? this.times[place]! : time - (frame.tick - tick) * frame.interval_ms;
  }

  private clear(): void {
    const slot = this.avatars.self;
    const id = slot >= 0 ? this.avatars.id[slot]! : -1;
    const look = this.avatars.look.slice(slot * LOOK_BYTES, (slot + 1) * LOOK_BYTES);
    this.avatars.clear();
    if (id >= 0) this.avatars.pin(id, look);
    this.renew = false;
  }

  private fragment(fragment: Fragment, time: number): void {
    const { kind, data } = fragment;
    if (kind === Kind.VIEW) {
      const { near, middle, far } = readView(data);
      return this.avatars.setView(fragment.tick, near, middle, far);
    }
    if (kind === Kind.NAMES) {
      readNames(data, (id, look, name) => this.avatars.setName(fragment.tick, id, name, look));
    } else if (kind === Kind.MOVES) {
      readMoves(data, this.records);
      this.put(fragment, time, this.records, false);
    } else if (kind === Kind.KEYFRAME) {
      readKeyframe(data, this.records);
      this.avatars.sweep(fragment.cell, fragment.tick, this.records.id, this.records.count);
      this.put(fragment, time, this.records, true);
    } else {
      this.applyDelta(fragment, time);
    }
    this.avatars.hasSpoken(fragment.cell, fragment.tick);
  }

  private applyDelta(fragment: Fragment, time: number): void {
    readDelta(fragment.data, this.delta);
    const { leaves, enters, moves } = this.delta;
    for (let k = 0; k < leaves.count; k++) {
      this.avatars.leave(fragment.cell, fragment.tick, leaves.id[k]!, leaves.toCell[k]!);
    }
    this.put(fragment, time, enters, true);
    this.put(fragment, time, moves, false);
  }

  private put({ cell, tick }: Fragment, time: number, records: Records, looks: boolean): void {
    const cells = this.city.loaded.value!.cells;
    const corner = cells.corner(cell);
    if (!corner) return;
    for (let k = 0; k < records.count; k++) {
      this.avatars.record(
        cell, tick, time, records.id[k]!,
        corner.x + metres(records.qx[k]!, cells.cell_m), corner.y + metres(records.qy[k]!, cells.cell_m),
        records.heading[k]!, records.state[k]!, looks ? records.look : undefined, k * LOOK_BYTES,
      );
    }
  }
}
