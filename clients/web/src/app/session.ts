/** One visit: the connection, the tokens that bring one back, the files of the world one is in. */
import { effect } from '@preact/signals-core';
import type { Actions } from '../net/actions';
import { ServerClock } from '../net/clock';
import { decode, encode } from '../net/codec';
import { Connection, type Wire } from '../net/connection';
import { FrameSink } from '../net/frame-sink';
import { HASH, HELLO, PING, VERSION, type ClientMessage } from '../net/messages';
import { Receiver } from '../net/receive';
import { TokenKeeper } from '../net/tokens';
import { watchWaking } from '../net/wake';
import { type Catalogue, fetchCatalogue, fetchTexts, fetchWorld } from '../net/worldfiles';
import { type CityState, isLoaded, note, setCards, showWorld, type LoadedWorld } from '../state/city';
import type { Wanted } from './boot';

const PING_BURST = 4;
const PING_BURST_MS = 250;
const PING_EVERY_MS = 10_000;
const FILES_AGAIN_MS = 2000;
const RELOADED_KEY = 'city.reloaded';
const RELOAD_AGAIN_MS = 60_000;

export interface SessionDeps {
  city: CityState;
  openWire: () => Wire;
  /** Session storage, where there is one. */
  store: Storage | undefined;
  language: () => string;
  wanted: Wanted;
  /** Fetches a token for the account that is logged in; undefined for guests. */
  account?: (() => Promise<string>) | undefined;
}

export class Session {
  readonly clock = new ServerClock();
  readonly frames: FrameSink;
  private readonly deps: SessionDeps;
  private readonly connection: Connection;
  private readonly tokens: TokenKeeper;
  private readonly files = new Map<string, Promise<LoadedWorld>>();
  private receiver: Receiver | undefined;
  private wanted: Wanted;
  private pings: ReturnType<typeof setInterval> | undefined;

  constructor(deps: SessionDeps) {
    this.deps = deps;
    this.wanted = deps.wanted;
    this.tokens = new TokenKeeper(deps.store);
    this.frames = new FrameSink(deps.city);
    this.connection = new Connection({
      open: deps.openWire,
      handlers: {
        hello: () => this.hello(),
        ping: () => encode({ code: PING, time_ms: this.now() >>> 0 }),
        message: (data) => this.message(data),
        lost: (code) => this.lost(code),
        recovered: () => this.phase('online'),
        stopped: (code) => this.stopped(code),
        reload: () => this.reload(),
      },
    });
  }

  /** Opens the socket and fetches the files side by side. `actions` send through this session. */
  start(actions: Actions, catalogue: Catalogue | undefined): void {
    const { city } = this.deps;
    this.receiver = new Receiver({
      city, actions, frames: this.frames, clock: this.clock, tokens: this.tokens,
      session: {
        now: () => this.now(),
        returnAfter: (ms) => this.connection.returnAfter(ms * (1 + Math.random() / 2)),
        restart: () => { this.connection.stop(); this.connection.start(); this.lost(); },
        welcomed: () => this.welcomed(),
      },
    });
    if (catalogue) setCards(city, catalogue.start, catalogue.worlds);
    else void this.refreshCatalogue();
    this.connection.start();
    this.foresee();
    this.watchWorld();
    watchWaking(window, {
      wake: () => { this.tokens.take(); this.connection.wake(); },
      hidden: () => this.tokens.keep(),
      leave: () => { this.tokens.keep(); this.connection.stop(); },
      back: () => { this.tokens.take(); this.phase('reconnecting'); this.connection.start(); },
    });
  }

  send(message: ClientMessage): boolean {
    return this.deps.city.connection.peek().phase === 'online' && this.connection.send(encode(message));
  }

  /** After a stop, because the visitor wants it. */
  reconnect(): void {
    this.phase('connecting');
    this.connection.stop();
    this.connection.start();
  }

  /** Texts in another language, for the world that is shown. */
  async retell(language: string): Promise<void> {
    const { city } = this.deps;
    this.files.clear();
    const loaded = city.loaded.peek();
    const card = city.cards.peek().find((c) => c.id === loaded?.id && c.hash === loaded.hash);
    if (!loaded || !card) return;
    const texts = await fetchTexts(card, language);
    if (city.loaded.peek()?.world === loaded.world) showWorld(city, { ...loaded, texts });
  }

  private now(): number {
    return performance.now();
  }

  private hello(): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>> {
    if (!this.deps.account) return this.helloWith('');
    return this.deps.account().then((token) => this.helloWith(token));
  }

  private helloWith(account: string): Uint8Array<ArrayBuffer> {
    const { settings } = this.deps.city;
    const { now } = this.tokens;
    const back = now.resume !== '' || now.ticket !== '';
    return encode({
      code: HELLO, version: VERSION, hash: HASH, locale: this.deps.language(), tier: settings.tier.peek(),
      name: settings.name.peek(), look: settings.look.peek(), visit: settings.visit.peek(),
      resume: now.resume, ticket: now.ticket, account, last_event: now.event, last_chat: now.chat,
      world: back ? now.world : this.wanted.world, place: back ? '' : this.wanted.place,
    });
  }

