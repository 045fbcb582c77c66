/** GLSL shared by everything that is drawn: light, sky, shadow, fog and the final tone. */

export const UNIFORMS = /* glsl */ `
uniform vec3 uSunDir;
uniform vec3 uSun;
uniform vec3 uSkyLight;
uniform vec3 uBounce;
uniform vec3 uSkyTop;
uniform vec3 uSkyLow;
uniform vec3 uSkyGlow;
uniform float uFog;
uniform float uTime;
#ifdef SHADOWS
uniform highp sampler2DShadow uShadow;
uniform mat4 uShadowMatrix;
uniform float uShadowBias;
#endif
`;

export const LIGHT = /* glsl */ `
vec3 skyColour(vec3 d) {
  float h = max(d.y, 0.0);
  vec3 c = mix(uSkyLow, uSkyTop, 1.0 - exp(-h * 3.4));
  float s = max(dot(d, uSunDir), 0.0);
  float s4 = s * s * s * s;
  return c + uSkyGlow * (s4 * s4 * 0.34 + s4 * 0.12);
}
#ifdef SHADOWS
float sunAt(vec3 world, float slope) {
  vec4 p = uShadowMatrix * vec4(world, 1.0);
  if (p.x < 0.0 || p.x > 1.0 || p.y < 0.0 || p.y > 1.0) return 1.0;
  float z = p.z - uShadowBias * (1.0 + 2.5 * slope);
#ifdef SOFT_SHADOWS
  float r = 0.75 / float(textureSize(uShadow, 0).x);
  return 0.25 * (texture(uShadow, vec3(p.xy + vec2(r, r * 0.4), z)) + texture(uShadow, vec3(p.xy + vec2(-r * 0.4, r), z))
    + texture(uShadow, vec3(p.xy + vec2(-r, -r * 0.4), z)) + texture(uShadow, vec3(p.xy + vec2(r * 0.4, -r), z)));
#else
  return texture(uShadow, vec3(p.xy, z));
#endif
}
#endif
vec3 hemisphere(vec3 n) {
  return mix(uBounce, uSkyLight, n.y * 0.5 + 0.5);
}
/** Scene light to screen colour, then into the haze: fog is the sky behind, so nothing has a hard end. */
vec3 finish(vec3 c, vec3 eyeToPoint) {
  c = c * (2.51 * c + 0.03) / (c * (2.43 * c + 0.59) + 0.14);
  c = sqrt(clamp(c, 0.0, 1.0));
  float d = length(eyeToPoint);
  float f = 1.0 - exp(-d * d * uFog * uFog - d * uFog * 0.12);
  vec3 dir = eyeToPoint / d;
  return mix(c, skyColour(vec3(dir.x, max(dir.y, 0.0) * 0.5, dir.z)), min(f, 1.0));
}
`;
