/** What the tourist desk asks of the server. Shapes as in `/api/openapi.json`. */

import { Asking } from './asking';

export interface Source { title: string; url: string; as_of: string; stale: boolean }

export interface Hours { day: number; title: string; periods: readonly string[] }

export interface Sight {
  id: string;
  name: string;
  /** In the other language. */
  other_name: string;
  kind: string;
  kind_title: string;
  lat: number;
  lon: number;
  fact: string;
  hours: readonly Hours[] | null;
  /** null: nobody knows; so for the next two. */
  open: boolean | null;
  accessible: boolean | null;
  address: string | null;
  distance_m: number | null;
  source: Source;
  /** Where one can walk in it; '' where nowhere. */
  world: string;
  warning: string;
}

export interface Found {
  places: readonly Sight[];
  total: number;
  /** So many would fit, but nobody knows. */
  left_out: number;
  left_out_hours: number;
  left_out_access: number;
  understood: { words: string; kinds: readonly string[]; open: boolean; accessible: boolean; near: string; near_me: boolean };
}

export interface Happening {
  id: string;
  name: string;
  venue: string | null;
  lat: number | null;
  lon: number | null;
  from_day: string;
  to_day: string;
  hours: string | null;
  source: Source;
  example: boolean;
}

export type Mode = 'mixed' | 'walk' | 'transit';

export interface PlanWish {
  places: readonly string[];
  start?: { lat: number; lon: number };
  day: string;
  /** Minutes since midnight. */
  begin: number;
  mode: Mode;
  stay_min: number;
  keep_order: boolean;
}

export interface Stop {
  place: Sight;
  /** ISO 8601 with Seoul's offset. */
  arrive: string;
  leave: string;
  wait_min: number;
  open: boolean | null;
  warning: string;
  warning_words: string;
}

export interface Leg { metres: number; minutes: number; mode: 'walk' | 'transit' }

/** `legs[i]` leads to `stops[i]` where the wish has a start, else to `stops[i + 1]`. */
export interface Plan {
  wish: PlanWish;
  stops: readonly Stop[];
  legs: readonly Leg[];
  total_min: number;
  total_m: number;
  order_kept: boolean;
  exact: boolean;
  warnings: readonly string[];
}

export interface Saved { share: string; url: string; ics: string }

export interface Search {
  q?: string;
  /** `lat,lon` in degrees. */
  near?: string;
  open?: 'now';
  kind?: string;
  accessible?: 1;
  limit?: number;
}

export class Tourism {
  private readonly asking: Asking;

  constructor(language: () => string) {
    this.asking = new Asking(language);
  }

  kinds(): Promise<{ kinds: readonly { code: string; title: string }[] }> {
    return this.asking.get('/api/tourism/kinds');
  }

  search(search: Search): Promise<Found> {
    return this.asking.get('/api/tourism/places', { query: { ...search } });
  }

  /** `day` as `YYYY-MM-DD`; today in Seoul if left out. */
  today(day?: string): Promise<{ day: string; events: readonly Happening[] }> {
    return this.asking.get('/api/tourism/today', { query: { day } });
  }

  plan(wish: PlanWish): Promise<Plan> {
    return this.asking.post('/api/tourism/plans', wish);
  }

  /** The same `key` is the same plan, however often it is sent. */
  save(wish: PlanWish, key: string): Promise<Saved> {
    return this.asking.post('/api/tourism/plans/save', wish, { key });
  }
}
