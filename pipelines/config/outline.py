"""Reading the outline of the district's streets, a GeoJSON file that the configuration names.

In: one polygon or several for each street, in degrees or in metres. Out: how it is drawn (reports.charts.street_map).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from pipelines.errors import SettingsError

Point = tuple[float, float]
Ring = tuple[Point, ...]
# The fewest points of a ring, the first repeated at its end.
LEAST_POINTS = 4
NEEDED = "a GeoJSON FeatureCollection of Polygon or MultiPolygon features"


@dataclass(frozen=True, slots=True)
class StreetOutline:
    """The outline of one street: its name as the register has it, and its rings."""

    street: str
    rings: tuple[Ring, ...]


def read_outline(path: Path, name_property: str) -> tuple[StreetOutline, ...]:
    """Return the streets of an outline by name; raises SettingsError that says what is wrong with the file."""
    features = _features(path)
    found: dict[str, StreetOutline] = {}
    for number, feature in enumerate(features, 1):
        street = _street(path, number, feature, name_property)
        if street in found:
            raise SettingsError(f"{path}: feature {number} is {street} again; join its parts in one MultiPolygon")
        found[street] = StreetOutline(street, tuple(_rings(path, street, feature.get("geometry"))))
    return tuple(found[street] for street in sorted(found))


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(
            f"{path}, which district.toml names as outline_file, cannot be read: {error}; needed {NEEDED}; correct name or file, or "
            "remove outline_file"
        ) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features or not all(isinstance(one, dict) for one in features):
        raise SettingsError(f"{path} holds no features; needed {NEEDED}: correct the file, or remove outline_file from district.toml")
    return features


def _street(path: Path, number: int, feature: dict[str, Any], name_property: str) -> str:
    properties = feature.get("properties") or {}
    name = properties.get(name_property) if isinstance(properties, dict) else None
    if isinstance(name, str) and name.strip():
        return name.strip()
    known = ", ".join(sorted(properties)) if isinstance(properties, dict) and properties else "none"
    raise SettingsError(
        f"{path}: feature {number} has no text in the property {name_property}; its properties are {known}: "
        "name the one with the street as outline_property in district.toml, or correct the file"
    )


def _rings(path: Path, street: str, geometry: object) -> Iterator[Ring]:
    shape = geometry if isinstance(geometry, dict) else {}
    kind = shape.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise SettingsError(f"{path}: {street} is a {kind}; needed is a Polygon or a MultiPolygon: correct the file")
    polygons = [shape.get("coordinates")] if kind == "Polygon" else shape.get("coordinates")
    try:
        rings = [tuple((float(point[0]), float(point[1])) for point in ring) for polygon in polygons for ring in polygon]  # type: ignore[union-attr]
    except (TypeError, ValueError, IndexError, KeyError):
        rings = []
    if not rings or not all(len(ring) >= LEAST_POINTS and all(isfinite(x) and isfinite(y) for x, y in ring) for ring in rings):
        raise SettingsError(
            f"{path}: the outline of {street} has no rings of {LEAST_POINTS} points or more, each of two numbers; correct it"
        )
    yield from rings
