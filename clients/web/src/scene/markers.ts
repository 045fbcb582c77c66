/** Soft light: thresholds of portals, rings at named places, the ring where one clicked. */
import { BufferAttribute, BufferGeometry, DoubleSide, Mesh, ShaderMaterial } from 'three';
import type { World } from '../state/world-types';
import type { Environment } from './environment';
import { outline } from './ground';
import { radians, TAU } from './math';

const vertex = /* glsl */ `
attribute vec4 tone; // colour, strength
attribute vec2 rise; // 0..1 up the curtain, distance at which it fades
varying vec4 vTone;
varying vec3 vPoint;
varying float vRise;
void main() {
  vTone = tone;
  vPoint = position;
  vRise = rise.x;
  vTone.a *= 1.0 - smoothstep(rise.y * 0.6, rise.y, distance(position, cameraPosition));
  gl_Position = projectionMatrix * viewMatrix * vec4(position, 1.0);
}
`;
const fragment = /* glsl */ `
precision mediump float;
uniform float uTime;
varying vec4 vTone;
varying vec3 vPoint;
varying float vRise;
void main() {
  float up = 1.0 - vRise;
  float shimmer = 0.82 + 0.18 * sin(vPoint.x * 2.1 + vPoint.z * 1.7 + vRise * 7.0 - uTime * 1.6);
  gl_FragColor = vec4(vTone.rgb, vTone.a * up * up * shimmer);
}
`;

class Strips {
  readonly position: number[] = [];
  readonly tone: number[] = [];
  readonly rise: number[] = [];
  readonly index: number[] = [];

  strip(points: readonly [number, number][], closed: boolean, from: (x: number, y: number) => [number, number, number], to: (x: number, y: number) => [number, number, number], colour: readonly number[], strength: number, fade: number): void {
    const n = points.length, first = this.position.length / 3;
    const count = closed ? n + 1 : n;
    for (let i = 0; i < count; i++) {
      const [x, y] = points[i % n]!;
      for (const [k, f] of [[0, from], [1, to]] as const) {
        const [px, py, pz] = f(x, y);
        this.position.push(px, pz, -py);
        this.tone.push(colour[0]! / 255, colour[1]! / 255, colour[2]! / 255, strength);
        this.rise.push(k, fade);
      }
      if (i < count - 1) {
        const p = first + i * 2;
        this.index.push(p, p + 2, p + 3, p, p + 3, p + 1);
      }
    }
  }
}

const ring = (x: number, y: number, r: number, n: number): [number, number][] =>
  Array.from({ length: n }, (_, i) => [x + Math.cos((i / n) * TAU) * r, y + Math.sin((i / n) * TAU) * r]);

