/** The files of a world, fetched side by side. */
import { decode } from '@msgpack/msgpack';
import type { LoadedWorld, WorldCard } from '../state/city';
import { CellGrid } from '../state/ground';
import type { LevelRaster, World, WorldTexts } from '../state/world-types';

export interface Catalogue {
  start: string;
  worlds: WorldCard[];
  /** Of the page's own data: somebody is logged in here. */
  account?: boolean;
}

/** A file did not come; worth trying again. */
export class FetchFailed extends Error {
  override name = 'FetchFailed';
}

export type Fetch = (url: string) => Promise<Response>;

async function get(url: string, fetcher: Fetch): Promise<Response> {
  const response = await fetcher(url).catch((error: unknown) => {
    throw new FetchFailed(`${url}: ${String(error)}`);
  });
  if (!response.ok) throw new FetchFailed(`${url}: ${response.status}`);
  return response;
}

export async function fetchCatalogue(fetcher: Fetch = fetch): Promise<Catalogue> {
  return (await (await get('/api/worlds', fetcher)).json()) as Catalogue;
}

/** World, texts in `language` (or another one there is) and rasters. */
export async function fetchWorld(card: WorldCard, language: string, fetcher: Fetch = fetch): Promise<LoadedWorld> {
  const [world, texts, rasters] = await Promise.all([
    get(card.urls.world, fetcher).then((r) => r.json() as Promise<World>),
    fetchTexts(card, language, fetcher),
    get(card.urls.raster, fetcher).then((r) => r.arrayBuffer()).then(readRasters),
  ]);
  return { id: card.id, hash: card.hash, world, texts, rasters, cells: new CellGrid(rasters, world.cell_m) };
}

export async function fetchTexts(card: WorldCard, language: string, fetcher: Fetch = fetch): Promise<WorldTexts> {
  const { texts } = card.urls;
  const url = texts[language] ?? texts['ko'] ?? Object.values(texts)[0];
  if (url === undefined) throw new FetchFailed(`${card.id}: no texts`);
  return (await (await get(url, fetcher)).json()) as WorldTexts;
}

/** `raster.bin`: msgpack of the step and the levels. */
export function readRasters(data: ArrayBuffer): LevelRaster[] {
  const { step_m, levels } = decode(data) as { step_m: number; levels: LevelRaster[] };
  return levels.map((level) => ({ ...level, step_m: level.step_m ?? step_m }));
}
