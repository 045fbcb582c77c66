/** The plan that one is making: it stays when the desk closes and when the page is loaded anew. */
import { signal } from '@preact/signals';
import type { Mode, Plan, PlanWish } from '../../net/tourism';

export const PLACES_MAX = 30;
const KEPT = 'city.outing';

export interface Choice { id: string; name: string }

export interface Outing {
  places: readonly Choice[];
  /** `YYYY-MM-DD`; '' for today in Seoul. */
  day: string;
  /** `HH:MM`. */
  begin: string;
  mode: Mode;
  stay_min: number;
}

const NEW: Outing = { places: [], day: '', begin: '10:00', mode: 'mixed', stay_min: 60 };

export class OutingKeeper {
  readonly outing = signal<Outing>(NEW);
  private readonly store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;

  constructor(store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined) {
    this.store = store;
    this.outing.value = read(store);
  }

  has(id: string): boolean {
    return this.outing.value.places.some((place) => place.id === id);
  }

  /** False where it is full. */
  add(place: Choice): boolean {
    const { places } = this.outing.peek();
    if (places.some(({ id }) => id === place.id)) return true;
    if (places.length >= PLACES_MAX) return false;
    this.change({ places: [...places, { id: place.id, name: place.name }] });
    return true;
  }

  remove(id: string): void {
    this.change({ places: this.outing.peek().places.filter((place) => place.id !== id) });
  }

  /** The place at `index`, one further up (-1) or down (1); returns where it is then. */
  move(index: number, by: -1 | 1): number {
    const places = [...this.outing.peek().places];
    const to = index + by;
    const [a, b] = [places[index], places[to]];
    if (!a || !b) return index;
    [places[index], places[to]] = [b, a];
    this.change({ places });
    return to;
  }

  /** As a plan found it best. */
  reorder({ stops }: Plan): void {
    this.change({ places: stops.map(({ place: { id, name } }) => ({ id, name })) });
  }

  change(part: Partial<Outing>): void {
    this.outing.value = { ...this.outing.peek(), ...part };
    try {
      this.store?.setItem(KEPT, JSON.stringify(this.outing.peek()));
    } catch {
      // A full store keeps nothing; the plan is still on the screen.
    }
  }

  forget(): void {
    this.outing.value = NEW;
    this.store?.removeItem(KEPT);
  }
}

export function wishOf({ places, day, begin, mode, stay_min }: Outing, keep_order: boolean): PlanWish {
  const [hours = 10, minutes = 0] = begin.split(':').map(Number);
  return { places: places.map(({ id }) => id), day: day || todayInSeoul(), begin: hours * 60 + minutes, mode, stay_min, keep_order };
}

export function todayInSeoul(now = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul', dateStyle: 'short' }).format(now);
}

function read(store: Pick<Storage, 'getItem'> | undefined): Outing {
  try {
    const kept: unknown = JSON.parse(store?.getItem(KEPT) ?? 'null');
    return isOuting(kept) ? { ...NEW, ...kept } : NEW;
  } catch {
    return NEW;
  }
}

function isOuting(kept: unknown): kept is Partial<Outing> {
  const { places } = (kept ?? {}) as { places?: unknown };
  return Array.isArray(places) && places.length <= PLACES_MAX
    && places.every((place: Partial<Choice> | null) => typeof place?.id === 'string' && typeof place.name === 'string');
}

let kept: OutingKeeper | undefined;

/** One for the page. */
export function outingAtHand(): OutingKeeper {
  kept ??= new OutingKeeper(sessionStore());
  return kept;
}

function sessionStore(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
