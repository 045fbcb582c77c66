/** Buffers of all drawn avatars: detailed figures near by, small ones far away, a soft shade under each. */
import {
  BufferAttribute, DynamicDrawUsage, Group, InstancedBufferAttribute, InstancedBufferGeometry, Mesh, ShaderMaterial,
  type BufferGeometry, type PerspectiveCamera,
} from 'three';
import { State, type AvatarColumns } from '../../state/avatar-types';
import type { Environment, Uniforms } from '../environment';
import { TAU } from '../math';
import { CLOTH, HAIR, SKIN } from './palette';
import { farGeometry, figureGeometry } from './geometry';
import { pickNear } from './nearset';
import { avatarFragment, blobFragment, blobVertex, farVertex, nearVertex } from './shader';

const MOST_AVATARS = 8192;
const NEAR_EVERY_MS = 200;

/** Instance data of one mesh, filled afresh each frame. */
class Layer {
  readonly place: InstancedBufferAttribute;
  readonly move: InstancedBufferAttribute;
  readonly look: InstancedBufferAttribute;
  readonly flag: InstancedBufferAttribute;
  readonly geometry = new InstancedBufferGeometry();
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>;
  readonly size: number;
  count = 0;

  constructor(size: number, base: BufferGeometry, material: ShaderMaterial, order: number) {
    this.size = size;
    const make = (array: Float32Array | Uint8Array): InstancedBufferAttribute => {
      const a = new InstancedBufferAttribute(array, 4);
      a.setUsage(DynamicDrawUsage);
      return a;
    };
    this.place = make(new Float32Array(size * 4));
    this.move = make(new Float32Array(size * 4));
    this.look = make(new Uint8Array(size * 4));
    this.flag = make(new Uint8Array(size * 4));
    for (const [name, a] of Object.entries(base.attributes)) this.geometry.setAttribute(name, a);
    this.geometry.setIndex(base.index);
    this.geometry.setAttribute('iPlace', this.place);
    this.geometry.setAttribute('iMove', this.move);
    this.geometry.setAttribute('iLook', this.look);
    this.geometry.setAttribute('iFlag', this.flag);
    this.mesh = new Mesh(this.geometry, material);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = order;
  }

  /** Sends what was written to the graphics card. */
  flush(): void {
    const n = this.count;
    this.geometry.instanceCount = n;
    this.mesh.visible = n > 0;
    if (n === 0) return;
    for (const a of [this.place, this.move, this.look, this.flag]) {
      a.clearUpdateRanges();
      a.addUpdateRange(0, n * 4);
      a.needsUpdate = true;
    }
  }

  dispose(): void {
    this.geometry.dispose();
  }
}

export interface AvatarQuality {
  /** Most avatars drawn in detail, and how far away. */
  near: number;
  nearRadius_m: number;
  sides: 6 | 8;
  defines: Record<string, string>;
}

export class Avatars {
  readonly group = new Group();
  /** 1 for slots drawn in detail. */
  readonly near = new Uint8Array(MOST_AVATARS);
  nearCount = 0;
  farCount = 0;
  /** 0 stops idle breathing and swaying. */
  readonly motion = { value: 1 };
  /** Time of breath and gestures, seconds; not that of trees and clouds. */
  private readonly time = { value: 0 };
  /** Set when the set of near avatars must be found again at once. */
  private pickedAt = -Infinity;
  private pickedVersion = -1;
  /** Step phase by avatar id, radians. */
  private readonly phase = new Float32Array(65536);
  private lastMs = 0;
  private readonly detailed: Layer;
  private readonly small: Layer;
  /** Those who are away or too near, blended. */
  private readonly ghosts: Layer;
  private readonly blobs: Mesh<InstancedBufferGeometry, ShaderMaterial>;
  private readonly blobPlace: InstancedBufferAttribute;
  private readonly blobFlag: InstancedBufferAttribute;
  private readonly quality: AvatarQuality;

  constructor(env: Environment, ground: Uniforms, quality: AvatarQuality) {
    this.quality = quality;
    const palette = [...SKIN, ...HAIR, ...CLOTH].flatMap((c) => [c[0] / 255, c[1] / 255, c[2] / 255]);
    const uniforms = { ...env.uniforms, ...ground, uTime: this.time, uPalette: { value: palette }, uMotion: this.motion };
    const material = (vertexShader: string, transparent = false): ShaderMaterial =>
      new ShaderMaterial({ vertexShader, fragmentShader: avatarFragment, uniforms, defines: quality.defines, transparent });
    const figure = figureGeometry(quality.sides);
    this.detailed = new Layer(Math.min(quality.near + 1, 512), figure, material(nearVertex), 0);
    this.ghosts = new Layer(64, figure, material(nearVertex, true), 4);
    this.small = new Layer(MOST_AVATARS, farGeometry(), material(farVertex), 0);
    const blob = new InstancedBufferGeometry();
    const disc = blobDisc();
    blob.setAttribute('position', disc.getAttribute('position'));
    blob.setIndex(disc.index);
    this.blobPlace = new InstancedBufferAttribute(new Float32Array(MOST_AVATARS * 4), 4).setUsage(DynamicDrawUsage);
    this.blobFlag = new InstancedBufferAttribute(new Uint8Array(MOST_AVATARS * 4), 4).setUsage(DynamicDrawUsage);
    blob.setAttribute('iPlace', this.blobPlace);
    blob.setAttribute('iFlag', this.blobFlag);
    this.blobs = new Mesh(blob, new ShaderMaterial({
      vertexShader: blobVertex, fragmentShader: blobFragment, transparent: true, depthWrite: false,
      uniforms: { ...env.uniforms, uFlat: { value: env.indoor ? 1 : 0 } },
    }));
    this.blobs.frustumCulled = false;
    this.blobs.renderOrder = 3;
    this.group.add(this.detailed.mesh, this.small.mesh, this.ghosts.mesh, this.blobs);
  }

