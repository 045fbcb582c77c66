/** Avatars are posed in the vertex shader: joints turn by state, gait and time; looks choose parts and colours. */
import { LIGHT, UNIFORMS } from '../shaders/common';

const INSTANCE = /* glsl */ `
attribute vec4 rig;    // limb, side, bend, slot
attribute vec4 mask;   // hair bits, outfit bits, extra
attribute vec4 iPlace; // x, height, z, heading
attribute vec4 iMove;  // step phase, speed, state, seconds in it
attribute vec4 iLook;  // body|skin, hair|colour, outfit, colour 1|2
attribute vec4 iFlag;  // flags, opacity, greyness
uniform vec3 uPalette[32];
uniform float uMotion;
#ifndef SHADOWS
uniform sampler2D uGroundLight;
uniform vec4 uGroundRect;
#endif
varying vec3 vColour;
varying vec3 vPoint;
varying float vFade;

float nibble(float b, float high) { return high > 0.5 ? floor(b / 16.0) : mod(b, 16.0); }
float has(float bits, float k) { return mod(floor(bits / exp2(k)), 2.0); }
vec3 clothColour(float k) { return uPalette[int(16.0 + k)]; }

vec3 slotColour(float slot, float outfit) {
  vec3 skin = uPalette[int(mod(iLook.x, 8.0))];
  vec3 hair = uPalette[int(8.0 + mod(iLook.y, 8.0))];
  vec3 c1 = clothColour(nibble(iLook.w, 1.0)), c2 = clothColour(nibble(iLook.w, 0.0));
  bool bareLegs = outfit == 2.0 || outfit == 7.0;
  if (slot < 0.5) return skin;
  if (slot < 1.5) return hair;
  if (slot < 2.5) return c1;
  if (slot < 3.5) return outfit == 2.0 ? c1 : c2;
  if (slot < 4.5) return outfit == 3.0 || outfit == 4.0 ? vec3(0.86, 0.82, 0.76) : outfit == 7.0 ? vec3(0.92) : vec3(0.24, 0.18, 0.15);
  if (slot < 5.5) return vec3(0.95, 0.93, 0.89);
  if (slot < 6.5) return vec3(0.13, 0.09, 0.08);
  if (slot < 7.5) return mix(c2, vec3(0.86, 0.34, 0.28), 0.18);
  if (slot < 8.5) return bareLegs ? skin : c1;
  if (slot < 9.5) return bareLegs ? skin : outfit == 3.0 ? vec3(0.95, 0.93, 0.89) : c2;
  if (slot < 10.5) return outfit == 2.0 ? skin : c2;
  if (slot < 11.5) return vec3(0.12, 0.36, 0.74);
  if (slot < 12.5) return vec3(0.95, 0.78, 0.36);
  if (slot < 13.5) return vec3(0.1, 0.095, 0.1);
  if (slot < 14.5) return skin * vec3(0.82, 0.56, 0.54);
  if (slot > 15.5) return vec3(0.86, 0.34, 0.14);
  return outfit == 3.0 ? c2 : c1;
}

/** Sun, sky and a rim of light; one look at the shade for the whole figure. */
vec3 lit(vec3 albedo, vec3 n, vec3 point, float up) {
  albedo *= albedo;
  vec3 chest = iPlace.xyz + vec3(0.0, 1.1, 0.0);
#ifdef SHADOWS
  float shade = sunAt(chest, 0.0);
#else
  vec2 at = (iPlace.xz - uGroundRect.xy) * uGroundRect.zw;
  float shade = textureLod(uGroundLight, at, 0.0).r;
#endif
  float sun = max(dot(n, uSunDir) * 0.82 + 0.18, 0.0) * shade;
  vec3 v = normalize(cameraPosition - point);
  float rim = 1.0 - max(dot(n, v), 0.0);
  rim = rim * rim * rim;
  vec3 light = uSun * sun + hemisphere(n) * (0.72 + 0.28 * min(up, 1.0)) + uSkyLight * rim * 0.55 + uSun * rim * 0.16 * shade;
  vec3 c = albedo * light;
  return mix(c, vec3(dot(c, vec3(0.3, 0.5, 0.2))), iFlag.z / 255.0);
}
`;

