/** What a visitor chose, kept in this browser only. */
import { effect, signal, type Signal } from '@preact/signals-core';


export interface Choices {
  /** Empty: as the browser says. */
  language: string;
  /** Steps: 0 usual, 1 large (14 pt), 2 very large. */
  textSize: 0 | 1 | 2;
  /** As the system says, or always still. */
  motion: 'auto' | 'still';
  quality: 'auto' | 'high' | 'medium' | 'low';
  /** How much to receive: 0 full, 1 saving, 2 minimal. */
  tier: 0 | 1 | 2;
  view: '3d' | '2d';
  /** Who may come to me: 0 ask, 1 everybody, 2 nobody. */
  visit: 0 | 1 | 2;
  bubble: boolean;
  name: string;
  /** Seven numbers, see `Look` in avatar-types. */
  look: number[];
}

export type Settings = { readonly [K in keyof Choices]: Signal<Choices[K]> };

export interface Keep {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const KEY = 'city.settings';

const ALLOWED: { [K in keyof Choices]: (value: unknown) => boolean } = {
  language: (v) => typeof v === 'string' && /^([a-z]{2}(-[a-z]+)?)?$/.test(v),
  textSize: (v) => v === 0 || v === 1 || v === 2,
  motion: (v) => v === 'auto' || v === 'still',
  quality: (v) => ['auto', 'high', 'medium', 'low'].includes(v as string),
  tier: (v) => v === 0 || v === 1 || v === 2,
  view: (v) => v === '2d' || v === '3d',
  visit: (v) => v === 0 || v === 1 || v === 2,
  bubble: (v) => typeof v === 'boolean',
  name: (v) => typeof v === 'string' && v.length <= 24,
  look: (v) => Array.isArray(v) && v.length === 7 && v.every((n) => Number.isInteger(n) && n >= 0 && n < 16),
};

/** The settings kept last time, or `usual` ones; whatever is damaged is usual again. */
export function createSettings(keep: Keep | undefined, usual: Choices): Settings {
  const kept = read(keep);
  const choose = <K extends keyof Choices>(key: K): Signal<Choices[K]> =>
    signal(ALLOWED[key](kept[key]) ? (kept[key] as Choices[K]) : usual[key]);
  const settings: Settings = {
    language: choose('language'), textSize: choose('textSize'), motion: choose('motion'),
    quality: choose('quality'), tier: choose('tier'), view: choose('view'), visit: choose('visit'),
    bubble: choose('bubble'), name: choose('name'), look: choose('look'),
  };
  effect(() => {
    const now = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, value.value]));
    try {
      keep?.setItem(KEY, JSON.stringify(now));
    } catch {
      // A full or forbidden storage costs the memory of settings, nothing else.
    }
  });
  return settings;
}

function read(keep: Keep | undefined): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(keep?.getItem(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
