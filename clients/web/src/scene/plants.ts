/** Trees and shrubs: one geometry a kind, drawn as instances with their own size, turn and colour. */
import { InstancedBufferAttribute, InstancedBufferGeometry, Mesh, type BufferGeometry, type Material } from 'three';
import type { Structure } from '../state/world-types';
import { hash, mix, rgb, shade, TAU, type Rgb } from './math';
import { MeshBuilder } from './mesh/builder';
import { ellipsoid, lathe, limb } from './mesh/shapes';
import { C } from './palette';

type PlantKind = 'round' | 'tall' | 'pine' | 'shrub';
/** Size at which each geometry is made; instances scale it. */
const MADE: Record<PlantKind, { w: number; h: number }> = {
  round: { w: 5, h: 8 }, tall: { w: 5, h: 8 }, pine: { w: 4.5, h: 9 }, shrub: { w: 1.4, h: 1 },
};

const lump = (k: number, salt: number) => (a: number, t: number): number =>
  1 + k * Math.sin(a * 3 + salt) * Math.cos(t * 3) + k * 0.6 * Math.sin(a * 5 + t * 4 + salt * 2);

/** Crown of soft overlapping clumps: [x, y, z, radius across, radius up, brightness]. */
function crown(b: MeshBuilder, clumps: [number, number, number, number, number, number][], detail: number): void {
  b.tinted(true);
  clumps.forEach(([x, y, z, r, up, k], i) => {
    b.paint(shade([255, 255, 255], k), 'leaf').footAt(-0.6);
    ellipsoid(b, x, y, z, r, r, up, detail ? 9 : 6, detail ? 7 : 4, lump(0.07, i * 1.7));
  });
  b.tinted(false);
}

function build(kind: PlantKind, detail: number): BufferGeometry {
  const b = new MeshBuilder().frame(0, 0, 0, 0);
  const sides = detail ? 7 : 4;
  b.paint(C.bark, 'soil');
  switch (kind) {
    case 'round':
      lathe(b, 0, 0, [[0.3, 0], [0.19, 0.5], [0.15, 2.2], [0.12, 4]], sides);
      limb(b, [0, 0, 2.3], [0.9, 0.3, 3.9], 0.1, 0.05, 4);
      limb(b, [0, 0, 2.6], [-0.8, -0.5, 4.1], 0.1, 0.05, 4);
      crown(b, [[0, 0, 4.6, 1.9, 1.6, 0.74], [1.1, 0.4, 4.5, 1.3, 1.2, 0.72], [-1.1, -0.3, 4.6, 1.35, 1.2, 0.74], [0.2, -1.15, 4.9, 1.25, 1.15, 0.8], [-0.2, 1.15, 5, 1.25, 1.15, 0.84], [0.1, 0.1, 6.3, 1.7, 1.5, 0.97], [0.8, -0.5, 5.9, 1.1, 1, 0.9], [-0.8, 0.5, 6, 1.1, 1.05, 0.92]].slice(0, detail ? 8 : 6) as never, detail);
      break;
    case 'tall':
      lathe(b, 0, 0, [[0.28, 0], [0.18, 0.5], [0.13, 2.4], [0.09, 5]], sides);
      limb(b, [0, 0, 2.2], [0.7, -0.3, 3.8], 0.08, 0.04, 4);
      crown(b, [[0, 0, 3.7, 1.75, 1.15, 0.74], [0.5, 0.5, 4.6, 1.5, 1.2, 0.82], [-0.6, -0.3, 4.9, 1.4, 1.2, 0.84], [0.15, -0.3, 5.8, 1.25, 1.15, 0.92], [0, 0.1, 6.9, 0.8, 1.1, 1]], detail);
      break;
    case 'pine':
      // old Korean pine: bent red trunk, flat cushions of needles
      b.paint([142, 92, 66], 'soil');
      limb(b, [0, 0, 0], [0.25, 0, 2.4], 0.28, 0.2, sides);
      limb(b, [0.25, 0, 2.4], [-0.2, 0.2, 5], 0.2, 0.14, sides);
      limb(b, [-0.2, 0.2, 5], [0.1, 0, 7.8], 0.14, 0.06, sides);
      limb(b, [0.1, 0, 3.4], [1.3, 0.4, 4.6], 0.1, 0.05, 4);
      limb(b, [-0.1, 0.1, 4.4], [-1.3, -0.4, 5.4], 0.1, 0.05, 4);
      crown(b, [[1.25, 0.4, 4.8, 1.05, 0.46, 0.8], [-1.2, -0.4, 5.6, 1.1, 0.5, 0.84], [0.4, -0.9, 6.1, 1.1, 0.46, 0.88], [-0.5, 0.8, 6.6, 1.1, 0.5, 0.92], [0.5, 0.3, 7.3, 1.15, 0.5, 0.96], [0, 0, 8.2, 1.2, 0.66, 1]], detail);
      break;
    case 'shrub':
      crown(b, [[0, 0, 0.42, 0.56, 0.5, 0.86], [0.3, 0.1, 0.36, 0.4, 0.36, 0.8], [-0.3, -0.08, 0.4, 0.4, 0.4, 0.92]], detail);
      break;
  }
  return b.build();
}

