/** What each quality draws, and when to draw less: resolution first, then a lower quality, then giving up. */
import type { Quality } from './types';

export interface QualitySpec {
  pixelRatio: number;
  antialias: boolean;
  /** Side of the shadow map in pixels; 0 for none. */
  shadow: number;
  softShadows: boolean;
  detail: number;
  clouds: boolean;
  sway: boolean;
  leaves: boolean;
  anisotropy: number;
  /** Light per vertex and no mirrors: for processors that draw. */
  plain: boolean;
  nearAvatars: number;
  nearRadius_m: number;
}

export const QUALITY: Record<Quality, QualitySpec> = {
  low: { pixelRatio: 0.75, antialias: false, shadow: 0, softShadows: false, detail: 0, clouds: false, sway: false, leaves: false, anisotropy: 1, plain: true, nearAvatars: 64, nearRadius_m: 24 },
  medium: { pixelRatio: 1.25, antialias: true, shadow: 2048, softShadows: false, detail: 1, clouds: true, sway: false, leaves: true, anisotropy: 4, plain: false, nearAvatars: 200, nearRadius_m: 45 },
  high: { pixelRatio: 2, antialias: true, shadow: 2048, softShadows: true, detail: 1, clouds: true, sway: true, leaves: true, anisotropy: 8, plain: false, nearAvatars: 300, nearRadius_m: 60 },
};

const LOWER: Record<Quality, Quality | null> = { high: 'medium', medium: 'low', low: null };
const WINDOW_MS = 1500;
const SLOWEST_SCALE = 0.5;
const COMFORT_FPS = 27;
const TOO_SLOW_FPS = 8;
const GIVE_UP_MS = 6000;
const WARM_UP_MS = 4000;
/** A longer pause is a hidden tab or a sleeping machine, not a slow frame. */
const PAUSE_MS = 2500;

export type Advice = { kind: 'scale'; scale: number } | { kind: 'quality'; quality: Quality } | { kind: 'too-slow'; fps: number };

export class Governor {
  /** Fraction of the quality's own resolution. */
  scale = 1;
  fps = 0;
  private quality: Quality;
  private readonly window: number[] = [];
  private windowMs = 0;
  private sinceMs = 0;
  private slowMs = 0;
  private told = false;
  private calmWindows = 0;

  constructor(quality: Quality) {
    this.quality = quality;
  }

  /** After a change of quality or world the first frames are not judged. */
  reset(quality: Quality): void {
    this.quality = quality;
    this.scale = 1;
    this.window.length = 0;
    this.windowMs = this.sinceMs = this.slowMs = this.calmWindows = 0;
  }

  /** Takes the time between two frames; says what to change, if anything. */
  frame(ms: number): Advice | null {
    if (ms <= 0 || ms > PAUSE_MS) return null;
    this.sinceMs += ms;
    this.window.push(ms);
    this.windowMs += ms;
    if (this.windowMs < WINDOW_MS || this.window.length < 4) return null;
    this.window.sort((a, b) => a - b);
    this.fps = 1000 / this.window[this.window.length >> 1]!;
    const spent = this.windowMs;
    this.window.length = 0;
    this.windowMs = 0;
    if (this.sinceMs < WARM_UP_MS) return null;
    return this.judge(spent);
  }

  private judge(spent: number): Advice | null {
    const lowest = this.scale <= SLOWEST_SCALE + 1e-6;
    if (this.fps < COMFORT_FPS) {
      this.calmWindows = 0;
      if (!lowest) {
        this.scale = Math.max(SLOWEST_SCALE, this.scale * (this.fps < 14 ? 0.7 : 0.85));
        return { kind: 'scale', scale: this.scale };
      }
      const lower = LOWER[this.quality];
      if (lower && this.fps < 20) return { kind: 'quality', quality: lower };
      this.slowMs = this.fps < TOO_SLOW_FPS && !lower ? this.slowMs + spent : 0;
      if (this.slowMs >= GIVE_UP_MS && !this.told) {
        this.told = true;
        return { kind: 'too-slow', fps: this.fps };
      }
      return null;
    }
    this.slowMs = 0;
    if (this.fps > 50 && this.scale < 1 && ++this.calmWindows >= 4) {
      this.calmWindows = 0;
      this.scale = Math.min(1, this.scale * 1.12);
      return { kind: 'scale', scale: this.scale };
    }
    return null;
  }
}
