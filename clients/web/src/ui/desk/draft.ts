/** What was typed, kept on this device until it is sent: a lost connection, a reload or a closed
 * dialog costs nobody their words. Who somebody is, is not kept. */
import type { Field } from '../../net/services';
import { type Values, shownFields } from './form';

const KEY = 'city.draft.';
const PERSONAL = new Set(['email', 'tel', 'tick']);
const KEEP_MS = 7 * 86_400_000;
const GROUP_OF_PERSON = 'contact';

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface Draft {
  values: Values;
  /** Makes sending it twice harmless. */
  key: string;
}

export class DraftKeeper {
  private readonly store: Store | undefined;
  private readonly id: string;

  constructor(store: Store | undefined, id: string) {
    this.store = store;
    this.id = id;
  }

  read(): Draft {
    try {
      const kept = JSON.parse(this.store?.getItem(KEY + this.id) ?? 'null') as (Draft & { at: number }) | null;
      if (kept && Date.now() - kept.at < KEEP_MS) return { values: kept.values, key: kept.key };
    } catch {
      // Somebody else wrote there, or it may not be read: then there is no draft.
    }
    return fresh();
  }

  write(schema: Field, { values, key }: Draft): void {
    const personal = new Set(
      shownFields(schema, values).filter(({ path, field }) => PERSONAL.has(field['x-widget'] ?? '') || path.split('.')[0] === GROUP_OF_PERSON).map(({ path }) => path),
    );
    const kept = Object.fromEntries(Object.entries(values).filter(([path]) => !personal.has(path)));
    try {
      this.store?.setItem(KEY + this.id, JSON.stringify({ values: kept, key, at: Date.now() }));
    } catch {
      // Full: it is still in the dialog.
    }
  }

  forget(): Draft {
    try {
      this.store?.removeItem(KEY + this.id);
    } catch {
      // It may not be written to either.
    }
    return fresh();
  }
}

function fresh(): Draft {
  return { values: {}, key: newKey() };
}

export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
