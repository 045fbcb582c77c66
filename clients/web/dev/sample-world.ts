/** One of every kind, in rows: to see what each looks like beside a person. */
import type { Structure, World, WorldTexts } from '../src/state/world-types';

const usual: Record<string, [number, number, number]> = {
  'palace-gate': [34, 14, 19], 'stone-hall': [60, 18, 20], 'wave-hall': [96, 30, 36], 'palace-hall': [24, 13, 13],
  'block-building': [24, 16, 22], 'statue-seated': [6.5, 7.5, 10], 'statue-standing': [5, 5.5, 17], haetae: [1.8, 2.8, 2.8],
  tree: [5, 5, 8], pine: [4.5, 4.5, 9], shrub: [1.4, 1.4, 1], bench: [1.8, 0.6, 0.85], lamp: [0.5, 0.5, 4.5], fountain: [10, 10, 2.4],
  column: [0.8, 0.8, 4], planter: [2, 0.9, 0.9], flagpole: [0.4, 0.4, 12], counter: [2.6, 0.9, 1.1], table: [1.6, 0.8, 0.75],
  chair: [0.55, 0.55, 0.9], screen: [3, 0.2, 2], plinth: [1.2, 1.2, 1], sign: [1.6, 0.2, 2.4], door: [2.4, 0.5, 2.8],
  stairs: [4, 3, 1], rail: [2, 0.1, 1], lantern: [0.8, 0.8, 1.8], wall: [4, 0.3, 3], box: [1, 1, 1], 'palace-wall': [10, 1.2, 4],
};
const put = (kind: string, x: number, y: number, turn = 0, more: Partial<Structure> = {}): Structure =>
  ({ kind, level: 'ground', at: [x, y], size: usual[kind]!, turn_deg: turn, base_m: 0, colour: null, text: null, ...more });
const row = ['bench', 'lamp', 'column', 'planter', 'flagpole', 'counter', 'table', 'chair', 'screen', 'plinth', 'sign', 'door', 'stairs', 'rail', 'lantern', 'wall', 'box', 'haetae', 'shrub'];

export const sampleWorld: World = {
  id: 'sample', version: 1, setting: 'outdoor', anchor: { lat: 37.5665, lon: 126.978, heading_deg: 0, accuracy_m: 100 }, cell_m: 8,
  light: { sun_bearing_deg: 215, sun_height_deg: 32, sky_top: '#7fb2e5', sky_horizon: '#fbe6cf', sun: '#fff0d6', fog_m: 320 },
  start: 'middle',
  levels: [{ id: 'ground', bounds: [-90, -70, 90, 90], ceiling_m: null, floor: 'stone' }],
  surfaces: [
    { level: 'ground', shape: { circle: [0, 8, 24] }, material: 'lawn', walk: true, height_m: 0 },
    { level: 'ground', shape: { rect: [-90, -60, 90, -46] }, material: 'asphalt', walk: true, height_m: 0 },
    { level: 'ground', shape: { rect: [40, -20, 60, 0] }, material: 'granite', walk: true, height_m: 0.6 },
    { level: 'ground', shape: { rect: [-60, -20, -44, -6] }, material: 'water', walk: false, height_m: 0 },
  ],
  structures: [
    put('wave-hall', 0, 74, 180), put('stone-hall', 0, 46, 180), put('palace-gate', -62, 30, 200), put('palace-hall', 62, 30, 160),
    put('statue-seated', -28, -14), put('statue-standing', 28, -14), put('fountain', 0, -20), put('block-building', -70, -34),
    put('palace-wall', -40, 30), put('palace-wall', 42, 34),
    ...row.map((kind, i) => put(kind, -36 + i * 4, -34, 180, kind === 'sign' || kind === 'screen' ? { text: 'hello' } : {})),
    ...Array.from({ length: 14 }, (_, i) => put('tree', -34 + i * 5.4, 30)),
    ...Array.from({ length: 6 }, (_, i) => put('pine', 44 + i * 6, -28)),
  ],
  places: [{ id: 'middle', level: 'ground', at: [0, 0], radius_m: 4, turn_deg: 0 }],
  portals: [{ id: 'gate', level: 'ground', shape: { rect: [-3, 33, 3, 36] }, to: { world: 'sample', place: 'middle' } }],
  desks: [{ id: 'help', service: 'help', level: 'ground', at: [-16, -34], turn_deg: 180 }],
  exhibits: [], sources: [], as_of: '2026-01-01',
};

export const sampleTexts: WorldTexts = {
  name: 'Sample', summary: 'One of every kind', levels: { ground: 'Ground' }, places: { middle: { name: '잔디 광장' } },
  portals: { gate: '시청 안으로' }, desks: { help: { name: '120 안내' } }, exhibits: {}, signs: { hello: '서울광장에 오신 것을 환영합니다' },
};
