/** The 3D view: draws a world and the people in it, turns clicks into wishes. Loaded on demand. */
import { LinearSRGBColorSpace, Scene as ThreeScene, Vector2, Vector3, WebGLRenderer } from 'three';
import type { LevelRaster, World, WorldTexts } from '../state/world-types';
import { Avatars } from './avatars/instances';
import { FollowCamera } from './camera';
import { Drawn } from './drawn';
import { Environment } from './environment';
import { listenGestures } from './gestures';
import { Labels } from './labels';
import { ClickRing } from './markers';
import { Governor, QUALITY } from './quality';
import { groundHeight } from './raster';
import { ShadowMap } from './shadows';
import { patternTexture } from './textures';
import { SceneUnavailable, type Quality, type Scene, type SceneDeps, type SceneStats } from './types';
import { WorldView } from './world-view';
import type { Hit, Ray } from './picking';

export { SceneUnavailable } from './types';
export type { Quality, Scene, SceneDeps, SceneStats } from './types';

const RESTORE_WITHIN_MS = 8000;
/** Names of renderers without a graphics card; not all browsers own up to the caveat. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Resolves when the first picture has been drawn; rejects with SceneUnavailable when the browser
 * has no WebGL 2. */
export async function createScene(deps: SceneDeps): Promise<Scene> {
  const quality = deps.quality === 'auto' ? usualQuality() : deps.quality;
  const gl = deps.canvas.getContext('webgl2', {
    antialias: QUALITY[quality].antialias, alpha: false, stencil: true, powerPreference: 'high-performance',
  });
  if (!gl) throw new SceneUnavailable('WebGL 2 is not available');
  let renderer: WebGLRenderer;
  try {
    renderer = new WebGLRenderer({ canvas: deps.canvas, context: gl, stencil: true });
  } catch (cause) {
    throw new SceneUnavailable(cause instanceof Error ? cause.message : 'WebGL failed');
  }
  const city = new City(deps, renderer, quality, new Drawn(gl));
  await city.drawn.next();
  return city;
}

/** Where pictures are made by the processor, begin with the plainest ones. */
function usualQuality(): Quality {
  const gl = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!gl) return 'low';
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return SOFTWARE.test(name) ? 'low' : 'medium';
}

class City implements Scene {
  readonly drawn: Drawn;
  private readonly deps: SceneDeps;
  private readonly renderer: WebGLRenderer;
  private readonly scene = new ThreeScene();
  private readonly env = new Environment();
  private readonly follow = new FollowCamera();
  private readonly labels: Labels;
  private readonly ring: ClickRing;
  private readonly governor: Governor;
  private readonly stops: (() => void)[] = [];
  private quality: Quality;
  private world: World;
  private texts: WorldTexts;
  private rasters: LevelRaster[];
  private view!: WorldView;
  private people!: Avatars;
  private shadows: ShadowMap | null = null;
  private shadowsDue = false;
  private request = 0;
  private lastMs = 0;
  private nearMs = 0;
  private width = 1;
  private height = 1;
  private scriptMs = 0;
  private lost = false;
  private compiling = false;
  private sizeDue = false;
  private lostTimer = 0;
  private disposed = false;

  constructor(deps: SceneDeps, renderer: WebGLRenderer, quality: Quality, drawn: Drawn) {
    this.deps = deps;
    this.renderer = renderer;
    this.drawn = drawn;
    this.quality = quality;
    this.world = deps.world;
    this.texts = deps.texts;
    this.rasters = deps.rasters;
    this.governor = new Governor(quality);
    renderer.autoClear = true;
    // asking for errors waits for every shader; while developing they are worth the wait
    renderer.debug.checkShaderErrors = import.meta.env.DEV;
    renderer.info.autoReset = false;
    // the shaders give screen colours themselves
    renderer.outputColorSpace = LinearSRGBColorSpace;
    this.scene.matrixWorldAutoUpdate = true;
    this.env.uniforms.uPatterns.value = patternTexture(QUALITY[quality].anisotropy);
    this.labels = new Labels(deps.overlay, (id) => deps.nameOf(id));
    this.ring = new ClickRing(this.env);
    this.scene.add(this.ring.mesh);
    this.build(deps.level);
    this.setReducedMotion(deps.reducedMotion);
    this.listen();
    this.resize();
    this.request = requestAnimationFrame(this.frame);
  }

  private get spec(): (typeof QUALITY)[Quality] {
    return QUALITY[this.quality];
  }

