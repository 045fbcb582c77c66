/** One talk: what was said so far, how it stands, and the long poll that keeps both fresh. It goes on
 * whether or not anybody looks, over lost connections and a server that restarts. */
import { batch, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { ServiceError } from '../../net/asking';
import { Backoff } from '../../net/backoff';
import { type Help, type LeaveWish, type Line, LOOK_S, type TalkShown, type Ticket } from '../../net/help';
import type { Receipt } from '../../net/services';
import { pause } from '../desk/sending';

/** A server that is about to stop answers every look at once. */
const BREATH_MS = 300;
/** One failed look is nothing to talk about. */
const TOLD_FROM_TRIES = 2;
const LATER = new Set(['limited', 'store', 'busy']);

export type Helping = Pick<Help, 'look' | 'say' | 'typing' | 'end' | 'rate' | 'leave' | 'transcript'>;

export class Talk {
  readonly ticket: Ticket;
  readonly shown: ReadonlySignal<TalkShown>;
  /** In their order, each once. */
  readonly lines: ReadonlySignal<readonly Line[]>;
  /** The server has not been heard of for a while. */
  readonly lost = signal(false);
  /** The server does not know it any more. */
  readonly gone = signal(false);
  readonly ended: AbortSignal;
  private readonly ending = new AbortController();
  private readonly help: Helping;
  private readonly heard: (lines: readonly Line[]) => void;
  private readonly backoff: Backoff;
  private readonly state: Signal<TalkShown>;
  private readonly said: Signal<readonly Line[]>;
  private looking = new AbortController();
  private cursor: number;
  /** Lines up to here have been told to `heard`, or were there at the beginning. */
  private heardTo: number;
  /** All lines are to be fetched anew. */
  private isStale = false;

  /** `heard` is told of every line that comes later, once. */
  constructor(ticket: Ticket, told: TalkShown, help: Helping, heard: (lines: readonly Line[]) => void, backoff: Backoff = new Backoff()) {
    this.ticket = ticket;
    this.help = help;
    this.heard = heard;
    this.backoff = backoff;
    this.shown = this.state = signal(told);
    this.lines = this.said = signal(told.lines);
    this.cursor = told.next;
    this.heardTo = told.next;
    this.ended = this.ending.signal;
  }

  get after(): number {
    return this.cursor;
  }

  get isOver(): boolean {
    return this.gone.value || isOver(this.state.value);
  }

  /** Looks until it is over; what fails is tried again, later each time. */
  async follow(): Promise<void> {
    for (let tries = 0; !this.isOver && !this.ended.aborted;) {
      const began = performance.now();
      const { cursor } = this;
      try {
        // Each look follows from what the one before told.
        // oxlint-disable-next-line no-await-in-loop
        await this.look(tries > 0 ? 0 : LOOK_S);
        tries = 0;
        this.backoff.reset();
        // oxlint-disable-next-line no-await-in-loop
        if (this.cursor === cursor && performance.now() - began < BREATH_MS) await pause(BREATH_MS, this.ended);
      } catch (error) {
        if (this.ended.aborted) return;
        if (this.looking.signal.aborted) continue;
        if (!isLater(error)) return this.miss(error);
        tries += 1;
        this.lost.value = tries >= TOLD_FROM_TRIES;
        // oxlint-disable-next-line no-await-in-loop
        await pause(BREATH_MS + this.backoff.next(), this.ended);
      }
    }
  }

  /** In another language: all lines are fetched again, none is told again. */
  relook(): void {
    this.isStale = true;
    this.looking.abort();
    if (this.isOver && !this.gone.value) this.look(0).catch(() => undefined);
  }

  /** What the server said of it; older states change nothing. */
  take(told: TalkShown): void {
    const fresh = told.lines.filter(({ seq }) => seq > this.heardTo);
    this.cursor = Math.max(this.cursor, told.next);
    this.heardTo = Math.max(this.heardTo, ...fresh.map(({ seq }) => seq));
    batch(() => {
      this.lost.value = false;
      if (told.lines.length > 0) this.said.value = merged(this.said.value, told.lines);
      if (told.version >= this.state.value.version) this.state.value = told;
    });
    if (fresh.length > 0) this.heard(fresh);
  }

  /** The server was not heard; ends when it is. */
  heardAgain(): Promise<void> {
    this.lost.value = true;
    return new Promise((done) => {
      const stop = effect(() => {
        if (this.lost.value) return;
        done();
        queueMicrotask(() => stop());
      });
    });
  }

  async say(words: string, key: string): Promise<void> {
    this.take(await this.help.say(this.ticket, { words, key, after: this.cursor }));
  }

  async typing(): Promise<void> {
    this.take(await this.help.typing(this.ticket, this.cursor));
  }

  async end(): Promise<void> {
    this.take(await this.help.end(this.ticket, this.cursor));
  }

  async rate(stars: number): Promise<void> {
    this.take(await this.help.rate(this.ticket, stars, this.cursor));
  }

  async leave(wish: LeaveWish): Promise<Receipt> {
    const receipt = await this.help.leave(this.ticket, wish);
    // What became of it is shown next; the receipt counts even where that is not heard.
    await this.look(0).catch(() => undefined);
    return receipt;
  }

  transcript(): Promise<string> {
    return this.help.transcript(this.ticket);
  }

  /** Nothing is asked any more. */
  close(): void {
    this.ending.abort();
    this.looking.abort();
  }

  private async look(wait_s: number): Promise<void> {
    this.looking = new AbortController();
    const { isStale } = this;
    const seen = { after: isStale ? 0 : this.cursor, version: this.state.value.version, wait_s };
    this.take(await this.help.look(this.ticket, seen, this.looking.signal));
    if (isStale) this.isStale = false;
  }

  private miss(error: unknown): void {
    if (!(error instanceof ServiceError)) throw error;
    this.lost.value = false;
    this.gone.value = true;
  }
}

export function isOver({ state }: TalkShown): boolean {
  return state === 'ended' || state === 'written';
}

/** Whether asking again may help. */
function isLater(error: unknown): boolean {
  return error instanceof ServiceError && (error.unheard || LATER.has(error.code) || error.code.startsWith('http_5'));
}

/** Each line once; a later telling of it counts, as it may be in another language. */
function merged(known: readonly Line[], told: readonly Line[]): Line[] {
  const bySeq = new Map([...known, ...told].map((line) => [line.seq, line]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
