/** People on the map: dots in the colour of their clothes, a nose that shows where they look. */
import { type AvatarColumns, FLAG_GUIDE, LOOK_BYTES, State } from '../../state/avatar-types';
import { COLOURS } from '../../state/look';
import { LabelSpace } from '../../state/label-space';
import { shownName } from '../../i18n';
import type { MapCamera } from './camera';
import { MAP_FONT } from './draw-markers';
import { INK, PERSIMMON } from './palette';

type Ctx = CanvasRenderingContext2D;
const NAMES_MAX = 24;
/** Names looked at; most of a dense crowd find no room. */
const CANDIDATES_MAX = 80;
const NAME_SCALE = 5;
const BUBBLE_CHARS = 26;
export const BUBBLE_PX = 24;

/** `nowMs`: 0 where little motion is wanted. */
export function drawPeople(ctx: Ctx, camera: MapCamera, avatars: AvatarColumns, nowMs: number): void {
  const r = Math.min(11, Math.max(camera.scale < 3 ? 3 : 5, 0.34 * camera.scale));
  for (let slot = 0; slot < avatars.count; slot++) {
    if (slot === avatars.self || avatars.veil[slot] === 1) continue;
    const x = camera.toScreenX(avatars.x[slot]!);
    const y = camera.toScreenY(avatars.y[slot]!);
    if (x < -20 || y < -20 || x > camera.width + 20 || y > camera.height + 20) continue;
    ctx.globalAlpha = avatars.state[slot] === State.Away ? 0.4 : 1;
    drawPerson(ctx, avatars, slot, x, y, r, nowMs && avatars.othersMs);
  }
  ctx.globalAlpha = 1;
  if (avatars.self >= 0) drawSelf(ctx, camera, avatars, r, nowMs);
  for (let slot = 0; slot < avatars.count; slot++) {
    if (!(avatars.look[slot * LOOK_BYTES + 4]! & FLAG_GUIDE) || avatars.veil[slot] === 1) continue;
    drawFlag(ctx, camera.toScreenX(avatars.x[slot]!) + r * 0.9, camera.toScreenY(avatars.y[slot]!) - r * 0.5, Math.max(6, r));
  }
}

/** Sitting is a flat dot, dancing a swaying one; the rest shows as a small ring. */
function drawPerson(ctx: Ctx, avatars: AvatarColumns, slot: number, x: number, y: number, r: number, nowMs: number): void {
  const state = avatars.state[slot]!;
  const sway = state === State.Dance ? Math.sin(nowMs / 160 + slot) * r * 0.5 : 0;
  const heading = avatars.heading[slot]!;
  ctx.fillStyle = COLOURS[avatars.look[slot * LOOK_BYTES + 3]! >> 4] ?? '#8f8a83';
  ctx.strokeStyle = '#fffaf0';
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x + sway - Math.sin(heading) * r * 1.7, y - Math.cos(heading) * r * 1.7);
  ctx.arc(x + sway, y, r, -heading - Math.PI / 2 + 0.75, -heading - Math.PI / 2 - 0.75 + 2 * Math.PI);
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
  if (state >= State.Wave && state <= State.Clap) drawRing(ctx, x, y, r, nowMs);
}

/** In the hand of a guide, over everybody: one finds them in a crowd. */
function drawFlag(ctx: Ctx, x: number, y: number, r: number): void {
  const top = y - r * 2.4;
  ctx.beginPath();
  ctx.moveTo(x, y + r * 0.8);
  ctx.lineTo(x, top);
  ctx.lineTo(x + r * 1.9, top + r * 0.65);
  ctx.lineTo(x, top + r * 1.3);
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4.5;
  ctx.strokeStyle = '#fffaf0';
  ctx.stroke();
  ctx.lineWidth = 1.75;
  ctx.fillStyle = ctx.strokeStyle = PERSIMMON;
  ctx.fill();
  ctx.stroke();
}

