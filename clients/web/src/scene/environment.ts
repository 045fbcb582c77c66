/** Light and air of a world, as uniforms that every material shares. */
import { Color, Matrix4, Vector3, type IUniform, type Texture } from 'three';
import type { Light, World } from '../state/world-types';
import { clamp, mix, radians, rgb, type Rgb } from './math';

export type Uniforms = Record<string, IUniform>;

/** Screen colour to the linear numbers light is reckoned in (the shaders use gamma 2). */
const linear = (c: Rgb, k = 1): Color => new Color((c[0] / 255) ** 2 * k, (c[1] / 255) ** 2 * k, (c[2] / 255) ** 2 * k);
const screen = (c: Rgb): Color => new Color(c[0] / 255, c[1] / 255, c[2] / 255);

export class Environment {
  readonly uniforms = {
    uSunDir: { value: new Vector3(0, 1, 0) },
    uSun: { value: new Color() },
    uSkyLight: { value: new Color() },
    uBounce: { value: new Color() },
    uSkyTop: { value: new Color() },
    uSkyLow: { value: new Color() },
    uSkyGlow: { value: new Color() },
    uFog: { value: 0 },
    uTime: { value: 0 },
    uShadow: { value: null as Texture | null },
    uShadowMatrix: { value: new Matrix4() },
    uShadowBias: { value: 0.002 },
    uPatterns: { value: null as Texture | null },
    uLitWindows: { value: 0.12 },
    uEnclosed: { value: 0 },
  };
  indoor = false;

  apply(world: World): void {
    const u = this.uniforms;
    this.indoor = world.setting === 'indoor';
    u.uSunDir.value.copy(sunDirection(world));
    if (this.indoor) this.inside(world.light);
    else this.outside(world.light);
  }

  private outside(light: Light): void {
    const u = this.uniforms;
    const sun = rgb(light.sun), top = rgb(light.sky_top), low = rgb(light.sky_horizon);
    const golden = clamp((50 - light.sun_height_deg) / 40, 0, 1);
    u.uSun.value.copy(linear(mix(sun, rgb('#ffcb92'), golden * 0.6), 2.05));
    u.uSkyLight.value.copy(linear(mix(top, low, 0.52), 0.66));
    u.uBounce.value.copy(linear(mix(low, rgb('#a98560'), 0.55), 0.42));
    u.uSkyTop.value.copy(screen(top));
    u.uSkyLow.value.copy(screen(low));
    u.uSkyGlow.value.copy(screen(mix(rgb('#ffb66b'), sun, 0.25)));
    u.uFog.value = 1 / light.fog_m;
    u.uLitWindows.value = 0.1 + golden * 0.14;
    u.uEnclosed.value = 0;
  }

  /** Lamps from above and warm walls all round; what little sun there is comes softly from one side. */
  private inside(light: Light): void {
    const u = this.uniforms;
    const low = rgb(light.sky_horizon), warm = mix(rgb(light.sun), rgb('#ffdcae'), 0.5);
    u.uSunDir.value.y += 1.4;
    u.uSunDir.value.normalize();
    u.uSun.value.copy(linear(warm, 0.66));
    u.uSkyLight.value.copy(linear(mix(warm, rgb('#ffffff'), 0.45), 0.66));
    u.uBounce.value.copy(linear(mix(warm, rgb('#c9a37c'), 0.4), 0.5));
    u.uSkyTop.value.copy(screen(mix(low, rgb('#e9d7bb'), 0.7)));
    u.uSkyLow.value.copy(screen(mix(low, rgb('#d9c2a0'), 0.6)));
    u.uSkyGlow.value.setRGB(0.06, 0.04, 0.02);
    u.uFog.value = 0.25 / light.fog_m;
    u.uLitWindows.value = 0.5;
    u.uEnclosed.value = 1;
  }
}

/** Towards the sun, in three.js axes; bearings are true, the plane is turned by the anchor. */
export function sunDirection(world: World): Vector3 {
  const bearing = radians(world.light.sun_bearing_deg - world.anchor.heading_deg);
  const up = radians(clamp(world.light.sun_height_deg, 6, 88));
  return new Vector3(Math.sin(bearing) * Math.cos(up), Math.sin(up), -Math.cos(bearing) * Math.cos(up));
}
