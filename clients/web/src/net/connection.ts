/** One connection that survives: tunnels, sleep, frozen tabs, restarts of the server.
 *
 * A socket that has been silent is asked (ping); without an answer within 2 s further sockets are
 * opened beside it, one every half second at first, and the first that opens wins. So a network
 * that comes back is used within a second, and a silence that was only a hiccup costs nothing.
 * Refused connections wait with full jitter; `wake` (online, visible, back from the cache) tries
 * at once. Close codes decide whether to go on at all (`closing.ts`).
 */
import { Backoff } from './backoff.ts';
import { afterClose } from './closing.ts';
import { SILENCE_IS_DEATH_S } from './messages.ts';

/** The part of a WebSocket that is used. */
export interface Wire {
  binaryType: string;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
}

export interface ConnectionHandlers {
  /** A socket is open: what to say first. Who has an account has to fetch a token for it. */
  hello(): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  ping(): Uint8Array<ArrayBuffer>;
  message(data: ArrayBuffer): void;
  /** No longer sure of the connection, or without one; it is being worked on. */
  lost(code: number): void;
  /** An old socket that was doubted has spoken again. */
  recovered(): void;
  /** It will not come back by itself. */
  stopped(code: number): void;
  /** The server speaks another version. */
  reload(): void;
}

export interface ConnectionDeps {
  open(): Wire;
  handlers: ConnectionHandlers;
  now?: () => number;
  random?: () => number;
}

const LOOK_EVERY_MS = 250;
/** Silence after which a ping is sent. */
const QUIET_MS = 2500;
const ANSWER_WITHIN_MS = 2000;
/** After a sleep or in doubt the answer must come sooner. */
const ANSWER_AFTER_WAKE_MS = 400;
/** An empty frame comes every 5 s: silence beyond is suspicious when waking. */
const LONG_SILENCE_MS = 6000;
/** The watch is called four times a second; a gap means that the machine slept. */
const SLEPT_MS = 3000;
/** Attempts beside each other: the next one after so long, the oldest of four given up. */
const HEDGE_MS = 500;
const HEDGES_MAX = 3;
/** An outage longer than this is not hurried any more. */
const HURRY_MS = 30_000;
const SLOW_HEDGE_MS = 5000;
const WELCOME_WITHIN_MS = 4000;
const SUPERSEDED = 4000;

export class Connection {
  private readonly deps: ConnectionDeps;
  private readonly now: () => number;
  private readonly backoff: Backoff;
  /** The socket that speaks for this session, from its opening on. */
  private socket: Wire | undefined;
  private attempts: { wire: Wire; since: number }[] = [];
  private heardAt = 0;
  private pingedAt = 0;
  private answerBy = Infinity;
  private doubted = false;
  private outageSince = 0;
  private tryAt = Infinity;
  private lookedAt = 0;
  private watch: ReturnType<typeof setInterval> | undefined;

  constructor(deps: ConnectionDeps) {
    this.deps = deps;
    this.now = deps.now ?? (() => performance.now());
    this.backoff = new Backoff(deps.random);
  }

  /** Connects, and again after `stop`. */
  start(): void {
    this.lookedAt = this.outageSince = this.now();
    this.watch ??= setInterval(() => this.look(), LOOK_EVERY_MS);
    if (!this.socket && this.attempts.length === 0) this.attempt();
  }

  /** Lets go of every socket without a word to the handlers. */
  stop(code = 1000): void {
    clearInterval(this.watch);
    this.watch = undefined;
    this.tryAt = this.answerBy = Infinity;
    this.doubted = false;
    this.abandonAttempts();
    if (this.socket) abandon(this.socket, code);
    this.socket = undefined;
  }

  get running(): boolean {
    return this.watch !== undefined;
  }

  /** Whether it went out; a socket that is doubted does not count. */
  send(data: Uint8Array<ArrayBuffer>): boolean {
    if (!this.socket || this.doubted) return false;
    this.socket.send(data);
    return true;
  }

  /** The server said when to come back (`drain`); the close that follows waits for that. */
  returnAfter(ms: number): void {
    this.tryAt = this.now() + ms;
  }

  /** Online again, visible again, back from the cache: find out now. */
  wake(): void {
    if (!this.running) return;
    if (this.socket && !this.doubted) return this.ask(this.answerTime());
    this.outageSince = this.now();
    this.backoff.reset();
    if (this.attempts.length < HEDGES_MAX) this.attempt();
  }

  private answerTime(): number {
    return this.now() - this.heardAt > LONG_SILENCE_MS ? ANSWER_AFTER_WAKE_MS : ANSWER_WITHIN_MS;
  }

