/** Looks: seven choices, five bytes on the wire, and the colours behind the numbers. */
import type { Look } from './avatar-types';

export const SKINS = ['#f6dcc4', '#efcdb0', '#e6bd9a', '#d9a981', '#c28f68', '#a4734f', '#80563a', '#5f3f2c'];
export const HAIRS = ['#26211f', '#3a2a22', '#553a28', '#7a5436', '#a37a4c', '#8d8a88', '#d8d4cc', '#7c3a34'];
export const COLOURS = [
  '#f4efe6', '#33383f', '#8b9098', '#c8574b', '#e58d5c', '#ecc05c', '#9db565', '#4f8a6a',
  '#5fa6a8', '#5c8fc4', '#3d5a94', '#8672b4', '#c98fb6', '#e9b8c0', '#a0795a', '#6f4f3d',
];
/** How many of each there are, in the order of the seven numbers. */
export const LOOK_SIZES = [4, 8, 8, 8, 8, 16, 16] as const;

/** Seven numbers as `hello` and `appear` carry them. */
export function toLook([body, skin, hair, hairColour, outfit, colour1, colour2]: readonly number[]): Look {
  return {
    body: body ?? 0, skin: skin ?? 0, hair: hair ?? 0, hairColour: hairColour ?? 0,
    outfit: outfit ?? 0, colour1: colour1 ?? 0, colour2: colour2 ?? 0,
  };
}

/** The five bytes of records. */
export function packLook(look: readonly number[], flags = 0): Uint8Array {
  const { body, skin, hair, hairColour, outfit, colour1, colour2 } = toLook(look);
  return Uint8Array.of((body << 4) | skin, (hair << 4) | hairColour, outfit, (colour1 << 4) | colour2, flags);
}

/** A look of one's own for somebody who has not chosen yet. */
export function randomLook(random: () => number): number[] {
  const pick = (n: number): number => Math.floor(random() * n);
  const [upper, lower] = [pick(16), pick(16)];
  // Gat and cap are for those who choose them; a child's body too.
  return [pick(3), pick(5), [0, 1, 2, 3, 7][pick(5)]!, pick(6), [0, 1, 2, 0, 7, 1][pick(6)]!, upper, lower];
}
