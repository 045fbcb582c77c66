/** What the desks of live help and of water ask of the server, and what they are told. */

import { Asking } from './asking';
import type { Field, Receipt } from './services';

/** How it stands at a desk, before one asks. */
export interface Standing {
  department: string;
  department_title: string;
  on_duty: number;
  waiting: number;
  /** Null where there is no ground to say. */
  wait_s: number | null;
  /** YYYY-MM-DD: answer to what is left in writing now. */
  answer_by: string;
  typical_answer_s: number | null;
}

/** An entry of the knowledge base, quoted. */
export interface Hit {
  entry: string;
  title: string;
  words: string;
  /** Address, or ''. */
  source: string;
  source_title: string;
  /** YYYY-MM-DD. */
  as_of: string;
  stale: boolean;
  /** Whose entry it is. */
  department: string;
}

export interface Answer {
  question: string;
  /** False is "I do not know": the hits are then no answer. */
  known: boolean;
  hits: readonly Hit[];
}

/** What opens a talk. */
export interface Ticket {
  number: string;
  code: string;
}

export interface Line {
  /** 1, 2, … in the talk; those of others may be missing in between. */
  seq: number;
  /** ISO 8601 with the offset of Seoul. */
  time: string;
  side: 'visitor' | 'official' | 'desk' | 'city';
  name: string;
  words: string;
  title: string;
  source: string;
}

export interface TalkShown {
  number: string;
  state: 'waiting' | 'open' | 'ended' | 'written';
  department: string;
  department_title: string;
  /** 1 is next; 0 where it does not wait. */
  place: number;
  wait_s: number | null;
  on_duty: number;
  official: string;
  typing: boolean;
  away: boolean;
  /** Those behind the cursor that was asked with. */
  lines: readonly Line[];
  next: number;
  version: number;
  /** YYYY-MM-DD, or '' where nobody needs to be written to. */
  answer_by: string;
  /** Number of what came of it, or ''. */
  complaint: string;
  /** Opens that. */
  complaint_code: string;
  stars: number | null;
  /** YYYY-MM-DD: then it is erased. */
  until: string;
}

export interface HelpWish {
  question: string;
  department: string;
  /** At most `ASKED_MAX`, the oldest first. */
  asked: readonly string[];
  name: string;
  world?: string;
  level?: string;
  x?: number;
  y?: number;
  lat?: number;
  lon?: number;
}

export interface LeaveWish {
  words: string;
  address: string;
  email: string;
  keep_contact: boolean;
  age_14: boolean;
}

export interface Price {
  title: string;
  words: string;
  won: number;
  per: 'm3' | 'month';
}

export interface Tariff {
  example: boolean;
  tariff: string;
  as_of: string;
  source: string;
  prices: readonly Price[];
  words: readonly string[];
}

export interface SettlementForm {
  title: string;
  summary: string;
  schema: Field;
}

export interface Settlement {
  example: boolean;
  tariff: string;
  as_of: string;
  source: string;
  used_m3: number;
  days: number;
  lines: readonly { title: string; m3: number | null; won_per_m3: number | null; won: number }[];
  total_won: number;
  words: readonly string[];
}

export const QUESTION_MAX = 500;
export const WORDS_MAX = 2000;
export const ASKED_MAX = 3;
export const LOOK_S = 25;
/** The server answers a look after `LOOK_S` at the latest; a slow network may need longer. */
const LOOK_WITHIN_MS = 40_000;

export class Help {
  private readonly asking: Asking;

  constructor(language: () => string) {
    this.asking = new Asking(language);
  }

  standing(department: string): Promise<Standing> {
    return this.asking.get('/api/help/desk', { query: { department } });
  }

  /** Of the knowledge base; nothing of it is kept. */
  answer(question: string, department: string): Promise<Answer> {
    return this.asking.post('/api/help/ask', { question, department });
  }

  /** The talk of this browser; `talk` is null where there is none. */
  current(): Promise<{ talk: TalkShown | null; code: string }> {
    return this.asking.get('/api/help/current');
  }

  /** The same `key` is answered with the same talk. */
  begin(wish: HelpWish, key: string): Promise<{ talk: TalkShown; code: string }> {
    return this.asking.post('/api/help/talks', wish, { key });
  }

  /** Answered when something is newer than `after` and `version`, or after `wait_s`. */
  look(ticket: Ticket, seen: { after: number; version: number; wait_s: number }, signal?: AbortSignal): Promise<TalkShown> {
    return this.talk(ticket, 'look', seen, signal);
  }

  /** The same `key` is one line. */
  say(ticket: Ticket, line: { words: string; key: string; after: number }): Promise<TalkShown> {
    return this.talk(ticket, 'say', line);
  }

  typing(ticket: Ticket, after: number): Promise<TalkShown> {
    return this.talk(ticket, 'typing', { after });
  }

  end(ticket: Ticket, after: number): Promise<TalkShown> {
    return this.talk(ticket, 'end', { after });
  }

  rate(ticket: Ticket, stars: number, after: number): Promise<TalkShown> {
    return this.talk(ticket, 'rate', { stars, after });
  }

  /** A complaint comes of it; once more gives the same receipt. */
  leave({ number, code }: Ticket, wish: LeaveWish): Promise<Receipt> {
    return this.asking.post(`/api/help/talks/${number}/leave`, { code, ...wish });
  }

  transcript({ number, code }: Ticket): Promise<string> {
    return this.asking.text(`/api/help/talks/${number}/transcript`, { code });
  }

  tariff(): Promise<Tariff> {
    return this.asking.get('/api/water/tariff');
  }

  settlementForm(): Promise<SettlementForm> {
    return this.asking.get('/api/water/settlement');
  }

  settle(form: unknown): Promise<Settlement> {
    return this.asking.post('/api/water/settlement', form);
  }

  private talk({ number, code }: Ticket, what: string, order: object, signal?: AbortSignal): Promise<TalkShown> {
    const terms = signal ? { signal, within_ms: LOOK_WITHIN_MS } : {};
    return this.asking.post(`/api/help/talks/${number}/${what}`, { code, ...order }, terms);
  }
}
