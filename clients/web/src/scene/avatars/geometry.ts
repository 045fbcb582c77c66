/** The figure all avatars share: every hair and outfit is in it, the shader shows the parts of a look.
 *
 * Metres, feet at 0, 1.72 m tall, facing -z, own right is +x. Each vertex knows its limb (which joint
 * moves it), its side, how far it follows the lower joint, and which slot of the palette colours it.
 */
import { BufferAttribute, BufferGeometry } from 'three';
import { TAU, type Vec3 } from '../math';

export const LIMB = { trunk: 0, head: 1, arm: 2, leg: 3, skirt: 4, badge: 5 } as const;
export const SLOT = {
  skin: 0, hair: 1, upper: 2, lower: 3, shoe: 4, white: 5, eye: 6, accent: 7, forearm: 8, shin: 9, thigh: 10,
  badge: 11, gold: 12, black: 13, lip: 14, skirt: 15, flag: 16,
} as const;
const ALL = 255;
const bits = (...n: number[]): number => n.reduce((m, k) => m | (1 << k), 0);

export const HAIR_MASK = {
  cap: bits(0, 1, 2, 3, 6, 7), bob: bits(1), long: bits(2), bun: bits(3), hat: bits(4), gat: bits(6), tail: bits(7), short: bits(0, 4),
};
export const OUTFIT_MASK = {
  hanbok: bits(3, 4), ribbon: bits(3, 4), shirt: bits(6), open: bits(1), hood: bits(5), stripe: bits(7),
  skirt: bits(1, 2, 3, 5, 6), collar: bits(0, 2), legs: ALL,
};

interface Style {
  limb: number;
  side?: number;
  slot: number;
  hair?: number;
  outfit?: number;
}

class Figure {
  position: number[] = [];
  normal: number[] = [];
  rig: number[] = [];
  mask: number[] = [];
  index: number[] = [];

  vertex(p: Vec3, n: Vec3, bend: number, s: Style, extra = 0): number {
    const l = Math.hypot(...n) || 1;
    this.position.push(...p);
    this.normal.push((n[0] / l) * 127, (n[1] / l) * 127, (n[2] / l) * 127, 0);
    this.rig.push(s.limb, s.side ?? 0, bend * 255, s.slot);
    this.mask.push(s.hair ?? ALL, s.outfit ?? ALL, extra * 255, 0);
    return this.position.length / 3 - 1;
  }

  /** Rings around upright axes: [height, centre x, centre z, radius x, radius z, bend, extra]. */
  tube(rings: [number, number, number, number, number, number, number?][], sides: number, s: Style, slots?: number[]): void {
    const first = this.position.length / 3, rows = rings.length;
    rings.forEach(([y, cx, cz, rx, rz, bend, extra], j) => {
      const below = rings[Math.max(0, j - 1)]!, above = rings[Math.min(rows - 1, j + 1)]!;
      const rise = above[0] - below[0], grow = (above[3] + above[4] - below[3] - below[4]) / 2;
      const style = slots ? { ...s, slot: slots[j]! } : s;
      for (let i = 0; i <= sides; i++) {
        const a = (i / sides) * TAU, c = Math.cos(a), q = Math.sin(a);
        const up = rise === 0 ? Math.sign(-grow) : -grow / Math.abs(rise);
        this.vertex([cx + c * rx, y, cz - q * rz], [c, rise < 0 ? -up : up, -q], bend, style, extra ?? 0);
      }
    });
    for (let j = 0; j < rows - 1; j++) {
      for (let i = 0; i < sides; i++) {
        const p = first + j * (sides + 1) + i, q = p + sides + 1;
        if (rings[j]![3] > 1e-5) this.index.push(p, p + 1, q + 1);
        if (rings[j + 1]![3] > 1e-5) this.index.push(p, q + 1, q);
      }
    }
  }

