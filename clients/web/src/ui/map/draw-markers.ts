/** Names and marks over the map, in pixels; a name that would cover another is left out. */
import type { MapCamera } from './camera';
import type { Marker, MarkerKind } from './markers';
import { INK, PERSIMMON, PINE } from './palette';

type Ctx = CanvasRenderingContext2D;
export const MAP_FONT = '"Pretendard Variable", Pretendard, "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", system-ui, sans-serif';

interface Box { x0: number; y0: number; x1: number; y1: number }

/** Pixels a metre below which only places are named. */
const DETAIL_SCALE = 5;
const COLOUR: Record<MarkerKind, string> = { place: PINE, portal: '#8a5a12', desk: PERSIMMON, exhibit: '#7a4f12' };

export function drawMarkers(
  ctx: Ctx, camera: MapCamera, markers: readonly Marker[], counts: Readonly<Record<string, number>>, zoom = 1,
): void {
  const taken: Box[] = [];
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  for (const marker of markers) {
    const x = camera.toScreenX(marker.x);
    const y = camera.toScreenY(marker.y);
    if (marker.kind !== 'place') drawMark(ctx, marker.kind, x, y, camera.scale);
    else taken.push({ x0: x - 4, x1: x + 4, y0: y - 4, y1: y + 4 });
  }
  for (const marker of markers) {
    if (marker.kind !== 'place' && camera.scale < DETAIL_SCALE) continue;
    if (marker.kind === 'exhibit' && camera.scale < DETAIL_SCALE * 2.4) continue;
    drawName(ctx, camera, marker, counts[marker.id] ?? 0, taken, zoom);
  }
}

function drawMark(ctx: Ctx, kind: MarkerKind, x: number, y: number, scale: number): void {
  const r = kind === 'exhibit' ? 3 : Math.min(8, Math.max(4, scale));
  ctx.beginPath();
  if (kind === 'desk') ctx.roundRect(x - r, y - r, 2 * r, 2 * r, 3);
  else ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.fillStyle = kind === 'portal' ? 'rgba(247, 214, 140, 0.95)' : COLOUR[kind];
  ctx.fill();
  ctx.strokeStyle = kind === 'portal' ? COLOUR.portal : '#fffaf0';
  ctx.lineWidth = 1.5;
  ctx.stroke();
}

function drawName(
  ctx: Ctx, camera: MapCamera, marker: Marker, people: number, taken: Box[], zoom: number,
): void {
  const main = marker.kind === 'place';
  const size = (main ? 13 : 11.5) * zoom;
  ctx.font = `${main ? 700 : 600} ${size}px ${MAP_FONT}`;
  const name = marker.name;
  const count = main && people > 0 ? String(people) : '';
  const width = ctx.measureText(name).width;
  const badge = count ? ctx.measureText(count).width + 12 * zoom : 0;
  const total = width + (badge ? badge + 5 : 0);
  const x = camera.toScreenX(marker.x) - total / 2;
  const y = camera.toScreenY(marker.y) + (main ? -size - 4 : size + 5);
  const box = { x0: x - 3, x1: x + total + 3, y0: y - size * 0.72, y1: y + size * 0.72 };
  if (taken.some((b) => overlap(b, box) && !(main && isDot(b)))) return;
  taken.push(box);
  ctx.lineWidth = 4;
  ctx.strokeStyle = 'rgba(253, 249, 240, 0.92)';
  ctx.strokeText(name, x, y);
  ctx.fillStyle = main ? INK : COLOUR[marker.kind];
  ctx.fillText(name, x, y);
  if (badge) drawBadge(ctx, count, x + width + 5, y, badge, size);
}

const isDot = (box: Box): boolean => box.x1 - box.x0 === 8;

function drawBadge(ctx: Ctx, count: string, x: number, y: number, width: number, size: number): void {
  ctx.beginPath();
  ctx.roundRect(x, y - size * 0.72, width, size * 1.44, size * 0.72);
  ctx.fillStyle = PERSIMMON;
  ctx.fill();
  ctx.fillStyle = '#ffffff';
  ctx.fillText(count, x + 6, y + 0.5);
}

function overlap(a: Box, b: Box): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}
