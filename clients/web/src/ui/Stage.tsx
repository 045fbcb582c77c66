/** Map or scene, with what lies over either of them. */
import type { JSX } from 'preact';
import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../i18n';
import { useUi } from './context';
import { Emotes } from './Emotes';
import { Icon, type IconName } from './icons';
import { MapView } from './map/MapView';
import { MiniMap } from './map/MiniMap';
import { middle } from './map/markers';

const NEAR_M = 7;

export function Stage(): JSX.Element {
  const ui = useUi();
  const { screen } = ui;
  const root = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const labels = useRef<HTMLDivElement>(null);
  const stick = useRef<HTMLDivElement>(null);
  useEffect(
    () => ui.attachStage({ root: root.current!, canvas: canvas.current!, labels: labels.current!, stick: stick.current! }),
    [ui],
  );
  const w = words.value;
  const is3d = screen.view.value === '3d';
  return (
    <section class="stage" aria-label={w.stage}>
      {/* An application: arrow keys walk here instead of scrolling; Tab leaves it as always. */}
      <div
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        id="stage" ref={root} class="walk" role="application" tabIndex={0}
        aria-label={is3d ? w.scene_label : w.map_label} aria-describedby="stage-keys" aria-roledescription={w.stage_role}
      >
        {/* While the scene is made ready it lies, at its full size, beneath the map. */}
        <div class="scene" hidden={screen.scene.value !== 'ready' && screen.scene.value !== 'loading'}>
          <div class="scene-canvas" ref={canvas} />
          <div class="scene-labels" ref={labels} aria-hidden="true" hidden={!is3d} />
        </div>
        <MapView active={!is3d} />
      </div>
      <p id="stage-keys" class="sr">{w.stage_keys}</p>
      <div class="stick" ref={stick} hidden={!is3d} aria-hidden="true"><i /></div>
      {is3d && <MiniMap />}
      <div class="foot-stack"><Nearby /><Emotes /></div>
    </section>
  );
}

/** Why there is no 3D, or that it is on its way. */
export function SceneHint(): JSX.Element | null {
  const { screen, city } = useUi();
  const w = words.value;
  if (city.settings.view.value !== '3d') return null;
  const text = {
    off: '', ready: '', loading: w.scene_loading, unavailable: w.scene_unavailable, slow: w.scene_slow, failed: w.scene_failed,
  }[screen.scene.value];
  return text ? <output class="hint">{text}</output> : null;
}

interface Offer {
  icon: IconName;
  label: string;
  act(): void;
}

/** What one could do right where one stands: go through a door, look at something. */
function Nearby(): JSX.Element | null {
  const { city, commands, screen } = useUi();
  const offer = useComputed<Offer | undefined>(() => {
    void city.beat.value;
    const loaded = city.loaded.value;
    const level = city.level.value?.id;
    const w = words.value;
    if (!loaded || !city.here.value) return undefined;
    const { pose } = city.own;
    const near = (at: readonly [number, number]): boolean => Math.hypot(at[0] - pose.x, at[1] - pose.y) < NEAR_M;
    const portal = loaded.world.portals.find((p) => p.level === level && near(middle(p.shape)));
    if (portal) {
      const name = loaded.texts.portals[portal.id] ?? portal.id;
      return { icon: 'portal', label: name, act: () => void commands.go(portal.to.world, portal.to.place) };
    }
    const desk = loaded.world.desks.find((d) => d.level === level && near(d.at));
    if (desk) {
      const name = loaded.texts.desks[desk.id]?.name ?? desk.id;
      return { icon: 'desk', label: name, act: () => { screen.dialog.value = { kind: 'desk', id: desk.id }; } };
    }
    const exhibit = loaded.world.exhibits
      .filter((e) => e.level === level && Math.hypot(e.at[0] - pose.x, e.at[1] - pose.y) < 3.5)
      .sort((a, b) => Math.hypot(a.at[0] - pose.x, a.at[1] - pose.y) - Math.hypot(b.at[0] - pose.x, b.at[1] - pose.y))[0];
    if (!exhibit) return undefined;
    const name = loaded.texts.exhibits[exhibit.id]?.title ?? exhibit.id;
    return { icon: 'exhibit', label: w.look_at_named(name), act: () => { screen.dialog.value = { kind: 'exhibit', id: exhibit.id }; } };
  });
  if (!offer.value) return null;
  return <button type="button" class="offer main" onClick={() => offer.value?.act()}><Icon name={offer.value.icon} /><span>{offer.value.label}</span></button>;
}
