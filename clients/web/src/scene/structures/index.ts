/** Draws every kind of structure of a world file into one mesh; plants are left to instances. */
import type { Structure } from '../../state/world-types';
import type { MeshBuilder } from '../mesh/builder';
import { blockBuilding, column, fountain, stoneHall, waveHall } from './civic';
import { palaceGate, palaceHall, palaceWall } from './palace';
import { pieceOf, type Draw } from './piece';
import { haetae, statueSeated, statueStanding } from './statues';
import {
  bench, chair, counter, door, flagpole, lamp, lantern, plainBox, planter, plinth, rail, screenBoard, signBoard,
  stairs, table, wall,
} from './street';

export const DRAW: Record<string, Draw> = {
  wall, box: plainBox, 'block-building': blockBuilding, 'wave-hall': waveHall, 'stone-hall': stoneHall,
  'palace-gate': palaceGate, 'palace-hall': palaceHall, 'palace-wall': palaceWall,
  'statue-seated': statueSeated, 'statue-standing': statueStanding, haetae,
  bench, lamp, fountain, column, planter, flagpole, counter, table, chair, screen: screenBoard, plinth,
  sign: signBoard, door, stairs, rail, lantern,
};

/** Kinds drawn as instances, see plants.ts. */
export const PLANTS = new Set(['tree', 'pine', 'shrub']);

/** A kind this client does not know yet still stands there as a plain block. */
export function drawStructures(b: MeshBuilder, structures: readonly Structure[], detail: number): void {
  for (const s of structures) {
    if (PLANTS.has(s.kind)) continue;
    b.frame(s.at[0], s.at[1], s.base_m, s.turn_deg);
    (DRAW[s.kind] ?? plainBox)(b, pieceOf(s, detail));
  }
}
