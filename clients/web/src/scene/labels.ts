/** Names of those near by and what they say, as DOM over the canvas. Lists tell the same to screen readers. */
import type { PerspectiveCamera } from 'three';
import { FLAG_GUIDE, FLAG_OFFICIAL, type AvatarColumns } from '../state/avatar-types';
import { nearestSlots } from './avatars/nearset';
import { LabelSpace, labelWidth } from '../state/label-space';

const RADIUS_M = 18;
const MOST_NAMES = 24;
const MOST_BUBBLES = 12;
const BUBBLE_MS = 5000;
/** Longer words are in the chat; a bubble must not hide the scene. */
const BUBBLE_CHARS = 90;
const REFRESH_MS = 200;

const PLAIN = 'rgba(38,32,28,.56)';
const NAME_STYLE = `position:absolute;left:0;top:0;padding:1px 8px;border-radius:9px;white-space:nowrap;max-width:14em;overflow:hidden;
text-overflow:ellipsis;font:600 13px/1.45 system-ui,sans-serif;color:#fff;background:${PLAIN};pointer-events:none;will-change:transform;display:none`;
const BUBBLE_STYLE = `position:absolute;left:0;top:0;padding:6px 12px;border-radius:14px;max-width:16em;width:max-content;overflow-wrap:anywhere;
font:500 14px/1.4 system-ui,sans-serif;color:#2b2420;background:rgba(255,250,240,.95);box-shadow:0 2px 10px rgba(60,40,20,.25);pointer-events:none;will-change:transform;display:none`;

const BACKGROUNDS: Readonly<Record<number, string>> = { [FLAG_OFFICIAL]: 'rgba(24,72,140,.86)', [FLAG_GUIDE]: 'rgba(156,51,16,.92)' };

interface Tag {
  element: HTMLElement;
  slot: number;
  id: number;
  text: string;
  /** Pixels, roughly. */
  width: number;
  /** `FLAG_OFFICIAL`, `FLAG_GUIDE` or 0: a mark is over the head, and the name above it. */
  mark: number;
  shown: boolean;
}

interface Bubble {
  element: HTMLElement;
  id: number;
  slot: number;
  until: number;
  shown: boolean;
}

export class Labels {
  private readonly root = document.createElement('div');
  private readonly tags: Tag[] = [];
  private readonly bubbles: Bubble[] = [];
  private readonly slots = new Int32Array(MOST_NAMES);
  private readonly distances = new Float32Array(MOST_NAMES);
  private readonly space = new LabelSpace(MOST_NAMES);
  private count = 0;
  private refreshedAt = -Infinity;
  private readonly nameOf: (id: number) => string | undefined;

  constructor(overlay: HTMLElement, nameOf: (id: number) => string | undefined) {
    this.nameOf = nameOf;
    this.root.setAttribute('aria-hidden', 'true');
    this.root.style.cssText = 'position:absolute;inset:0;overflow:hidden;pointer-events:none';
    overlay.append(this.root);
    for (let i = 0; i < MOST_NAMES; i++) {
      this.tags.push({ element: this.make('name-label', NAME_STYLE), slot: -1, id: -1, text: '', width: 0, mark: 0, shown: false });
    }
  }

  say(id: number, text: string, nowMs: number): void {
    let b = this.bubbles.find((o) => o.id === id);
    if (!b) {
      if (this.bubbles.length >= MOST_BUBBLES) this.bubbles.shift()?.element.remove();
      b = { element: this.make('speech-bubble', BUBBLE_STYLE), id, slot: -1, until: 0, shown: false };
      this.bubbles.push(b);
    }
    const chars = Array.from(text);
    b.element.textContent = chars.length > BUBBLE_CHARS ? `${chars.slice(0, BUBBLE_CHARS - 1).join('')}…` : text;
    b.until = nowMs + BUBBLE_MS;
  }

