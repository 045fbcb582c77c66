/** The map: a way to take part that is as good as the 3D scene.
 *
 * The canvas itself says nothing to a screen reader; the lists of places and people do.
 */
import { useComputed, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../../i18n';
import { Icon } from '../icons';
import { type Ui, useUi } from '../context';
import type { BackdropScene } from './backdrop';
import { LiveMap } from './live-map';
import { markersOf } from './markers';

const TEXT_ZOOM = [1, 1.2, 1.45] as const;

/** Everything the map shows but people, or nothing while the files are on their way. */
function sceneOf(ui: Ui): BackdropScene | undefined {
  const loaded = ui.city.loaded.value;
  const level = ui.city.level.value;
  if (!loaded || !level) return undefined;
  return {
    world: loaded.world, level, markers: markersOf(loaded.world, loaded.texts, level.id),
    counts: ui.city.placeCounts.value, zoom: TEXT_ZOOM[ui.city.settings.textSize.value],
  };
}

export function MapView({ active }: { active: boolean }): JSX.Element {
  const ui = useUi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<LiveMap | undefined>(undefined);
  const scene = useComputed(() => sceneOf(ui));
  useEffect(() => {
    const live = new LiveMap(canvas.current!, ui);
    map.current = live;
    live.show(scene.peek());
    return () => live.end();
  }, [ui]);
  useSignalEffect(() => map.current?.show(scene.value));
  useEffect(() => map.current?.setActive(active), [active]);
  const w = words.value;
  return (
    <div class="map" hidden={!active}>
      <canvas ref={canvas} aria-hidden="true" />
      <div class="map-tools">
        <button type="button" class="round" aria-label={w.zoom_in} onClick={() => map.current?.zoom(1.4)}><Icon name="plus" /></button>
        <button type="button" class="round" aria-label={w.zoom_out} onClick={() => map.current?.zoom(1 / 1.4)}><Icon name="minus" /></button>
        <button type="button" class="round" aria-label={w.locate_me} onClick={() => map.current?.locate()}><Icon name="locate" /></button>
      </div>
    </div>
  );
}