  /** Part of an ellipsoid between two latitudes (-1..1 from bottom to top). */
  dome(c: Vec3, r: Vec3, from: number, to: number, sides: number, rows: number, s: Style, bend = 0, shape?: (a: number, t: number) => number): void {
    const first = this.position.length / 3;
    for (let j = 0; j <= rows; j++) {
      const t = ((from + ((to - from) * j) / rows) * Math.PI) / 2, ct = Math.max(Math.cos(t), 0), st = Math.sin(t);
      for (let i = 0; i <= sides; i++) {
        const a = (i / sides) * TAU, k = shape ? shape(a, t) : 1;
        const x = ct * Math.cos(a), z = -ct * Math.sin(a);
        this.vertex([c[0] + x * r[0] * k, c[1] + st * r[1] * k, c[2] + z * r[2] * k], [x / r[0], st / r[1], z / r[2]], bend, s);
      }
    }
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < sides; i++) {
        const p = first + j * (sides + 1) + i, q = p + sides + 1;
        if (!(j === 0 && from <= -1)) this.index.push(p, p + 1, q + 1);
        if (!(j === rows - 1 && to >= 1)) this.index.push(p, q + 1, q);
      }
    }
  }

  /** Flat piece, corners counter-clockwise from its front. */
  quad(a: Vec3, b: Vec3, c: Vec3, d: Vec3, s: Style, bend = 0): void {
    const u: Vec3 = [b[0] - a[0], b[1] - a[1], b[2] - a[2]], v: Vec3 = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
    const n: Vec3 = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    const i = this.vertex(a, n, bend, s);
    this.vertex(b, n, bend, s);
    this.vertex(c, n, bend, s);
    this.vertex(d, n, bend, s);
    this.index.push(i, i + 1, i + 2, i, i + 2, i + 3);
  }

  build(): BufferGeometry {
    const g = new BufferGeometry();
    g.setAttribute('position', new BufferAttribute(new Float32Array(this.position), 3));
    g.setAttribute('normal', new BufferAttribute(new Int8Array(this.normal), 4, true));
    g.setAttribute('rig', new BufferAttribute(new Uint8Array(this.rig), 4));
    g.setAttribute('mask', new BufferAttribute(new Uint8Array(this.mask), 4));
    g.setIndex(new BufferAttribute(new Uint16Array(this.index), 1));
    return g;
  }
}

/** Full figure; `sides` is 8 for usual and 6 for coarse. */
export function figureGeometry(sides: 6 | 8): BufferGeometry {
  const f = new Figure();
  const limbSides = sides === 8 ? 6 : 4;
  trunk(f, sides);
  head(f, sides);
  hair(f, sides);
  for (const side of [0, 1]) {
    arm(f, side, 5);
    leg(f, side, limbSides);
  }
  skirt(f, sides + 2);
  clothes(f);
  badge(f);
  pennant(f);
  return f.build();
}

function trunk(f: Figure, sides: number): void {
  f.tube([
    [0.84, 0, 0.005, 0.135, 0.1, 0, 0], [0.94, 0, 0, 0.15, 0.105, 0, 0.05], [1.04, 0, 0, 0.132, 0.095, 0, 0.3],
    [1.2, 0, -0.005, 0.155, 0.112, 0, 0.75], [1.34, 0, 0, 0.162, 0.1, 0, 1], [1.41, 0, 0.01, 0.1, 0.078, 0, 1], [1.435, 0, 0.01, 0.05, 0.05, 0, 1],
  ], sides, { limb: LIMB.trunk, slot: SLOT.upper }, [SLOT.lower, SLOT.upper, SLOT.upper, SLOT.upper, SLOT.upper, SLOT.upper, SLOT.upper]);
  f.tube([[1.4, 0, 0.012, 0.052, 0.052, 0, 1], [1.5, 0, 0.004, 0.046, 0.048, 0, 1]], 5, { limb: LIMB.trunk, slot: SLOT.skin });
}

const HEAD: Vec3 = [0, 1.59, -0.005];