export const nearVertex = /* glsl */ `
${UNIFORMS}
${LIGHT}
${INSTANCE}
void turnX(inout vec3 p, inout vec3 n, vec3 o, float a) {
  float c = cos(a), s = sin(a);
  p -= o; p = vec3(p.x, p.y * c - p.z * s, p.y * s + p.z * c) + o;
  n = vec3(n.x, n.y * c - n.z * s, n.y * s + n.z * c);
}
void turnZ(inout vec3 p, inout vec3 n, vec3 o, float a) {
  float c = cos(a), s = sin(a);
  p -= o; p = vec3(p.x * c - p.y * s, p.x * s + p.y * c, p.z) + o;
  n = vec3(n.x * c - n.y * s, n.x * s + n.y * c, n.z);
}
void turnY(inout vec3 p, inout vec3 n, float a) {
  float c = cos(a), s = sin(a);
  p = vec3(p.x * c + p.z * s, p.y, p.z * c - p.x * s);
  n = vec3(n.x * c + n.z * s, n.y, n.z * c - n.x * s);
}

void main() {
  float outfit = iLook.z, hair = nibble(iLook.y, 1.0), body = nibble(iLook.x, 1.0);
  float limb = rig.x, s = rig.y * 2.0 - 1.0, bend = rig.z / 255.0, extra = mask.z / 255.0;
  bool isBadge = limb > 4.5;
  bool shown = has(mask.x, hair) * has(mask.y, outfit) > 0.5;
  if (isBadge) shown = has(iFlag.x, rig.y) > 0.5; // side 0: official, 1: guide
  if (!shown || iFlag.y < 4.0) { gl_Position = vec4(0.0, 0.0, 2.0, 1.0); return; }

  vec3 p = position, n = normal;
  float state = iMove.z, since = iMove.w, speed = iMove.y, phase = iMove.x;
  float seed = fract(dot(iLook, vec4(0.137, 0.071, 0.311, 0.093)) + iPlace.w * 0.0);
  float t = uTime + seed * 17.0;
  float on = smoothstep(0.0, 0.35, since);
  float walk = smoothstep(0.08, 0.7, speed), run = smoothstep(2.5, 3.6, speed);
  float sit = state == 1.0 ? on : 0.0;
  walk *= 1.0 - sit;
  float wave = state == 2.0 ? on : 0.0, bow = 0.0, clap = state == 4.0 ? on : 0.0;
  float dance = state == 5.0 ? on : 0.0, talk = state == 6.0 ? on : 0.0;
  if (state == 3.0) bow = smoothstep(0.0, 0.55, since) * (1.0 - smoothstep(1.3, 1.9, since));
  float still = (1.0 - walk) * uMotion;
  float breath = sin(t * 1.7) * still;
  float beat = uTime * 4.4 + seed * 0.6;
  float amp = walk * mix(0.46, 0.78, run);

  if (isBadge) {
    vec3 right = vec3(viewMatrix[0][0], viewMatrix[1][0], viewMatrix[2][0]);
    vec3 up = vec3(viewMatrix[0][1], viewMatrix[1][1], viewMatrix[2][1]);
    vec3 back = vec3(viewMatrix[0][2], viewMatrix[1][2], viewMatrix[2][2]);
    float tall = body == 3.0 ? 1.3 : 1.72;
    vec3 at = iPlace.xyz + vec3(0.0, tall + 0.3 - sit * 0.36, 0.0) + right * p.x + up * p.y + back * p.z;
    vColour = slotColour(rig.w, 0.0);
    vColour *= vColour * 1.15;
    vPoint = at; vFade = iFlag.y / 255.0;
    gl_Position = projectionMatrix * viewMatrix * vec4(at, 1.0);
    return;
  }

  // widths by outfit
  if (limb == 2.0) {
    float wide = outfit == 3.0 || outfit == 4.0 ? 1.0 + 1.1 * extra * (1.0 - 0.5 * extra) : outfit == 5.0 ? 1.22 : outfit == 1.0 || outfit == 6.0 ? 1.1 : 1.0;
    if (rig.w > 0.5) { p.x = s * 0.192 + (p.x - s * 0.192) * wide; p.z *= wide; }
  } else if (limb == 3.0) {
    float wide = outfit == 4.0 ? 1.0 + 0.5 * (1.0 - extra * extra) : outfit == 7.0 || outfit == 2.0 ? 0.9 : 1.06;
    if (rig.w != 4.0) { p.x = s * 0.078 + (p.x - s * 0.078) * wide; p.z *= wide; }
  } else if (limb == 4.0) {
    float top = 0.99, len = 0.2, r0 = 0.15, r1 = 0.168;
    if (outfit == 2.0) { top = 1.03; len = 0.56; r0 = 0.134; r1 = 0.26; }
    else if (outfit == 3.0) { top = 1.24; len = 1.16; r0 = 0.15; r1 = 0.39; }
    else if (outfit == 5.0) { top = 1.0; len = 0.52; r0 = 0.16; r1 = 0.225; }
    float d = extra;
    float bell = outfit == 3.0 ? sqrt(d) * 0.55 + d * 0.45 : d;
    float fold = 1.0 + (outfit == 3.0 || outfit == 2.0 ? 0.05 * d * sin(atan(p.z, p.x) * 5.0) : 0.0);
    float r = mix(r0, r1, bell) * fold;
    vec2 dir = normalize(vec2(p.x, p.z));
    p = vec3(dir.x * r, top - len * d, dir.y * r * (0.82 + 0.1 * d));
    n = vec3(dir.x, 0.24 + 0.2 * (r1 - r0), dir.y);
    float sway = mix(sin(phase + 3.14159), sin(phase), smoothstep(-0.1, 0.1, p.x));
    p.z -= sway * amp * len * d * 0.5;
    p.x += sin(beat) * dance * 0.05 * d;
    // over the knees when seated
    p.z -= sit * min(d * len, 0.5) * 0.85 * (p.z < 0.06 ? 1.0 : 0.35);
    p.y += sit * (min(d * len, 0.5) * 0.8);
  }

  // limbs from the far joint to the near one
  if (limb == 2.0) {
    float swing = sin(phase + (s > 0.0 ? 3.14159 : 0.0)) * amp * 0.8;
    float elbow = 0.14 + walk * mix(0.18, 1.35, run), shoulder = swing + run * 0.1, out_ = 0.08 + (outfit == 3.0 ? 0.1 : 0.0), inward = 0.0;
    if (s > 0.0) {
      elbow = mix(elbow, 0.5, wave); shoulder *= 1.0 - wave; out_ = mix(out_, 2.55, wave);
      inward = wave * (0.35 * sin(t * 9.0) + 0.1);
      float g = talk * (0.5 + 0.5 * sin(t * 2.3));
      elbow += g * 1.3; shoulder += g * 0.35;
    }
    elbow = mix(elbow, 1.25, clap); shoulder = mix(shoulder, 0.75, clap);
    inward += clap * (0.62 + 0.22 * sin(t * 12.0)) * -1.0 * s * s;
    shoulder += bow * 0.35;
    elbow = mix(elbow, 1.5 + 0.4 * sin(beat * 2.0), dance);
    shoulder += dance * (0.9 + 0.8 * sin(beat + s * 1.57)); out_ += dance * (0.4 + 0.3 * sin(beat));
    shoulder = mix(shoulder, 0.62, sit * (1.0 - max(max(wave, clap), dance))); elbow = mix(elbow, 0.75, sit * (1.0 - max(wave, clap)));
    vec3 e = vec3(s * 0.192, 1.1, 0.0), sh = vec3(s * 0.18, 1.345, 0.0);
    turnX(p, n, e, elbow * bend);
    turnZ(p, n, e, inward * bend * (clap > 0.0 ? s : s));
    turnX(p, n, sh, shoulder);
    turnZ(p, n, sh, (out_ + breath * 0.012) * s);
  } else if (limb == 3.0) {
    float ph = phase + (s > 0.0 ? 0.0 : 3.14159);
    float thigh = sin(ph) * amp + run * 0.22, knee = walk * (0.1 + mix(0.72, 1.45, run) * max(0.0, cos(ph)));
    thigh = mix(thigh, 1.5, sit); knee = mix(knee, 1.5, sit);
    thigh += dance * max(0.0, sin(beat + s * 1.57)) * 0.5; knee += dance * max(0.0, sin(beat + s * 1.57)) * 0.9;
    turnX(p, n, vec3(s * 0.078, 0.47, 0.0), -knee * bend);
    turnX(p, n, vec3(s * 0.078, 0.86, 0.0), thigh);
  } else if (limb == 1.0) {
    vec3 neck = vec3(0.0, 1.47, 0.0);
    float nod = bow * -0.3 + talk * sin(t * 3.1) * 0.05 - (state == 7.0 ? 0.32 : 0.0) + sin(t * 0.6) * 0.04 * still;
    turnX(p, n, neck, nod);
    turnZ(p, n, neck, (dance * sin(beat) * 0.16) + wave * 0.06);
    float look = sin(t * 0.37) * sin(t * 0.23 + 1.0) * 0.35 * still * (1.0 - sit * 0.5);
    turnY(p, n, look);
    if (body == 3.0) p = neck + (p - neck) * 1.26;
  }

  // trunk and all it carries
  if (limb < 2.5) {
    float w = limb < 0.5 ? smoothstep(0.86, 1.18, position.y) : 1.0;
    float lean = -(bow * 0.85 + run * 0.2 + walk * 0.03 - sit * 0.06) * w;
    turnX(p, n, vec3(0.0, 0.93, 0.0), lean);
    turnY(p, n, (sin(phase) * amp * 0.22 + dance * sin(beat) * 0.3 + talk * sin(t) * 0.06) * w);
    p.z -= breath * 0.004 * w;
    p.y += breath * 0.004 * w;
  }
  float girth = body == 0.0 ? 0.92 : body == 2.0 ? 1.15 : 1.0;
  if (limb != 1.0) { p.x *= girth; p.z *= mix(1.0, girth, 0.8); }
  float bob = walk * mix(0.026, 0.06, run) * cos(phase * 2.0) - amp * amp * 0.1 + dance * abs(sin(beat)) * 0.07 - dance * 0.02;
  p.y += bob - sit * 0.385;
  p.x += dance * sin(beat) * 0.05;
  p *= (body == 3.0 ? 0.72 : 1.0) * (0.965 + 0.07 * fract(seed * 7.3));
  float up = p.y;
  turnY(p, n, iPlace.w);
  p += iPlace.xyz;
  vPoint = p;
  vFade = iFlag.y / 255.0;
  vColour = lit(slotColour(rig.w, outfit), normalize(n), p, up);
  gl_Position = projectionMatrix * viewMatrix * vec4(p, 1.0);
}
`;

