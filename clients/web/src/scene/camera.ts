/** Follow camera: behind and above its target, never in a wall, the ceiling or the ground. */
import { PerspectiveCamera } from 'three';
import type { Level, LevelRaster } from '../state/world-types';
import { clamp, TAU, turnBetween } from './math';
import { groundHeight } from './raster';
import { hitSolid, type Solid } from './solids';

const HEAD_M = 1.5;
const NEAREST_M = 0.9;
const FARTHEST_M = 26;
const JUMP_M = 6;
const NEARBY_M = 34;

export interface Target {
  x: number;
  y: number;
  ground: number;
  heading: number;
  speed: number;
}

export class FollowCamera {
  readonly camera = new PerspectiveCamera(55, 1, 0.25, 2000);
  /** Direction of view, radians counter-clockwise from +y. */
  yaw = 0;
  pitch = 0.26;
  reducedMotion = false;
  /** 1 usually, less where the camera had to come so near that one's own figure is in the way. */
  selfOpacity = 1;
  /** Radians a second, from the keyboard. */
  turnRate = 0;
  private wanted_m = 6.4;
  private distance_m = 6.4;
  private height = 0;
  private lastX = NaN;
  private lastY = NaN;
  private solids: Solid[] = [];
  private nearby: Solid[] = [];
  private nearbyAt = -Infinity;
  private ceiling: number | null = null;
  private raster: LevelRaster | undefined;
  private bounds: readonly [number, number, number, number] = [-1e6, -1e6, 1e6, 1e6];
  private handledAt = -Infinity;

  setLevel(level: Level, raster: LevelRaster | undefined, solids: Solid[], far_m: number): void {
    this.solids = solids;
    this.raster = raster;
    this.ceiling = level.ceiling_m;
    this.bounds = level.bounds;
    this.nearbyAt = -Infinity;
    this.lastX = NaN;
    this.camera.far = far_m;
    this.wanted_m = level.ceiling_m === null ? 6.6 : Math.min(5, level.ceiling_m * 0.9);
    this.pitch = level.ceiling_m === null ? 0.24 : 0.2;
    this.camera.updateProjectionMatrix();
  }

  drag(dx: number, dy: number, nowMs: number): void {
    this.yaw = (this.yaw + dx * -0.0052) % TAU;
    this.pitch = clamp(this.pitch + dy * 0.004, -0.35, 1.35);
    this.handledAt = nowMs;
  }

  zoom(factor: number): void {
    this.wanted_m = clamp(this.wanted_m * factor, NEAREST_M, FARTHEST_M);
  }

  follow(t: Target, nowMs: number, dt: number): void {
    const jumped = !(Math.hypot(t.x - this.lastX, t.y - this.lastY) < JUMP_M);
    if (jumped) {
      this.yaw = t.heading;
      this.height = t.ground;
      this.nearbyAt = -Infinity;
    }
    this.lastX = t.x;
    this.lastY = t.y;
    if (nowMs - this.nearbyAt > 300) this.findNearby(t, nowMs);
    if (this.turnRate !== 0) {
      this.yaw = (this.yaw + this.turnRate * dt) % TAU;
      this.handledAt = nowMs;
    }
    const ease = (rate: number): number => (this.reducedMotion || jumped ? 1 : 1 - Math.exp(-rate * dt));
    // steps would shake the view: only the height is eased
    this.height += (t.ground - this.height) * ease(9);
    if (!this.reducedMotion && t.speed > 0.6 && nowMs - this.handledAt > 1800) {
      const behind = turnBetween(this.yaw, t.heading);
      if (Math.abs(behind) < 2.4) this.yaw += Math.sin(behind) * Math.min(1, t.speed / 3) * 0.9 * dt;
    }
    this.place(t, ease(5));
  }

  private place(t: Target, ease: number): void {
    const dir = { x: -Math.sin(this.yaw), y: Math.cos(this.yaw) };
    const tall = this.height + HEAD_M, c = Math.cos(this.pitch), s = Math.sin(this.pitch);
    // slightly over the shoulder's height and looking past the head
    let free = this.wanted_m;
    for (const solid of this.nearby) {
      const d = hitSolid(solid, t.x, t.y, tall, -dir.x * c, -dir.y * c, s, 0.18);
      if (d < free) free = d;
    }
    if (this.ceiling !== null) {
      if (s > 0.01) free = Math.min(free, (this.ceiling - 0.3 - tall) / s);
      free = Math.min(free, this.toBounds(t.x, t.y, -dir.x * c, -dir.y * c));
    }
    free = Math.max(0.35, free - 0.12);
    this.distance_m = free < this.distance_m ? free : this.distance_m + (free - this.distance_m) * ease;
    const d = this.distance_m;
    const x = t.x - dir.x * c * d, y = t.y - dir.y * c * d;
    let z = tall + s * d;
    z = Math.max(z, groundHeight(this.raster, x, y) + 0.3);
    this.selfOpacity = clamp((d - 0.7) / 0.7, 0, 1);
    const ahead = 1.2 + d * 0.25;
    this.camera.position.set(x, z, -y);
    this.camera.lookAt(t.x + dir.x * ahead, tall + 0.12 - Math.max(0, s) * 0.4, -(t.y + dir.y * ahead));
    this.camera.updateMatrixWorld();
  }

  /** Before one is in the world: slowly round its start. */
  overview(x: number, y: number, nowMs: number): void {
    const a = this.reducedMotion ? 0.6 : nowMs / 26000, r = this.ceiling === null ? 26 : 6;
    const h = this.ceiling === null ? 9 : Math.min(3.2, this.ceiling - 0.6);
    this.camera.position.set(x - Math.sin(a) * -r, h, -(y + Math.cos(a) * -r));
    this.camera.lookAt(x, 2, -y);
    this.camera.updateMatrixWorld();
    this.yaw = a;
    this.lastX = NaN;
  }

  private toBounds(x: number, y: number, dx: number, dy: number): number {
    const [x0, y0, x1, y1] = this.bounds, m = 0.25;
    const tx = dx > 0 ? (x1 - m - x) / dx : dx < 0 ? (x0 + m - x) / dx : Infinity;
    const ty = dy > 0 ? (y1 - m - y) / dy : dy < 0 ? (y0 + m - y) / dy : Infinity;
    return Math.max(0.4, Math.min(tx, ty));
  }

  private findNearby(t: Target, nowMs: number): void {
    this.nearbyAt = nowMs;
    this.nearby = this.solids.filter((s) => {
      const reach = NEARBY_M + Math.hypot(s.hw, s.hd), dx = s.x - t.x, dy = s.y - t.y;
      return dx * dx + dy * dy < reach * reach;
    });
  }
}
