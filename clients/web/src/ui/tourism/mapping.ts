/** Spots of the city on a flat picture: equirectangular at its middle, north up. Pure. */

export interface Spot { lat: number; lon: number }

export interface Frame {
  /** Of the picture, in kilometres. */
  width: number;
  height: number;
  /** Lines of the grid, in kilometres from the left and from the top. */
  columns: readonly number[];
  rows: readonly number[];
  /** [x, y] of a spot, in kilometres. */
  at: (spot: Spot) => [number, number];
}

const KM_PER_LAT = 110.96;
const MARGIN_KM = 1;
/** No side is shorter than this, so that one spot is not the whole picture. */
const LEAST_KM = 6;
export const GRID_KM = 2;

/** Holds all of `spots`, at least one. */
export function frameOf(spots: readonly Spot[]): Frame {
  const [south, north] = extent(spots.map(({ lat }) => lat));
  const kmPerLon = KM_PER_LAT * Math.cos(((south + north) / 2 * Math.PI) / 180);
  const [west, east] = extent(spots.map(({ lon }) => lon));
  const wide = Math.max((east - west) * kmPerLon, LEAST_KM);
  const high = Math.max((north - south) * KM_PER_LAT, LEAST_KM);
  const left = (east + west) / 2 - wide / 2 / kmPerLon;
  const top = (north + south) / 2 + high / 2 / KM_PER_LAT;
  const width = wide + 2 * MARGIN_KM;
  const height = high + 2 * MARGIN_KM;
  return {
    width, height, columns: lines(width), rows: lines(height),
    at: ({ lat, lon }) => [MARGIN_KM + (lon - left) * kmPerLon, MARGIN_KM + (top - lat) * KM_PER_LAT],
  };
}

/** Spots so close that their marks would cover each other are moved apart sideways. */
export function apart(places: readonly [number, number][], least: number): [number, number][] {
  const put: [number, number][] = [];
  for (const [x, y] of places) {
    let to: [number, number] = [x, y];
    for (let turn = 0; put.some(([a, b]) => Math.hypot(a - to[0], b - to[1]) < least) && turn < 40; turn++) {
      const angle = turn * 2.4;
      const away = least * 0.35 * Math.sqrt(turn + 1);
      to = [x + Math.cos(angle) * away, y + Math.sin(angle) * away];
    }
    put.push(to);
  }
  return put;
}

function extent(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function lines(length: number): number[] {
  return Array.from({ length: Math.floor(length / GRID_KM) }, (_, n) => (n + 1) * GRID_KM).filter((at) => at < length);
}
