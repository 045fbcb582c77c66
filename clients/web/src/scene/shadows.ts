/** One shadow map of the static world, drawn when the world or the sun changes and then only read. */
import {
  DepthTexture, LessEqualCompare, LinearFilter, Matrix4, OrthographicCamera, Scene, UnsignedIntType, Vector3,
  WebGLRenderTarget, type Object3D, type WebGLRenderer,
} from 'three';
import type { Level } from '../state/world-types';
import type { Environment } from './environment';

export class ShadowMap {
  private readonly target: WebGLRenderTarget;
  private readonly camera = new OrthographicCamera();
  private readonly scene = new Scene();

  constructor(size: number) {
    this.target = new WebGLRenderTarget(size, size, { depthBuffer: true });
    const depth = new DepthTexture(size, size, UnsignedIntType);
    depth.compareFunction = LessEqualCompare;
    depth.magFilter = depth.minFilter = LinearFilter;
    this.target.depthTexture = depth;
  }

  /** Draws the casters (with materials that write depth only) as the sun sees the level. */
  render(renderer: WebGLRenderer, env: Environment, level: Level, tallest: number, casters: Object3D[]): void {
    const [x0, y0, x1, y1] = level.bounds, u = env.uniforms;
    const centre = new Vector3((x0 + x1) / 2, 0, -(y0 + y1) / 2), sun = u.uSunDir.value;
    const c = this.camera;
    c.position.copy(centre).addScaledVector(sun, 600);
    c.up.set(0, 1, 0);
    c.lookAt(centre);
    c.updateMatrixWorld();
    const view = c.matrixWorldInverse.copy(c.matrixWorld).invert();
    let l = Infinity, r = -Infinity, b = Infinity, t = -Infinity, n = Infinity, f = -Infinity;
    const p = new Vector3();
    for (const x of [x0, x1]) for (const y of [y0, y1]) for (const z of [0, tallest]) {
      p.set(x, z, -y).applyMatrix4(view);
      l = Math.min(l, p.x); r = Math.max(r, p.x); b = Math.min(b, p.y); t = Math.max(t, p.y);
      n = Math.min(n, -p.z); f = Math.max(f, -p.z);
    }
    Object.assign(c, { left: l, right: r, bottom: b, top: t, near: n - 20, far: f + 5 });
    c.updateProjectionMatrix();
    for (const o of casters) this.scene.add(o);
    const before = renderer.getRenderTarget();
    renderer.setRenderTarget(this.target);
    renderer.clear();
    renderer.render(this.scene, c);
    renderer.setRenderTarget(before);
    this.scene.clear();
    u.uShadowMatrix.value.copy(new Matrix4().set(0.5, 0, 0, 0.5, 0, 0.5, 0, 0.5, 0, 0, 0.5, 0.5, 0, 0, 0, 1))
      .multiply(c.projectionMatrix).multiply(view);
    u.uShadow.value = this.target.depthTexture;
    // about one and a half texels of depth at a flat angle
    u.uShadowBias.value = (Math.max(r - l, t - b) / this.target.width) * 1.5 / (f - n + 25);
  }

  dispose(): void {
    this.target.depthTexture?.dispose();
    this.target.dispose();
  }
}
