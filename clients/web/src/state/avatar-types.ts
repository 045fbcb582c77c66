/** What the views (3D scene, 2D map, lists) read of the people in a world.
 *
 * `state` fills these columns once per drawn frame (`sample`); views only read them. Slots are
 * dense: 0 .. count-1. A slot's avatar may change between frames; `id` says who it is.
 */
export interface AvatarColumns {
  /** Number of avatars in view, oneself included. */
  readonly count: number;
  /** Slot of oneself, -1 before the world is entered. */
  readonly self: number;
  /** Whether the time of others goes on: 1, but 0 while a recording is paused. */
  readonly pace: 0 | 1;
  /** The client's clock as it goes for others. */
  readonly othersMs: number;
  readonly id: Uint16Array;
  /** Drawn position, metres, already interpolated and smoothed. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Height of the ground there, metres above the level's floor. */
  readonly ground: Float32Array;
  /** Drawn heading in radians, counter-clockwise from +y. */
  readonly heading: Float32Array;
  /** Drawn speed, metres per second. */
  readonly speed: Float32Array;
  /** `State` code. */
  readonly state: Uint8Array;
  /** Milliseconds at which the present state began, for emote animations: of the client's clock
   * for oneself, of `othersMs` for others. */
  readonly stateSince: Float64Array;
  /** Five bytes an avatar, see `Look`. */
  readonly look: Uint8Array;
  /** 1 where the avatar must not be drawn (blocked) and 2 where it is to be faded (too near). */
  readonly veil: Uint8Array;
  /** Raised each time a slot's avatar or look changed, so that a view re-uploads looks only then. */
  readonly looksVersion: number;
}

export const State = {
  Free: 0,
  Sit: 1,
  Wave: 2,
  Bow: 3,
  Clap: 4,
  Dance: 5,
  Talk: 6,
  Away: 7,
} as const;
export type State = (typeof State)[keyof typeof State];

/** Fastest speed of the walking gait, m/s; above it an avatar runs. */
export const WALK_MAX_MPS = 2.75;

/** Looks: byte 0 body<<4|skin, 1 hair<<4|hair colour, 2 outfit, 3 colour 1<<4|colour 2, 4 flags. */
export interface Look {
  body: number; // 0 slim, 1 medium, 2 broad, 3 child-sized
  skin: number; // 0..7, palette
  hair: number; // 0 short, 1 bob, 2 long, 3 bun, 4 cap, 5 none, 6 gat (horsehair hat), 7 ponytail
  hairColour: number; // 0..7, palette
  outfit: number; // 0 shirt+trousers, 1 jacket, 2 dress, 3 hanbok with chima, 4 hanbok with baji, 5 raincoat, 6 suit, 7 sportswear
  colour1: number; // 0..15, palette: upper part
  colour2: number; // 0..15, palette: lower part
}
export const LOOK_BYTES = 5;
export const FLAG_OFFICIAL = 1;
export const FLAG_GUIDE = 2;
/** What guides that the server walks are called; nobody else may be. */
export const GUIDE_NAME = '안내원 Guide';
