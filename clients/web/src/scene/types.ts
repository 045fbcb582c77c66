import type { AvatarColumns } from '../state/avatar-types';
import type { LevelRaster, World, WorldTexts } from '../state/world-types';

export type Quality = 'low' | 'medium' | 'high';

export interface SceneDeps {
  canvas: HTMLCanvasElement;
  /** Holds name labels and speech bubbles; hidden from screen readers, which have lists. */
  overlay: HTMLElement;
  world: World;
  texts: WorldTexts;
  rasters: LevelRaster[];
  level: string;
  /** Read only; filled by `sample` before each drawn frame. */
  avatars: AvatarColumns;
  sample(nowMs: number): void;
  nameOf(id: number): string | undefined;
  /** 'auto': as the device can, judged once here and by the pictures drawn from then on. */
  quality: Quality | 'auto';
  reducedMotion: boolean;
  onGround(x: number, y: number): void;
  onAvatar(id: number): void;
  onExhibit(id: string): void;
  onDesk(id: string): void;
  onPlace(id: string): void;
  /** The lowest quality is still too slow (median below about 8 frames a second). */
  onTooSlow(fps: number): void;
  /** The WebGL context is lost for the moment (true), or back again (false). */
  onAway(away: boolean): void;
  /** The WebGL context was lost and has not come back. */
  onLost(): void;
}

export interface SceneStats {
  fps: number;
  drawCalls: number;
  triangles: number;
  /** Avatars drawn in detail and as small figures. */
  near: number;
  far: number;
  /** JavaScript time of the last frame, milliseconds. */
  scriptMs: number;
  pixelRatio: number;
  geometries: number;
  textures: number;
}

export interface Scene {
  /** Resolves when the first picture of the new world has been drawn. */
  setWorld(world: World, texts: WorldTexts, rasters: LevelRaster[], level: string): Promise<void>;
  setLevel(id: string): void;
  setQuality(quality: Quality): void;
  setReducedMotion(on: boolean): void;
  /** Direction in which the camera looks: radians counter-clockwise from +y. */
  cameraYaw(): number;
  /** Turns the camera at so many radians a second (positive: to the left) until told 0. */
  turn(rate: number): void;
  /** A speech bubble over an avatar for five seconds. */
  say(id: number, text: string): void;
  resize(): void;
  stats(): SceneStats;
  dispose(): void;
}

/** The browser offers no WebGL 2; the caller stays in the 2D view. */
export class SceneUnavailable extends Error {
  override name = 'SceneUnavailable';
}