  /**
   * Writes all avatars that the camera can see into the buffers. `focusX/Y`: whom "near" is near to;
   * `hideSelf` when the camera is too close behind. No allocation.
   */
  update(a: AvatarColumns, nowMs: number, camera: PerspectiveCamera, focusX: number, focusY: number, farLimit_m: number, selfOpacity: number): void {
    const dt = Math.min(0.1, Math.max(0, (nowMs - this.lastMs) / 1000));
    this.lastMs = nowMs;
    this.time.value = (a.othersMs / 1000) % 3600;
    if (nowMs - this.pickedAt > NEAR_EVERY_MS || this.pickedVersion !== a.looksVersion) {
      pickNear(a, focusX, focusY, this.quality.nearRadius_m, this.quality.near, this.near);
      this.pickedAt = nowMs;
      this.pickedVersion = a.looksVersion;
    }
    const e = camera.matrixWorld.elements;
    const fx = -e[8], fy = -e[9], fz = -e[10], cx = e[12], cy = e[13], cz = e[14];
    const rx = e[0], rz = e[2], rl = Math.hypot(rx, rz) || 1;
    const half = Math.tan((camera.fov * Math.PI) / 360) * camera.aspect, edge = half + 0.02;
    const near = this.detailed, small = this.small, ghosts = this.ghosts;
    near.count = small.count = ghosts.count = 0;
    const n = Math.min(a.count, MOST_AVATARS), limit = farLimit_m;
    const bp = this.blobPlace.array as Float32Array, bf = this.blobFlag.array as Uint8Array;
    let nearCount = 0, blobs = 0;
    for (let i = 0; i < n; i++) {
      const veil = a.veil[i]!;
      const isNear = this.near[i] === 1;
      if (isNear) nearCount++;
      if (veil === 1) continue;
      const id = a.id[i]!, speed = a.speed[i]!;
      if (speed > 0.05) {
        // a running stride is longer than a walking one
        const stride = speed < 2.6 ? 1.45 : 2.3;
        let ph = this.phase[id]! + (speed * dt * (i === a.self ? 1 : a.pace) * TAU) / stride;
        if (ph > TAU) ph -= TAU;
        this.phase[id] = ph;
      }
      const x = a.x[i]!, h = a.ground[i]!, z = -a.y[i]!;
      const dx = x - cx, dz = z - cz, ahead = dx * fx + (h + 1 - cy) * fy + dz * fz;
      if (ahead < -1.2 || ahead > limit) continue;
      const side = Math.abs(dx * rx + dz * rz) / rl;
      if (side > ahead * edge + 3) continue;
      const away = a.state[i] === State.Away;
      let opacity = away ? 150 : veil === 2 ? 90 : 255;
      if (i === a.self) opacity = Math.min(opacity, selfOpacity * 255);
      else if (ahead < 2.2) opacity = Math.min(opacity, Math.max(0, (ahead - 0.6) * 160));
      if (opacity < 4) continue;
      const faded = isNear && opacity < 255 && ghosts.count < ghosts.size;
      const layer = faded ? ghosts : isNear && near.count < near.size ? near : small;
      const k = layer.count++ * 4;
      const place = layer.place.array as Float32Array, move = layer.move.array as Float32Array;
      const look = layer.look.array as Uint8Array, flag = layer.flag.array as Uint8Array;
      place[k] = x; place[k + 1] = h; place[k + 2] = z; place[k + 3] = a.heading[i]!;
      move[k] = this.phase[id]!; move[k + 1] = speed; move[k + 2] = a.state[i]!;
      move[k + 3] = Math.min(1e5, ((i === a.self ? nowMs : a.othersMs) - a.stateSince[i]!) / 1000);
      const l = i * 5;
      look[k] = a.look[l]!; look[k + 1] = a.look[l + 1]!; look[k + 2] = a.look[l + 2]!; look[k + 3] = a.look[l + 3]!;
      flag[k] = a.look[l + 4]!; flag[k + 1] = opacity; flag[k + 2] = away ? 200 : 0;
      if (ahead < 60) {
        const m = blobs++ * 4;
        bp[m] = x; bp[m + 1] = h; bp[m + 2] = z; bf[m + 1] = opacity;
      }
    }
    this.nearCount = nearCount;
    this.farCount = small.count;
    near.flush();
    small.flush();
    ghosts.flush();
    this.blobs.geometry.instanceCount = blobs;
    this.blobs.visible = blobs > 0;
    if (blobs > 0) for (const at of [this.blobPlace, this.blobFlag]) {
      at.clearUpdateRanges();
      at.addUpdateRange(0, blobs * 4);
      at.needsUpdate = true;
    }
  }

  dispose(): void {
    this.detailed.mesh.material.dispose();
    this.small.mesh.material.dispose();
    this.ghosts.mesh.material.dispose();
    this.ghosts.dispose();
    this.detailed.dispose();
    this.small.dispose();
    this.blobs.geometry.dispose();
    this.blobs.material.dispose();
  }
}

function blobDisc(): { getAttribute(name: 'position'): BufferAttribute; index: BufferAttribute } {
  const n = 10, points = [0, 0, 0], index: number[] = [];
  for (let i = 0; i < n; i++) points.push(Math.cos((i / n) * TAU) * 1.05, 0, -Math.sin((i / n) * TAU) * 1.05);
  for (let i = 0; i < n; i++) index.push(0, i + 1, ((i + 1) % n) + 1);
  const position = new BufferAttribute(new Float32Array(points), 3);
  return { getAttribute: () => position, index: new BufferAttribute(new Uint16Array(index), 1) };
}
