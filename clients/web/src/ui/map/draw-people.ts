/** People on the map: dots in the colour of their clothes, a nose that shows where they look. */
import { type AvatarColumns, LOOK_BYTES, State } from '../../state/avatar-types';
import { COLOURS } from '../../state/look';
import { shownName } from '../../i18n';
import type { MapCamera } from './camera';
import { MAP_FONT } from './draw-markers';
import { INK, PERSIMMON } from './palette';

type Ctx = CanvasRenderingContext2D;
const NAMES_MAX = 24;
const NAME_SCALE = 5;
const BUBBLE_CHARS = 26;

export function drawPeople(ctx: Ctx, camera: MapCamera, avatars: AvatarColumns, nowMs: number): void {
  const r = Math.min(11, Math.max(camera.scale < 3 ? 3 : 5, 0.34 * camera.scale));
  for (let slot = 0; slot < avatars.count; slot++) {
    if (slot === avatars.self || avatars.veil[slot] === 1) continue;
    const x = camera.toScreenX(avatars.x[slot]!);
    const y = camera.toScreenY(avatars.y[slot]!);
    if (x < -20 || y < -20 || x > camera.width + 20 || y > camera.height + 20) continue;
    ctx.globalAlpha = avatars.state[slot] === State.Away ? 0.4 : 1;
    drawPerson(ctx, avatars, slot, x, y, r, nowMs);
  }
  ctx.globalAlpha = 1;
  if (avatars.self >= 0) drawSelf(ctx, camera, avatars, r, nowMs);
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
  let drawn = 0;
  for (let slot = 0; slot < avatars.count && drawn < NAMES_MAX; slot++) {
    if (slot === avatars.self || avatars.veil[slot] === 1) continue;
    const known = nameOf(avatars.id[slot]!);
    const x = camera.toScreenX(avatars.x[slot]!);
    const y = camera.toScreenY(avatars.y[slot]!) - Math.max(12, 0.5 * camera.scale + 8);
    if (!known || x < 0 || y < 0 || x > camera.width || y > camera.height) continue;
    const name = shownName(known);
    const left = x - ctx.measureText(name).width / 2;
    ctx.strokeText(name, left, y);
    ctx.fillText(name, left, y);
    drawn++;
  }
}

/** What somebody just said, over the dot. */
export function drawBubble(ctx: Ctx, x: number, y: number, text: string, zoom: number): void {
  const short = text.length > BUBBLE_CHARS ? `${text.slice(0, BUBBLE_CHARS - 1)}…` : text;
  ctx.font = `500 ${12 * zoom}px ${MAP_FONT}`;
  const width = ctx.measureText(short).width + 16;
  const height = 24 * zoom;
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
