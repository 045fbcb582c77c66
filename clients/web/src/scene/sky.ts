/** Sky dome: gradient, sun, a few soft clouds. Drawn behind everything, above the horizon only. */
import { BackSide, Mesh, ShaderMaterial, SphereGeometry } from 'three';
import type { Environment } from './environment';
import type { QualitySpec } from './quality';
import { LIGHT, UNIFORMS } from './shaders/common';

const vertex = /* glsl */ `
varying vec3 vDir;
#ifdef PLAIN
${UNIFORMS}
${LIGHT}
#endif
void main() {
  vDir = position;
#ifdef PLAIN
  vDir = skyColour(normalize(position));
#endif
  vec4 p = projectionMatrix * viewMatrix * vec4(position * 10.0 + cameraPosition, 1.0);
  gl_Position = p.xyww;
}
`;
const fragment = /* glsl */ `
precision highp float;
precision highp sampler2DArray;
uniform sampler2DArray uPatterns;
${UNIFORMS}
${LIGHT}
varying vec3 vDir;
void main() {
#ifdef PLAIN
  gl_FragColor = vec4(min(vDir, 1.0), 1.0);
#else
  vec3 d = normalize(vDir);
  vec3 c = skyColour(d);
  float s = max(dot(d, uSunDir), 0.0);
  c += uSkyGlow * pow(s, 900.0) * 1.2;
#ifdef CLOUDS
  vec2 q = d.xz / (d.y + 0.16);
  vec2 drift = vec2(uTime * 0.0008, 0.0);
  float k = texture(uPatterns, vec3(q * 0.055 + drift, 4.0)).r * 0.62 + texture(uPatterns, vec3(q * 0.17 - drift, 6.0)).g * 0.38;
  k = smoothstep(0.505, 0.60, k) * smoothstep(0.02, 0.22, d.y);
  vec3 cloud = mix(vec3(1.0, 0.965, 0.93), uSkyLow * 0.96, 0.35) + uSkyGlow * s * s * 0.16;
  c = mix(c, cloud, k * 0.62);
#endif
  gl_FragColor = vec4(min(c, 1.0), 1.0);
#endif
}
`;

export function createSky(env: Environment, spec: QualitySpec): Mesh<SphereGeometry, ShaderMaterial> {
  const geometry = new SphereGeometry(1, 24, 10, 0, Math.PI * 2, 0, Math.PI * 0.54);
  const material = new ShaderMaterial({
    vertexShader: vertex, fragmentShader: fragment, uniforms: env.uniforms, side: BackSide, depthWrite: false,
    defines: { ...(spec.clouds ? { CLOUDS: '' } : {}), ...(spec.plain ? { PLAIN: '' } : {}) },
  });
  const sky = new Mesh(geometry, material);
  sky.frustumCulled = false;
  sky.renderOrder = 2;
  return sky;
}
