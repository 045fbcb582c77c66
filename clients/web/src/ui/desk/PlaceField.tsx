/** A spot in the city: where one stands, pointed at on the map of this world, or an address. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Level, World } from '../../state/world-types';
import { useUi } from '../context';
import { Backdrop } from '../map/backdrop';
import { MapCamera } from '../map/camera';
import { wgs84 } from './geo';
import { deskWords } from './words';

export interface PlaceValue {
  lat?: number;
  lon?: number;
  address?: string;
  source?: 'world' | 'map' | 'address';
  world?: string;
}

const DIGITS = 5;
const STEP_M = 1;
const FAR_STEP_M = 10;
const STEPS: Readonly<Record<string, [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const NO_COUNTS = {};

export function PlaceField({ id, value, onChange }: { id: string; value: PlaceValue; onChange: (value: PlaceValue) => void }): JSX.Element {
  const { city } = useUi();
  const w = deskWords.value;
  const [pointing, setPointing] = useState(false);
  const world = city.loaded.value?.world;
  const level = city.level.value;
  const spot = (source: 'world' | 'map', x: number, y: number): void => {
    if (!world) return;
    const [lat, lon] = wgs84(world, x, y);
    onChange({ ...value, lat: round(lat), lon: round(lon), source, world: world.id });
  };
  const address = (text: string): void => {
    onChange({ ...value, address: text, source: value.lat === undefined ? 'address' : value.source ?? 'address' });
  };
  const { lat, lon } = value;
  return (
    <div class="place">
      <div class="actions start">
        <button type="button" class="plain" onClick={() => { setPointing(false); spot('world', city.own.x, city.own.y); }}>{w.here}</button>
        <button type="button" class="plain" aria-expanded={pointing} onClick={() => setPointing(!pointing)}>{w.on_map}</button>
        {lat !== undefined && <button type="button" class="plain" onClick={() => onChange({ address: value.address ?? '', source: 'address' })}>{w.clear}</button>}
      </div>
      {pointing && world && level && <Pointer world={world} level={level} from={[city.own.x, city.own.y]} onPoint={(x, y) => spot('map', x, y)} />}
      <output>{lat !== undefined && lon !== undefined ? w.chosen(lat.toFixed(DIGITS), lon.toFixed(DIGITS)) : w.not_chosen}</output>
      {lat !== undefined && world && <small>{w.accuracy(world.anchor.accuracy_m)}</small>}
      <label for={`${id}-address`}>{w.address}</label>
      <input id={`${id}-address`} type="text" maxLength={300} autoComplete="off" value={value.address ?? ''} onInput={(event) => address(event.currentTarget.value)} />
    </div>
  );
}

interface PointerProps {
  world: World;
  level: Level;
  from: [number, number];
  onPoint: (x: number, y: number) => void;
}

/** The map of the level one is on, with a mark that pointer and arrow keys move. */
function Pointer({ world, level, from, onPoint }: PointerProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const camera = useRef(new MapCamera());
  const [at, setAt] = useState(from);
  const move = (x: number, y: number): void => {
    const [x0, y0, x1, y1] = level.bounds;
    const to: [number, number] = [Math.min(x1, Math.max(x0, x)), Math.min(y1, Math.max(y0, y))];
    setAt(to);
    onPoint(...to);
  };
  useEffect(() => draw(canvas.current!, camera.current, world, level, at), [world, level, at]);
  return (
    <canvas
      ref={canvas} class="pointer" tabIndex={0} aria-label={deskWords.value.map_about}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        move(...camera.current.toWorld(event.clientX - box.left, event.clientY - box.top));
      }}
      onKeyDown={(event) => {
        const step = STEPS[event.key];
        if (!step) return;
        event.preventDefault();
        const metres = event.shiftKey ? FAR_STEP_M : STEP_M;
        move(at[0] + step[0] * metres, at[1] + step[1] * metres);
      }}
    />
  );
}

function draw(canvas: HTMLCanvasElement, camera: MapCamera, world: World, level: Level, [x, y]: readonly [number, number]): void {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  camera.width = Math.max(1, canvas.clientWidth);
  camera.height = Math.max(1, canvas.clientHeight);
  canvas.width = camera.width * ratio;
  canvas.height = camera.height * ratio;
  camera.fit(level.bounds);
  const ctx = canvas.getContext('2d', { alpha: false });
  if (!ctx) return;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  new Backdrop().draw(ctx, camera, { world, level, markers: [], counts: NO_COUNTS, zoom: 1 }, ratio);
  const sx = camera.toScreenX(x), sy = camera.toScreenY(y);
  ctx.beginPath();
  ctx.moveTo(sx, sy);
  ctx.bezierCurveTo(sx - 14, sy - 14, sx - 12, sy - 30, sx, sy - 30);
  ctx.bezierCurveTo(sx + 12, sy - 30, sx + 14, sy - 14, sx, sy);
  ctx.fillStyle = '#bf4318';
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = '#fff';
  ctx.stroke();
}

function round(degrees: number): number {
  return Number(degrees.toFixed(6));
}