  private ask(within_ms: number): void {
    this.pingedAt = this.now();
    this.answerBy = Math.min(this.answerBy, this.pingedAt + within_ms);
    this.socket?.send(this.deps.handlers.ping());
  }

  /** Four times a second: silence, unanswered pings, attempts that take too long. */
  private look(): void {
    const now = this.now();
    const slept = now - this.lookedAt > SLEPT_MS;
    this.lookedAt = now;
    if (slept) this.wake();
    if (this.socket && now - this.heardAt > SILENCE_IS_DEATH_S * 1000 && !slept) return this.die(0);
    if (this.socket && !this.doubted) this.lookAtSocket(now);
    if (this.tryAt <= now || this.isHedgeDue(now)) this.attempt();
  }

  private lookAtSocket(now: number): void {
    if (now >= this.answerBy) return this.doubt();
    const quiet = now - Math.max(this.heardAt, this.pingedAt) > QUIET_MS;
    if (quiet) this.ask(ANSWER_WITHIN_MS);
  }

  private doubt(): void {
    this.doubted = true;
    this.answerBy = Infinity;
    this.outageSince = this.now();
    this.deps.handlers.lost(0);
    if (this.attempts.length === 0) this.attempt();
  }

  private isHedgeDue(now: number): boolean {
    const last = this.attempts.at(-1);
    if (!last) return false;
    const hurry = now - this.outageSince < HURRY_MS;
    return now - last.since >= (hurry ? HEDGE_MS : SLOW_HEDGE_MS);
  }

  private attempt(): void {
    this.tryAt = Infinity;
    while (this.attempts.length >= HEDGES_MAX) abandon(this.attempts.shift()!.wire, 1000);
    const wire = this.deps.open();
    wire.binaryType = 'arraybuffer';
    wire.onopen = () => this.opened(wire);
    wire.onclose = ({ code }) => this.failed(wire, code);
    this.attempts.push({ wire, since: this.now() });
  }

  private opened(wire: Wire): void {
    this.attempts = this.attempts.filter((a) => a.wire !== wire);
    this.abandonAttempts();
    if (this.socket) abandon(this.socket, SUPERSEDED);
    this.socket = wire;
    this.doubted = false;
    this.heardAt = this.pingedAt = this.now();
    this.answerBy = this.heardAt + WELCOME_WITHIN_MS;
    this.tryAt = Infinity;
    wire.onmessage = ({ data }) => this.heard(data);
    wire.onclose = ({ code }) => this.die(code);
    const hello = this.deps.handlers.hello();
    if (hello instanceof Uint8Array) wire.send(hello);
    else void hello.then((data) => { if (this.socket === wire) wire.send(data); });
  }

  private heard(data: unknown): void {
    this.heardAt = this.now();
    this.answerBy = Infinity;
    this.backoff.reset();
    if (this.doubted) {
      this.doubted = false;
      this.abandonAttempts();
      this.tryAt = Infinity;
      this.deps.handlers.recovered();
    }
    this.deps.handlers.message(data as ArrayBuffer);
  }

  /** An attempt came to nothing. */
  private failed(wire: Wire, code: number): void {
    this.attempts = this.attempts.filter((a) => a.wire !== wire);
    if (afterClose(code) !== 'retry') return this.end(code);
    if (this.attempts.length === 0) this.tryAt = Math.min(this.tryAt, this.now() + this.backoff.next());
    this.deps.handlers.lost(code);
  }

  /** The socket is closed, or silent for so long that it is taken for dead. */
  private die(code: number): void {
    if (this.socket) abandon(this.socket, SUPERSEDED);
    this.socket = undefined;
    this.answerBy = Infinity;
    if (!this.doubted) this.outageSince = this.now();
    this.doubted = false;
    if (afterClose(code) !== 'retry') return this.end(code);
    if (this.attempts.length === 0 && this.tryAt === Infinity) this.tryAt = this.now() + this.backoff.next();
    this.deps.handlers.lost(code);
  }

  private end(code: number): void {
    this.stop();
    if (afterClose(code) === 'reload') this.deps.handlers.reload();
    else this.deps.handlers.stopped(code);
  }

  private abandonAttempts(): void {
    for (const { wire } of this.attempts) abandon(wire, 1000);
    this.attempts = [];
  }
}

/** Nothing of it is heard any more. */
function abandon(wire: Wire, code: number): void {
  wire.onopen = wire.onmessage = wire.onclose = null;
  wire.close(code);
}
