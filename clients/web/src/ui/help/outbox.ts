/** What one writes in a talk: the line that is being typed, and those on their way. Both survive a
 * reload; a line keeps its key until it is there, so that it is said once. */
import { batch, computed, signal } from '@preact/signals-core';
import { ServiceError } from '../../net/asking';
import { newKey } from '../desk/draft';
import { untilHeard } from '../desk/sending';
import type { Talk } from './talk';

const KEY = 'city.talk_words';
const TYPING_EVERY_MS = 3000;

export interface Unsent {
  key: string;
  words: string;
  /** The talk's last line when it was sent off first. */
  after: number;
}

interface Kept {
  number: string;
  draft: string;
  unsent: Unsent[];
}

export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class Outbox {
  readonly draft = signal('');
  /** Why the last line came back, in the server's words; '' is no sentence of it. */
  readonly refused = signal<string | undefined>(undefined);
  /** On their way, and not yet among the talk's lines. */
  readonly pending = computed(() => this.unsent.value.filter((line) => !this.isThere(line)));
  private readonly unsent = signal<readonly Unsent[]>([]);
  private readonly talk: Talk;
  private readonly store: Store | undefined;
  private isSending = false;
  private typed_ms = -TYPING_EVERY_MS;

  constructor(talk: Talk, store: Store | undefined) {
    this.talk = talk;
    this.store = store;
    const kept = this.read();
    this.draft.value = kept?.draft ?? '';
    this.unsent.value = kept?.unsent ?? [];
    if (this.unsent.value.length > 0) void this.send();
  }

  /** What stands in the field now. */
  write(words: string): void {
    this.draft.value = words;
    this.refused.value = undefined;
    this.keep();
    if (words.trim() === '' || this.talk.isOver || performance.now() - this.typed_ms < TYPING_EVERY_MS) return;
    this.typed_ms = performance.now();
    // Only a courtesy: nobody waits for it.
    this.talk.typing().catch(() => undefined);
  }

  /** Sends off what stands in the field. */
  say(): void {
    const words = this.draft.value.trim();
    if (words === '') return;
    batch(() => {
      this.unsent.value = [...this.unsent.value, { key: newKey(), words, after: this.talk.after }];
      this.draft.value = '';
      this.refused.value = undefined;
    });
    this.typed_ms = -TYPING_EVERY_MS;
    this.keep();
    void this.send();
  }

  forget(): void {
    try {
      this.store?.removeItem(KEY);
    } catch {
      // It may not be written to either.
    }
  }

  private async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    for (let line = this.unsent.value[0]; line; line = this.unsent.value[0]) {
      const { words, key } = line;
      try {
        // One after the other: they were said in this order.
        // oxlint-disable-next-line no-await-in-loop
        await untilHeard(() => this.talk.say(words, key), () => this.talk.heardAgain(), this.talk.ended);
        this.unsent.value = this.unsent.value.slice(1);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (this.talk.ended.aborted) break;
        this.takeBack(error);
      }
      this.keep();
    }
    this.isSending = false;
  }

  /** What was refused stands in the field again, with what was to follow it. */
  private takeBack(error: ServiceError): void {
    batch(() => {
      this.refused.value = error.fields['words'] ?? error.message;
      this.draft.value = [...this.unsent.value.map(({ words }) => words), this.draft.value].filter(Boolean).join('\n');
      this.unsent.value = [];
    });
  }

  /** The answer to it was lost, but the talk tells it already. */
  private isThere({ words, after }: Unsent): boolean {
    return this.talk.lines.value.some((line) => line.side === 'visitor' && line.seq > after && line.words === words);
  }

  private read(): Kept | undefined {
    try {
      const kept = JSON.parse(this.store?.getItem(KEY) ?? 'null') as Kept | null;
      return kept?.number === this.talk.ticket.number ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  private keep(): void {
    const kept: Kept = { number: this.talk.ticket.number, draft: this.draft.value, unsent: [...this.unsent.value] };
    try {
      this.store?.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Full or forbidden: it is still on the screen.
    }
  }
}