export function createMarkers(world: World, level: string, env: Environment, groundAt: (x: number, y: number) => number): Mesh<BufferGeometry, ShaderMaterial> {
  const s = new Strips();
  for (const p of world.portals) {
    if (p.level !== level) continue;
    const points = outline(p.shape, 28), n = points.length;
    const cx = points.reduce((a, q) => a + q[0], 0) / n, cy = points.reduce((a, q) => a + q[1], 0) / n;
    const z = groundAt(cx, cy) + 0.03;
    const inward = (k: number) => (x: number, y: number): [number, number, number] => [cx + (x - cx) * k, cy + (y - cy) * k, z];
    s.strip(points, true, (x, y) => [x, y, z], (x, y) => [x, y, z + 2.3], [255, 226, 160], 0.5, 120);
    s.strip(points, true, inward(1), inward(0.2), [255, 214, 140], 0.72, 120);
    s.strip(points, true, inward(1), inward(1.35), [255, 206, 130], 0.4, 120);
  }
  for (const p of world.places) {
    if (p.level !== level) continue;
    const r = 0.75, z = groundAt(p.at[0], p.at[1]) + 0.025;
    const at = (k: number) => (x: number, y: number): [number, number, number] => [p.at[0] + (x - p.at[0]) * k, p.at[1] + (y - p.at[1]) * k, z];
    s.strip(ring(p.at[0], p.at[1], r, 24), true, at(1), at(0.62), [255, 244, 220], 0.75, 45);
    s.strip(ring(p.at[0], p.at[1], r, 24), true, at(1), at(1.16), [255, 244, 220], 0.45, 45);
  }
  for (const d of world.desks) {
    if (d.level !== level) continue;
    const a = radians(d.turn_deg), x = d.at[0] - Math.sin(a) * 1.3, y = d.at[1] + Math.cos(a) * 1.3, z = groundAt(x, y) + 0.025;
    const at = (k: number) => (px: number, py: number): [number, number, number] => [x + (px - x) * k, y + (py - y) * k, z];
    s.strip(ring(x, y, 0.6, 24), true, at(1), at(0.3), [255, 190, 120], 0.6, 45);
  }
  const g = new BufferGeometry();
  g.setAttribute('position', new BufferAttribute(new Float32Array(s.position), 3));
  g.setAttribute('tone', new BufferAttribute(new Float32Array(s.tone), 4));
  g.setAttribute('rise', new BufferAttribute(new Float32Array(s.rise), 2));
  g.setIndex(s.index);
  const mesh = new Mesh(g, markerMaterial(env));
  mesh.frustumCulled = false;
  mesh.renderOrder = 10;
  return mesh;
}

function markerMaterial(env: Environment): ShaderMaterial {
  return new ShaderMaterial({
    vertexShader: vertex, fragmentShader: fragment, uniforms: env.uniforms, transparent: true, depthWrite: false, side: DoubleSide,
  });
}

/** Ring on the ground where one clicked; it shrinks and fades within a second. */
export class ClickRing {
  readonly mesh: Mesh<BufferGeometry, ShaderMaterial>;
  private since = -1;

  constructor(env: Environment) {
    const s = new Strips();
    const at = (k: number) => (x: number, y: number): [number, number, number] => [x * k, y * k, 0];
    s.strip(ring(0, 0, 1, 32), true, at(1), at(0.55), [255, 250, 235], 0.95, 400);
    s.strip(ring(0, 0, 1, 32), true, at(1), at(1.2), [255, 236, 196], 0.6, 400);
    const g = new BufferGeometry();
    g.setAttribute('position', new BufferAttribute(new Float32Array(s.position), 3));
    g.setAttribute('tone', new BufferAttribute(new Float32Array(s.tone), 4));
    g.setAttribute('rise', new BufferAttribute(new Float32Array(s.rise), 2));
    g.setIndex(s.index);
    const material = new ShaderMaterial({
      vertexShader: vertex.replace('void main() {', 'uniform vec4 uPlace;\nvoid main() {').replaceAll('vec4(position, 1.0)', 'vec4(position * uPlace.w + uPlace.xyz, 1.0)'),
      fragmentShader: fragment.replace('void main() {', 'uniform float uFade;\nvoid main() {').replace('* shimmer', '* uFade'),
      uniforms: { ...env.uniforms, uPlace: { value: [0, 0, 0, 1] }, uFade: { value: 0 } },
      transparent: true, depthWrite: false, side: DoubleSide,
    });
    this.mesh = new Mesh(g, material);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = 11;
    this.mesh.visible = false;
  }

  show(x: number, y: number, z: number, nowMs: number): void {
    this.since = nowMs;
    this.mesh.material.uniforms['uPlace']!.value = [x, z + 0.05, -y, 0.5];
    this.mesh.visible = true;
  }

  update(nowMs: number): void {
    if (!this.mesh.visible) return;
    const t = (nowMs - this.since) / 900;
    if (t >= 1) { this.mesh.visible = false; return; }
    this.mesh.material.uniforms['uFade']!.value = 1 - t * t;
    (this.mesh.material.uniforms['uPlace']!.value as number[])[3] = 0.62 - 0.3 * t;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
  }
}
