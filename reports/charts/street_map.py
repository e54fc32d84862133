"""The district's streets coloured by their rate of warnings, prepared once for both painters.

In: outlines as points, rates by street. Out: ink (matplotlib_charts, plotly_specs style drawings in this folder's painters).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, cos, radians
from typing import Any

import polars as pl

from reports.words import street_map as texts
from reports.words.format import number, plain
from reports.words.text import Words

Point = tuple[float, float]
Ring = list[Point]
# From low to high; names of tones of the palette.
TONES = ("ratea", "rateb", "ratec", "rated")
STEPS = (0.5, 1, 2, 2.5, 5, 10, 20, 25)
# A map of this many steps across shows every bend a reader can see.
GRID = 400


@dataclass(frozen=True, slots=True)
class Area:
    """One street as drawn: its rings, where its label stands, its figures; `step` is the place of its tone, None without a rate."""

    street: str
    rings: list[Ring]
    label: Point
    rate: float | None
    count: int
    monitored: int | None
    step: int | None


@dataclass(frozen=True, slots=True)
class StreetMap:
    """The streets with an outline, the bounds between their tones, the streets without one, and whether the borders are invented."""

    areas: list[Area]
    bounds: list[float]
    absent: list[str]
    is_invented: bool

    @property
    def classes(self) -> list[tuple[str, float, float]]:
        """Each tone with the rates it stands for."""
        return [(tone, low, high) for tone, (low, high) in zip(TONES, pairwise(self.bounds), strict=True)]


def prepare_map(outline: pl.DataFrame, places: pl.DataFrame) -> StreetMap | None:
    """The map of `sections.by_street_and_industry.by_place` on the frame `outline`; None where no outline is configured."""
    if outline.is_empty():
        return None
    figures = {row["name"]: row for row in places.iter_rows(named=True)}
    shapes = _shapes(outline)
    step = _step(max((row["per_hundred"] or 0.0 for row in figures.values()), default=0.0))
    areas = [_area(plain(street, 40), rings, figures.get(plain(street, 40), {}), step) for street, rings in shapes.items()]
    drawn = {area.street for area in areas}
    absent = sorted(row["name"] for row in figures.values() if row["is_named"] and row["name"] not in drawn)
    return StreetMap(areas, [place * step for place in range(len(TONES) + 1)], absent, bool(outline["is_invented"].any()))


def map_words(streets: StreetMap, words: Words) -> str:
    """What the map shows, in numbers: its caption and alt text."""
    ordered = sorted(streets.areas, key=lambda area: (-(area.rate or 0.0), area.street))
    return words.say(
        texts.CAPTION,
        streets=words.listed(words.say(texts.STREET, street=area.street, rate=number(area.rate, 1)) for area in ordered),
        absent=words.say(texts.ABSENT, streets=words.listed(streets.absent)) if streets.absent else "",
        invented=words.say(texts.INVENTED) if streets.is_invented else "",
    )


def _step(highest: float) -> float:
    return next((step for step in STEPS if step * len(TONES) >= highest), float(ceil(highest / len(TONES))))


def _shapes(outline: pl.DataFrame) -> dict[str, list[Ring]]:
    """The rings of each street on a grid of GRID steps across, so that neighbours keep a common border and pages stay small."""
    is_degrees = bool((outline["x"].abs().max() <= 180) & (outline["y"].abs().max() <= 90))  # type: ignore[operator]
    # A degree to the east is shorter than one to the north, the more so the farther from the equator.
    across = cos(radians(float(outline["y"].mean()))) if is_degrees else 1.0  # type: ignore[arg-type]
    x, y = pl.col("x") * across, pl.col("y")
    placed = outline.sort("street", "ring", "place").with_columns(x=x - x.min(), y=y - y.min())
    unit = max(float(placed["x"].max()), float(placed["y"].max())) / GRID or 1.0  # type: ignore[arg-type]
    snapped = placed.with_columns((pl.col("x") / unit).round(0), (pl.col("y") / unit).round(0))
    shapes: dict[str, list[Ring]] = {}
    for (street, _), ring in snapped.group_by("street", "ring", maintain_order=True):
        points = list(ring.select("x", "y").iter_rows())
        shapes.setdefault(str(street), []).append([point for place, point in enumerate(points) if place == 0 or point != points[place - 1]])
    return shapes


def _area(street: str, rings: list[Ring], row: dict[str, Any], step: float) -> Area:
    rate = row.get("per_hundred")
    place = None if rate is None else min(int(rate / step), len(TONES) - 1)
    return Area(
        street, rings, _middle(max(rings, key=lambda ring: abs(_size(ring)))), rate, row.get("count", 0), row.get("monitored"), place
    )


def _size(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def _middle(ring: Ring) -> Point:
    """The centre of gravity of a ring."""
    size = _size(ring)
    if size == 0:
        return ring[0]
    parts = [(x1 + x2, y1 + y2, x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairwise(ring)]
    return sum(x * weight for x, _, weight in parts) / (6 * size), sum(y * weight for _, y, weight in parts) / (6 * size)