function head(f: Figure, sides: number): void {
  const skin: Style = { limb: LIMB.head, slot: SLOT.skin };
  f.dome(HEAD, [0.112, 0.135, 0.122], -1, 1, sides, sides - 3, skin, 0, (a, t) => 1 - 0.1 * Math.max(0, -Math.sin(t)) * (1 + 0.3 * Math.cos(a) ** 2));
  const z = HEAD[2] - 0.113, y = HEAD[1];
  for (const s of [-1, 1]) {
    const x = s * 0.042;
    // eye, brow and ear
    f.quad([x - 0.013, y - 0.004, z + 0.002], [x - 0.013, y + 0.024, z + 0.003], [x + 0.013, y + 0.024, z + 0.003], [x + 0.013, y - 0.004, z + 0.002], { limb: LIMB.head, slot: SLOT.eye });
    f.quad([x - 0.02, y + 0.04, z + 0.009], [x - 0.02, y + 0.049, z + 0.012], [x + 0.02, y + 0.049, z + 0.012], [x + 0.02, y + 0.04, z + 0.009], { limb: LIMB.head, slot: SLOT.hair });
    f.tube([[y - 0.03, s * 0.112, 0.012, 0.012, 0.02, 0], [y + 0.03, s * 0.116, 0.012, 0.014, 0.024, 0]], 4, skin);
  }
  // nose and mouth
  const tip: Vec3 = [0, y - 0.022, z - 0.017];
  f.quad([-0.012, y - 0.026, z + 0.006], [0, y + 0.014, z + 0.002], tip, tip, skin);
  f.quad(tip, [0, y + 0.014, z + 0.002], [0.012, y - 0.026, z + 0.006], [0.012, y - 0.026, z + 0.006], skin);
  f.quad([-0.021, y - 0.056, z + 0.012], [-0.015, y - 0.05, z + 0.007], [0.015, y - 0.05, z + 0.007], [0.021, y - 0.056, z + 0.012], { limb: LIMB.head, slot: SLOT.lip });
}

function hair(f: Figure, sides: number): void {
  const on = (mask: number): Style => ({ limb: LIMB.head, slot: SLOT.hair, hair: mask });
  const [x, y, z] = HEAD;
  // cap of hair: higher over the forehead than at the neck
  const line = (a: number, t: number): number => 1.08 + 0.03 * Math.sin(a * 2 + t);
  const first = f.position.length / 3;
  f.dome([x, y + 0.012, z + 0.008], [0.114, 0.135, 0.124], -0.42, 1, sides, 4, on(HAIR_MASK.cap), 0, line);
  lift(f, first, y, z);
  const trim = f.position.length / 3;
  f.dome([x, y + 0.004, z + 0.014], [0.114, 0.13, 0.12], -0.4, 0.3, sides, 2, on(bits(4)), 0, () => 1.05);
  lift(f, trim, y, z);
  // bob and long hair hang behind and beside the face
  const hang = (mask: number, low: number, wide: number): void => {
    const n = 8, start = f.position.length / 3;
    for (let j = 0; j <= 2; j++) {
      const t = j / 2, yy = y + 0.05 + (low - (y + 0.05)) * t;
      for (let i = 0; i <= n; i++) {
        const a = Math.PI * (-0.12 + (1.24 * i) / n), k = 1 + wide * t;
        f.vertex([Math.cos(a) * 0.124 * k, yy, z + 0.012 + Math.sin(a) * 0.13 * (1 + wide * 0.4 * t)], [Math.cos(a), 0.15, Math.sin(a)], 0, on(mask));
      }
    }
    for (let j = 0; j < 2; j++) for (let i = 0; i < n; i++) {
      const p = start + j * (n + 1) + i, q = p + n + 1;
      f.index.push(p, p + 1, q, p + 1, q + 1, q);
      f.index.push(p, q, p + 1, p + 1, q, q + 1);
    }
  };
  hang(HAIR_MASK.bob, y - 0.12, 0.1);
  hang(HAIR_MASK.long, y - 0.36, 0.22);
  f.dome([x, y + 0.1, z + 0.125], [0.055, 0.055, 0.055], -1, 1, 6, 4, on(HAIR_MASK.bun));
  f.tube([[y + 0.06, 0, z + 0.13, 0.03, 0.03, 0], [y - 0.04, 0, z + 0.19, 0.045, 0.04, 0], [y - 0.2, 0, z + 0.17, 0.036, 0.03, 0], [y - 0.28, 0, z + 0.15, 0.002, 0.002, 0]].reverse() as never, 5, on(HAIR_MASK.tail));
  // baseball cap
  const hat: Style = { limb: LIMB.head, slot: SLOT.accent, hair: HAIR_MASK.hat };
  f.dome([x, y + 0.04, z + 0.006], [0.124, 0.112, 0.134], 0, 1, sides, 3, hat);
  const brim = (a: number, r: number, up: number): Vec3 => [Math.sin(a) * r * 0.95, y + 0.045 + up, z - Math.cos(a) * r];
  for (let i = 0; i < 4; i++) {
    const a0 = -0.9 + i * 0.45, a1 = a0 + 0.45;
    f.quad(brim(a1, 0.12, 0), brim(a1, 0.22, -0.02), brim(a0, 0.22, -0.02), brim(a0, 0.12, 0), hat);
    f.quad(brim(a0, 0.12, -0.006), brim(a0, 0.22, -0.026), brim(a1, 0.22, -0.026), brim(a1, 0.12, -0.006), hat);
  }
  // gat: wide horsehair hat
  const gat: Style = { limb: LIMB.head, slot: SLOT.black, hair: HAIR_MASK.gat };
  f.tube([[y + 0.096, 0, z, 0.27, 0.27, 0], [y + 0.098, 0, z, 0.11, 0.11, 0], [y + 0.22, 0, z, 0.085, 0.085, 0], [y + 0.222, 0, z, 0.0, 0.0, 0]], 10, gat);
  f.tube([[y + 0.094, 0, z, 0.08, 0.08, 0], [y + 0.092, 0, z, 0.27, 0.27, 0]], 10, gat);
}

