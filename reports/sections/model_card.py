"""The model card: a row for each feature of a risk, its line with the steps that bend it, and both drawn in their band beside the expert's.

In: out_model_card rows. Out: how weights are learned (models.risk), the page (reports.model_page).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl
from markupsafe import Markup

from reports.words import model_tables as texts
from reports.words.format import signed
from reports.words.text import Words

WIDTH: Final = 132
HEIGHT: Final = 36
_MARGIN: Final = 3
# Beyond the first and the last step the line goes on for this part of the distance between them, or for so much where there is one step.
_BEYOND_SHARE: Final = 0.3
_BEYOND_LEAST: Final = 0.3
# Two-sided 95 %.
_ERRORS: Final = 1.96

Points = list[tuple[float, float]]
Step = tuple[float, float]
Errors = Mapping[float | None, float | None]


def card_rows(card: pl.DataFrame, words: Words) -> list[dict[str, Any]]:
    """Return a row per risk and feature in the card's order: the columns of its line, `steps` in words, `shape` as a drawing; both may be
    empty. `card`: rows of out_model_card, in which a step has the value from which it counts as `from_value`.
    """
    own: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in card.to_dicts():
        own.setdefault((row["risk"], row["feature"]), []).append(row)
    return [_row(rows, words) for rows in own.values()]


def _row(rows: list[dict[str, Any]], words: Words) -> dict[str, Any]:
    steps = sorted((row["from_value"], row["coefficient"]) for row in rows if row["from_value"] is not None)
    line = next((row for row in rows if row["from_value"] is None), rows[0])
    worded = [words.say(texts.STEP, value=signed(edge, 2), change=signed(size, 2)) for edge, size in steps]
    errors = {row["from_value"]: row.get("height_error") for row in rows}
    shape = Markup(shape_of(line["coefficient"], line["prior_mean"], steps, errors)) if steps else ""  # noqa: S704 - drawn here from numbers
    return line | {"steps": words.say(texts.STEP_JOIN).join(worded), "shape": shape}


def shape_of(weight: float, expected: float, steps: list[Step], errors: Errors) -> str:
    """Draw what a feature adds by its value: the expert's line dashed, with steps solid in its 95 % band; all are nothing where the first
    step begins.

    `weight` and `expected` in log-odds per unit, `steps` as (value from which, log-odds added), ascending; `errors`: standard error of the
    weight by None, and of the height from a step on by its value. Without them there is no band.
    """
    first, last = steps[0][0], steps[-1][0]
    beyond = max(_BEYOND_LEAST, _BEYOND_SHARE * (last - first))
    ends = first - beyond, last + beyond
    straight = [(value, expected * (value - first)) for value in ends]
    bent = _bent(weight, steps, ends)
    band = _band(bent, steps, errors)
    heights = [height for _, height in (*straight, *bent, *band)]
    low, high = min(heights), max(heights)

    def path(points: Points) -> str:
        places = (
            f"{_MARGIN + (WIDTH - 2 * _MARGIN) * (value - ends[0]) / (ends[1] - ends[0]):.1f} "
            f"{_MARGIN + (HEIGHT - 2 * _MARGIN) * (high - height) / ((high - low) or 1.0):.1f}"
            for value, height in points
        )
        return "M" + "L".join(places)

    drawn = f'<path class="b80" d="{path(band)}Z"/>' if band else ""
    return (
        f'<svg class="small shape" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
        f'{drawn}<path class="e" d="{path(straight)}"/><path class="v" d="{path(bent)}"/></svg>'
    )


def _band(bent: Points, steps: list[Step], errors: Errors) -> Points:
    """Return the outline of the band around a bent line, its upper edge first; empty where errors are not known.

    What is added before the first step is uncertain by the line alone; from a step on by the error of its height, and from there to the
    next in a straight line, beyond the last with the line.
    """
    slope, known = errors.get(None), [errors.get(edge) for edge, _ in steps]
    if slope is None or any(error is None for error in known):
        return []
    at_steps = [float(error or 0.0) for error in known]
    before, after = slope * (steps[0][0] - bent[0][0]), at_steps[-1] + slope * (bent[-1][0] - steps[-1][0])
    # A step has two corners: the width that was reached before it, and its own.
    widths = [before, *(width for pair in zip([0.0, *at_steps[:-1]], at_steps, strict=True) for width in pair), after]
    upper = [(value, height + _ERRORS * width) for (value, height), width in zip(bent, widths, strict=True)]
    lower = [(value, height - _ERRORS * width) for (value, height), width in zip(bent, widths, strict=True)]
    return [*upper, *reversed(lower)]


def _bent(weight: float, steps: list[Step], ends: tuple[float, float]) -> Points:
    """Return the corners of the line with its steps."""
    first, added = steps[0][0], 0.0
    points = [(ends[0], weight * (ends[0] - first))]
    for edge, size in steps:
        height = weight * (edge - first) + added
        points += [(edge, height), (edge, height + size)]
        added += size
    return [*points, (ends[1], weight * (ends[1] - first) + added)]
