import type { Structure } from '../../state/world-types';
import { hash, rgb, type Rgb } from '../math';
import type { MeshBuilder } from '../mesh/builder';

/** A structure as its drawing function sees it: own frame already set, foot at z = 0. */
export interface Piece {
  kind: string;
  w: number;
  d: number;
  h: number;
  /** Height of the foot above the level's floor. */
  base: number;
  /** Colour asked for by the world file, or null. */
  colour: Rgb | null;
  /** 0..1, the same for the same piece. */
  seed: number;
  /** 0 coarse, 1 usual. */
  detail: number;
}

export type Draw = (b: MeshBuilder, p: Piece) => void;

export function pieceOf(s: Structure, detail: number): Piece {
  return {
    kind: s.kind, w: s.size[0], d: s.size[1], h: s.size[2], base: s.base_m,
    colour: s.colour === null ? null : rgb(s.colour), seed: hash(s.at[0], s.at[1], s.kind.length), detail,
  };
}
