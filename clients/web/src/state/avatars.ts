/** Who is in view: the rules of `docs/protocol.md`, section 7.
 *
 * Each avatar is bound to the cell whose stream told of it last; its binding, its record, its
 * look and its name each have the tick of the fragment that told them, and only a fragment that
 * is not older replaces one. A leave rebinds or ends, a keyframe sweeps its cell, a new view
 * sweeps everything outside. That is all it takes for no ghost to remain.
 */
import { AvatarMotion } from './avatar-motion';
import { NEVER, NOWHERE, WAITING } from './avatar-table';

const CELLS = 65536;
const OUT_OF_VIEW = -1;

export class AvatarStore extends AvatarMotion {
  /** Tick up to which each cell in view has spoken. */
  private readonly spoken = new Int32Array(CELLS).fill(OUT_OF_VIEW);
  private readonly stamps = new Uint32Array(CELLS);
  private stamp = 0;

  /** Nobody is in view: another world, or another epoch of this one. */
  clear(): void {
    for (let slot = 0; slot < this.count; slot++) this.slots[this.id[slot]!] = NOWHERE;
    this.count = 0;
    this.self = NOWHERE;
    this.spoken.fill(OUT_OF_VIEW);
    this.names.clear();
    this.looksVersion++;
  }

  /** Oneself: has a slot from now on, whatever the streams say. */
  pin(id: number, look: Uint8Array): void {
    const known = this.slots[id]!;
    this.self = known >= 0 ? known : this.add(id, NOWHERE, NEVER);
    if (this.self >= 0) this.setLook(this.self, look, 0);
  }

  /** The cells now in view; whoever is bound elsewhere is gone. */
  setView(tick: number, ...lists: ArrayLike<number>[]): void {
    const before = this.spoken.slice();
    this.spoken.fill(OUT_OF_VIEW);
    for (const cells of lists) {
      for (let k = 0; k < cells.length; k++) {
        const cell = cells[k]!;
        this.spoken[cell] = before[cell] === OUT_OF_VIEW ? tick : before[cell]!;
      }
    }
    for (let slot = this.count - 1; slot >= 0; slot--) {
      const cell = this.cell[slot]!;
      if (cell !== NOWHERE && this.spoken[cell] === OUT_OF_VIEW) this.drop(slot);
    }
  }

  /** A fragment of `cell` has been taken: the cell has spoken up to its tick. */
  hasSpoken(cell: number, tick: number): void {
    const before = this.spoken[cell]!;
    if (before !== OUT_OF_VIEW && tick > before) this.spoken[cell] = tick;
  }

  /** `id` left `cell` for `to`, a cell or ELSEWHERE.
   *
   * Where `to` has spoken of a younger tick it has told itself whether the avatar is there.
   */
  leave(cell: number, tick: number, id: number, to: number): void {
    const slot = this.slots[id]!;
    if (slot < 0 || this.cell[slot] !== cell || this.boundTick[slot]! > tick) return;
    const spoken = this.spoken[to]!;
    if (spoken === OUT_OF_VIEW || spoken > tick) return this.drop(slot);
    this.cell[slot] = to;
    this.boundTick[slot] = tick;
  }

  /** A move, or an enter where `look` is given (its five bytes begin at `lookAt`).
   *
   * `time` is the server time of its tick, `stateByte` is state << 5 | speed. A move of somebody
   * unknown is ignored.
   */
  record(
    cell: number, tick: number, time: number, id: number,
    x: number, y: number, heading: number, stateByte: number, look?: Uint8Array, lookAt = 0,
  ): void {
    let slot = this.slots[id]!;
    if (slot < 0) slot = look ? this.add(id, cell, tick) : NOWHERE;
    if (slot < 0) return;
    if (this.cell[slot] === NOWHERE || tick >= this.boundTick[slot]!) {
      this.cell[slot] = cell;
      this.boundTick[slot] = tick;
    }
    if (tick >= this.recordTick[slot]!) {
      if (this.recordTick[slot] === NEVER) this.begin(slot, time, x, y, heading, stateByte);
      else this.await(slot, time, x, y, heading, stateByte);
      this.recordTick[slot] = tick;
    }
    if (look && tick >= this.lookTick[slot]!) {
      this.lookTick[slot] = tick;
      this.setLook(slot, look, lookAt);
    }
  }

  /** Before the records of a keyframe: whoever is bound to `cell` and not among the first `n` of
   * `ids` is gone, unless its binding is younger. */
  sweep(cell: number, tick: number, ids: ArrayLike<number>, n: number): void {
    const stamp = ++this.stamp;
    for (let k = 0; k < n; k++) this.stamps[ids[k]!] = stamp;
    for (let slot = this.count - 1; slot >= 0; slot--) {
      if (this.cell[slot] !== cell || this.boundTick[slot]! > tick) continue;
      if (this.stamps[this.id[slot]!] !== stamp) this.drop(slot);
    }
  }

  /** Name and look of somebody known, unless a younger fragment has told them. */
  setName(tick: number, id: number, name: string, look: Uint8Array): void {
    const slot = this.slots[id]!;
    if (slot < 0) return;
    if (tick >= this.nameTick[slot]!) {
      this.nameTick[slot] = tick;
      this.names.set(id, name);
    }
    if (tick >= this.lookTick[slot]!) {
      this.lookTick[slot] = tick;
      this.setLook(slot, look, 0);
    }
  }

  /** The cell an avatar is bound to, -1 for none. */
  cellOf(id: number): number {
    const slot = this.slots[id]!;
    return slot < 0 ? NOWHERE : this.cell[slot]!;
  }

  /** Position of the newest record of an avatar: what the streams say, not what is drawn. */
  newest(id: number): { x: number; y: number } | undefined {
    const slot = this.slots[id]!;
    if (slot < 0 || this.recordTick[slot] === NEVER) return undefined;
    const n = this.waiting[slot]!;
    if (n === 0) return { x: this.baseX[slot]!, y: this.baseY[slot]! };
    const k = slot * WAITING + n - 1;
    return { x: this.nextX[k]!, y: this.nextY[k]! };
  }
}