export const farVertex = /* glsl */ `
${UNIFORMS}
${LIGHT}
${INSTANCE}
void main() {
  vec3 p = position, n = normal;
  float outfit = iLook.z, body = nibble(iLook.x, 1.0);
  float walk = smoothstep(0.08, 0.7, iMove.y), sit = iMove.z == 1.0 ? 1.0 : 0.0;
  float bend = rig.z / 255.0;
  if (rig.x == 3.0) {
    if (outfit == 3.0) p.xz *= 1.0 + bend * 1.1;
    else if (outfit == 2.0) p.xz *= 1.0 + bend * 0.25;
    float s = sign(p.x);
    p.z -= sin(iMove.x + (s > 0.0 ? 0.0 : 3.14159)) * bend * 0.3 * walk * (outfit == 3.0 ? 0.4 : 1.0);
  }
  p.y += walk * 0.03 * cos(iMove.x * 2.0) - sit * 0.36 * (1.0 - bend);
  if (iMove.z == 5.0) { p.x += sin(uTime * 4.4) * 0.06 * p.y; p.y += abs(sin(uTime * 4.4)) * 0.06; }
  p.xz *= body == 2.0 ? 1.15 : 1.0;
  p *= body == 3.0 ? 0.72 : 1.0;
  float c = cos(iPlace.w), s = sin(iPlace.w), up = p.y;
  p = vec3(p.x * c + p.z * s, p.y, p.z * c - p.x * s) + iPlace.xyz;
  n = vec3(n.x * c + n.z * s, n.y, n.z * c - n.x * s);
  float slot = rig.w;
  if ((slot == 9.0 || slot == 3.0) && outfit == 3.0) slot = 15.0;
  vPoint = p;
  vFade = iFlag.y / 255.0;
  vColour = lit(slotColour(slot, outfit), normalize(n), p, up);
  gl_Position = projectionMatrix * viewMatrix * vec4(p, 1.0);
}
`;