  private build(levelId: string): void {
    const level = this.world.levels.find((l) => l.id === levelId) ?? this.world.levels[0]!;
    this.view?.dispose();
    this.people?.dispose();
    this.people?.group.removeFromParent();
    this.env.apply(this.world);
    this.view = new WorldView(this.world, this.texts, this.rasters, level, this.env, this.spec);
    this.people = new Avatars(this.env, this.view.groundUniforms, {
      near: this.spec.nearAvatars, nearRadius_m: this.spec.nearRadius_m, sides: this.spec.detail ? 8 : 6,
      defines: WorldView.defines(this.spec, this.env),
    });
    this.people.motion.value = this.follow.reducedMotion ? 0 : 1;
    this.scene.add(this.view.group, this.people.group);
    this.follow.setLevel(level, this.view.raster, this.view.picker.solids, this.view.far_m);
    this.prepareShadows();
    this.governor.reset(this.quality);
    void this.compile();
  }

  /** Shaders compile beside the page, which stays alive meanwhile; frames wait for them. */
  private async compile(): Promise<void> {
    const { view } = this;
    this.compiling = true;
    await this.renderer.compileAsync(this.scene, this.follow.camera).catch(() => undefined);
    if (view === this.view) this.compiling = false;
  }

  private prepareShadows(): void {
    const size = this.env.indoor ? 0 : this.spec.shadow;
    if (size === 0) {
      this.shadows?.dispose();
      this.shadows = null;
      this.env.uniforms.uShadow.value = null;
    } else this.shadows ??= new ShadowMap(size);
    this.shadowsDue = this.shadows !== null;
  }

  private listen(): void {
    const { canvas } = this.deps;
    const lost = (e: Event): void => {
      e.preventDefault();
      this.lost = true;
      this.letGo();
      this.deps.onAway(true);
      this.lostTimer = window.setTimeout(() => { if (this.lost && !this.disposed) this.deps.onLost(); }, RESTORE_WITHIN_MS);
    };
    const restored = (): void => {
      window.clearTimeout(this.lostTimer);
      this.lost = false;
      this.build(this.view.level.id);
      this.resize();
      this.deps.onAway(false);
    };
    canvas.addEventListener('webglcontextlost', lost);
    canvas.addEventListener('webglcontextrestored', restored);
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(canvas);
    this.stops.push(
      () => canvas.removeEventListener('webglcontextlost', lost),
      () => canvas.removeEventListener('webglcontextrestored', restored),
      () => observer.disconnect(),
      listenGestures(canvas, {
        drag: (dx, dy) => this.follow.drag(dx, dy, performance.now()),
        zoom: (factor) => this.follow.zoom(factor),
        tap: (x, y) => this.tap(x, y),
      }),
    );
  }

  private readonly frame = (nowMs: number): void => {
    this.request = requestAnimationFrame(this.frame);
    if (this.lost || this.disposed || this.compiling) return;
    const elapsed = this.lastMs === 0 ? 16 : nowMs - this.lastMs;
    this.lastMs = nowMs;
    this.draw(performance.now(), Math.min(0.1, elapsed / 1000));
    const advice = this.governor.frame(elapsed);
    if (advice?.kind === 'scale') this.resize();
    else if (advice?.kind === 'quality') this.setQuality(advice.quality);
    else if (advice?.kind === 'too-slow') this.deps.onTooSlow(advice.fps);
  };

  private draw(nowMs: number, dt: number): void {
    const began = performance.now();
    const { deps } = this, a = deps.avatars;
    if (this.sizeDue) this.fit();
    deps.sample(nowMs);
    const s = a.self;
    if (s >= 0 && s < a.count) {
      this.follow.follow({ x: a.x[s]!, y: a.y[s]!, ground: a.ground[s]!, heading: a.heading[s]!, speed: a.speed[s]! }, nowMs, dt);
    } else {
      const start = this.world.places.find((p) => p.id === this.world.start) ?? this.world.places[0];
      this.follow.overview(start?.at[0] ?? 0, start?.at[1] ?? 0, nowMs);
    }
    const camera = this.follow.camera;
    const fx = s >= 0 ? a.x[s]! : camera.position.x, fy = s >= 0 ? a.y[s]! : -camera.position.z;
    this.env.uniforms.uTime.value = (nowMs / 1000) % 3600;
    this.people.update(a, nowMs, camera, fx, fy, this.view.far_m, this.follow.selfOpacity);
    this.ring.update(nowMs);
    if (nowMs - this.nearMs > 300) {
      this.nearMs = nowMs;
      this.view.near(fx, fy);
    }
    this.renderer.info.reset();
    if (this.shadowsDue && this.shadows) {
      this.shadowsDue = false;
      this.view.castShadows(this.renderer, this.shadows);
    }
    this.renderer.render(this.scene, camera);
    this.drawn.afterFrame();
    this.labels.update(a, camera, this.width, this.height, fx, fy, nowMs);
    this.scriptMs = performance.now() - began;
  }

