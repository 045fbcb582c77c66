/** What the page brings along: the worlds and who is where, so that nothing is asked for twice. */
import type { Catalogue } from '../net/worldfiles';

/** The server's data block in the page; undefined where the page was served by somebody else. */
export function readBoot(page: Document): Catalogue | undefined {
  try {
    const boot: unknown = JSON.parse(page.getElementById('boot')?.textContent ?? 'null');
    return isCatalogue(boot) ? boot : undefined;
  } catch {
    return undefined;
  }
}

function isCatalogue(value: unknown): value is Catalogue {
  const boot = value as Partial<Catalogue> | null;
  return typeof boot === 'object' && boot !== null && typeof boot.start === 'string' && Array.isArray(boot.worlds);
}

export interface Wanted {
  world: string;
  place: string;
}

const SLUG = /^[a-z][a-z0-9-]{0,39}$/;

/** Where a link leads: `#/world` or `#/world/place`; empty where it does not say. */
export function readLink(hash: string): Wanted {
  const [world = '', place = ''] = hash.replace(/^#\/?/, '').split('/');
  return SLUG.test(world) ? { world, place: SLUG.test(place) ? place : '' } : { world: '', place: '' };
}
