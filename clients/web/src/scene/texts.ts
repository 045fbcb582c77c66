/** Words in the world: boards, screens, names of portals, places and desks. One texture, one draw call. */
import {
  BufferAttribute, BufferGeometry, CanvasTexture, DoubleSide, LinearMipmapLinearFilter, Mesh, ShaderMaterial,
} from 'three';
import type { Structure, World, WorldTexts } from '../state/world-types';
import type { Environment } from './environment';
import { radians } from './math';
import { LIGHT, UNIFORMS } from './shaders/common';
import { outline } from './ground';

interface Label {
  text: string;
  /** Middle, world axes. */
  x: number;
  y: number;
  z: number;
  /** Room for it, metres; a floating label takes the width it needs. */
  w: number;
  h: number;
  /** Fixed to a board that faces this way, or turning to the viewer. */
  turn: number | null;
  look: 'board' | 'screen' | 'portal' | 'place' | 'desk';
}

const WIDTH = 1024;
const INK = { board: '#fff6e4', screen: '#eaf6ff', portal: '#ffffff', place: '#ffffff', desk: '#ffffff' } as const;
const BACK = { portal: 'rgba(38,84,120,0.86)', place: 'rgba(46,44,42,0.72)', desk: 'rgba(126,66,40,0.9)' } as const;
const FONT = '"Noto Sans KR","Noto Sans CJK KR","Apple SD Gothic Neo","Malgun Gothic",system-ui,sans-serif';

function boardLabels(s: Structure, text: string): Label[] {
  const [w, d, h] = s.size, a = radians(s.turn_deg);
  const place = (off: number, turn: number, z: number, bw: number, bh: number, look: Label['look']): Label => ({
    text, x: s.at[0] - Math.sin(a) * off, y: s.at[1] + Math.cos(a) * off, z: s.base_m + z, w: bw, h: bh, turn, look,
  });
  if (s.kind === 'screen') return [place(d / 2 + 0.03, a, h / 2, w * 0.86, h * 0.6, 'screen')];
  if (s.kind === 'sign') {
    const low = s.base_m >= 2.1 || h <= 1.2 ? 0 : 0.55 * h;
    const off = d * 0.3 + 0.015, z = (low + h - 0.06) / 2;
    return [place(off, a, z, w * 0.9, (h - low) * 0.74, 'board'), place(-off, a + Math.PI, z, w * 0.9, (h - low) * 0.74, 'board')];
  }
  // the plaques that palace.ts hangs under the eaves
  if (s.kind === 'palace-gate') return [place(d * 0.229 + 0.24, a, h * 0.735 + w * 0.022, Math.min(3, w * 0.09), Math.min(1.2, w * 0.036), 'board')];
  if (s.kind === 'palace-hall') return [place(d * 0.4 + 0.5, a, h * 0.45 + w * 0.018, Math.min(2, w * 0.07), Math.min(0.8, w * 0.03), 'board')];
  return [place(d / 2 + 0.04, a, h * 0.6, w * 0.8, h * 0.24, 'board')];
}

export function collectLabels(world: World, texts: WorldTexts, level: string): Label[] {
  const labels: Label[] = [];
  for (const s of world.structures) {
    const text = s.level === level && s.text !== null ? texts.signs[s.text] : undefined;
    if (text) labels.push(...boardLabels(s, text));
  }
  for (const p of world.portals) {
    if (p.level !== level) continue;
    const points = outline(p.shape, 12), n = points.length;
    const x = points.reduce((sum, q) => sum + q[0], 0) / n, y = points.reduce((sum, q) => sum + q[1], 0) / n;
    const text = texts.portals[p.id];
    if (text) labels.push({ text, x, y, z: 3.1, w: 5, h: 0.62, turn: null, look: 'portal' });
  }
  for (const d of world.desks) {
    const text = d.level === level ? texts.desks[d.id]?.name : undefined;
    if (text) labels.push({ text, x: d.at[0], y: d.at[1], z: 2.55, w: 4, h: 0.46, turn: null, look: 'desk' });
  }
  for (const p of world.places) {
    const text = p.level === level ? texts.places[p.id]?.name : undefined;
    // a desk or portal close by says it already
    if (labels.some((l) => (l.look === 'desk' || l.look === 'portal') && Math.hypot(l.x - p.at[0], l.y - p.at[1]) < 4)) continue;
    if (text) labels.push({ text, x: p.at[0], y: p.at[1], z: 3.2, w: 5, h: 0.3, turn: null, look: 'place' });
  }
  return labels;
}

interface Cell { x: number; y: number; w: number; h: number }

/** Draws all labels in rows; returns where each one is, in pixels. */
function paintAtlas(labels: readonly Label[]): { canvas: HTMLCanvasElement; cells: Cell[] } {
  const canvas = document.createElement('canvas');
  const c = canvas.getContext('2d');
  const cells: Cell[] = [];
  if (!c) return { canvas, cells: labels.map(() => ({ x: 0, y: 0, w: 1, h: 1 })) };
  const px = (l: Label): number => (l.look === 'screen' ? 56 : l.turn === null ? 40 : 52);
  const lines = labels.map((l) => wrapped(c, l, px(l)));
  let x = 0, y = 0, row = 0;
  labels.forEach((l, i) => {
    const size = px(l), pad = size * 0.5;
    c.font = `600 ${size}px ${FONT}`;
    const w = Math.min(WIDTH, Math.ceil(Math.max(...lines[i]!.map((t) => c.measureText(t).width)) + pad * 2));
    const h = Math.ceil(lines[i]!.length * size * 1.25 + pad * 0.7);
    if (x + w > WIDTH) { x = 0; y += row + 2; row = 0; }
    cells.push({ x, y, w, h });
    x += w + 2;
    row = Math.max(row, h);
  });
  canvas.width = WIDTH;
  canvas.height = Math.min(4096, Math.max(4, 2 ** Math.ceil(Math.log2(y + row + 1))));
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  labels.forEach((l, i) => {
    const cell = cells[i]!, size = px(l);
    if (l.look in BACK) {
      c.fillStyle = BACK[l.look as keyof typeof BACK];
      c.beginPath();
      c.roundRect(cell.x + 1, cell.y + 1, cell.w - 2, cell.h - 2, cell.h / 2.4);
      c.fill();
    }
    c.fillStyle = INK[l.look];
    c.font = `600 ${size}px ${FONT}`;
    lines[i]!.forEach((t, k) => c.fillText(t, cell.x + cell.w / 2, cell.y + cell.h / 2 + (k - (lines[i]!.length - 1) / 2) * size * 1.25, cell.w - size * 0.3));
  });
  return { canvas, cells };
}