  update(a: AvatarColumns, camera: PerspectiveCamera, width: number, height: number, x: number, y: number, nowMs: number): void {
    if (nowMs - this.refreshedAt > REFRESH_MS) this.refresh(a, x, y, nowMs);
    const v = camera.matrixWorldInverse.elements, p = camera.projectionMatrix.elements;
    this.space.clear();
    for (let i = 0; i < this.count; i++) {
      const tag = this.tags[i]!;
      if (a.id[tag.slot] !== tag.id || tag.slot >= a.count) { hide(tag); continue; }
      const free = (sx: number, sy: number): boolean => this.space.take(sx, sy, tag.width);
      moveTo(tag, a, tag.slot, v, p, width, height, tag.mark ? 2.32 : 1.98, RADIUS_M, free);
    }
    for (const b of this.bubbles) {
      if (b.slot < 0 || b.slot >= a.count || a.id[b.slot] !== b.id) { hide(b); continue; }
      moveTo(b, a, b.slot, v, p, width, height, 2.3, 60);
    }
  }

  private refresh(a: AvatarColumns, x: number, y: number, nowMs: number): void {
    this.refreshedAt = nowMs;
    const found = nearestSlots(a, x, y, RADIUS_M, MOST_NAMES, this.slots, this.distances);
    let n = 0;
    for (let k = 0; k < found; k++) {
      const slot = this.slots[k]!;
      if (slot === a.self) continue;
      const id = a.id[slot]!, name = this.nameOf(id);
      if (!name) continue;
      const tag = this.tags[n++]!;
      tag.slot = slot;
      tag.id = id;
      const mark = (a.look[slot * 5 + 4] ?? 0) & (FLAG_OFFICIAL | FLAG_GUIDE);
      if (tag.text !== name) { tag.text = name; tag.width = labelWidth(name); tag.element.textContent = name; }
      if (tag.mark !== mark) { tag.mark = mark; tag.element.style.background = BACKGROUNDS[mark] ?? PLAIN; }
    }
    for (let k = n; k < this.count; k++) hide(this.tags[k]!);
    this.count = n;
    for (let i = this.bubbles.length - 1; i >= 0; i--) {
      const b = this.bubbles[i]!;
      if (nowMs > b.until) { b.element.remove(); this.bubbles.splice(i, 1); continue; }
      if (a.id[b.slot] !== b.id || b.slot >= a.count) {
        b.slot = -1;
        for (let s = 0; s < a.count; s++) if (a.id[s] === b.id) { b.slot = s; break; }
      }
    }
  }

  private make(name: string, style: string): HTMLElement {
    const e = document.createElement('div');
    e.className = name;
    e.style.cssText = style;
    this.root.append(e);
    return e;
  }

  dispose(): void {
    this.root.remove();
  }
}

function hide(t: { element: HTMLElement; shown: boolean }): void {
  if (t.shown) { t.element.style.display = 'none'; t.shown = false; }
}

function moveTo(
  t: { element: HTMLElement; shown: boolean }, a: AvatarColumns, slot: number, v: ArrayLike<number>, p: ArrayLike<number>,
  width: number, height: number, up: number, reach: number, free: (sx: number, sy: number) => boolean = () => true,
): void {
  const lift = a.state[slot] === 1 ? up - 0.38 : up;
  const x = a.x[slot]!, y = a.ground[slot]! + lift, z = -a.y[slot]!;
  const ez = v[2]! * x + v[6]! * y + v[10]! * z + v[14]!;
  if (ez > -0.6 || ez < -reach - 12 || a.veil[slot] === 1) { hide(t); return; }
  const ex = v[0]! * x + v[4]! * y + v[8]! * z + v[12]!, ey = v[1]! * x + v[5]! * y + v[9]! * z + v[13]!;
  const sx = (0.5 + (ex * p[0]!) / -ez / 2) * width, sy = (0.5 - (ey * p[5]!) / -ez / 2) * height;
  if (sx < -90 || sx > width + 90 || sy < -30 || sy > height + 40 || !free(sx, sy)) { hide(t); return; }
  t.element.style.transform = `translate(${sx.toFixed(1)}px,${sy.toFixed(1)}px) translate(-50%,-100%)`;
  if (!t.shown) { t.element.style.display = 'block'; t.shown = true; }
}
