"""The invented outline of the fictional district's streets, and the configuration that names it."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipelines.demo.fictional_words import STREETS

FILE = "streets.geojson"
CONFIG = f"""# Written with the demonstration: an outline that nobody surveyed, marked so on the page.
outline_file = "{FILE}"
outline_property = "name"
outline_is_invented = true
"""
# Corners of a made-up district, in degrees; neighbours share them, so that no gap stands between two streets.
CORNERS = {
    "a": (114.20, 22.78), "b": (114.30, 22.80), "c": (114.44, 22.80), "d": (114.23, 22.73), "e": (114.31, 22.74), "f": (114.36, 22.75),
    "g": (114.47, 22.73), "h": (114.19, 22.70), "i": (114.26, 22.68), "j": (114.33, 22.69), "k": (114.39, 22.70), "l": (114.47, 22.66),
    "m": (114.21, 22.63), "n": (114.31, 22.61), "o": (114.40, 22.60),
}  # fmt: skip
# The corners around each street, in the order of the streets.
RINGS = ("cgkf", "bcfkje", "hdeji", "jkglon", "hijnm", "abed")
# How far the middle of a border stands off the straight line, as a part of its length.
BEND = 0.16

Point = tuple[float, float]


def lay_outline(folder: Path, names: str = "") -> None:
    """Write outline and configuration, `names` first, into a folder that has neither; what people wrote is theirs."""
    config = folder / "district.toml"
    if config.exists() or (folder / FILE).exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(json.dumps(outline(), ensure_ascii=False), encoding="utf-8")
    config.write_text(names + CONFIG, encoding="utf-8")


def outline() -> dict[str, Any]:
    """Return the streets of the fictional district as GeoJSON."""
    features = [_feature(name, ring) for (name, _, _), ring in zip(STREETS, RINGS, strict=True)]
    return {"type": "FeatureCollection", "features": features}


def _feature(name: str, ring: str) -> dict[str, Any]:
    points = [point for first, second in pairwise(ring + ring[0]) for point in (CORNERS[first], _middle(first, second))]
    return {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [[*points, points[0]]]}}


def _middle(first: str, second: str) -> Point:
    """Return the middle of a border, bent to one side; the same from whichever side it is drawn."""
    (x1, y1), (x2, y2) = (CORNERS[corner] for corner in sorted((first, second)))
    bend = BEND if (ord(first) + ord(second)) % 2 else -BEND
    return round((x1 + x2) / 2 - bend * (y2 - y1), 5), round((y1 + y2) / 2 + bend * (x2 - x1), 5)
