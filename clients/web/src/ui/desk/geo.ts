/** A spot in a world is a spot in the city. The same formula as the server's `worldfiles/geo.py`. */
import type { World } from '../../state/world-types';

const A = 6_378_137;
const E2 = 6.694_379_990_14e-3;
const RADIANS = Math.PI / 180;

/** World metres to [latitude, longitude] in degrees (WGS84). */
export function wgs84(world: World, x: number, y: number): [number, number] {
  const { lat, lon, heading_deg } = world.anchor;
  const heading = heading_deg * RADIANS;
  const east = x * Math.cos(heading) + y * Math.sin(heading);
  const north = y * Math.cos(heading) - x * Math.sin(heading);
  const w = Math.sqrt(1 - E2 * Math.sin(lat * RADIANS) ** 2);
  const perLat = RADIANS * (A * (1 - E2)) / w ** 3;
  const perLon = RADIANS * (A / w) * Math.cos(lat * RADIANS);
  return [lat + north / perLat, lon + east / perLon];
}