/** Raises the front edge of the hair so that the face stays free. */
function lift(f: Figure, first: number, y: number, z: number): void {
  for (let i = first; i < f.position.length / 3; i++) {
    const py = f.position[i * 3 + 1]!, pz = f.position[i * 3 + 2]!;
    const front = Math.max(0, (z + 0.03 - pz) / 0.14);
    if (py < y + 0.07) f.position[i * 3 + 1] = py + (y + 0.072 - py) * Math.min(1, front * 1.5);
  }
}

function arm(f: Figure, side: number, sides: number): void {
  const s = side ? 1 : -1, x = s * 0.192;
  f.tube([
    [0.86, x, -0.002, 0.036, 0.034, 1, 1], [0.9, x, 0, 0.036, 0.036, 1, 1], [1.08, x, 0.004, 0.042, 0.042, 0.6, 0.4], [1.12, x, 0.004, 0.046, 0.046, 0.35, 0.25],
    [1.27, x, 0, 0.054, 0.054, 0, 0.05], [1.35, x - s * 0.012, 0, 0.055, 0.06, 0, 0], [1.392, x - s * 0.04, 0, 0.012, 0.02, 0, 0],
  ], sides, { limb: LIMB.arm, side, slot: SLOT.upper }, [SLOT.forearm, SLOT.forearm, SLOT.forearm, SLOT.upper, SLOT.upper, SLOT.upper, SLOT.upper]);
  f.dome([x, 0.815, -0.008], [0.026, 0.062, 0.04], -1, 0.8, 5, 3, { limb: LIMB.arm, side, slot: SLOT.skin }, 1);
}

function leg(f: Figure, side: number, sides: number): void {
  const s = side ? 1 : -1, x = s * 0.078;
  f.tube([
    [0.06, x, 0.012, 0.046, 0.05, 1, 1], [0.12, x, 0.012, 0.048, 0.052, 1, 0.85], [0.44, x, 0.002, 0.058, 0.062, 0.6, 0.3], [0.5, x, 0, 0.062, 0.066, 0.35, 0.2],
    [0.72, x, 0, 0.078, 0.082, 0, 0.1], [0.87, x, 0, 0.084, 0.098, 0, 0],
  ], sides, { limb: LIMB.leg, side, slot: SLOT.lower }, [SLOT.shin, SLOT.shin, SLOT.shin, SLOT.thigh, SLOT.thigh, SLOT.lower]);
  f.tube([[0, x, -0.035, 0.05, 0.125, 1], [0.045, x, -0.03, 0.05, 0.12, 1], [0.085, x, 0.01, 0.046, 0.06, 1], [0.09, x, 0.01, 0.0, 0.0, 1]], 6, { limb: LIMB.leg, side, slot: SLOT.shoe });
}