  private tap(px: number, py: number): void {
    const camera = this.follow.camera;
    const at = new Vector2((px / this.width) * 2 - 1, 1 - (py / this.height) * 2);
    const d = new Vector3(at.x, at.y, 0.5).unproject(camera).sub(camera.position).normalize();
    const p = camera.position;
    const ray: Ray = { o: [p.x, -p.z, p.y], d: [d.x, -d.z, d.y] };
    const hit = this.view.picker.pick(ray, this.deps.avatars);
    if (hit) this.tell(hit);
  }

  private tell(hit: Hit): void {
    switch (hit.kind) {
      case 'avatar': this.deps.onAvatar(hit.id); break;
      case 'exhibit': this.deps.onExhibit(hit.id); break;
      case 'desk': this.deps.onDesk(hit.id); break;
      case 'place': this.deps.onPlace(hit.id); break;
      case 'ground':
        this.ring.show(hit.x, hit.y, groundHeight(this.view.raster, hit.x, hit.y), performance.now());
        this.deps.onGround(hit.x, hit.y);
    }
  }

  setWorld(world: World, texts: WorldTexts, rasters: LevelRaster[], level: string): Promise<void> {
    const same = world === this.world && level === this.view.level.id && rasters === this.rasters;
    this.world = world;
    this.texts = texts;
    this.rasters = rasters;
    if (same) this.view.setTexts(texts);
    else this.build(level);
    return this.drawn.next();
  }

  setLevel(id: string): void {
    if (id !== this.view.level.id) this.build(id);
  }

  setQuality(quality: Quality): void {
    if (quality === this.quality) return;
    this.quality = quality;
    this.shadows?.dispose();
    this.shadows = null;
    this.build(this.view.level.id);
    this.resize();
  }

  setReducedMotion(on: boolean): void {
    this.follow.reducedMotion = on;
    this.people.motion.value = on ? 0 : 1;
  }

  cameraYaw(): number {
    return this.follow.yaw;
  }

  turn(rate: number): void {
    this.follow.turnRate = rate;
  }

  say(id: number, text: string): void {
    this.labels.say(id, text, performance.now());
  }

  /** The canvas gets its new size together with the next picture: resizing wipes it, and where a
   * picture takes long, or shaders are compiling, it would be black until then. */
  resize(): void {
    this.sizeDue = true;
  }

  private fit(): void {
    const { canvas } = this.deps;
    this.sizeDue = false;
    this.width = Math.max(1, canvas.clientWidth);
    this.height = Math.max(1, canvas.clientHeight);
    const ratio = Math.min(window.devicePixelRatio, this.spec.pixelRatio) * this.governor.scale;
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(this.width, this.height, false);
    this.follow.camera.aspect = this.width / this.height;
    // a tall screen sees as much to the sides as a square one
    this.follow.camera.fov = this.width < this.height ? 68 : 55;
    this.follow.camera.updateProjectionMatrix();
  }

  stats(): SceneStats {
    const { render, memory } = this.renderer.info;
    return {
      fps: this.governor.fps, drawCalls: render.calls, triangles: render.triangles, near: this.people.nearCount,
      far: this.people.farCount, scriptMs: this.scriptMs, pixelRatio: this.renderer.getPixelRatio(),
      geometries: memory.geometries, textures: memory.textures,
    };
  }

  /** Frees everything on the graphics card; what is still used afterwards is sent there anew. */
  private letGo(): void {
    this.view.dispose();
    this.people.dispose();
    this.ring.dispose();
    this.shadows?.dispose();
    this.shadows = null;
    this.env.uniforms.uPatterns.value?.dispose();
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    cancelAnimationFrame(this.request);
    window.clearTimeout(this.lostTimer);
    for (const stop of this.stops) stop();
    this.letGo();
    this.drawn.settle();
    this.labels.dispose();
    this.renderer.dispose();
  }
}
