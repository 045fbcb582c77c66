/** Every wish that a visitor can have, one function for each message of the protocol.
 *
 * A wish with a `ref` gives a promise: granted, or an `ActionError` with one of the error codes
 * of the protocol, `offline` where nothing could be sent, or `no_answer`.
 */
import {
  ACT, APPEAR, BYE, type ClientMessage, type Do, FETCH_CHAT, GO, LIST_PEOPLE, MOVE, type Channel, type People, PING,
  type Reason, RELATE, type Relation, REPLAY, REPORT, SAY, SET_TIER, SET_VISIT, TAKE_TOUR, type Tier, type Touring, type Visit, VISIT_ANSWER,
  VISIT_PERSON,
} from './messages.ts';

export { Channel, CHAT_MAX_CHARS, Close, Do, type ErrorCode, HEARING_M, NAME_MAX_CHARS, Reason, Relation, Tier, Visit } from './messages.ts';

const ANSWER_WITHIN_MS = 10_000;
/** Asking somebody takes as long as they may think about it, and a little. */
const PERSON_WITHIN_MS = 33_000;
const WAITING_MAX = 64;

export class ActionError extends Error {
  override name = 'ActionError';
  readonly code: string;
  readonly retry_s: number;

  constructor(code: string, retry_s = 0) {
    super(code);
    this.code = code;
    this.retry_s = retry_s;
  }
}

type Answer = People | Touring;

interface Waiting {
  done(answer: Answer | undefined): void;
  fail(error: ActionError): void;
  timer: ReturnType<typeof setTimeout>;
  /** A message said: its own echo grants it. */
  said: boolean;
}

type Wish = Extract<ClientMessage, { ref: number }> extends infer M ? (M extends { ref: number } ? Omit<M, 'ref'> : never) : never;

export class Actions {
  private readonly send: (message: ClientMessage) => boolean;
  private readonly waiting = new Map<number, Waiting>();
  /** Names of those whom one whispered to and did not hear oneself yet; the oldest of 64 goes. */
  private whispers: string[] = [];
  private ref = 0;

  /** `send` says whether the message went out. */
  constructor(send: (message: ClientMessage) => boolean) {
    this.send = send;
  }

  move(x: number, y: number, heading: number, speed: number, time_ms: number): boolean {
    return this.send({ code: MOVE, x, y, heading, speed, time_ms });
  }

  act(state: number): boolean {
    return this.send({ code: ACT, state });
  }

  /** `name` of whom one whispers to: what comes back does not tell it. */
  async say(channel: Channel, text: string, to = 0, name = ''): Promise<void> {
    if (name !== '') this.whispers = [...this.whispers, name].slice(-WAITING_MAX);
    try {
      await this.wish({ code: SAY, channel, text, to }, ANSWER_WITHIN_MS, true);
    } catch (error) {
      const at = this.whispers.lastIndexOf(name);
      if (at >= 0) this.whispers.splice(at, 1);
      throw error;
    }
  }

  /** To a place; an empty world is this one, an empty place its start. */
  go(world: string, place: string): Promise<void> {
    return this.wish({ code: GO, world, place }).then(nothing);
  }

  visit(avatar: number): Promise<void> {
    return this.wish({ code: VISIT_PERSON, avatar }, PERSON_WITHIN_MS).then(nothing);
  }

  answerVisit(avatar: number, yes: boolean): Promise<void> {
    return this.wish({ code: VISIT_ANSWER, avatar, yes }).then(nothing);
  }

  appear(name: string, look: readonly number[]): Promise<void> {
    return this.wish({ code: APPEAR, name, look: [...look] }).then(nothing);
  }

  relate(avatar: number, relation: Relation): Promise<void> {
    return this.wish({ code: RELATE, avatar, relation }).then(nothing);
  }

  report(avatar: number, reason: Reason, words: string): Promise<void> {
    return this.wish({ code: REPORT, avatar, reason, words }).then(nothing);
  }

  listPeople(first = 0): Promise<People> {
    return this.answered<People>({ code: LIST_PEOPLE, first });
  }

  /** Calls the guide of a tour of this world to its start, or joins it where it is. */
  takeTour(tour: string): Promise<Touring> {
    return this.answered<Touring>({ code: TAKE_TOUR, tour });
  }

  /** In a recording, for everybody who watches; `value` as `Do` says. */
  replay(what: Do, value = 0): Promise<void> {
    return this.wish({ code: REPLAY, do: what, value }).then(nothing);
  }

  setTier(tier: Tier): boolean {
    return this.send({ code: SET_TIER, tier });
  }

  setVisit(visit: Visit): boolean {
    return this.send({ code: SET_VISIT, visit });
  }

  fetchChat(after: number): boolean {
    return this.send({ code: FETCH_CHAT, after });
  }

  ping(time_ms: number): boolean {
    return this.send({ code: PING, time_ms });
  }

  bye(): boolean {
    return this.send({ code: BYE });
  }

  // ---- answers, called by the receiver ------------------------------------------------------------

  granted(ref: number, answer?: Answer): void {
    this.settle(ref)?.done(answer);
  }

  refused(ref: number, error: string, retry_s: number): void {
    this.settle(ref)?.fail(new ActionError(error, retry_s));
  }

  /** One's own words came back: the oldest message still waiting was heard. */
  heardMyself(): void {
    for (const [ref, waiting] of this.waiting) if (waiting.said) return this.granted(ref);
  }

  /** One's own whisper came back: to whom it went, where that is still known. */
  heardWhisper(): string | undefined {
    return this.whispers.shift();
  }

  /** A wish whose answer says more than yes. */
  private async answered<A extends Answer>(wish: Wish): Promise<A> {
    const answer = await this.wish(wish);
    if (!answer) throw new ActionError('no_answer');
    return answer as A;
  }

  /** At most 64 wishes wait at a time; a further one fails at once. */
  private wish(wish: Wish, within_ms = ANSWER_WITHIN_MS, said = false): Promise<Answer | undefined> {
    return new Promise((done, fail) => {
      if (this.waiting.size >= WAITING_MAX) return fail(new ActionError('too_many_messages', 1));
      this.ref = (this.ref % 0x7fffffff) + 1;
      const ref = this.ref;
      if (!this.send({ ...wish, ref })) return fail(new ActionError('offline'));
      const timer = setTimeout(() => this.settle(ref)?.fail(new ActionError('no_answer')), within_ms);
      this.waiting.set(ref, { done, fail, timer, said });
    });
  }

  private settle(ref: number): Waiting | undefined {
    const waiting = this.waiting.get(ref);
    clearTimeout(waiting?.timer);
    this.waiting.delete(ref);
    return waiting;
  }
}

function nothing(): void {}
