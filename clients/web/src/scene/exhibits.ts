/** Pictures on walls, plinths and in cases. Frames are part of the static mesh; pictures come when one is near. */
import { LinearFilter, LinearMipmapLinearFilter, Mesh, PlaneGeometry, ShaderMaterial, Texture, type Group } from 'three';
import type { Exhibit, World } from '../state/world-types';
import type { Environment } from './environment';
import { radians, shade, type Vec3 } from './math';
import type { MeshBuilder } from './mesh/builder';
import { box } from './mesh/shapes';
import { C } from './palette';
import { LIGHT, UNIFORMS } from './shaders/common';

const LOAD_WITHIN_M = 28;

/** Middle of the picture in its own frame and its lean backwards, by mount. */
export function picturePose(e: Exhibit): { y: number; z: number; lean: number } {
  const h = e.size[1];
  switch (e.mount) {
    case 'wall': return { y: 0.075, z: 1.65, lean: 0 };
    case 'plinth': return { y: 0.02, z: 0.95 + (h / 2) * Math.cos(0.18), lean: 0.18 };
    case 'case': return { y: 0, z: 1.2, lean: radians(60) };
  }
}

export function drawFrames(b: MeshBuilder, exhibits: readonly Exhibit[], level: string): void {
  for (const e of exhibits) {
    if (e.level !== level) continue;
    const [w, h] = e.size;
    b.frame(e.at[0], e.at[1], 0, e.turn_deg).footAt(-9);
    if (e.mount === 'wall') {
      b.paint(C.woodDark, 'grain');
      const t = 0.07;
      box(b, 0, 0.02, 1.65 + h / 2, w + t * 2, 0.12, t, { under: true });
      box(b, 0, 0.02, 1.65 - h / 2 - t, w + t * 2, 0.12, t, { under: true });
      for (const s of [-1, 1]) box(b, s * (w / 2 + t / 2), 0.02, 1.65 - h / 2, t, 0.12, h, { under: true });
      b.paint(C.paper, 'plain');
      b.quad([w / 2, 0.05, 1.65 - h / 2], [-w / 2, 0.05, 1.65 - h / 2], [-w / 2, 0.05, 1.65 + h / 2], [w / 2, 0.05, 1.65 + h / 2]);
      // picture light and small label
      b.paint(C.gold, 'plain');
      box(b, 0, 0.18, 1.65 + h / 2 + 0.2, Math.min(0.7, w * 0.4), 0.08, 0.05, { under: true });
      b.paint(C.white, 'plain');
      box(b, w / 2 + 0.34, 0.01, 1.28, 0.28, 0.02, 0.2, { under: true });
      continue;
    }
    b.footAt(0).paint(shade(C.plaster, 0.98), 'plaster');
    box(b, 0, 0, 0, w, 0.6, 0.86);
    b.paint(C.woodDark, 'plain').footAt(-9);
    box(b, 0, 0, 0.86, w + 0.06, 0.66, 0.04, { under: true });
    if (e.mount === 'plinth') {
      const { y, z, lean } = picturePose(e), c = Math.cos(lean), s = Math.sin(lean), hh = h / 2 + 0.05, hw = w / 2 + 0.05;
      const at = (u: number, v: number, out: number): Vec3 => [-u, y + out * c - v * s, z + v * c + out * s];
      b.paint(C.woodDark, 'grain');
      b.quad(at(-hw, -hh, -0.012), at(hw, -hh, -0.012), at(hw, hh, -0.012), at(-hw, hh, -0.012));
      b.quad(at(hw, -hh, -0.06), at(-hw, -hh, -0.06), at(-hw, hh, -0.06), at(hw, hh, -0.06));
    } else {
      // the case: slim posts and a lid; glass itself is left to the imagination
      b.paint(C.gold, 'plain');
      for (const sx of [-1, 1]) for (const sy of [-1, 1]) box(b, sx * (w / 2 - 0.015), sy * 0.285, 0.9, 0.03, 0.03, 0.6);
      box(b, 0, 0.285, 1.47, w, 0.03, 0.03, { under: true });
      box(b, 0, -0.285, 1.47, w, 0.03, 0.03, { under: true });
      for (const sx of [-1, 1]) box(b, sx * (w / 2 - 0.015), 0, 1.47, 0.03, 0.6, 0.03, { under: true });
      b.paint([150, 66, 60], 'carpet');
      b.quad([-w / 2 + 0.03, -0.28, 0.905], [w / 2 - 0.03, -0.28, 0.905], [w / 2 - 0.03, 0.28, 0.905], [-w / 2 + 0.03, 0.28, 0.905]);
    }
  }
}

