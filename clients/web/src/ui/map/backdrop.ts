/** The still part of the map, kept as a picture with a margin around the view.
 *
 * While one walks only people are drawn anew; the picture moves along and is painted again when
 * its margin is used up or when the scale or what it shows changes.
 */
import type { Level, World } from '../../state/world-types';
import { MapCamera } from './camera';
import { drawMarkers } from './draw-markers';
import { drawLevel } from './draw-world';
import type { Marker } from './markers';
import { PAPER } from './palette';

const MARGIN = 0.3;

export interface BackdropScene {
  world: World;
  level: Level;
  markers: readonly Marker[];
  counts: Readonly<Record<string, number>>;
  /** Size of letters, 1 usual. */
  zoom: number;
}

export class Backdrop {
  private readonly canvas = document.createElement('canvas');
  private readonly painted = new MapCamera();
  private scene: BackdropScene | undefined;
  private ratio = 0;

  /** Puts the picture under the view of `camera`. */
  draw(ctx: CanvasRenderingContext2D, camera: MapCamera, scene: BackdropScene, ratio: number): void {
    if (!this.covers(camera, scene, ratio)) this.paint(camera, scene, ratio);
    const { painted, canvas } = this;
    const left = (painted.x - camera.x) * camera.scale - (painted.width - camera.width) / 2;
    const top = (camera.y - painted.y) * camera.scale - (painted.height - camera.height) / 2;
    ctx.drawImage(canvas, Math.round(left * ratio) / ratio, Math.round(top * ratio) / ratio, painted.width, painted.height);
  }

  private covers(camera: MapCamera, scene: BackdropScene, ratio: number): boolean {
    const { painted } = this;
    const slackX = (painted.width - camera.width) / 2;
    const slackY = (painted.height - camera.height) / 2;
    return (
      this.scene === scene && this.ratio === ratio && painted.scale === camera.scale &&
      slackX >= 0 && slackY >= 0 &&
      Math.abs(camera.x - painted.x) * camera.scale <= slackX &&
      Math.abs(camera.y - painted.y) * camera.scale <= slackY
    );
  }

  private paint(camera: MapCamera, scene: BackdropScene, ratio: number): void {
    const { painted, canvas } = this;
    this.scene = scene;
    this.ratio = ratio;
    Object.assign(painted, { x: camera.x, y: camera.y, scale: camera.scale });
    painted.width = Math.ceil(camera.width * (1 + 2 * MARGIN));
    painted.height = Math.ceil(camera.height * (1 + 2 * MARGIN));
    canvas.width = painted.width * ratio;
    canvas.height = painted.height * ratio;
    const ctx = canvas.getContext('2d')!;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.fillStyle = PAPER;
    ctx.fillRect(0, 0, canvas.width, canvas.height);
    const s = painted.scale * ratio;
    ctx.setTransform(s, 0, 0, -s, canvas.width / 2 - painted.x * s, canvas.height / 2 + painted.y * s);
    drawLevel(ctx, scene.world, scene.level, painted.scale);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawMarkers(ctx, painted, scene.markers, scene.counts, scene.zoom);
  }
}
