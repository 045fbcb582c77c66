/** Floors, painted patches, terraces, and the shell of rooms. */
import { ShapeUtils, Vector2 } from 'three';
import type { Level, Shape, World } from '../state/world-types';
import { shade, TAU, type Rgb } from './math';
import { MeshBuilder } from './mesh/builder';
import { box } from './mesh/shapes';
import type { Layer } from './layers';
import { C, material } from './palette';

/** Outline of a shape, counter-clockwise. */
export function outline(shape: Shape, sides = 32): [number, number][] {
  if ('rect' in shape) {
    const [x0, y0, x1, y1] = shape.rect;
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
  }
  if ('circle' in shape) {
    const [x, y, r] = shape.circle;
    return Array.from({ length: sides }, (_, i) => [x + Math.cos((i / sides) * TAU) * r, y + Math.sin((i / sides) * TAU) * r]);
  }
  const p = shape.polygon.map(([x, y]) => new Vector2(x, y));
  const points = shape.polygon.map(([x, y]) => [x, y] as [number, number]);
  return ShapeUtils.area(p) < 0 ? points.reverse() : points;
}

function flat(b: MeshBuilder, points: [number, number][], z: number): void {
  const first = b.vertices;
  for (const [x, y] of points) b.vertex(x, y, z, 0, 0, 1, x, y);
  for (const [i, j, k] of ShapeUtils.triangulateShape(points.map(([x, y]) => new Vector2(x, y)), []) as [number, number, number][]) {
    b.triangle(first + i, first + j, first + k);
  }
}

export interface Ground {
  /** At the level's floor; patches overlap, the topmost comes first and the stencil keeps those below out. */
  floor: MeshBuilder;
  /** Tops of terraces. */
  raised: MeshBuilder;
}

export function buildGround(world: World, level: Level, sides: MeshBuilder): Ground {
  const floor = new MeshBuilder().frame(0, 0, 0, 0), raised = new MeshBuilder().frame(0, 0, 0, 0);
  const [x0, y0, x1, y1] = level.bounds;
  const base = material(level.floor);
  const patches: (() => void)[] = [];
  const lay = (m: { colour: Rgb; layer: Layer }, points: [number, number][]): void => {
    patches.push(() => flat(floor.paint(m.colour, m.layer), points, 0));
  };
  if (world.setting === 'outdoor') {
    const reach = world.light.fog_m * 2.5;
    const far = { colour: shade(C.stoneDark, 0.98), layer: 'asphalt' as const };
    const [u0, v0, u1, v1] = [x0 - reach, y0 - reach, x1 + reach, y1 + reach];
    lay(far, [[u0, v0], [u1, v0], [u1, y0], [u0, y0]]);
    lay(far, [[u0, y1], [u1, y1], [u1, v1], [u0, v1]]);
    lay(far, [[u0, y0], [x0, y0], [x0, y1], [u0, y1]]);
    lay(far, [[x1, y0], [u1, y0], [u1, y1], [x1, y1]]);
  }
  lay(base, [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]);
  sides.frame(0, 0, 0, 0);
  world.surfaces.forEach((s, order) => {
    if (s.level !== level.id) return;
    const m = material(s.material), points = outline(s.shape, 48);
    if (s.height_m < 0.01) {
      const kerb = edge(points, s.material, m.colour);
      if (kerb) lay(kerb.look, kerb.points);
      lay(m, points);
      return;
    }
    raised.paint(m.colour, m.layer);
    flat(raised, points, s.height_m + order * 0.0006);
    sides.paint(shade(C.stoneLight, 0.96), 'ashlar').footAt(-0.3);
    points.forEach(([ax, ay], i) => {
      const [bx, by] = points[(i + 1) % points.length]!;
      sides.quad([ax, ay, 0], [bx, by, 0], [bx, by, s.height_m], [ax, ay, s.height_m]);
    });
  });
  for (const patch of patches.reverse()) patch();
  return { floor, raised };
}

/** Kerb of stone round lawns and water: a patch a little larger that lies below. */
function edge(points: [number, number][], kind: string, colour: Rgb): { look: { colour: Rgb; layer: Layer }; points: [number, number][] } | null {
  if (kind !== 'lawn' && kind !== 'water' && kind !== 'soil') return null;
  const n = points.length, w = kind === 'soil' ? 0.14 : 0.3;
  const grown = points.map(([x, y], i) => {
    const [px, py] = points[(i + n - 1) % n]!, [nx, ny] = points[(i + 1) % n]!;
    const ax = x - px, ay = y - py, bx = nx - x, by = ny - y;
    const la = Math.hypot(ax, ay) || 1, lb = Math.hypot(bx, by) || 1;
    const mx = ay / la + by / lb, my = -(ax / la + bx / lb), k = 2 / Math.max(0.6, mx * mx + my * my);
    return [x + mx * w * k, y + my * w * k] as [number, number];
  });
  return { look: { colour: kind === 'soil' ? shade(colour, 0.8) : C.stoneLight, layer: 'granite' }, points: grown };
}

/** Inner faces of a room at the level's bounds; seen only from inside, so they never hide the follower. */
export function buildShell(level: Level, b: MeshBuilder): void {
  if (level.ceiling_m === null) return;
  const [x0, y0, x1, y1] = level.bounds, h = level.ceiling_m;
  b.frame(0, 0, 0, 0).paint(C.plaster, 'plaster').footAt(0);
  const faces: [number, number, number, number][] = [[x1, y0, x0, y0], [x1, y1, x1, y0], [x0, y1, x1, y1], [x0, y0, x0, y1]];
  for (const [ax, ay, bx, by] of faces) b.quad([ax, ay, 0], [bx, by, 0], [bx, by, h], [ax, ay, h]);
  // ceiling, looking down, with a grid of beams and panels of light
  b.paint(shade(C.plaster, 0.97), 'plaster').footAt(-9);
  b.quad([x0, y1, h], [x1, y1, h], [x1, y0, h], [x0, y0, h]);
  const nx = Math.max(1, Math.round((x1 - x0) / 5)), ny = Math.max(1, Math.round((y1 - y0) / 5));
  const sx = (x1 - x0) / nx, sy = (y1 - y0) / ny;
  for (let i = 0; i < nx; i++) {
    for (let j = 0; j < ny; j++) {
      const x = x0 + (i + 0.5) * sx, y = y0 + (j + 0.5) * sy, w = sx * 0.2, d = sy * 0.2;
      b.paint(C.paper, 'plain', 0.34);
      b.quad([x - w, y + d, h - 0.02], [x + w, y + d, h - 0.02], [x + w, y - d, h - 0.02], [x - w, y - d, h - 0.02]);
    }
  }
  b.paint(shade(C.wood, 0.92), 'grain');
  for (let i = 1; i < nx; i++) box(b, x0 + i * sx, (y0 + y1) / 2, h - 0.22, 0.2, y1 - y0, 0.22, { under: true, top: false });
  for (let j = 1; j < ny; j++) box(b, (x0 + x1) / 2, y0 + j * sy, h - 0.22, x1 - x0, 0.2, 0.22, { under: true, top: false });
}