/** Breaks a text so that its block comes near the proportions of its board. */
function wrapped(c: CanvasRenderingContext2D, l: Label, size: number): string[] {
  if (l.turn === null) return [l.text];
  c.font = `600 ${size}px ${FONT}`;
  const total = c.measureText(l.text).width;
  const count = Math.max(1, Math.min(4, Math.round(Math.sqrt((total / (size * 1.25)) * (l.h / l.w)))));
  const words = l.text.split(' '), lines: string[] = [];
  let line = '';
  for (const word of words) {
    const next = line ? `${line} ${word}` : word;
    if (line && c.measureText(next).width > (total / count) * 1.08 && lines.length < count - 1) { lines.push(line); line = word; }
    else line = next;
  }
  return [...lines, line];
}

const vertex = /* glsl */ `
attribute vec4 corner; // offset right, up, 1 where it turns to the viewer, distance at which it fades
varying vec2 vUv;
varying vec3 vPoint;
varying float vShow;
void main() {
  vec3 p = position;
  float d = distance(position.xz, cameraPosition.xz);
  vShow = 1.0 - smoothstep(corner.w * 0.7, corner.w, d);
  if (corner.z > 0.5) {
    float grow = clamp(d / 16.0, 0.8, 2.2);
    vec3 right = vec3(viewMatrix[0][0], viewMatrix[1][0], viewMatrix[2][0]);
    p += (right * corner.x + vec3(0.0, corner.y, 0.0)) * grow;
    vShow *= smoothstep(7.0, 10.0, d + (corner.w > 60.0 ? 4.0 : 0.0));
  }
  vUv = uv;
  vPoint = p;
  gl_Position = vShow > 0.01 ? projectionMatrix * viewMatrix * vec4(p, 1.0) : vec4(0.0, 0.0, 2.0, 1.0);
}
`;
const fragment = /* glsl */ `
precision highp float;
uniform sampler2D uText;
${UNIFORMS}
${LIGHT}
varying vec2 vUv;
varying vec3 vPoint;
varying float vShow;
void main() {
  vec4 t = texture2D(uText, vUv);
  if (t.a < 0.02) discard;
  gl_FragColor = vec4(t.rgb / max(t.a, 0.01), t.a * vShow);
}
`;

export function createTexts(world: World, texts: WorldTexts, level: string, env: Environment, anisotropy: number): Mesh<BufferGeometry, ShaderMaterial> | null {
  const labels = collectLabels(world, texts, level);
  if (labels.length === 0) return null;
  const { canvas, cells } = paintAtlas(labels);
  const n = labels.length;
  const position = new Float32Array(n * 12), corner = new Float32Array(n * 16), uv = new Float32Array(n * 8);
  const index = new Uint16Array(n * 6);
  labels.forEach((l, i) => {
    const cell = cells[i]!, ratio = cell.w / cell.h;
    const h = l.turn === null ? l.h : Math.min(l.h, l.w / ratio), w = h * ratio;
    const cos = l.turn === null ? 0 : Math.cos(l.turn), sin = l.turn === null ? 0 : Math.sin(l.turn);
    for (let k = 0; k < 4; k++) {
      const rx = (k === 1 || k === 2 ? 0.5 : -0.5) * w, up = (k > 1 ? 0.5 : -0.5) * h, v = i * 4 + k;
      const fixed = l.turn !== null;
      // a board is read from its front: its right is own -x
      position.set(fixed ? [l.x - rx * cos, l.z + up, -(l.y - rx * sin)] : [l.x, l.z, -l.y], v * 3);
      corner.set([rx, up, fixed ? 0 : 1, fixed ? 90 : l.look === 'place' ? 55 : 80], v * 4);
      uv.set([(cell.x + (k === 1 || k === 2 ? cell.w : 0)) / WIDTH, 1 - (cell.y + (k > 1 ? 0 : cell.h)) / canvas.height], v * 2);
    }
    index.set([0, 1, 2, 0, 2, 3].map((k) => i * 4 + k), i * 6);
  });
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(position, 3));
  geometry.setAttribute('corner', new BufferAttribute(corner, 4));
  geometry.setAttribute('uv', new BufferAttribute(uv, 2));
  geometry.setIndex(new BufferAttribute(index, 1));
  const map = new CanvasTexture(canvas);
  map.minFilter = LinearMipmapLinearFilter;
  map.anisotropy = anisotropy;
  map.premultiplyAlpha = true;
  const material = new ShaderMaterial({
    vertexShader: vertex, fragmentShader: fragment, uniforms: { ...env.uniforms, uText: { value: map } },
    transparent: true, depthWrite: false, side: DoubleSide,
  });
  const mesh = new Mesh(geometry, material);
  mesh.frustumCulled = false;
  mesh.renderOrder = 12;
  return mesh;
}