function drawRing(ctx: Ctx, x: number, y: number, r: number, nowMs: number): void {
  const phase = (nowMs % 900) / 900;
  ctx.globalAlpha *= 1 - phase;
  ctx.strokeStyle = PERSIMMON;
  ctx.beginPath();
  ctx.arc(x, y, r * (1.2 + phase), 0, 2 * Math.PI);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function drawSelf(ctx: Ctx, camera: MapCamera, avatars: AvatarColumns, r: number, nowMs: number): void {
  const slot = avatars.self;
  const x = camera.toScreenX(avatars.x[slot]!);
  const y = camera.toScreenY(avatars.y[slot]!);
  const big = Math.max(6, r * 1.15);
  ctx.beginPath();
  ctx.arc(x, y, big + 5, 0, 2 * Math.PI);
  ctx.fillStyle = 'rgba(196, 73, 28, 0.2)';
  ctx.fill();
  drawPerson(ctx, avatars, slot, x, y, big, nowMs);
  ctx.beginPath();
  ctx.arc(x, y, big + 2.5, 0, 2 * Math.PI);
  ctx.strokeStyle = PERSIMMON;
  ctx.lineWidth = 2.5;
  ctx.stroke();
}

/** Names of those nearest to oneself, as far as there is room. */
export function drawNames(
  ctx: Ctx, camera: MapCamera, avatars: AvatarColumns, nameOf: (id: number) => string | undefined, zoom: number,
): void {
  if (camera.scale < NAME_SCALE) return;
  ctx.font = `600 ${11 * zoom}px ${MAP_FONT}`;
  ctx.textBaseline = 'middle';
  ctx.lineWidth = 3;
  ctx.strokeStyle = 'rgba(253, 249, 240, 0.9)';
  ctx.fillStyle = INK;
  const space = new LabelSpace(NAMES_MAX, 15 * zoom);
  for (const slot of nearestInSight(camera, avatars)) {
    const known = nameOf(avatars.id[slot]!);
    if (!known) continue;
    const x = camera.toScreenX(avatars.x[slot]!);
    // A guide's stands above the flag.
    const flag = avatars.look[slot * LOOK_BYTES + 4]! & FLAG_GUIDE ? 14 : 0;
    const y = camera.toScreenY(avatars.y[slot]!) - Math.max(12, 0.5 * camera.scale + 8) - flag;
    const name = shownName(known);
    const width = ctx.measureText(name).width;
    if (!space.take(x, y, width + 8)) continue;
    ctx.strokeText(name, x - width / 2, y);
    ctx.fillText(name, x - width / 2, y);
  }
}

/** Slots of the others on the map, those nearest to oneself first. */
function nearestInSight(camera: MapCamera, avatars: AvatarColumns): number[] {
  const { self, x, y, veil } = avatars;
  const [ox, oy] = self >= 0 ? [x[self]!, y[self]!] : [camera.x, camera.y];
  const [reachX, reachY] = [camera.width / 2 / camera.scale, camera.height / 2 / camera.scale];
  const found: { slot: number; d: number }[] = [];
  for (let slot = 0; slot < avatars.count; slot++) {
    if (slot === self || veil[slot] === 1) continue;
    if (Math.abs(x[slot]! - camera.x) > reachX || Math.abs(y[slot]! - camera.y) > reachY) continue;
    found.push({ slot, d: Math.hypot(x[slot]! - ox, y[slot]! - oy) });
  }
  return found.sort((one, other) => one.d - other.d).slice(0, CANDIDATES_MAX).map(({ slot }) => slot);
}

/** What somebody just said, over the dot, where `space` has room for it. */
export function drawBubble(ctx: Ctx, x: number, y: number, text: string, zoom: number, space: LabelSpace): void {
  const chars = Array.from(text);
  const short = chars.length > BUBBLE_CHARS ? `${chars.slice(0, BUBBLE_CHARS - 1).join('')}…` : text;
  ctx.font = `500 ${12 * zoom}px ${MAP_FONT}`;
  const width = ctx.measureText(short).width + 16;
  const height = BUBBLE_PX * zoom;
  if (!space.take(x, y, width + 4)) return;
  const top = y - 26 - height;
  ctx.beginPath();
  ctx.roundRect(x - width / 2, top, width, height, 10);
  ctx.moveTo(x - 4, top + height);
  ctx.lineTo(x, top + height + 6);
  ctx.lineTo(x + 4, top + height);
  ctx.fillStyle = '#fffdf8';
  ctx.fill();
  ctx.strokeStyle = '#cbbd9f';
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.fillStyle = INK;
  ctx.textBaseline = 'middle';
  ctx.fillText(short, x - width / 2 + 8, top + height / 2);
}
