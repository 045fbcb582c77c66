// Without a document: vitest runs this file in plain Node.
import { expect, test } from 'vitest';
import { correct, createCity, dropNote, enter, isLoaded, type LoadedWorld, note, setCards, showWorld, type WorldCard } from './city';
import { CellGrid } from './ground';
import { type Choices, createSettings, type Keep } from './settings';
import { openRaster } from './testing';
import type { World } from './world-types';

const USUAL: Choices = {
  language: '', textSize: 0, motion: 'auto', quality: 'auto', tier: 0, view: '3d', visit: 0, bubble: true, name: '',
  look: [1, 1, 0, 0, 0, 0, 1],
};
const upper = { ...openRaster(20), id: 'upper' };
const rasters = [openRaster(20), upper];
const world = { id: 'hall', cell_m: 8, levels: rasters.map(({ id }) => ({ id, bounds: [0, 0, 20, 20], ceiling_m: null, floor: 'stone' })) };
const loaded: LoadedWorld = {
  id: 'hall', hash: 'h', world: world as unknown as World, rasters, cells: new CellGrid(rasters, 8),
  texts: { name: 'Hall', summary: '', levels: {}, places: {}, portals: {}, desks: {}, exhibits: {}, signs: {} },
};
const here = { world: 'hall', hash: 'h', epoch: 7, avatar: 3, level: 'ground', x: 5, y: 6, heading: 64 };

test('there is no document here', () => {
  expect(typeof document).toBe('undefined');
});

test('entering before the files are here, then walking once they are', () => {
  const city = createCity(createSettings(undefined, USUAL));
  enter(city, here);
  expect(isLoaded(city)).toBe(false);
  city.own.steer(1, 0);
  for (let t = 0; t < 500; t += 16) city.own.step(t);
  expect(city.own.x).toBe(5);
  showWorld(city, loaded);
  for (let t = 500; t < 1500; t += 16) city.own.step(t);
  expect(city.own.x).toBeGreaterThan(6);
});

test('another level by the word of the zone', () => {
  const city = createCity(createSettings(undefined, USUAL));
  showWorld(city, loaded);
  enter(city, here);
  correct(city, 'upper', 9, 9, 0);
  expect(city.raster.value?.id).toBe('upper');
  expect([city.own.x, city.own.level?.id]).toEqual([9, 'upper']);
});

test('another world forgets who was here', () => {
  const city = createCity(createSettings(undefined, USUAL));
  showWorld(city, loaded);
  enter(city, here);
  city.avatars.setView(1, [0]);
  city.avatars.record(0, 1, 0, 9, 1, 1, 0, 0, new Uint8Array(5));
  enter(city, { ...here, world: 'museum', epoch: 8 });
  expect(city.avatars.slotOf(9)).toBe(-1);
  expect(city.avatars.count).toBe(1);
});

test('of many notes only the last four are told', () => {
  const city = createCity(createSettings(undefined, USUAL));
  for (let k = 0; k < 6; k++) note(city, `kind${k}`);
  expect(city.notes.value.map((n) => n.kind)).toEqual(['kind2', 'kind3', 'kind4', 'kind5']);
  dropNote(city, city.notes.value[0]!.key);
  expect(city.notes.value).toHaveLength(3);
});

test('the list of worlds brings the counts', () => {
  const city = createCity(createSettings(undefined, USUAL));
  setCards(city, 'hall', [{ id: 'hall', people: 12 } as WorldCard]);
  expect(city.worldCounts.value).toEqual({ hall: 12 });
});

class Memory implements Keep {
  kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
}

test('settings are remembered, damaged ones are usual again', () => {
  const memory = new Memory();
  createSettings(memory, USUAL).textSize.value = 2;
  expect(createSettings(memory, USUAL).textSize.value).toBe(2);
  memory.kept.set('city.settings', JSON.stringify({ textSize: 9, look: [99], view: '2d' }));
  const settings = createSettings(memory, USUAL);
  expect([settings.textSize.value, settings.look.value, settings.view.value]).toEqual([0, USUAL.look, '2d']);
  memory.kept.set('city.settings', '{');
  expect(createSettings(memory, USUAL).view.value).toBe('3d');
});