  private message(data: ArrayBuffer): void {
    try {
      this.receiver?.take(decode(data));
    } catch (error) {
      // Bytes that make no sense are a bug here or there; what is right so far stays.
      console.error(error);
    }
  }

  private welcomed(): void {
    this.wanted = { world: '', place: '' };
    this.clock.forget();
    // A page that is killed while hidden comes back with the newest token, not a spent one.
    if (document.visibilityState === 'hidden') this.tokens.keep();
    clearInterval(this.pings);
    let sent = 0;
    const ping = (): void => void this.connection.send(encode({ code: PING, time_ms: this.now() >>> 0 }));
    ping();
    this.pings = setInterval(() => {
      if (++sent < PING_BURST || sent % (PING_EVERY_MS / PING_BURST_MS) === 0) ping();
    }, PING_BURST_MS);
  }

  private lost(code = 0): void {
    const { city } = this.deps;
    city.playback.lose();
    const { phase } = city.connection.peek();
    this.phase(city.here.peek() || phase === 'reconnecting' ? 'reconnecting' : 'connecting', code);
  }

  private stopped(code: number): void {
    if (code !== 4409) this.tokens.forget();
    this.deps.city.playback.lose();
    this.deps.city.connection.value = { phase: 'stopped', reason: code, position: 0, wait_s: 0 };
  }

  /** Another version is served: once a minute the page may try to fetch it. */
  private reload(): void {
    const { store, city } = this.deps;
    const last = Number(store?.getItem(RELOADED_KEY) ?? 0);
    if (!store || Date.now() - last < RELOAD_AGAIN_MS) return this.stopped(4426);
    store.setItem(RELOADED_KEY, String(Date.now()));
    note(city, 'reload');
    this.tokens.keep();
    location.reload();
  }

  private phase(phase: 'connecting' | 'reconnecting' | 'online', reason = 0): void {
    const { connection } = this.deps.city;
    const now = connection.peek();
    if (now.phase !== phase || (reason !== 0 && now.reason !== reason)) connection.value = { phase, reason, position: 0, wait_s: 0 };
  }

  // ---- files of the worlds --------------------------------------------------------------------------

  /** Fetches what will most likely be needed while the socket is still opening. */
  private foresee(): void {
    const { city } = this.deps;
    const world = this.tokens.now.world || this.wanted.world || city.start.peek();
    const card = city.cards.peek().find((c) => c.id === world);
    if (!card) return;
    this.fetch(card.id, card.hash).then(
      // Before one is in, the world is already shown, with nobody in it.
      (loaded) => { if (!city.here.peek()) showWorld(city, loaded); },
      () => undefined,
    );
  }

  private watchWorld(): void {
    const { city } = this.deps;
    let fetching = '';
    effect(() => {
      const here = city.here.value;
      void city.loaded.value;
      if (!here) return;
      const key = `${here.world}/${here.hash}`;
      if (isLoaded(city)) {
        fetching = '';
        return this.frames.flush();
      }
      if (fetching === key) return;
      fetching = key;
      void this.bring(here.world, here.hash).then(() => { if (fetching === key) fetching = ''; });
    });
  }

  /** Fetches the files of the world one is in until they are here or one is elsewhere. */
  private async bring(world: string, hash: string): Promise<void> {
    const { city } = this.deps;
    const wanted = (): boolean => city.here.peek()?.world === world && city.here.peek()?.hash === hash;
    for (let failed = 0; wanted(); failed++) {
      try {
        const loaded = await this.fetch(world, hash);
        if (wanted()) showWorld(city, loaded);
        return;
      } catch {
        if (failed === 0) note(city, 'files_failed');
        await new Promise((done) => setTimeout(done, FILES_AGAIN_MS));
      }
    }
  }

  private fetch(world: string, hash: string): Promise<LoadedWorld> {
    const key = `${world}/${hash}`;
    const known = this.files.get(key);
    if (known) return known;
    const files = this.fetchNow(world, hash);
    this.files.set(key, files);
    files.catch(() => this.files.delete(key));
    return files;
  }

  private async fetchNow(world: string, hash: string): Promise<LoadedWorld> {
    const { city } = this.deps;
    const find = (): (typeof city.cards.value)[number] | undefined =>
      city.cards.peek().find((c) => c.id === world && c.hash === hash);
    if (!find()) await this.refreshCatalogue();
    const card = find();
    if (!card) throw new Error(`${world}: not in the list of worlds`);
    return fetchWorld(card, this.deps.language());
  }

  private async refreshCatalogue(): Promise<void> {
    const { start, worlds } = await fetchCatalogue();
    setCards(this.deps.city, start, worlds);
    if (!this.deps.city.here.peek() && !this.deps.city.loaded.peek()) this.foresee();
  }
}
