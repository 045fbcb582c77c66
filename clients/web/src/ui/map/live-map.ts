/** The map while it is shown. Nothing is drawn where nothing has changed. */
import { Backdrop, type BackdropScene } from './backdrop';
import { MapCamera } from './camera';
import { isCalm, type Ui } from '../context';
import { LabelSpace } from '../../state/label-space';
import { BUBBLE_PX, drawBubble, drawNames, drawPeople } from './draw-people';
import type { Marker } from './markers';

const TAP_PX = 8;
const BUBBLES_MAX = 12;
const HIT_PX = 16;
/** So much of a level is in sight at first, along the shorter side of the view. */
const NEAR_M = 60;
const SCALE_AT_FIRST = 8;

/** The canvas, its camera and the fingers on it. */
export class LiveMap {
  readonly camera = new MapCamera();
  private readonly backdrop = new Backdrop();
  private readonly ctx: CanvasRenderingContext2D;
  private readonly canvas: HTMLCanvasElement;
  private readonly ui: Ui;
  private readonly pointers = new Map<number, { x: number; y: number }>();
  private readonly stops: (() => void)[] = [];
  private scene: BackdropScene | undefined;
  private shown = '';
  private active = true;
  private travelled = 0;
  private ratio = 1;
  private still = '';

  constructor(canvas: HTMLCanvasElement, ui: Ui) {
    this.canvas = canvas;
    this.ui = ui;
    this.ctx = canvas.getContext('2d', { alpha: false })!;
    const listen = <K extends keyof HTMLElementEventMap>(
      type: K, handler: (event: HTMLElementEventMap[K]) => void, options?: AddEventListenerOptions,
    ): void => {
      canvas.addEventListener(type, handler, options);
      this.stops.push(() => canvas.removeEventListener(type, handler));
    };
    listen('pointerdown', (event) => this.down(event));
    listen('pointermove', (event) => this.moved(event));
    listen('pointerup', (event) => this.up(event));
    listen('pointercancel', (event) => void this.pointers.delete(event.pointerId));
    listen('wheel', (event) => this.wheel(event), { passive: false });
    const sizes = new ResizeObserver(() => this.resize());
    sizes.observe(canvas);
    this.stops.push(() => sizes.disconnect(), ui.onFrame((nowMs) => this.frame(nowMs)));
    this.resize();
  }

  end(): void {
    for (const stop of this.stops) stop();
  }

  setActive(active: boolean): void {
    this.active = active;
    this.still = '';
  }

  show(scene: BackdropScene | undefined): void {
    this.scene = scene;
    this.still = '';
    const key = scene ? `${scene.world.id}/${scene.level.id}` : '';
    if (scene && key !== this.shown) {
      this.shown = key;
      this.arrive(scene);
    }
    this.frame(performance.now());
  }

  zoom(factor: number): void {
    this.camera.zoom(factor);
    this.still = '';
  }

  locate(): void {
    this.camera.follow = true;
    this.still = '';
  }

  /** A level is shown for the first time: its start is in the middle, much of it in sight. */
  private arrive({ world, level }: BackdropScene): void {
    const place = world.places.find((p) => p.id === world.start && p.level === level.id);
    this.camera.fit(level.bounds);
    const near = Math.min(this.camera.width, this.camera.height) / NEAR_M;
    this.camera.scale = Math.max(this.camera.scale, Math.min(SCALE_AT_FIRST, near));
    if (place) [this.camera.x, this.camera.y] = place.at;
    this.camera.follow = true;
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas;
    this.ratio = Math.min(2, window.devicePixelRatio || 1);
    this.camera.width = Math.max(1, clientWidth);
    this.camera.height = Math.max(1, clientHeight);
    this.canvas.width = this.camera.width * this.ratio;
    this.canvas.height = this.camera.height * this.ratio;
    this.still = '';
    this.frame(performance.now());
  }

  private frame(nowMs: number): void {
    if (!this.active || !this.scene || this.camera.width < 2) return;
    const { avatars } = this.ui.city;
    if (this.camera.follow && avatars.self >= 0) {
      this.camera.x = avatars.x[avatars.self]!;
      this.camera.y = avatars.y[avatars.self]!;
    }
    if (!this.changed(nowMs)) return;
    this.ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.backdrop.draw(this.ctx, this.camera, this.scene, this.ratio);
    this.drawWay();
    drawPeople(this.ctx, this.camera, avatars, isCalm(this.ui.city) ? 0 : nowMs);
    drawNames(this.ctx, this.camera, avatars, (id) => avatars.nameOf(id), this.scene.zoom);
    // The newest words find room first.
    const space = new LabelSpace(BUBBLES_MAX, (BUBBLE_PX + 4) * this.scene.zoom);
    for (const bubble of this.ui.screen.bubbles.peek().toReversed()) this.drawBubble(bubble, nowMs, space);
  }