function tintOf(kind: PlantKind, s: Structure, seed: number): Rgb {
  if (s.colour !== null) return mix(rgb(s.colour), C.leaf, 0.08);
  const vary = 0.9 + hash(s.at[1], s.at[0], 4) * 0.22;
  if (kind === 'pine') return shade(C.pine, vary);
  if (kind === 'tall') return shade(mix(C.ginkgo, C.leaf, seed < 0.3 ? 0.25 : 0), vary);
  if (kind === 'shrub') return shade(mix(C.leafDeep, C.leaf, seed), vary);
  return shade(seed > 0.9 ? mix(C.maple, C.leaf, 0.2) : mix(C.leafDeep, C.leaf, seed * 1.1), vary);
}

/** Every fourth or so tree is a ginkgo in its autumn yellow. */
export function plantKind(s: Structure): PlantKind {
  if (s.kind === 'pine' || s.kind === 'shrub') return s.kind;
  return hash(s.at[0], s.at[1], 3) > 0.74 ? 'tall' : 'round';
}

export function createPlants(structures: readonly Structure[], material: Material, detail: number): Mesh[] {
  const groups = new Map<PlantKind, Structure[]>();
  for (const s of structures) {
    if (s.kind !== 'tree' && s.kind !== 'pine' && s.kind !== 'shrub') continue;
    const kind = plantKind(s);
    groups.set(kind, [...(groups.get(kind) ?? []), s]);
  }
  return [...groups].map(([kind, list]) => {
    const base = build(kind, detail);
    const g = new InstancedBufferGeometry();
    for (const [name, attribute] of Object.entries(base.attributes)) g.setAttribute(name, attribute);
    g.setIndex(base.index);
    const place = new Float32Array(list.length * 4), shape = new Float32Array(list.length * 4), tint = new Uint8Array(list.length * 4);
    list.forEach((s, i) => {
      const seed = hash(s.at[0], s.at[1], 5), [w, d, h] = s.size;
      place.set([s.at[0], s.base_m, -s.at[1], seed * TAU], i * 4);
      shape.set([(w + d) / 2 / MADE[kind].w * (0.94 + seed * 0.12), h / MADE[kind].h * (0.95 + hash(s.at[1], s.at[0], 9) * 0.1), 1, 0], i * 4);
      tint.set(tintOf(kind, s, seed).map((v) => Math.min(255, v)), i * 4);
    });
    g.setAttribute('place', new InstancedBufferAttribute(place, 4));
    g.setAttribute('kind', new InstancedBufferAttribute(shape, 4));
    g.setAttribute('tint', new InstancedBufferAttribute(tint, 4, true));
    g.instanceCount = list.length;
    const mesh = new Mesh(g, material);
    mesh.frustumCulled = false;
    return mesh;
  });
}
