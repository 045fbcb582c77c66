/** Surface patterns: one layer each of a small texture array that is computed, never downloaded. */

interface LayerSpec {
  index: number;
  /** Metres that one repeat covers. */
  tile_m: number;
}

const spec = (index: number, tile_m: number): LayerSpec => ({ index, tile_m });

export const LAYERS = {
  plain: spec(0, 4),
  paver: spec(1, 3.2),
  granite: spec(2, 3.6),
  brick: spec(3, 1.6),
  asphalt: spec(4, 4),
  lawn: spec(5, 5),
  soil: spec(6, 4),
  wood: spec(7, 2.4),
  marble: spec(8, 4),
  carpet: spec(9, 2),
  tile: spec(10, 2),
  plaster: spec(11, 4),
  giwa: spec(12, 1.8),
  dancheong: spec(13, 1.2),
  rafters: spec(14, 1.4),
  windows: spec(15, 7),
  curtain: spec(16, 4.8),
  ashlar: spec(17, 3.2),
  lattice: spec(18, 1.4),
  leaf: spec(19, 2.2),
  water: spec(20, 6),
  bronze: spec(21, 2),
  hanok: spec(22, 2),
  glass: spec(23, 4),
  grain: spec(24, 1.6),
} as const satisfies Record<string, LayerSpec>;

export type Layer = keyof typeof LAYERS;
export const LAYER_COUNT = Object.keys(LAYERS).length;