export const avatarFragment = /* glsl */ `
precision highp float;
${UNIFORMS}
${LIGHT}
varying vec3 vColour;
varying vec3 vPoint;
varying float vFade;
void main() {
#ifdef PLAIN
  vec3 c = vColour * (2.51 * vColour + 0.03) / (vColour * (2.43 * vColour + 0.59) + 0.14), e = vPoint - cameraPosition;
  float d = dot(e, e) * uFog * uFog;
  gl_FragColor = vec4(mix(sqrt(c), uSkyLow, d / (d + 1.0)), vFade);
#else
  gl_FragColor = vec4(finish(vColour, vPoint - cameraPosition), vFade);
#endif
}
`;

export const blobVertex = /* glsl */ `
attribute vec4 iPlace;
attribute vec4 iFlag;
uniform vec3 uSunDir;
uniform float uFlat;
varying vec3 vAt;
void main() {
  vec2 q = position.xz;
  float r = 0.52;
  vec3 p = iPlace.xyz + vec3(q.x * r, 0.03, q.y * r);
  // drawn out away from the sun
  vec2 away = -uSunDir.xz / max(uSunDir.y, 0.25);
  float along = max(dot(normalize(away + 1e-4), q), 0.0);
  p.xz += away * along * 1.15 * (1.0 - uFlat);
  vAt = vec3(q, iFlag.y / 255.0 / (1.0 + 0.25 * length(away) * (1.0 - uFlat)));
  gl_Position = projectionMatrix * viewMatrix * vec4(p, 1.0);
}
`;
export const blobFragment = /* glsl */ `
precision mediump float;
varying vec3 vAt;
void main() {
  float d = 1.0 - min(length(vAt.xy), 1.0);
  gl_FragColor = vec4(0.1, 0.07, 0.08, d * (0.35 + 0.65 * d) * 0.8 * vAt.z);
}
`;
