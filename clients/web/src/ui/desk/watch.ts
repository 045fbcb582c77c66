/** While one is in the city, what becomes of one's reports is told there: asked for every quarter of a
 * minute, for as long as the page is seen. The codes stay in this tab and go with it. */
import type { Followed, Receipt, Services } from '../../net/services';

const KEY = 'city.receipts';
const EVERY_MS = 15_000;
const MOST = 10;

interface Watched {
  number: string;
  code: string;
  updated: string;
  open: boolean;
}

type Store = Pick<Storage, 'getItem' | 'setItem'>;

export class Watch {
  private readonly store: Store | undefined;
  private readonly services: Pick<Services, 'follow'>;
  private readonly tell: (followed: Followed) => void;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(store: Store | undefined, services: Pick<Services, 'follow'>, tell: (followed: Followed) => void) {
    this.store = store;
    this.services = services;
    this.tell = tell;
  }

  add({ number, code }: Pick<Receipt, 'number' | 'code'>): void {
    const others = this.read().filter((each) => each.number !== number);
    this.write([...others, { number, code, updated: '', open: true }].slice(-MOST));
    this.start();
    void this.look(); // So that the first change is one already.
  }

  /** Harmless where nothing is to be watched, or it runs already. */
  start(): void {
    if (this.timer === undefined && this.read().some(({ open }) => open)) {
      this.timer = setInterval(() => void this.look(), EVERY_MS);
    }
  }

  async look(): Promise<void> {
    if (document.visibilityState === 'hidden') return;
    const watched = this.read();
    for (const each of watched.filter(({ open }) => open)) {
      try {
        // One after the other: nobody waits for it.
        // oxlint-disable-next-line no-await-in-loop
        const found = await this.services.follow(each.number, each.code);
        if (each.updated && found.updated !== each.updated) this.tell(found);
        Object.assign(each, { updated: found.updated, open: found.closed === '' });
      } catch {
        // It is asked again in a moment.
      }
    }
    this.write(watched);
  }

  private read(): Watched[] {
    try {
      return (JSON.parse(this.store?.getItem(KEY) ?? '[]') as Watched[]).filter(({ number, code }) => number && code);
    } catch {
      return [];
    }
  }

  private write(watched: readonly Watched[]): void {
    try {
      this.store?.setItem(KEY, JSON.stringify(watched));
    } catch {
      // Full or forbidden: then it is followed on its page.
    }
  }
}