  /** A map on which nothing moves costs nothing. */
  private changed(nowMs: number): boolean {
    const { avatars } = this.ui.city;
    const { camera } = this;
    let sum = 0;
    for (let slot = 0; slot < avatars.count; slot++) {
      sum += avatars.x[slot]! * 7 + avatars.y[slot]! * 13 + avatars.heading[slot]! + avatars.veil[slot]! * 3;
      if (avatars.state[slot]! > 1 && avatars.state[slot]! < 7) sum += slot === avatars.self ? nowMs : avatars.othersMs;
    }
    const bubbles = this.ui.screen.bubbles.peek().filter((b) => b.until_ms > nowMs).length;
    const now = `${camera.x} ${camera.y} ${camera.scale} ${avatars.count} ${avatars.looksVersion} ${sum} ${bubbles}`;
    if (now === this.still) return false;
    this.still = now;
    return true;
  }

  private drawWay(): void {
    const { route, pose } = this.ui.city.own;
    if (route.length === 0) return;
    const { ctx, camera } = this;
    ctx.beginPath();
    ctx.moveTo(camera.toScreenX(pose.x), camera.toScreenY(pose.y));
    for (const [x, y] of route) ctx.lineTo(camera.toScreenX(x), camera.toScreenY(y));
    ctx.setLineDash([2, 7]);
    ctx.lineCap = 'round';
    ctx.lineWidth = 3;
    ctx.strokeStyle = 'rgba(196, 73, 28, 0.8)';
    ctx.stroke();
    ctx.setLineDash([]);
    const [x, y] = route.at(-1)!;
    ctx.beginPath();
    ctx.arc(camera.toScreenX(x), camera.toScreenY(y), 5, 0, 2 * Math.PI);
    ctx.stroke();
  }

  private drawBubble({ avatar, text, until_ms }: { avatar: number; text: string; until_ms: number }, nowMs: number, space: LabelSpace): void {
    const { avatars } = this.ui.city;
    const slot = avatars.slotOf(avatar);
    if (slot < 0 || until_ms <= nowMs || avatars.veil[slot] === 1) return;
    const [x, y] = [this.camera.toScreenX(avatars.x[slot]!), this.camera.toScreenY(avatars.y[slot]!)];
    drawBubble(this.ctx, x, y, text, this.scene!.zoom, space);
  }

  // ---- fingers ------------------------------------------------------------------------------------

  private down(event: PointerEvent): void {
    if (this.pointers.size === 0) this.travelled = 0;
    this.pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    this.canvas.setPointerCapture?.(event.pointerId);
  }

  private moved(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.offsetX, y: event.offsetY };
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (other) {
      const spread = Math.hypot(before.x - other.x, before.y - other.y);
      if (spread > 0) this.camera.zoom(Math.hypot(now.x - other.x, now.y - other.y) / spread, other.x, other.y);
    } else if (this.travelled > TAP_PX) {
      this.camera.pan(now.x - before.x, now.y - before.y);
    }
    this.pointers.set(event.pointerId, now);
    this.still = '';
  }

  private up(event: PointerEvent): void {
    const tapped = this.pointers.size === 1 && this.travelled <= TAP_PX;
    this.pointers.delete(event.pointerId);
    if (tapped) this.tap(event.offsetX, event.offsetY);
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    this.camera.zoom(Math.exp(-event.deltaY * 0.0015), event.offsetX, event.offsetY);
    this.still = '';
  }

  private tap(sx: number, sy: number): void {
    const person = this.personAt(sx, sy);
    if (person !== undefined) {
      const name = this.ui.city.avatars.nameOf(person) ?? '';
      this.ui.screen.dialog.value = { kind: 'person', avatar: person, name };
      return;
    }
    const marker = this.markerAt(sx, sy);
    if (marker?.kind === 'exhibit' || marker?.kind === 'desk') {
      this.ui.screen.dialog.value = { kind: marker.kind, id: marker.id };
    } else {
      const [x, y] = this.camera.toWorld(sx, sy);
      this.ui.commands.walkTo(marker?.kind === 'portal' ? marker.x : x, marker?.kind === 'portal' ? marker.y : y);
    }
  }

  private personAt(sx: number, sy: number): number | undefined {
    const { avatars } = this.ui.city;
    let best: number | undefined;
    let nearest = HIT_PX;
    for (let slot = 0; slot < avatars.count; slot++) {
      if (slot === avatars.self || avatars.veil[slot] === 1) continue;
      const d = Math.hypot(this.camera.toScreenX(avatars.x[slot]!) - sx, this.camera.toScreenY(avatars.y[slot]!) - sy);
      if (d < nearest) [best, nearest] = [avatars.id[slot]!, d];
    }
    return best;
  }

  private markerAt(sx: number, sy: number): Marker | undefined {
    return this.scene?.markers.find(
      (m) => m.kind !== 'place' && Math.hypot(this.camera.toScreenX(m.x) - sx, this.camera.toScreenY(m.y) - sy) < HIT_PX,
    );
  }
}
