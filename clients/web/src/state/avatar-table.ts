/** The columns of everybody in view, and who has which slot.
 *
 * Slots are dense; the last one moves into a freed one.
 */
import type { AvatarColumns } from './avatar-types';
import { FLAG_GUIDE, LOOK_BYTES } from './avatar-types';

const IDS = 65536;
export const NOWHERE = -1;
export const NEVER = -1;
/** Records that wait for their time, for each avatar. */
export const WAITING = 4;
/** Shown for someone whose look has not come yet. */
const PLAIN_LOOK = Uint8Array.of(0x11, 0x00, 0, 0x01, 0);

type Column = Uint8Array | Uint16Array | Int32Array | Float32Array | Float64Array;

export class AvatarTable implements AvatarColumns {
  count = 0;
  self = NOWHERE;
  pace: 0 | 1 = 1;
  othersMs = 0;
  looksVersion = 0;
  readonly id: Uint16Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly ground: Float32Array;
  readonly heading: Float32Array;
  readonly speed: Float32Array;
  readonly state: Uint8Array;
  readonly stateSince: Float64Array;
  readonly look: Uint8Array;
  readonly veil: Uint8Array;

  /** Cell that an avatar is bound to; NOWHERE for oneself before the streams know it. */
  protected readonly cell: Int32Array;
  /** Tick at which it was known to be in that cell; ticks of its record, look and name. */
  protected readonly boundTick: Int32Array;
  protected readonly recordTick: Int32Array;
  protected readonly lookTick: Int32Array;
  protected readonly nameTick: Int32Array;
  /** The record played last: position, velocity, heading, and the time it holds for (by `Tempo`). */
  protected readonly baseX: Float64Array;
  protected readonly baseY: Float64Array;
  protected readonly baseTime: Float64Array;
  protected readonly velX: Float32Array;
  protected readonly velY: Float32Array;
  protected readonly turn: Float32Array;
  /** What is left of the jump to that record. */
  protected readonly slipX: Float32Array;
  protected readonly slipY: Float32Array;
  /** The records that wait: how many, then WAITING places for each slot. */
  protected readonly waiting: Uint8Array;
  protected readonly nextTime: Float64Array;
  protected readonly nextX: Float64Array;
  protected readonly nextY: Float64Array;
  protected readonly nextHeading: Uint8Array;
  protected readonly nextState: Uint8Array;

  protected readonly slots = new Int32Array(IDS).fill(NOWHERE);
  protected readonly names = new Map<number, string>();
  /** Client clock of the last drawn frame. */
  protected playedAt = 0;
  private readonly columns: readonly { column: Column; width: number }[];
  private readonly capacity: number;

  /** Room for `capacity` avatars; those beyond are not shown until somebody leaves. */
  constructor(capacity = 16384) {
    this.capacity = capacity;
    const columns: { column: Column; width: number }[] = [];
    const keep = <T extends Column>(column: T): T => {
      columns.push({ column, width: column.length / capacity });
      return column;
    };
    const u8 = (width = 1): Uint8Array => keep(new Uint8Array(capacity * width));
    const f32 = (): Float32Array => keep(new Float32Array(capacity));
    const f64 = (width = 1): Float64Array => keep(new Float64Array(capacity * width));
    this.id = keep(new Uint16Array(capacity));
    const i32 = (): Int32Array => keep(new Int32Array(capacity));
    [this.cell, this.boundTick, this.recordTick, this.lookTick, this.nameTick] = [i32(), i32(), i32(), i32(), i32()];
    [this.x, this.y, this.ground, this.heading, this.speed] = [f32(), f32(), f32(), f32(), f32()];
    [this.velX, this.velY, this.turn, this.slipX, this.slipY] = [f32(), f32(), f32(), f32(), f32()];
    [this.stateSince, this.baseX, this.baseY, this.baseTime] = [f64(), f64(), f64(), f64()];
    [this.state, this.veil, this.waiting, this.look] = [u8(), u8(), u8(), u8(LOOK_BYTES)];
    [this.nextTime, this.nextX, this.nextY] = [f64(WAITING), f64(WAITING), f64(WAITING)];
    [this.nextHeading, this.nextState] = [u8(WAITING), u8(WAITING)];
    this.columns = columns;
  }

  nameOf(id: number): string | undefined {
    return this.names.get(id);
  }

  /** Slot of an avatar, -1 where it is not in view. */
  slotOf(id: number): number {
    return this.slots[id]!;
  }

  /** How many in view are people: guides that the server walks are not. */
  get people(): number {
    let guides = 0;
    for (let slot = 0; slot < this.count; slot++) if (this.look[slot * LOOK_BYTES + 4]! & FLAG_GUIDE) guides++;
    return this.count - guides;
  }

  /** A slot for somebody new, or NOWHERE where there is no room. */
  protected add(id: number, cell: number, tick: number): number {
    if (this.count === this.capacity) return NOWHERE;
    const slot = this.count++;
    this.id[slot] = id;
    this.slots[id] = slot;
    this.cell[slot] = cell;
    this.boundTick[slot] = tick;
    this.recordTick[slot] = this.lookTick[slot] = this.nameTick[slot] = NEVER;
    this.waiting[slot] = 0;
    this.state[slot] = 0;
    this.stateSince[slot] = this.othersMs;
    this.veil[slot] = 0;
    this.look.set(PLAIN_LOOK, slot * LOOK_BYTES);
    this.looksVersion++;
    return slot;
  }

  /** Frees a slot; oneself keeps it and is only no longer bound. */
  protected drop(slot: number): void {
    if (slot === this.self) {
      this.cell[slot] = NOWHERE;
      this.recordTick[slot] = NEVER;
      this.waiting[slot] = 0;
      return;
    }
    const id = this.id[slot]!;
    this.names.delete(id);
    this.slots[id] = NOWHERE;
    const last = --this.count;
    if (slot !== last) this.moveInto(slot, last);
    this.looksVersion++;
  }

  protected setLook(slot: number, look: Uint8Array, at: number): void {
    const to = slot * LOOK_BYTES;
    let changed = false;
    for (let k = 0; k < LOOK_BYTES; k++) {
      changed ||= this.look[to + k] !== look[at + k];
      this.look[to + k] = look[at + k]!;
    }
    if (changed) this.looksVersion++;
  }

  private moveInto(slot: number, last: number): void {
    for (const { column, width } of this.columns) {
      column.copyWithin(slot * width, last * width, (last + 1) * width);
    }
    this.slots[this.id[slot]!] = slot;
    if (last === this.self) this.self = slot;
  }
}
