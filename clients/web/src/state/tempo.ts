/** How the time of others goes on.
 *
 * In the living city it is the server's clock. While a recording is paused that clock goes on and
 * the people in it do not: their own time has a pace, 1 or 0, that turns at moments of the server's
 * clock. It never jumps, so that nobody does. (How fast a recording is played is in the speeds that
 * the server tells, and nothing of this.)
 */

/** Who is told of a moment up to 13 s ago must still find the pace of then. */
const TURNS_MAX = 32;
const WRAP_MS = 2 ** 32;

interface Turn {
  /** Server clock from which on the pace holds. */
  at: number;
  /** Their own time there. */
  own: number;
  pace: Pace;
}

export type Pace = 0 | 1;

export class Tempo {
  private turns: Turn[] = [];

  /** From `at` on, by the server's clock, their time goes at this pace. Of more than 32 turns the
   * oldest are forgotten. */
  turn(at: number, pace: Pace): void {
    while (this.turns.length > 1 && since(this.turns.at(-1)!.at, at) < 0) this.turns.pop();
    if (this.turns.at(-1)?.pace === pace) return;
    this.turns.push({ at, own: this.own(at), pace });
    if (this.turns.length > TURNS_MAX) this.turns.shift();
  }

  /** They live now, as oneself does. */
  live(): void {
    this.turns = [];
  }

  /** Their own time at a moment of the server's clock, milliseconds. */
  own(at: number): number {
    if (this.turns.length === 0) return at;
    const turn = this.find(at);
    return turn ? turn.own + since(turn.at, at) * turn.pace : at;
  }

  /** Whether it goes on there. */
  pace(at: number): Pace {
    return this.find(at)?.pace ?? 1;
  }

  /** The turn that holds; what was before the first is not known, and taken to be like it. */
  private find(at: number): Turn | undefined {
    return this.turns.findLast((turn) => since(turn.at, at) >= 0) ?? this.turns[0];
  }
}

/** From `a` to `b`, on a clock that may have passed 2**32 in between. */
function since(a: number, b: number): number {
  return b - a - Math.round((b - a) / WRAP_MS) * WRAP_MS;
}
