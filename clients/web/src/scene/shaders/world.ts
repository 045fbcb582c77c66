/** Shaders of the static world: pattern layers, sun with shadow, glass, darkening near the foot. */
import { LIGHT, UNIFORMS } from './common';

export const worldVertex = /* glsl */ `
attribute vec4 surface;
#ifdef INSTANCED
attribute vec4 place;   // x, height, z, turn
attribute vec4 kind;    // scale across, scale up, sway
attribute vec3 tint;
#endif
attribute vec3 color;
${UNIFORMS}
varying vec3 vNormal;
varying vec3 vPoint;
varying vec3 vColour;
varying vec3 vPattern;
varying vec2 vFoot; // height above the foot, glow
#ifdef PLAIN
varying vec3 vLit;
varying vec3 vShade;
#endif
void main() {
  vec3 p = position;
  vec3 n = normal;
  vColour = color;
#ifdef INSTANCED
  float c = cos(place.w), s = sin(place.w);
  p *= kind.xyx;
  p = vec3(p.x * c + p.z * s, p.y, p.z * c - p.x * s) + place.xyz;
  n = vec3(n.x * c + n.z * s, n.y, n.z * c - n.x * s);
  vColour *= mix(vec3(1.0), tint, surface.w / 255.0);
#ifdef SWAY
  float h = max(position.y * kind.y - 1.2, 0.0) * kind.z;
  p.x += sin(uTime * 1.1 + place.x + p.y * 0.4) * h * 0.012;
  p.z += cos(uTime * 0.9 + place.z + p.x * 0.3) * h * 0.010;
#endif
#endif
  vNormal = n;
  vPoint = p;
  vPattern = vec3(uv, surface.x);
  vFoot = vec2(surface.z * 0.02, surface.y / 255.0);
#ifdef PLAIN
  float ndl = dot(n, uSunDir);
  vec3 sky = mix(uBounce, uSkyLight, n.y * 0.5 + 0.5);
  vShade = sqrt(sky * 1.12);
  vLit = sqrt((sky + uSun * (surface.w > 0.5 ? clamp(ndl * 0.6 + 0.4, 0.0, 1.0) : max(ndl, 0.0))) * 1.12);
#endif
  gl_Position = projectionMatrix * viewMatrix * vec4(p, 1.0);
}
`;

