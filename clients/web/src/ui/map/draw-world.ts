/** A level as a picture: ground, shadows of the late sun, roofs, trees. Drawn in metres. */
import type { Level, Shape, Structure, World } from '../../state/world-types';
import { LEAF, MATERIAL, PAPER, ROOF, type Roof, SHADOW } from './palette';

type Ctx = CanvasRenderingContext2D;
const ROUND = new Set(['tree', 'pine', 'shrub', 'lamp', 'fountain', 'column', 'flagpole', 'lantern']);
const SHADOW_PER_M = 0.3;
const SHADOW_MAX_M = 7;
/** Hanging higher than this it is above everybody's head. */
const OVERHEAD_M = 2.1;

/** `scale` is in pixels a metre: details too small to be seen are left out. */
export function drawLevel(ctx: Ctx, world: World, level: Level, scale: number): void {
  drawGround(ctx, world, level);
  const pieces = world.structures
    .filter((s) => s.level === level.id && s.base_m < OVERHEAD_M && Math.max(s.size[0], s.size[1]) * scale >= 1.5)
    .sort((a, b) => a.base_m + a.size[2] - (b.base_m + b.size[2]));
  if (world.setting === 'outdoor') drawShadows(ctx, world, pieces);
  for (const piece of pieces) inFrame(ctx, piece, () => drawPiece(ctx, piece, scale));
  for (const exhibit of world.exhibits) if (exhibit.level === level.id) drawExhibit(ctx, exhibit);
}

export function tracePath(ctx: Ctx, shape: Shape): void {
  ctx.beginPath();
  if ('rect' in shape) {
    const [x0, y0, x1, y1] = shape.rect;
    ctx.rect(x0, y0, x1 - x0, y1 - y0);
  } else if ('circle' in shape) {
    const [x, y, r] = shape.circle;
    ctx.arc(x, y, r, 0, 2 * Math.PI);
  } else {
    // The first line of a path begins where it leads to.
    for (const [x, y] of shape.polygon) ctx.lineTo(x, y);
    ctx.closePath();
  }
}

function drawGround(ctx: Ctx, world: World, level: Level): void {
  const [x0, y0, x1, y1] = level.bounds;
  ctx.fillStyle = MATERIAL[level.floor] ?? PAPER;
  ctx.fillRect(x0, y0, x1 - x0, y1 - y0);
  for (const surface of world.surfaces) {
    if (surface.level !== level.id) continue;
    tracePath(ctx, surface.shape);
    ctx.fillStyle = MATERIAL[surface.material] ?? PAPER;
    ctx.fill();
    if (surface.height_m > 0 || surface.material === 'lawn' || surface.material === 'water') {
      ctx.strokeStyle = 'rgba(110, 90, 55, 0.28)';
      ctx.lineWidth = surface.height_m > 0 ? 0.25 : 0.12;
      ctx.stroke();
    }
  }
}

function drawShadows(ctx: Ctx, world: World, pieces: readonly Structure[]): void {
  const away = ((world.light.sun_bearing_deg + 180 - world.anchor.heading_deg) * Math.PI) / 180;
  ctx.fillStyle = SHADOW;
  for (const piece of pieces) {
    const length = Math.min(SHADOW_MAX_M, (piece.base_m + piece.size[2]) * SHADOW_PER_M);
    if (length < 0.3) continue;
    ctx.save();
    ctx.translate(Math.sin(away) * length, Math.cos(away) * length);
    inFrame(ctx, piece, () => {
      traceFootprint(ctx, piece);
      ctx.fill();
    });
    ctx.restore();
  }
}

function inFrame(ctx: Ctx, piece: { at: readonly [number, number]; turn_deg: number }, draw: () => void): void {
  ctx.save();
  ctx.translate(piece.at[0], piece.at[1]);
  ctx.rotate((piece.turn_deg * Math.PI) / 180);
  draw();
  ctx.restore();
}

function traceFootprint(ctx: Ctx, { kind, size: [w, d] }: Structure): void {
  ctx.beginPath();
  if (ROUND.has(kind)) ctx.ellipse(0, 0, w / 2, d / 2, 0, 0, 2 * Math.PI);
  else ctx.rect(-w / 2, -d / 2, w, d);
}

function drawPiece(ctx: Ctx, piece: Structure, scale: number): void {
  const [w, d] = piece.size;
  ctx.lineWidth = Math.max(0.12, 1 / scale);
  switch (piece.kind) {
    case 'tree': case 'pine': case 'shrub': return drawPlant(ctx, piece.kind, w);
    case 'fountain': return drawFountain(ctx, w, d);
    case 'palace-gate': case 'palace-hall': return drawPalace(ctx, piece, roofOf(piece));
    case 'wave-hall': return drawWave(ctx, w, d, roofOf(piece));
    case 'stone-hall': return drawStoneHall(ctx, w, d, roofOf(piece));
    case 'block-building': return drawBlock(ctx, w, d, roofOf(piece));
    case 'stairs': return drawStairs(ctx, w, d);
    case 'statue-seated': case 'statue-standing': return drawStatue(ctx, w, d, roofOf(piece));
    case 'lamp': return drawDot(ctx, 0.28, '#f0c46a', '#8d6b35');
    case 'lantern': return drawDot(ctx, w * 0.4, '#eec37a', '#a06a35');
    case 'flagpole': return drawDot(ctx, 0.35, '#f7f2e8', '#7d7466');
    case 'column': return drawDot(ctx, w / 2, '#cfc4b0', '#a1937a');
    default: return drawBox(ctx, w, d, roofOf(piece));
  }
}

function roofOf(piece: Structure): Roof {
  const roof = ROOF[piece.kind] ?? ROOF['box']!;
  return piece.colour ? { ...roof, fill: piece.colour } : roof;
}

