"""A spot in a world is a spot in the city."""

from __future__ import annotations

import math

from metaserver.worldfiles.models import WorldSpec

_A = 6_378_137.0
_E2 = 6.694_379_990_14e-3
"""Semi-major axis in metres and squared eccentricity of WGS84 (NIMA TR8350.2)."""


def _metres_per_degree(lat_deg: float) -> tuple[float, float]:
    """Metres per degree of latitude and of longitude on the ellipsoid at ``lat_deg``."""
    sin_lat = math.sin(math.radians(lat_deg))
    w = math.sqrt(1 - _E2 * sin_lat**2)
    meridian, normal = _A * (1 - _E2) / w**3, _A / w
    return math.radians(meridian), math.radians(normal * math.cos(math.radians(lat_deg)))


def wgs84(spec: WorldSpec, x: float, y: float) -> tuple[float, float]:
    """World metres to ``(lat, lon)`` in degrees; good to centimetres within two kilometres."""
    anchor = spec.anchor
    heading = math.radians(anchor.heading_deg)
    east = x * math.cos(heading) + y * math.sin(heading)
    north = y * math.cos(heading) - x * math.sin(heading)
    per_lat, per_lon = _metres_per_degree(anchor.lat)
    return anchor.lat + north / per_lat, anchor.lon + east / per_lon


def local(spec: WorldSpec, lat: float, lon: float) -> tuple[float, float]:
    """Inverse of ``wgs84``: degrees to world metres ``(x, y)``."""
    anchor = spec.anchor
    heading = math.radians(anchor.heading_deg)
    per_lat, per_lon = _metres_per_degree(anchor.lat)
    east, north = (lon - anchor.lon) * per_lon, (lat - anchor.lat) * per_lat
    x = east * math.cos(heading) - north * math.sin(heading)
    y = east * math.sin(heading) + north * math.cos(heading)
    return x, y