export const worldFragment = /* glsl */ `
precision highp float;
precision highp sampler2DArray;
uniform sampler2DArray uPatterns;
uniform float uLitWindows;
uniform float uEnclosed;
#ifdef GROUND
uniform sampler2D uGroundLight;
uniform vec4 uGroundRect;
#endif
${UNIFORMS}
${LIGHT}
varying vec3 vNormal;
varying vec3 vPoint;
varying vec3 vColour;
varying vec3 vPattern;
varying vec2 vFoot;
float cellHash(vec2 p) { return fract(sin(dot(p, vec2(12.9898, 78.233))) * 43758.5453); }
void main() {
  vec4 t = texture(uPatterns, vec3(vPattern.xy, floor(vPattern.z + 0.5)));
#ifdef LEAVES
  vec3 toEye = normalize(cameraPosition - vPoint);
  float edge = dot(normalize(cross(dFdx(vPoint), dFdy(vPoint))), toEye);
  if (t.a * 10.0 < 0.62 - edge * 1.1 && vFoot.x > 1.2) discard;
#endif
  vec3 albedo = vColour * t.rgb * 2.0;
  albedo *= albedo;
  vec3 n = normalize(vNormal);
  float ndl = dot(n, uSunDir);
#ifdef LEAVES
  float sun = clamp(ndl * 0.6 + 0.4, 0.0, 1.0);
#else
  float sun = max(ndl, 0.0);
#endif
  float dark = 1.0 - 0.42 * exp(-vFoot.x * 2.2);
#ifdef GROUND
  vec4 g = texture2D(uGroundLight, (vPoint.xz - uGroundRect.xy) * uGroundRect.zw);
  dark = g.g;
#ifndef SHADOWS
  sun *= g.r;
#endif
#endif
#ifdef SHADOWS
  if (sun > 0.0) sun *= sunAt(vPoint, 1.0 - clamp(ndl, 0.0, 1.0));
#endif
  vec3 light = uSun * sun + hemisphere(n) * dark;
#ifdef GROUND
  light += vec3(1.0, 0.66, 0.34) * g.b * 1.6;
#endif
  vec3 c = albedo * light;
  vec3 fromEye = vPoint - cameraPosition;
  // glass: what it mirrors, and here and there a lit room behind it
  if (t.a > 0.1) {
    vec3 v = normalize(fromEye);
    float layer = floor(vPattern.z + 0.5);
    if (layer > 19.5 && layer < 20.5) {
      vec2 w = texture(uPatterns, vec3(vPattern.xy * 0.7 + uTime * vec2(0.012, 0.009), 20.0)).xy
             + texture(uPatterns, vec3(vPattern.yx * 1.3 - uTime * vec2(0.010, 0.014), 20.0)).xy - 1.0;
      n = normalize(n + vec3(w.x, 0.0, w.y) * 0.9);
      albedo = vColour * vColour; c = albedo * light * 0.5;
    }
    vec3 r = reflect(v, n);
    float f = 1.0 - max(dot(-v, n), 0.0);
    f = 0.14 + 0.86 * f * f * f;
    vec3 mirror = skyColour(vec3(r.x, abs(r.y), r.z));
    mirror = mirror * mirror * 1.15;
    float spark = max(dot(r, uSunDir), 0.0); spark *= spark; spark *= spark; spark *= spark; spark *= spark;
    mirror += uSun * spark * spark * 1.4;
    if (t.a > 0.5 && layer < 19.0) {
      float lit = step(cellHash(floor(vPattern.xy * (layer < 15.5 ? 2.0 : 4.0))), layer < 15.5 ? uLitWindows : uLitWindows * 0.3);
      c += lit * vec3(1.0, 0.52, 0.2) * 0.5 * t.a;
    }
    c = mix(c, mirror, f * t.a * (1.0 - uEnclosed * 0.72));
  }
  c += vFoot.y * vColour * vColour * 1.7;
  // far hills are painted in their own haze
  if (vFoot.y > 0.99) gl_FragColor = vec4(mix(vColour, uSkyLow, 0.35 * smoothstep(40.0, 0.0, vPoint.y)), 1.0);
  else gl_FragColor = vec4(finish(c, fromEye), 1.0);
}
`;

/** The same for processors that draw: light per vertex, no mirrors, two look-ups a pixel at most. */
export const plainFragment = /* glsl */ `
precision highp float;
precision highp sampler2DArray;
uniform sampler2DArray uPatterns;
#ifdef GROUND
uniform sampler2D uGroundLight;
uniform vec4 uGroundRect;
#endif
uniform vec3 uSkyLow;
uniform vec3 uSkyTop;
uniform float uFog;
varying vec3 vPoint;
varying vec3 vColour;
varying vec3 vPattern;
varying vec2 vFoot;
varying vec3 vLit;
varying vec3 vShade;
void main() {
  vec4 t = texture(uPatterns, vec3(vPattern.xy, floor(vPattern.z + 0.5)));
  vec3 c = vColour * t.rgb * 2.0;
#ifdef GROUND
  vec4 g = texture2D(uGroundLight, (vPoint.xz - uGroundRect.xy) * uGroundRect.zw);
  c *= mix(vShade, vLit, g.r) * (0.4 + 0.6 * g.g) + vec3(0.5, 0.34, 0.18) * g.b;
#else
  float low = max(1.0 - vFoot.x, 0.0);
  c *= vLit * (1.0 - 0.25 * low * low) + vFoot.y;
  c = mix(c, uSkyTop, t.a * 0.35);
#endif
  c *= 1.12 - 0.22 * c;
  vec3 e = vPoint - cameraPosition;
  float d = dot(e, e) * uFog * uFog;
  if (vFoot.y > 0.99) { c = vColour; d = 0.3 * max(1.0 - vPoint.y * 0.03, 0.0); }
  gl_FragColor = vec4(mix(c, uSkyLow, d / (d + 1.0)), 1.0);
}
`;

/** Only depth, for the shadow map. */
export const depthFragment = /* glsl */ `
precision mediump float;
void main() { gl_FragColor = vec4(1.0); }
`;