function drawBox(ctx: Ctx, w: number, d: number, { fill, line }: Roof): void {
  ctx.fillStyle = fill;
  ctx.fillRect(-w / 2, -d / 2, w, d);
  ctx.strokeStyle = line;
  ctx.strokeRect(-w / 2, -d / 2, w, d);
}

function drawDot(ctx: Ctx, r: number, fill: string, line: string): void {
  ctx.beginPath();
  ctx.arc(0, 0, r, 0, 2 * Math.PI);
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.strokeStyle = line;
  ctx.stroke();
}

function drawPlant(ctx: Ctx, kind: 'tree' | 'pine' | 'shrub', w: number): void {
  const [light, dark] = LEAF[kind];
  ctx.fillStyle = dark;
  ctx.beginPath();
  ctx.arc(0, 0, w * 0.48, 0, 2 * Math.PI);
  ctx.fill();
  ctx.fillStyle = light;
  ctx.beginPath();
  ctx.arc(-w * 0.08, -w * 0.08, w * 0.36, 0, 2 * Math.PI);
  ctx.fill();
}

function drawFountain(ctx: Ctx, w: number, d: number): void {
  for (const [part, colour] of [[1, '#cfc4b2'], [0.9, '#a8d0d6'], [0.5, '#c3e0e3'], [0.2, '#eef7f6']] as const) {
    ctx.beginPath();
    ctx.ellipse(0, 0, (w / 2) * part, (d / 2) * part, 0, 0, 2 * Math.PI);
    ctx.fillStyle = colour;
    ctx.fill();
  }
}

function drawPalace(ctx: Ctx, { kind, size: [w, d] }: Structure, roof: Roof): void {
  if (kind === 'palace-gate') drawBox(ctx, w, d, { fill: '#c9bca4', line: '#978869' });
  const [rw, rd] = kind === 'palace-gate' ? [w * 0.86, d * 0.8] : [w * 1.06, d * 1.08];
  drawHipRoof(ctx, rw, rd, roof);
  ctx.strokeStyle = '#a8432f';
  ctx.strokeRect(-rw / 2 + 0.2, -rd / 2 + 0.2, rw - 0.4, rd - 0.4);
}

function drawHipRoof(ctx: Ctx, w: number, d: number, roof: Roof): void {
  drawBox(ctx, w, d, roof);
  const ridge = Math.max(0, w / 2 - d / 2);
  ctx.strokeStyle = '#d9d3c2';
  ctx.beginPath();
  for (const side of [1, -1]) {
    ctx.moveTo((side * w) / 2, d / 2);
    ctx.lineTo(side * ridge, 0);
    ctx.lineTo((side * w) / 2, -d / 2);
  }
  ctx.moveTo(-ridge, 0);
  ctx.lineTo(ridge, 0);
  ctx.stroke();
}

function drawWave(ctx: Ctx, w: number, d: number, roof: Roof): void {
  drawBox(ctx, w, d, roof);
  ctx.strokeStyle = 'rgba(255, 255, 255, 0.7)';
  for (let k = -3; k <= 3; k++) {
    const y = (k * d) / 8;
    ctx.beginPath();
    ctx.moveTo(-w / 2, y);
    ctx.bezierCurveTo(-w / 6, y + d * 0.14, w / 6, y - d * 0.14, w / 2, y);
    ctx.stroke();
  }
  ctx.fillStyle = 'rgba(31, 74, 61, 0.14)';
  ctx.fillRect(-w / 2, d * 0.3, w, d * 0.2);
}

function drawStoneHall(ctx: Ctx, w: number, d: number, roof: Roof): void {
  drawBox(ctx, w, d, roof);
  ctx.fillStyle = '#bfae91';
  ctx.fillRect(-w * 0.14, -d / 2, w * 0.28, d);
  ctx.strokeRect(-w * 0.14, -d / 2, w * 0.28, d);
  drawDot(ctx, Math.min(w * 0.07, d * 0.22), '#8fa79a', '#64796d');
  ctx.fillStyle = '#f0dfbe';
  ctx.fillRect(-w * 0.05, d * 0.4, w * 0.1, d * 0.1);
}

function drawBlock(ctx: Ctx, w: number, d: number, roof: Roof): void {
  drawBox(ctx, w, d, roof);
  const inset = Math.min(w, d) * 0.12;
  ctx.strokeRect(-w / 2 + inset, -d / 2 + inset, w - 2 * inset, d - 2 * inset);
}

function drawStairs(ctx: Ctx, w: number, d: number): void {
  ctx.fillStyle = '#e3d8c5';
  ctx.fillRect(-w / 2, -d / 2, w, d);
  ctx.strokeStyle = '#b5a78e';
  ctx.beginPath();
  for (let y = -d / 2; y <= d / 2 + 0.01; y += Math.max(0.3, d / 12)) {
    ctx.moveTo(-w / 2, y);
    ctx.lineTo(w / 2, y);
  }
  ctx.stroke();
}

function drawStatue(ctx: Ctx, w: number, d: number, roof: Roof): void {
  drawBox(ctx, w, d, roof);
  drawDot(ctx, Math.min(w, d) * 0.28, '#7f765c', '#5c5540');
}

function drawExhibit(
  ctx: Ctx, exhibit: { at: [number, number]; turn_deg: number; size: [number, number]; mount: string },
): void {
  inFrame(ctx, exhibit, () => {
    const depth = exhibit.mount === 'wall' ? 0.18 : 0.6;
    ctx.lineWidth = 0.08;
    drawBox(ctx, exhibit.size[0], depth, { fill: '#e9cf97', line: '#9a6f2c' });
  });
}
