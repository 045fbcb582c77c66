/** The few colours everything is made of. */
import { rgb, type Rgb } from './math';
import type { Layer } from './layers';

export const C = {
  stone: rgb('#c0b6a7'),
  stoneLight: rgb('#d2c9b9'),
  stoneDark: rgb('#a79d90'),
  granite: rgb('#bdb6ad'),
  concrete: rgb('#b9b4ac'),
  plaster: rgb('#efe6d6'),
  wood: rgb('#99714f'),
  woodDark: rgb('#6f4a30'),
  palaceRed: rgb('#a8432f'),
  palaceRedDark: rgb('#7c3024'),
  palaceGreen: rgb('#3f7a63'),
  giwa: rgb('#6a6c70'),
  ridge: rgb('#d9d4c8'),
  white: rgb('#ffffff'),
  bronze: rgb('#6b5b3c'),
  bronzeGreen: rgb('#58644d'),
  gold: rgb('#c9992f'),
  iron: rgb('#3e4347'),
  lampGlow: rgb('#ffd79a'),
  paper: rgb('#fff1d2'),
  leaf: rgb('#6f8f45'),
  leafDeep: rgb('#4d7446'),
  ginkgo: rgb('#e0b23c'),
  maple: rgb('#bf6a3a'),
  pine: rgb('#46694b'),
  bark: rgb('#6b5442'),
  lawn: rgb('#6f8f4a'),
  seoulBlue: rgb('#2f6fb3'),
  glass: rgb('#b9d3d6'),
} as const satisfies Record<string, Rgb>;

/** How each material of the world file looks. */
export const MATERIALS: Record<string, { colour: Rgb; layer: Layer }> = {
  lawn: { colour: C.lawn, layer: 'lawn' },
  stone: { colour: rgb('#b3a89a'), layer: 'paver' },
  granite: { colour: rgb('#aba296'), layer: 'granite' },
  brick: { colour: rgb('#b3745a'), layer: 'brick' },
  asphalt: { colour: rgb('#77767a'), layer: 'asphalt' },
  soil: { colour: rgb('#b99e78'), layer: 'soil' },
  sand: { colour: rgb('#cdb58c'), layer: 'soil' },
  water: { colour: rgb('#5f8f98'), layer: 'water' },
  wood: { colour: rgb('#a4805c'), layer: 'wood' },
  marble: { colour: rgb('#d2c7b4'), layer: 'marble' },
  carpet: { colour: rgb('#8c4a44'), layer: 'carpet' },
  tile: { colour: rgb('#c6bba9'), layer: 'tile' },
  glass: { colour: C.glass, layer: 'glass' },
  plaster: { colour: C.plaster, layer: 'plaster' },
  concrete: { colour: rgb('#a8a298'), layer: 'plaster' },
};

export const material = (name: string): { colour: Rgb; layer: Layer } => MATERIALS[name] ?? MATERIALS['stone']!;
