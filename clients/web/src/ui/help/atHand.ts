/** The talk of this page. It lives beside the dialogs: it goes on when they are closed, finds itself
 * again after a reload, and tells when somebody answers. */
import { h } from 'preact';
import { batch, effect, type Signal, signal } from '@preact/signals';
import { language, words } from '../../i18n';
import { ServiceError } from '../../net/asking';
import { type Answer, Help, type HelpWish, type LeaveWish, type Line, type TalkShown, type Ticket } from '../../net/help';
import { dropNotes, note } from '../../state/city';
import type { Ui } from '../context';
import { untilHeard } from '../desk/sending';
import { Outbox, type Store } from './outbox';
import { isOver, Talk } from './talk';
import { TalkPill } from './TalkPill';
import { helpWords, speakHelp } from './words';

const KEY = 'city.talk';
/** Kind of what is told of it; it has no sentence of its own. */
const NOTE = 'talk';
const NOTE_CHARS = 140;
export const NOTHING_WRITTEN: LeaveWish = { words: '', address: '', email: '', keep_contact: false, age_14: false };

export type HandUi = Pick<Ui, 'city' | 'screen'>;

export class AtHand {
  readonly help = new Help(() => language.peek());
  readonly talk = signal<Talk | undefined>(undefined);
  readonly outbox = signal<Outbox | undefined>(undefined);
  /** What was said since a dialog last showed it. */
  readonly unread = signal(0);
  /** Dialogs that show it now. */
  readonly watching = signal(0);
  /** What is being typed: closing a dialog costs nobody their words. */
  readonly question = signal('');
  readonly writing = signal<LeaveWish>(NOTHING_WRITTEN);
  /** What the desk of a department was asked and answered, while no person was. */
  private readonly enquiries = new Map<string, Signal<readonly Answer[]>>();
  private readonly ui: HandUi;
  private readonly store: Store | undefined;
  private readonly wayBack = () => h(TalkPill, { hand: this });

  constructor(ui: HandUi, store: Store | undefined) {
    this.ui = ui;
    this.store = store;
    let spoken = language.peek();
    effect(() => {
      const tongue = language.value;
      void speakHelp(tongue).catch(() => undefined);
      if (tongue !== spoken) {
        this.enquiries.clear();
        this.talk.peek()?.relook();
      }
      spoken = tongue;
    });
    document.addEventListener('visibilitychange', () => { if (!document.hidden) document.title = words.peek().title; });
  }

  /** The talk that this browser holds: one that goes on, or one of this tab that is over. */
  async find(): Promise<void> {
    if (this.talk.peek()) return;
    const { talk, code } = await this.help.current();
    if (!talk || this.talk.peek()) return;
    if (!isOver(talk) || this.marked() === talk.number) this.adopt({ number: talk.number, code }, talk);
  }

  /** Asks for a person, again and again until that is heard. Raises what is refused; who has a talk
   * already comes back to it. */
  async begin(wish: HelpWish, key: string, onWait: () => void, ended: AbortSignal): Promise<void> {
    try {
      const { talk, code } = await untilHeard(() => this.help.begin(wish, key), onWait, ended);
      this.adopt({ number: talk.number, code }, talk);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'talking') throw error;
      await this.find();
    }
  }

  enquiryAt(department: string): Signal<readonly Answer[]> {
    let found = this.enquiries.get(department);
    if (!found) this.enquiries.set(department, found = signal([]));
    return found;
  }

  /** The talk is on the screen; call what it returns when it is no more. */
  watch(): () => void {
    batch(() => {
      this.watching.value = this.watching.peek() + 1;
      this.unread.value = 0;
      dropNotes(this.ui.city, NOTE);
    });
    return () => { this.watching.value = this.watching.peek() - 1; };
  }

  /** What is over is put away, to ask something else. */
  putAway(): void {
    this.talk.peek()?.close();
    this.outbox.peek()?.forget();
    batch(() => { this.talk.value = undefined; this.outbox.value = undefined; this.unread.value = 0; });
    this.mark('');
  }

  private adopt(ticket: Ticket, told: TalkShown): void {
    const talk = new Talk(ticket, told, this.help, (lines) => this.heard(lines));
    batch(() => { this.talk.value = talk; this.outbox.value = new Outbox(talk, this.store); });
    this.enquiries.clear();
    this.mark(ticket.number);
    this.ui.screen.back.value = this.wayBack;
    this.watchWhatComesOf(talk);
    void talk.follow();
  }

  /** A report that its visitor or an official makes of it is followed as those from a desk are. */
  private watchWhatComesOf(talk: Talk): void {
    const stop = effect(() => {
      const { complaint: number, complaint_code: code } = talk.shown.value;
      if (!number || !code) return;
      queueMicrotask(() => stop());
      void import('../desk/Desk').then(({ watchFor }) => watchFor(this.ui.city, { number, code }), () => undefined);
    });
    talk.ended.addEventListener('abort', stop);
  }

  private heard(lines: readonly Line[]): void {
    const others = lines.filter(({ side }) => side === 'official' || side === 'city');
    const last = others.at(-1);
    if (!last) return;
    if (document.hidden) document.title = `(${others.length}) ${helpWords.peek().answered} – ${words.peek().title}`;
    if (this.watching.peek() > 0) return;
    this.unread.value = this.unread.peek() + others.length;
    const said = last.words.length > NOTE_CHARS ? `${last.words.slice(0, NOTE_CHARS)}…` : last.words;
    const who = last.side === 'official' ? `${last.name || helpWords.peek().official}: ` : '';
    note(this.ui.city, NOTE, who + said);
  }

  private marked(): string | null | undefined {
    try {
      return this.store?.getItem(KEY);
    } catch {
      return undefined;
    }
  }

  private mark(number: string): void {
    try {
      if (number) this.store?.setItem(KEY, number);
      else this.store?.removeItem(KEY);
    } catch {
      // Forbidden: then a reload finds it at the desk.
    }
  }
}

let atHand: AtHand | undefined;

/** One for the page: dialogs come and go. */
export function talkAtHand(ui: HandUi): AtHand {
  atHand ??= new AtHand(ui, storage());
  return atHand;
}

/** What was begun before a reload goes on. */
export function talkOn(ui: HandUi): void {
  talkAtHand(ui).find().catch(() => note(ui.city, NOTE, helpWords.peek().find_failed));
}

function storage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
