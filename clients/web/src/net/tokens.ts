/** What brings one back to the same avatar: the resume token and the place ticket.
 *
 * They live in memory. The session storage holds them only while the page is hidden or gone:
 * a duplicated tab copies that storage, and two tabs with one token would fight over one avatar.
 */

export interface Tokens {
  resume: string;
  ticket: string;
  /** Number of the last reliable message. */
  event: number;
  world: string;
  chat: number;
}

interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const KEY = 'city.session';

export class TokenKeeper {
  now: Tokens = { resume: '', ticket: '', event: 0, world: '', chat: 0 };
  private readonly store: Store | undefined;

  constructor(store: Store | undefined) {
    this.store = store;
    this.take();
  }

  /** Puts them away, for a page that may be frozen, reloaded or closed. */
  keep(): void {
    try {
      this.store?.setItem(KEY, JSON.stringify(this.now));
    } catch {
      // Without storage a reload starts anew; nothing else is lost.
    }
  }

  /** Takes them out again; what is newer in memory stays. */
  take(): void {
    try {
      const kept: unknown = JSON.parse(this.store?.getItem(KEY) ?? 'null');
      this.store?.removeItem(KEY);
      if (this.now.resume === '' && isTokens(kept)) this.now = kept;
    } catch {
      // Damaged or forbidden: as if nothing was kept.
    }
  }

  forget(): void {
    this.now = { resume: '', ticket: '', event: 0, world: '', chat: 0 };
  }
}

function isTokens(kept: unknown): kept is Tokens {
  if (typeof kept !== 'object' || kept === null) return false;
  const t = kept as Record<string, unknown>;
  const texts = [t['resume'], t['ticket'], t['world']].every((v) => typeof v === 'string');
  return texts && [t['event'], t['chat']].every((v) => Number.isSafeInteger(v));
}