/** One skirt for all: the shader gives it the length and width of the outfit; `extra` runs 0..1 downwards. */
function skirt(f: Figure, sides: number): void {
  const rows = 3;
  f.tube(Array.from({ length: rows + 1 }, (_, j) => {
    const t = 1 - j / rows;
    return [1 - t, 0, 0, 1, 0.8, 0, t] as [number, number, number, number, number, number, number];
  }), sides, { limb: LIMB.skirt, slot: SLOT.skirt, outfit: OUTFIT_MASK.skirt });
}

function clothes(f: Figure): void {
  const front = (x: number, y: number, z: number): Vec3 => [x, y, z];
  const band = (a: Vec3, b: Vec3, wide: number, slot: number, outfit: number): void => {
    // strip from a (upper) to b (lower), seen from the front (-z): left of the viewer is +x
    f.quad([a[0] + wide, a[1], a[2]], [b[0] + wide, b[1], b[2]], [b[0] - wide, b[1], b[2]], [a[0] - wide, a[1], a[2]], { limb: LIMB.trunk, slot, outfit });
  };
  // hanbok: white collar crossing to the right, long ribbon
  band(front(0.052, 1.435, -0.055), front(-0.035, 1.22, -0.124), 0.02, SLOT.white, OUTFIT_MASK.hanbok);
  band(front(-0.052, 1.435, -0.055), front(0.0, 1.29, -0.121), 0.018, SLOT.white, OUTFIT_MASK.hanbok);
  band(front(-0.03, 1.23, -0.128), front(-0.055, 0.86, -0.165), 0.015, SLOT.accent, OUTFIT_MASK.ribbon);
  band(front(-0.03, 1.23, -0.129), front(0.005, 1.0, -0.15), 0.014, SLOT.accent, OUTFIT_MASK.ribbon);
  // suit: shirt front and tie; jacket: open over a shirt
  f.quad([0.05, 1.43, -0.058], [0, 1.16, -0.121], [-0.05, 1.43, -0.058], [-0.05, 1.43, -0.058], { limb: LIMB.trunk, slot: SLOT.white, outfit: OUTFIT_MASK.shirt });
  band(front(0, 1.41, -0.075), front(0, 1.19, -0.124), 0.013, SLOT.accent, OUTFIT_MASK.shirt);
  band(front(0, 1.43, -0.06), front(0, 0.93, -0.112), 0.034, SLOT.white, OUTFIT_MASK.open);
  // shirt and dress: small collar; sportswear: stripes; raincoat: hood
  for (const s of [-1, 1]) {
    f.quad([s * 0.005 + 0.03, 1.44, -0.05], [s * 0.035 + 0.014, 1.385, -0.094], [s * 0.035 - 0.014, 1.385, -0.094], [s * 0.005 - 0.03, 1.44, -0.05], { limb: LIMB.trunk, slot: SLOT.accent, outfit: OUTFIT_MASK.collar });
    band(front(s * 0.075, 1.37, -0.094), front(s * 0.09, 0.95, -0.1), 0.012, SLOT.white, OUTFIT_MASK.stripe);
  }
  f.dome([0, 1.44, 0.075], [0.1, 0.085, 0.06], -1, 1, 6, 3, { limb: LIMB.trunk, slot: SLOT.accent, outfit: OUTFIT_MASK.hood });
}

