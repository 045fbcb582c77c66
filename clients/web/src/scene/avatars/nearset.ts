/** Which avatars are drawn in detail: the nearest ones, found without sorting. */
import type { AvatarColumns } from '../../state/avatar-types';

const BUCKETS = 256;
const counts = new Uint32Array(BUCKETS);

/**
 * Fills `near` (one byte a slot) with 1 for the at most `most` nearest avatars within `radius_m` of
 * (x, y), and returns how many there are. Avatars that are hidden (veil 1) are never near. One's own
 * avatar always is. The border case of a bucket may leave a few places unused.
 */
export function pickNear(a: AvatarColumns, x: number, y: number, radius_m: number, most: number, near: Uint8Array): number {
  counts.fill(0);
  const n = a.count, limit = radius_m * radius_m, scale = BUCKETS / limit;
  for (let i = 0; i < n; i++) {
    const dx = a.x[i]! - x, dy = a.y[i]! - y, d = dx * dx + dy * dy;
    if (d < limit && a.veil[i] !== 1) counts[(d * scale) | 0]!++;
  }
  let total = 0, last = -1;
  for (let b = 0; b < BUCKETS; b++) {
    if (total + counts[b]! > most) break;
    total += counts[b]!;
    last = b;
  }
  // a crowd so dense that even the first bucket overflows: take as many of it as there is room for
  let spare = most - total;
  let picked = 0;
  for (let i = 0; i < n; i++) {
    const dx = a.x[i]! - x, dy = a.y[i]! - y, d = dx * dx + dy * dy;
    let on = 0;
    if (a.veil[i] === 1) on = 0;
    else if (i === a.self) on = 1;
    else if (d < limit) {
      const b = (d * scale) | 0;
      if (b <= last) on = 1;
      else if (b === last + 1 && spare > 0) { on = 1; spare--; }
    }
    near[i] = on;
    picked += on;
  }
  return picked;
}

/**
 * The at most `most` nearest slots to (x, y) within `radius_m`, nearest first, into `slots`; `distances`
 * is scratch space of the same length. Returns how many. Insertion into a short list: no allocation.
 */
export function nearestSlots(
  a: AvatarColumns, x: number, y: number, radius_m: number, most: number, slots: Int32Array, distances: Float32Array,
): number {
  let n = 0;
  let limit = radius_m * radius_m;
  for (let i = 0; i < a.count; i++) {
    const dx = a.x[i]! - x, dy = a.y[i]! - y, d = dx * dx + dy * dy;
    if (d >= limit || a.veil[i] === 1) continue;
    let k = n < most ? n++ : most - 1;
    while (k > 0 && distances[k - 1]! > d) {
      distances[k] = distances[k - 1]!;
      slots[k] = slots[k - 1]!;
      k--;
    }
    distances[k] = d;
    slots[k] = i;
    if (n === most) limit = distances[most - 1]!;
  }
  return n;
}
