/** What the server says, message by message, into the state. */
import { batch } from '@preact/signals-core';

import { textOf } from '../state/chat';
import { type CityState, correct, enter, hide, live, note, replaying } from '../state/city';
import type { Actions } from './actions';
import type { FrameSink } from './frame-sink';
import type { Frame } from './frames.ts';
import {
  Arrival, Channel, CHAT, CHAT_MISSED, type Chat, CORRECT, COUNTS, DONE, DRAIN, ENTERED, type Entered, ERROR_REPLY, FLAG_OFFICIAL, FLAG_WORLD_TEXT, FRAME,
  HIDDEN, NOTICE, PEOPLE, PONG, QUEUE, REPLAYING, type ServerMessage, TICKET, TOURING, VISIT_ASKED, type VisitAsked, WELCOME, type Welcome,
} from './messages.ts';
import type { ServerClock } from './clock';
import type { TokenKeeper } from './tokens';

const ASK_LASTS_MS = 30_000;

export interface ReceiverDeps {
  city: CityState;
  actions: Actions;
  frames: FrameSink;
  clock: ServerClock;
  tokens: TokenKeeper;
  /** What only the session can do. */
  session: {
    now(): number;
    /** The server drains: come back after so many milliseconds. */
    returnAfter(ms: number): void;
    /** The files of the world did not come in time, or the bytes make no sense: begin anew. */
    restart(): void;
    welcomed(): void;
  };
}

export class Receiver {
  private readonly deps: ReceiverDeps;

  constructor(deps: ReceiverDeps) {
    this.deps = deps;
  }

  take(message: ServerMessage | Frame): void {
    const { city, actions, tokens, session, clock } = this.deps;
    const nowMs = session.now();
    if (message.code === FRAME) {
      if (!this.deps.frames.take(message, nowMs)) session.restart();
      return;
    }
    if ('event' in message) {
      // After a resume the last reliable messages come again; each counts once.
      if (message.event <= tokens.now.event) return;
      tokens.now.event = message.event;
    }
    switch (message.code) {
      case WELCOME: return this.welcome(message, nowMs);
      case ENTERED: return this.entered(message);
      case CORRECT: return correct(city, message.level, message.x, message.y, message.heading, message.reason);
      case CHAT: return this.chat(message);
      case CHAT_MISSED: return city.chat.missed(city.here.value?.world ?? '', message.n, Date.now());
      case PONG: return clock.pong(fromU32(message.time_ms, nowMs), message.server_ms, nowMs);
      case DONE: return actions.granted(message.ref);
      case ERROR_REPLY:
        // Without a ref it is about `hello`: the name that was not granted.
        if (message.ref === 0) return note(city, message.error);
        return actions.refused(message.ref, message.error, message.retry_s);
      case QUEUE:
        city.connection.value = { phase: 'queued', reason: 0, position: message.position, wait_s: message.wait_s };
        return;
      case COUNTS:
        batch(() => {
          city.worldCounts.value = message.worlds;
          city.placeCounts.value = message.places;
        });
        return;
      case TOURING:
      case PEOPLE: return actions.granted(message.ref, message);
      case HIDDEN: return hide(city, message.avatars);
      case VISIT_ASKED: return this.asked(message, nowMs);
      case DRAIN:
        tokens.now.ticket = message.ticket || tokens.now.ticket;
        return session.returnAfter(message.reconnect_ms);
      case TICKET:
        tokens.now.ticket = message.ticket;
        return;
      case NOTICE: return note(city, message.kind, message.words);
      case REPLAYING: return replaying(city, { ...message, told_ms: nowMs }, message.server_ms);
    }
  }

  private welcome(message: Welcome, nowMs: number): void {
    const { city, clock, tokens, session } = this.deps;
    const before = tokens.now.resume !== '';
    tokens.now.resume = message.resume;
    clock.guess(message.server_ms, nowMs);
    if (message.arrival !== Arrival.RESUMED) {
      tokens.now.event = 0;
      live(city);
    }
    city.person.value = message.person;
    city.name.value = message.name;
    if (message.arrival === Arrival.LOST && before) note(city, 'place_lost');
    if (message.arrival === Arrival.RESTORED) note(city, 'place_restored');
    session.welcomed();
  }

  private entered(message: Entered): void {
    const { city, tokens } = this.deps;
    this.deps.frames.begin();
    if (city.here.value?.epoch !== message.epoch) city.playback.forget();
    batch(() => {
      city.connection.value = { phase: 'online', reason: 0, position: 0, wait_s: 0 };
      enter(city, { ...message, hash: message.world_hash });
      // Told again, whole, where there is anybody to hide.
      hide(city, []);
    });
    tokens.now.world = message.world;
    tokens.now.chat = city.chat.lastSeq(message.world);
  }

  private chat(message: Chat): void {
    const { city, tokens, actions } = this.deps;
    const mine = message.person === city.person.value;
    const world = city.here.value?.world ?? '';
    const to = mine && message.channel === Channel.WHISPER ? actions.heardWhisper() : undefined;
    city.chat.add({
      kind: 'said', ...(to === undefined ? {} : { to }), world, seq: message.seq, channel: message.channel, avatar: message.avatar,
      name: message.name, ...this.words(message, world), time_ms: message.time_ms,
      official: (message.flags & FLAG_OFFICIAL) !== 0, mine,
    });
    tokens.now.chat = city.chat.lastSeq(world);
    if (mine) actions.heardMyself();
  }

  /** What was said; or, for what a guide tells, the text of this world in the reader's language. */
  private words({ text, flags }: Chat, world: string): { text: string; told?: string } {
    if (!(flags & FLAG_WORLD_TEXT)) return { text };
    const loaded = this.deps.city.loaded.value;
    return { told: text, text: loaded?.id === world ? textOf(loaded.texts, text) : '' };
  }

  private asked(message: VisitAsked, nowMs: number): void {
    const { asks } = this.deps.city;
    const others = asks.value.filter((ask) => ask.avatar !== message.avatar && ask.until_ms > nowMs);
    asks.value = [...others, { avatar: message.avatar, name: message.name, until_ms: nowMs + ASK_LASTS_MS }].slice(-5);
  }
}

/** A client time that went out as 32 bits, near to now. */
function fromU32(low: number, nowMs: number): number {
  return nowMs - ((Math.floor(nowMs) - low) | 0) - (nowMs - Math.floor(nowMs));
}