/** Shield over the head of officials; x and y are offsets that turn to the viewer. */
function badge(f: Figure): void {
  const shield = (k: number, z: number, slot: number): void => {
    const p: Vec3[] = [[-0.09, 0.09, z], [0.09, 0.09, z], [0.09, -0.02, z], [0, -0.12, z], [-0.09, -0.02, z]];
    const s: Style = { limb: LIMB.badge, slot };
    const q = p.map(([x, y]) => [x * k, y * k, z] as Vec3);
    f.quad(q[4]!, q[2]!, q[1]!, q[0]!, s);
    f.quad(q[4]!, q[3]!, q[2]!, q[2]!, s);
  };
  shield(1.22, 0, SLOT.gold);
  shield(1, 0.01, SLOT.badge);
  // a tick
  const s: Style = { limb: LIMB.badge, slot: SLOT.white };
  f.quad([-0.05, 0.01, 0.02], [-0.01, -0.055, 0.02], [-0.01, -0.015, 0.02], [-0.036, 0.03, 0.02], s);
  f.quad([-0.01, -0.055, 0.02], [0.06, 0.04, 0.02], [0.044, 0.058, 0.02], [-0.01, -0.015, 0.02], s);
}

/** Pennant over the head of guides. */
function pennant(f: Figure): void {
  const triangle = (a: Vec3, b: Vec3, c: Vec3, slot: number): void => f.quad(a, b, c, c, { limb: LIMB.badge, side: 1, slot });
  const flag = (grow: number, z: number, slot: number): void => {
    triangle([-0.06, 0.22 + grow, z], [-0.06, -0.05 - grow, z], [0.26 + grow * 2, 0.085, z], slot);
  };
  const s: Style = { limb: LIMB.badge, side: 1, slot: SLOT.white };
  f.quad([-0.09, -0.2, 0], [-0.045, -0.2, 0], [-0.045, 0.26, 0], [-0.09, 0.26, 0], s);
  flag(0.02, 0.005, SLOT.white);
  flag(0, 0.01, SLOT.flag);
}

/** Far figure of 24 triangles: legs, trunk, head; `rig` as above. */
export function farGeometry(): BufferGeometry {
  const f = new Figure();
  const prism = (y0: number, y1: number, r0: number, r1: number, limb: number, lower: number, upper: number, cap: boolean): void => {
    const first = f.position.length / 3;
    for (const [y, r, slot, bend] of [[y0, r0, lower, 1], [y1, r1, upper, 0]] as const) {
      for (let i = 0; i < 4; i++) {
        const a = (i / 4) * TAU + Math.PI / 4, c = Math.cos(a), q = Math.sin(a);
        f.vertex([c * r, y, -q * r * 0.7], [c, cap && y === y1 ? 0.6 : 0.1, -q], bend, { limb, slot });
      }
    }
    for (let i = 0; i < 4; i++) {
      const p = first + i, q = first + ((i + 1) % 4);
      f.index.push(p, q, q + 4, p, q + 4, p + 4);
    }
    if (cap) f.index.push(first + 4, first + 5, first + 6, first + 4, first + 6, first + 7);
  };
  prism(0, 0.9, 0.12, 0.19, LIMB.leg, SLOT.shin, SLOT.lower, false); // 8
  prism(0.88, 1.42, 0.17, 0.26, LIMB.trunk, SLOT.upper, SLOT.upper, false); // 8
  // head: four sides rising to a crown of hair
  const first = f.position.length / 3;
  const h: Style = { limb: LIMB.head, slot: SLOT.skin };
  for (let i = 0; i < 4; i++) {
    const a = (i / 4) * TAU, c = Math.cos(a), q = Math.sin(a);
    f.vertex([c * 0.13, 1.56, -q * 0.13], [c, 0, -q], 0, i === 3 ? { ...h, slot: SLOT.hair } : i === 1 ? h : { ...h, slot: SLOT.hair });
  }
  f.vertex([0, 1.75, 0.01], [0, 1, 0], 0, { ...h, slot: SLOT.hair });
  f.vertex([0, 1.4, 0], [0, -1, 0], 0, h);
  for (let i = 0; i < 4; i++) {
    const p = first + i, q = first + ((i + 1) % 4);
    f.index.push(p, q, first + 4, q, p, first + 5);
  }
  return f.build();
}
