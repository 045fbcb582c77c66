/** The world file as the server serves it: `world.yaml` with rows expanded and sizes filled in.
 *
 * Metres on the plane of a level: +x right, +y ahead. Angles `turn_deg` are counter-clockwise
 * seen from above, 0 faces +y. three.js position is (x, height, -y).
 */
export type Point = [number, number];
export type Shape =
  | { rect: [number, number, number, number] }
  | { circle: [number, number, number] }
  | { polygon: Point[] };

export interface Level {
  id: string;
  bounds: [number, number, number, number];
  ceiling_m: number | null;
  floor: string;
}
export interface Surface {
  level: string;
  shape: Shape;
  material: string;
  walk: boolean;
  height_m: number;
}
export interface Structure {
  kind: string;
  level: string;
  at: Point;
  /** Width along the piece's own x, depth along its own y, height. */
  size: [number, number, number];
  turn_deg: number;
  base_m: number;
  colour: string | null;
  /** Key under `signs` in the texts. */
  text: string | null;
}
export interface Place {
  id: string;
  level: string;
  at: Point;
  radius_m: number;
  turn_deg: number;
}
export interface Portal {
  id: string;
  level: string;
  shape: Shape;
  to: { world: string; place: string };
}
export interface Desk {
  id: string;
  service: string;
  level: string;
  at: Point;
  turn_deg: number;
}
export interface Exhibit {
  id: string;
  level: string;
  at: Point;
  turn_deg: number;
  size: [number, number];
  mount: 'wall' | 'plinth' | 'case';
  /** Address of the picture, `/media/<sha256>.<ext>`. */
  picture: string | null;
  sources: { title: string; url: string | null }[];
  as_of: string;
}
/** A walk with a guide, on one level. */
export interface Tour {
  id: string;
  level: string;
  /** Place where the guide waits. */
  start: string;
  stops: { at: Point; stay_s: number }[];
}
export interface Light {
  sun_bearing_deg: number;
  sun_height_deg: number;
  sky_top: string;
  sky_horizon: string;
  sun: string;
  fog_m: number;
}
export interface World {
  id: string;
  version: number;
  setting: 'outdoor' | 'indoor';
  anchor: { lat: number; lon: number; heading_deg: number; accuracy_m: number };
  cell_m: number;
  light: Light;
  start: string;
  levels: Level[];
  surfaces: Surface[];
  structures: Structure[];
  places: Place[];
  portals: Portal[];
  desks: Desk[];
  exhibits: Exhibit[];
  tours?: Tour[];
  sources: { title: string; url: string | null }[];
  as_of: string;
}

export interface PlaceText {
  name: string;
  about?: string | null;
}
export interface TourText {
  title: string;
  about: string;
  hello: string;
  /** One for each stop. */
  stops: string[];
  farewell: string;
}
export interface WorldTexts {
  name: string;
  summary: string;
  levels: Record<string, string>;
  places: Record<string, PlaceText>;
  portals: Record<string, string>;
  desks: Record<string, PlaceText>;
  exhibits: Record<string, { title: string; text: string; alt: string }>;
  signs: Record<string, string>;
  tours?: Record<string, TourText>;
}

/** What one can walk on and how high it is, one raster a level, row by row from y0 upwards. */
export interface LevelRaster {
  id: string;
  x0: number;
  y0: number;
  step_m: number;
  width: number;
  height: number;
  /** One bit a pixel, least significant bit first, rows not padded. 1 is walkable. */
  walk: Uint8Array;
  /** Ground height above the level's floor in units of 5 cm, one byte a pixel. */
  ground: Uint8Array;
  /** Id of the level's first cell; cells are numbered row by row. */
  first_cell: number;
  columns: number;
  rows: number;
}
