/** People who stroll, stand and wave, in the columns the views read. */
import type { AvatarColumns } from '../src/state/avatar-types';
import type { Level, LevelRaster } from '../src/state/world-types';
import { groundHeight } from '../src/scene/raster';

let seed = 11;
const random = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 4294967296;
const NAMES = ['김서연', '이도윤', 'Maria', '박하준', '최지우', 'Kenji', '정시우', '강하은', 'Amélie', '조민서', '윤예준', 'Guest 4127', '장수아', '임지호'];

export class Crowd {
  readonly columns: AvatarColumns & { looksVersion: number };
  private last = 0;
  private readonly pause: Float64Array;
  private wish: { dx: number; dy: number; run: boolean; yaw: () => number } | null = null;
  private goal: [number, number] | null = null;
  private readonly level: Level;
  private readonly raster: LevelRaster | undefined;
  private readonly hold: boolean;

  constructor(n: number, x: number, y: number, heading: number, level: Level, raster: LevelRaster | undefined, hold: boolean, spread: number) {
    this.level = level;
    this.raster = raster;
    this.hold = hold;
    const f = (): Float32Array => new Float32Array(n);
    this.columns = {
      count: n, self: 0, id: Uint16Array.from({ length: n }, (_, i) => i + 1), x: f(), y: f(), ground: f(), heading: f(), speed: f(),
      state: new Uint8Array(n), stateSince: new Float64Array(n), look: new Uint8Array(n * 5), veil: new Uint8Array(n), looksVersion: 1,
    };
    this.pause = new Float64Array(n);
    const c = this.columns;
    for (let i = 0; i < n; i++) {
      let tries = 0;
      do {
        const r = Math.sqrt(random()) * spread + (n < 100 ? 1.6 : 0.8), a = random() * Math.PI * 2;
        c.x[i] = x + Math.cos(a) * r;
        c.y[i] = y + Math.sin(a) * r;
      } while (!this.free(c.x[i]!, c.y[i]!) && tries++ < 40);
      c.heading[i] = random() * Math.PI * 2;
      c.speed[i] = random() < 0.55 ? 0.9 + random() * 0.7 : random() < 0.12 ? 3.6 : 0;
      c.state[i] = c.speed[i] === 0 && random() < 0.5 ? 1 + Math.floor(random() * 7) : 0;
      if (c.state[i] === 1) c.state[i] = 6;
      c.look.set([Math.floor(random() * 4) * 16 + Math.floor(random() * 4), Math.floor(random() * 8) * 16 + Math.floor(random() * 6), Math.floor(random() * 8), Math.floor(random() * 256), random() < 0.03 ? 1 : 0], i * 5);
    }
    c.x[0] = x;
    c.y[0] = y;
    c.heading[0] = heading;
    c.speed[0] = 0;
    c.state[0] = 0;
    c.look.set([0x11, 0x20, 3, 0x3a, 0], 0);
  }

  nameOf(id: number): string {
    return NAMES[id % NAMES.length]!;
  }

  walkTo(x: number, y: number): void {
    this.goal = [x, y];
  }

  steer(dx: number, dy: number, run: boolean, yaw: () => number): void {
    this.goal = null;
    this.wish = { dx, dy, run, yaw };
  }

  halt(): void {
    this.wish = null;
  }

  sample(now: number): void {
    const dt = this.last === 0 ? 0 : Math.min(0.2, (now - this.last) / 1000);
    this.last = now;
    const c = this.columns;
    this.own();
    for (let i = 0; i < c.count; i++) {
      if (i > 0 && this.hold) { c.ground[i] = groundHeight(this.raster, c.x[i]!, c.y[i]!); continue; }
      const v = c.speed[i]!, a = c.heading[i]!;
      if (v > 0) {
        const nx = c.x[i]! - Math.sin(a) * v * dt, ny = c.y[i]! + Math.cos(a) * v * dt;
        if (this.free(nx, ny)) { c.x[i] = nx; c.y[i] = ny; } else if (i > 0) c.heading[i] = a + 1.7 + random();
        if (i > 0 && random() < dt * 0.2) c.heading[i]! += random() - 0.5;
      }
      c.ground[i] = groundHeight(this.raster, c.x[i]!, c.y[i]!);
    }
  }

  private own(): void {
    const c = this.columns;
    let direction: number | null = null, speed = 0;
    if (this.wish) {
      direction = this.wish.yaw() + Math.atan2(-this.wish.dx, this.wish.dy);
      speed = this.wish.run ? 4.4 : 1.7;
    } else if (this.goal) {
      const dx = this.goal[0] - c.x[0]!, dy = this.goal[1] - c.y[0]!;
      if (Math.hypot(dx, dy) < 0.2) this.goal = null;
      else { direction = Math.atan2(-dx, dy); speed = 1.7; }
    }
    if (direction !== null) c.heading[0] = direction;
    c.speed[0] = speed;
  }

  private free(x: number, y: number): boolean {
    const [x0, y0, x1, y1] = this.level.bounds;
    if (x < x0 + 1 || y < y0 + 1 || x > x1 - 1 || y > y1 - 1) return false;
    const r = this.raster;
    if (!r) return true;
    const bit = Math.floor((y - r.y0) / r.step_m) * r.width + Math.floor((x - r.x0) / r.step_m);
    return ((r.walk[bit >> 3] ?? 0) >> (bit & 7) & 1) === 1;
  }
}
