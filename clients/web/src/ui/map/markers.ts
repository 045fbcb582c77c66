/** What can be acted upon on the map: places, desks, exhibits, portals. */
import type { World, WorldTexts, Shape } from '../../state/world-types';

export type MarkerKind = 'place' | 'portal' | 'desk' | 'exhibit';

export interface Marker {
  kind: MarkerKind;
  id: string;
  x: number;
  y: number;
  name: string;
}

/** Everything of a level that has a name, the most important first. */
export function markersOf(world: World, texts: WorldTexts, level: string): Marker[] {
  const here = <T extends { level: string }>(list: readonly T[]): T[] => list.filter((item) => item.level === level);
  return [
    ...here(world.places).map(({ id, at }) => marker('place', id, at, texts.places[id]?.name)),
    ...here(world.portals).map((p) => marker('portal', p.id, middle(p.shape), texts.portals[p.id])),
    ...here(world.desks).map(({ id, at }) => marker('desk', id, at, texts.desks[id]?.name)),
    ...here(world.exhibits).map(({ id, at }) => marker('exhibit', id, at, texts.exhibits[id]?.title)),
  ];
}

function marker(kind: MarkerKind, id: string, [x, y]: readonly [number, number], name: string | undefined): Marker {
  return { kind, id, x, y, name: name ?? id };
}

export function middle(shape: Shape): [number, number] {
  if ('rect' in shape) return [(shape.rect[0] + shape.rect[2]) / 2, (shape.rect[1] + shape.rect[3]) / 2];
  if ('circle' in shape) return [shape.circle[0], shape.circle[1]];
  const n = shape.polygon.length;
  const [x, y] = shape.polygon.reduce(([sx, sy], [px, py]) => [sx + px, sy + py], [0, 0]);
  return [x / n, y / n];
}
