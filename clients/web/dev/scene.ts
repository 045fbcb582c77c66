/** A world with simulated people, without a server: for work on the 3D view.
 *
 * ?world=<address of a world.json> (&texts=...) or the built-in sample; &n=40 people; &q=low|medium|high;
 * &level=<id>; &at=x,y &turn=deg start; &hold=1 stands still; &stats=0.
 */
import { createScene, type Quality } from '../src/scene/index';
import { createKeyboard } from '../src/input/index';
import type { LevelRaster, World, WorldTexts } from '../src/state/world-types';
import { Crowd } from './crowd';
import { sampleTexts, sampleWorld } from './sample-world';

const query = new URLSearchParams(location.search);
const get = (key: string, usual: string): string => query.get(key) ?? usual;

async function json<T>(address: string): Promise<T> {
  return (await (await fetch(address)).json()) as T;
}

interface RasterJson extends Omit<LevelRaster, 'walk' | 'ground'> { walk: string; ground: string }
const bytes = (text: string): Uint8Array => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

async function start(): Promise<void> {
  const address = query.get('world');
  const world = address ? await json<World>(address) : sampleWorld;
  const texts = address ? await json<WorldTexts>(get('texts', address.replace('world.json', 'texts.ko.json'))) : sampleTexts;
  const rasters: LevelRaster[] = query.has('raster')
    ? (await json<RasterJson[]>(get('raster', ''))).map((r) => ({ ...r, walk: bytes(r.walk), ground: bytes(r.ground) })) : [];
  const place = world.places.find((p) => p.id === get('place', world.start)) ?? world.places[0]!;
  const level = get('level', place.level);
  const [x, y] = query.has('at') ? get('at', '0,0').split(',').map(Number) : place.at;
  const turn = Number(get('turn', String(place.turn_deg)));
  const crowd = new Crowd(Number(get('n', '40')), x!, y!, (turn * Math.PI) / 180, world.levels.find((l) => l.id === level)!, rasters.find((r) => r.id === level), get('hold', '0') === '1', Number(get('spread', '40')));
  const canvas = document.querySelector('canvas')!;
  const scene = await createScene({
    canvas, overlay: document.querySelector<HTMLElement>('#overlay')!, world, texts, rasters, level,
    avatars: crowd.columns, sample: (now) => crowd.sample(now), nameOf: (id) => crowd.nameOf(id),
    quality: get('q', 'medium') as Quality, reducedMotion: query.has('calm'),
    onGround: (gx, gy) => crowd.walkTo(gx, gy), onAvatar: (id) => console.warn('avatar', id),
    onExhibit: (id) => console.warn('exhibit', id), onDesk: (id) => console.warn('desk', id), onPlace: (id) => console.warn('place', id),
    onTooSlow: (fps) => console.warn('too slow', fps), onAway: () => undefined, onLost: () => console.warn('lost'),
  });
  createKeyboard(window, {
    move: (dx, dy, run) => crowd.steer(dx, dy, run, () => scene.cameraYaw()),
    stop: () => crowd.halt(),
    turn: (d) => scene.turn(d * 1.8),
  });
  const box = document.querySelector<HTMLElement>('#stats')!;
  if (get('stats', '1') === '0') box.remove();
  else setInterval(() => { box.textContent = JSON.stringify(scene.stats(), (_k, v: unknown) => (typeof v === 'number' ? Math.round(v * 100) / 100 : v), 1); }, 500);
  Object.assign(window, { scene, crowd });
}

void start();
