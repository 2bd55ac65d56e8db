"""SWEREF 99 TM: from latitude and longitude to metres north and east.

Gauss-Krüger by Lantmäteriet's published formulas on the GRS 80 ellipsoid: central meridian 15° E,
scale 0.9996, false easting 500 000 m. Within Sweden the series is right to well under a metre.
"""

from __future__ import annotations

from math import atan, atanh, cos, cosh, radians, sin, sinh, tan

_A = 6378137.0
_F = 1 / 298.257222101
_SCALE = 0.9996
_CENTRAL = radians(15.0)
_FALSE_EASTING = 500_000.0

_E2 = _F * (2 - _F)
_N = _F / (2 - _F)
_RADIUS = _A / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_LATITUDE_SERIES = (
    _E2,
    (5 * _E2**2 - _E2**3) / 6,
    (104 * _E2**3 - 45 * _E2**4) / 120,
    1237 * _E2**4 / 1260,
)
_PLANE_SERIES = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)


def to_sweref99tm(longitude: float, latitude: float) -> tuple[float, float]:
    """Easting and northing in metres of a point given in degrees (WGS 84 or SWEREF 99)."""
    phi, offset = radians(latitude), radians(longitude) - _CENTRAL
    s = sin(phi)
    a, b, c, d = _LATITUDE_SERIES
    conformal = phi - s * cos(phi) * (a + b * s**2 + c * s**4 + d * s**6)
    xi = atan(tan(conformal) / cos(offset))
    eta = atanh(cos(conformal) * sin(offset))
    north, east = xi, eta
    for index, term in enumerate(_PLANE_SERIES, start=1):
        north += term * sin(2 * index * xi) * cosh(2 * index * eta)
        east += term * cos(2 * index * xi) * sinh(2 * index * eta)
    return _SCALE * _RADIUS * east + _FALSE_EASTING, _SCALE * _RADIUS * north
