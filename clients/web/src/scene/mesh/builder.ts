/** Collects static geometry into few large buffers.
 *
 * Shapes are given in a local frame in the world's own axes (x right, y ahead, z up, metres);
 * vertices come out in three.js axes (x, z, -y), which is a pure rotation, so a face that is
 * counter-clockwise here is counter-clockwise there.
 */
import { BufferAttribute, BufferGeometry } from 'three';
import { type Rgb, type Vec3, radians } from '../math';
import { LAYERS, type Layer } from '../layers';

export class MeshBuilder {
  private capacity = 4096;
  private position = new Float32Array(this.capacity * 3);
  private normal = new Int8Array(this.capacity * 4);
  private colour = new Uint8Array(this.capacity * 4);
  private uv = new Float32Array(this.capacity * 2);
  /** Layer, glow, height above the foot in 2 cm up to 5 m (for darkening near the ground), tinted. */
  private surface = new Uint8Array(this.capacity * 4);
  private index: number[] = [];
  private count = 0;

  private ox = 0;
  private oy = 0;
  private oz = 0;
  private cos = 1;
  private sin = 0;
  private foot = 0;
  private paintRgb: Rgb = [255, 255, 255];
  private layer = 0;
  private tile = 1;
  private glow = 0;
  private tint = 0;

  get vertices(): number {
    return this.count;
  }

  get triangles(): number {
    return this.index.length / 3;
  }

  /** Puts the local frame at a spot of the plane, turned counter-clockwise. */
  frame(x: number, y: number, z: number, turnDeg: number): this {
    const a = radians(turnDeg);
    this.ox = x;
    this.oy = y;
    this.oz = z;
    this.foot = 0;
    this.cos = Math.cos(a);
    this.sin = Math.sin(a);
    return this;
  }

  /** Moves the local frame by so much along its own axes. */
  shift(x: number, y: number, z: number): this {
    this.ox += x * this.cos - y * this.sin;
    this.oy += x * this.sin + y * this.cos;
    this.oz += z;
    return this;
  }

  /** Local height from which darkening near the foot is measured; -9 turns it off. */
  footAt(z: number): this {
    this.foot = z;
    return this;
  }

  paint(colour: Rgb, layer: Layer = 'plain', glow = 0): this {
    this.paintRgb = colour;
    this.layer = LAYERS[layer].index;
    this.tile = LAYERS[layer].tile_m;
    this.glow = glow;
    return this;
  }

  /** Whether what follows takes the colour of its instance (crowns of trees). */
  tinted(on: boolean): this {
    this.tint = on ? 255 : 0;
    return this;
  }

  /** Adds a vertex; `u`, `v` are metres on the face. */
  vertex(x: number, y: number, z: number, nx: number, ny: number, nz: number, u: number, v: number): number {
    if (this.count === this.capacity) this.grow();
    const i = this.count++;
    const { cos, sin } = this;
    this.position[i * 3] = this.ox + x * cos - y * sin;
    this.position[i * 3 + 1] = this.oz + z;
    this.position[i * 3 + 2] = -(this.oy + x * sin + y * cos);
    const l = 127 / (Math.hypot(nx, ny, nz) || 1);
    this.normal[i * 4] = (nx * cos - ny * sin) * l;
    this.normal[i * 4 + 1] = nz * l;
    this.normal[i * 4 + 2] = -(nx * sin + ny * cos) * l;
    this.colour[i * 4] = this.paintRgb[0];
    this.colour[i * 4 + 1] = this.paintRgb[1];
    this.colour[i * 4 + 2] = this.paintRgb[2];
    this.uv[i * 2] = u / this.tile;
    this.uv[i * 2 + 1] = v / this.tile;
    this.surface[i * 4] = this.layer;
    this.surface[i * 4 + 1] = this.glow * 255;
    this.surface[i * 4 + 2] = Math.max(0, Math.min(255, (z - this.foot) * 50));
    this.surface[i * 4 + 3] = this.tint;
    return i;
  }

  triangle(a: number, b: number, c: number): void {
    this.index.push(a, b, c);
  }

  /** A flat face, corners counter-clockwise as seen from its front. */
  quad(a: Vec3, b: Vec3, c: Vec3, d: Vec3, u0 = 0, v0 = 0): void {
    const ux = b[0] - a[0], uy = b[1] - a[1], uz = b[2] - a[2];
    const vx = d[0] - a[0], vy = d[1] - a[1], vz = d[2] - a[2];
    let nx = uy * vz - uz * vy, ny = uz * vx - ux * vz, nz = ux * vy - uy * vx;
    if (nx === 0 && ny === 0 && nz === 0) {
      const wx = c[0] - a[0], wy = c[1] - a[1], wz = c[2] - a[2];
      nx = uy * wz - uz * wy; ny = uz * wx - ux * wz; nz = ux * wy - uy * wx;
    }
    const lu = Math.hypot(ux, uy, uz), lv = Math.hypot(vx, vy, vz);
    const lc = Math.hypot(c[0] - d[0], c[1] - d[1], c[2] - d[2]);
    const i = this.vertex(a[0], a[1], a[2], nx, ny, nz, u0, v0);
    this.vertex(b[0], b[1], b[2], nx, ny, nz, u0 + lu, v0);
    this.vertex(c[0], c[1], c[2], nx, ny, nz, u0 + (lc + lu) / 2, v0 + lv);
    this.vertex(d[0], d[1], d[2], nx, ny, nz, u0 + (lu - lc) / 2, v0 + lv);
    this.index.push(i, i + 1, i + 2, i, i + 2, i + 3);
  }

  /** Everything so far as one geometry; the builder stays usable for nothing else. */
  build(): BufferGeometry {
    const g = new BufferGeometry();
    const n = this.count;
    g.setAttribute('position', new BufferAttribute(this.position.slice(0, n * 3), 3));
    g.setAttribute('normal', new BufferAttribute(this.normal.slice(0, n * 4), 4, true));
    g.setAttribute('color', new BufferAttribute(this.colour.slice(0, n * 4), 4, true));
    g.setAttribute('uv', new BufferAttribute(this.uv.slice(0, n * 2), 2));
    g.setAttribute('surface', new BufferAttribute(this.surface.slice(0, n * 4), 4));
    g.setIndex(new BufferAttribute(n < 65536 ? new Uint16Array(this.index) : new Uint32Array(this.index), 1));
    g.computeBoundingSphere();
    return g;
  }

  private grow(): void {
    this.capacity *= 2;
    const wider = <T extends Float32Array | Int8Array | Uint8Array>(old: T, wide: T): T => (wide.set(old), wide);
    this.position = wider(this.position, new Float32Array(this.capacity * 3));
    this.normal = wider(this.normal, new Int8Array(this.capacity * 4));
    this.colour = wider(this.colour, new Uint8Array(this.capacity * 4));
    this.uv = wider(this.uv, new Float32Array(this.capacity * 2));
    this.surface = wider(this.surface, new Uint8Array(this.capacity * 4));
  }
}
