/** All that stands still in one level of a world: built once, drawn in a handful of calls. */
import {
  Group, KeepStencilOp, Mesh, NotEqualStencilFunc, ReplaceStencilOp, ShaderMaterial, Vector4, type Object3D, type Texture, type WebGLRenderer,
} from 'three';
import type { Level, LevelRaster, World, WorldTexts } from '../state/world-types';
import { buildBackdrop } from './backdrop';
import type { Environment, Uniforms } from './environment';
import { drawFrames, Pictures } from './exhibits';
import { buildGround, buildShell } from './ground';
import { groundLight } from './ground-light';
import { createMarkers } from './markers';
import { MeshBuilder } from './mesh/builder';
import { createPlants } from './plants';
import { Picker } from './picking';
import type { QualitySpec } from './quality';
import { groundHeight } from './raster';
import { depthFragment, plainFragment, worldFragment, worldVertex } from './shaders/world';
import type { ShadowMap } from './shadows';
import { createSky } from './sky';
import { drawStructures } from './structures';
import { createTexts } from './texts';

type Defines = Record<string, string>;

export class WorldView {
  readonly group = new Group();
  readonly picker: Picker;
  readonly level: Level;
  readonly raster: LevelRaster | undefined;
  readonly far_m: number;
  /** Shade of the ground for figures, where there is no shadow map. */
  readonly groundUniforms: Uniforms;
  private readonly pictures: Pictures;
  private readonly disposables: { dispose(): void }[] = [];
  private readonly casters: [Mesh, ShaderMaterial][] = [];
  private texts: ReturnType<typeof createTexts> = null;
  private readonly world: World;
  private readonly env: Environment;
  private readonly spec: QualitySpec;

  constructor(world: World, texts: WorldTexts, rasters: readonly LevelRaster[], level: Level, env: Environment, spec: QualitySpec) {
    this.world = world;
    this.level = level;
    this.env = env;
    this.spec = spec;
    this.raster = rasters.find((r) => r.id === level.id);
    this.picker = new Picker(world, level.id, this.raster);
    const [x0, y0, x1, y1] = level.bounds;
    this.far_m = Math.min(4000, Math.hypot(x1 - x0, y1 - y0) * 2 + world.light.fog_m * 2.6);
    const light = groundLight(world, level, env.uniforms.uSunDir.value);
    this.disposables.push(light.texture);
    this.groundUniforms = { uGroundLight: { value: light.texture as Texture }, uGroundRect: { value: new Vector4(...light.rect) } };
    this.buildStatic();
    this.pictures = new Pictures(world, level.id, env, this.group, spec.anisotropy);
    this.setTexts(texts);
  }

  /** Shader defines that static things and avatars share. */
  static defines(spec: QualitySpec, env: Environment): Defines {
    const d: Defines = {};
    if (spec.shadow > 0 && !env.indoor) d['SHADOWS'] = '';
    if (spec.softShadows) d['SOFT_SHADOWS'] = '';
    if (spec.plain) d['PLAIN'] = '';
    return d;
  }

  private material(defines: Defines): ShaderMaterial {
    const m = new ShaderMaterial({
      vertexShader: worldVertex, fragmentShader: this.spec.plain ? plainFragment : worldFragment, uniforms: { ...this.env.uniforms, ...this.groundUniforms },
      defines: { ...WorldView.defines(this.spec, this.env), ...defines },
    });
    this.disposables.push(m);
    return m;
  }

  private add(mesh: Mesh, order: number): Mesh {
    mesh.renderOrder = order;
    mesh.matrixAutoUpdate = false;
    this.group.add(mesh);
    this.disposables.push(mesh.geometry);
    return mesh;
  }

  private buildStatic(): void {
    const { world, level, spec, env } = this;
    const solid = new MeshBuilder();
    const ground = buildGround(world, level, solid);
    drawStructures(solid, world.structures.filter((s) => s.level === level.id), spec.detail);
    drawFrames(solid, world.exhibits, level.id);
    buildShell(level, solid);
    const depth = new ShaderMaterial({ vertexShader: worldVertex, fragmentShader: depthFragment, uniforms: env.uniforms });
    const depthInstanced = new ShaderMaterial({ vertexShader: worldVertex, fragmentShader: depthFragment, uniforms: env.uniforms, defines: { INSTANCED: '' } });
    this.disposables.push(depth, depthInstanced);
    const main = this.add(new Mesh(solid.build(), this.material({})), 0);
    main.frustumCulled = false;
    this.casters.push([main, depth]);
    if (ground.raised.triangles > 0) this.casters.push([this.add(new Mesh(ground.raised.build(), this.material({ GROUND: '' })), 0), depth]);
    const flat = this.material({ GROUND: '' });
    flat.depthWrite = false;
    onceOnly(flat, true);
    const floor = this.add(new Mesh(ground.floor.build(), flat), 1);
    floor.frustumCulled = false;
    const leaves: Defines = { INSTANCED: '' };
    if (spec.leaves) leaves['LEAVES'] = '';
    if (spec.sway) leaves['SWAY'] = '';
    for (const plant of createPlants(world.structures.filter((s) => s.level === level.id), this.material(leaves), spec.detail)) {
      this.casters.push([this.add(plant, 0), depthInstanced]);
    }
    if (!env.indoor) {
      this.add(new Mesh(buildBackdrop(world, level.bounds).build(), this.material({})), 0);
      const sky = createSky(env, spec);
      onceOnly(sky.material, false);
      this.disposables.push(sky.material);
      this.add(sky, 2);
    }
    const markers = createMarkers(world, level.id, env, (x, y) => groundHeight(this.raster, x, y));
    this.disposables.push(markers.material);
    this.add(markers, 10);
  }

  setTexts(texts: WorldTexts): void {
    this.dropTexts();
    this.texts = createTexts(this.world, texts, this.level.id, this.env, this.spec.anisotropy);
    if (this.texts) this.group.add(this.texts);
  }

  private dropTexts(): void {
    if (!this.texts) return;
    this.texts.removeFromParent();
    this.texts.geometry.dispose();
    (this.texts.material.uniforms['uText']!.value as Texture).dispose();
    this.texts.material.dispose();
    this.texts = null;
  }

  castShadows(renderer: WebGLRenderer, map: ShadowMap): void {
    if (this.env.indoor) return;
    const tallest = this.world.structures.reduce((m, s) => (s.level === this.level.id ? Math.max(m, s.base_m + s.size[2]) : m), 6);
    const copies: Object3D[] = this.casters.map(([mesh, depth]) => {
      const copy = new Mesh(mesh.geometry, depth);
      copy.frustumCulled = false;
      return copy;
    });
    map.render(renderer, this.env, this.level, Math.min(tallest, 60), copies);
  }

  /** Looks for pictures to fetch; a few times a second is enough. */
  near(x: number, y: number): void {
    this.pictures.update(x, y);
  }

  dispose(): void {
    this.group.removeFromParent();
    this.pictures.dispose();
    this.dropTexts();
    for (const d of this.disposables) d.dispose();
  }
}


/** Draws only where no floor has been drawn in this frame; patches of one floor lie in one plane, where depth tells nothing. */
function onceOnly(material: ShaderMaterial, mark: boolean): void {
  material.stencilWrite = true;
  material.stencilFunc = NotEqualStencilFunc;
  material.stencilRef = 1;
  material.stencilZPass = mark ? ReplaceStencilOp : KeepStencilOp;
}
