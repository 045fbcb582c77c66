/** Names and marks over the map, in pixels; a name that would cover another is left out. */
import type { MapCamera } from './camera';
import type { Marker, MarkerKind } from './markers';
import { INK, PERSIMMON, PINE } from './palette';

type Ctx = CanvasRenderingContext2D;
export const MAP_FONT = '"Pretendard Variable", Pretendard, "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", system-ui, sans-serif';

interface Box { x0: number; y0: number; x1: number; y1: number }

/** Half of what a mark covers. */
const MARK_PX = 8;
/** Pixels a metre from which each kind is named; a desk mostly lies in a place of the same name. */
const NAMED_FROM: Record<MarkerKind, number> = { place: 0, portal: 5, desk: 11, exhibit: 12 };
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
    if (marker.kind !== 'exhibit') taken.push({ x0: x - MARK_PX, x1: x + MARK_PX, y0: y - MARK_PX, y1: y + MARK_PX });
  }
  for (const marker of markers) {
    if (camera.scale < NAMED_FROM[marker.kind]) continue;
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
  const away = MARK_PX + size * 0.8;
  const boxes = (main ? [-away, away, -2 * away, 2 * away] : [away, -away]).map((dy) => {
    const middle = camera.toScreenY(marker.y) + dy;
    return { x0: x - 3, x1: x + total + 3, y0: middle - size * 0.72, y1: middle + size * 0.72 };
  });
  const box = boxes.find((each) => !taken.some((other) => overlap(other, each)));
  if (!box) return;
  taken.push(box);
  const y = (box.y0 + box.y1) / 2;
  ctx.lineWidth = 4;
  ctx.strokeStyle = 'rgba(253, 249, 240, 0.92)';
  ctx.strokeText(name, x, y);
  ctx.fillStyle = main ? INK : COLOUR[marker.kind];
  ctx.fillText(name, x, y);
  if (badge) drawBadge(ctx, count, x + width + 5, y, badge, size);
}

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