const vertex = /* glsl */ `
varying vec2 vUv;
varying vec3 vPoint;
void main() {
  vUv = uv;
  vec4 p = modelMatrix * vec4(position, 1.0);
  vPoint = p.xyz;
  gl_Position = projectionMatrix * viewMatrix * p;
}
`;
const fragment = /* glsl */ `
precision highp float;
uniform sampler2D uMap;
uniform float uShow;
${UNIFORMS}
${LIGHT}
varying vec2 vUv;
varying vec3 vPoint;
void main() {
  vec3 c = mix(vec3(0.86, 0.8, 0.7), texture2D(uMap, vUv).rgb, uShow);
  // a lamp above: brighter and warmer towards the upper edge
  float lamp = 0.86 + 0.2 * vUv.y - 0.1 * abs(vUv.x - 0.5);
  gl_FragColor = vec4(min(c * lamp * vec3(1.03, 1.0, 0.95), 1.0), 1.0);
}
`;

interface Picture {
  exhibit: Exhibit;
  mesh: Mesh<PlaneGeometry, ShaderMaterial>;
  state: 'empty' | 'loading' | 'shown' | 'failed';
}

export class Pictures {
  private readonly list: Picture[] = [];
  private readonly plane = new PlaneGeometry(1, 1);
  private disposed = false;
  private readonly anisotropy: number;

  constructor(world: World, level: string, env: Environment, parent: Group, anisotropy: number) {
    this.anisotropy = anisotropy;
    for (const exhibit of world.exhibits) {
      if (exhibit.level !== level || exhibit.picture === null) continue;
      const material = new ShaderMaterial({
        vertexShader: vertex, fragmentShader: fragment,
        uniforms: { ...env.uniforms, uMap: { value: null }, uShow: { value: 0 } },
      });
      const mesh = new Mesh(this.plane, material), pose = picturePose(exhibit), a = radians(exhibit.turn_deg);
      // the plane faces three's +z, which is the world's -y: turn it round to face own +y
      mesh.position.set(exhibit.at[0] - Math.sin(a) * pose.y, pose.z, -(exhibit.at[1] + Math.cos(a) * pose.y));
      mesh.rotation.set(-pose.lean, a + Math.PI, 0, 'YXZ');
      mesh.scale.set(exhibit.size[0] * (exhibit.mount === 'case' ? 0.86 : 1), Math.min(exhibit.size[1], exhibit.mount === 'case' ? 0.56 : 9), 1);
      parent.add(mesh);
      this.list.push({ exhibit, mesh, state: 'empty' });
    }
  }

  /** Call a few times a second with the viewer's place. */
  update(x: number, y: number): void {
    for (const p of this.list) {
      const d = Math.hypot(p.exhibit.at[0] - x, p.exhibit.at[1] - y);
      p.mesh.visible = d < 70;
      if (d < LOAD_WITHIN_M && p.state === 'empty') this.load(p);
    }
  }

  private load(p: Picture): void {
    p.state = 'loading';
    const image = new Image();
    image.decoding = 'async';
    image.src = p.exhibit.picture ?? '';
    image.decode().then(() => {
      if (this.disposed) return;
      const map = new Texture(image);
      map.minFilter = LinearMipmapLinearFilter;
      map.magFilter = LinearFilter;
      map.anisotropy = this.anisotropy;
      map.needsUpdate = true;
      p.mesh.material.uniforms['uMap']!.value = map;
      p.mesh.material.uniforms['uShow']!.value = 1;
      p.state = 'shown';
    }, () => { p.state = 'failed'; });
  }

  dispose(): void {
    this.disposed = true;
    for (const p of this.list) {
      (p.mesh.material.uniforms['uMap']!.value as Texture | null)?.dispose();
      p.mesh.material.dispose();
      p.mesh.removeFromParent();
    }
    this.plane.dispose();
  }
}
