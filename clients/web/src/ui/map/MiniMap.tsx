/** A small map beside the 3D scene; decoration for readers, who have the lists. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isCalm, useUi } from '../context';
import { Backdrop, type BackdropScene } from './backdrop';
import { MapCamera } from './camera';
import { drawPeople } from './draw-people';

const SCALE = 2.2;
const EVERY_MS = 100;
const NO_COUNTS = {};

export function MiniMap(): JSX.Element {
  const ui = useUi();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current!;
    const ctx = element.getContext('2d', { alpha: false })!;
    const camera = new MapCamera();
    const backdrop = new Backdrop();
    camera.scale = SCALE;
    let scene: BackdropScene | undefined;
    let drawnAt = 0;
    return ui.onFrame((nowMs) => {
      const { avatars, loaded, level } = ui.city;
      if (nowMs - drawnAt < EVERY_MS || !loaded.value || !level.value || avatars.self < 0) return;
      drawnAt = nowMs;
      if (scene?.world !== loaded.value.world || scene.level !== level.value) {
        scene = { world: loaded.value.world, level: level.value, markers: [], counts: NO_COUNTS, zoom: 1 };
      }
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      camera.width = Math.max(1, element.clientWidth);
      camera.height = Math.max(1, element.clientHeight);
      if (element.width !== camera.width * ratio) {
        element.width = camera.width * ratio;
        element.height = camera.height * ratio;
      }
      camera.x = avatars.x[avatars.self]!;
      camera.y = avatars.y[avatars.self]!;
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      backdrop.draw(ctx, camera, scene, ratio);
      drawPeople(ctx, camera, avatars, isCalm(ui.city) ? 0 : nowMs);
    });
  }, [ui]);
  return <canvas ref={canvas} class="minimap" aria-hidden="true" />;
}
