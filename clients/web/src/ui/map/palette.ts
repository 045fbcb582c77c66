/** Colours of the map: paper, warm stone, the green of pines. */

export const MATERIAL: Record<string, string> = {
  lawn: '#cfdcae', stone: '#ece3d2', granite: '#e2d9ca', brick: '#dfbfa6', asphalt: '#d3ccc2', soil: '#e0cda9',
  sand: '#efe2c3', water: '#a8d0d6', wood: '#dcbf96', marble: '#f3ede2', carpet: '#d3a294', tile: '#e6e2d5',
  glass: '#d3e6e6', plaster: '#f5efe3', concrete: '#dcd6cb',
};

export const PAPER = '#e9e1d1';
export const INK = '#1e2a26';
export const PERSIMMON = '#c4491c';
export const PINE = '#1f4a3d';
export const SHADOW = 'rgba(92, 62, 30, 0.16)';

export interface Roof {
  fill: string;
  line: string;
}

export const ROOF: Record<string, Roof> = {
  'block-building': { fill: '#d6cbb9', line: '#bdb09b' },
  'wave-hall': { fill: '#b5cfd0', line: '#8fb0b4' },
  'stone-hall': { fill: '#cdbfa6', line: '#a9987b' },
  'palace-gate': { fill: '#6f7d76', line: '#4f5d57' },
  'palace-hall': { fill: '#6f7d76', line: '#4f5d57' },
  'palace-wall': { fill: '#b7a58a', line: '#8d7c62' },
  wall: { fill: '#b3a48d', line: '#94866f' },
  box: { fill: '#c9b99f', line: '#a8977b' },
  'statue-seated': { fill: '#c8bfae', line: '#8c7f67' },
  'statue-standing': { fill: '#c8bfae', line: '#8c7f67' },
  bench: { fill: '#b98f5e', line: '#8f6a3f' },
  chair: { fill: '#b98f5e', line: '#8f6a3f' },
  table: { fill: '#cda877', line: '#a17d4e' },
  counter: { fill: '#2f6a57', line: '#1f4a3d' },
  planter: { fill: '#a9bd84', line: '#8b7a5c' },
  screen: { fill: '#56636a', line: '#3b464b' },
  plinth: { fill: '#ded6c6', line: '#b3a890' },
  sign: { fill: '#2f6a57', line: '#1f4a3d' },
  door: { fill: '#e7c58c', line: '#a8793a' },
  rail: { fill: '#a79a86', line: '#8b7e6a' },
  haetae: { fill: '#c8bfae', line: '#8c7f67' },
};

export const LEAF = { tree: ['#9dba72', '#88a860'], pine: ['#6f9170', '#5c7d60'], shrub: ['#aac587', '#95b373'] } as const;
