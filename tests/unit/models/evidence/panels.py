"""Small districts with known events, for the tests of evidence and risk."""

from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from models.series.panel import Panel
from warehouse.vocabulary import INDICATORS

PHYSICAL = ("electricity", "water", "gas", "employment")
BOOKED = ("output_value", "value_added", "tax")
NO_APPEALS = pl.DataFrame(schema={"uscc": pl.String, "raised_on": pl.Date, "topic": pl.String, "closed_on": pl.Date})
NO_VISITS = pl.DataFrame(
    schema={
        "uscc": pl.String,
        "visited_on": pl.Date,
        "visited_by": pl.String,
        "finding": pl.String,
        "outcome": pl.String,
        "note": pl.String,
    }
)


def quiet_panel(enterprises: int = 120, months: int = 40, noise: float = 0.08, seed: int = 5) -> Panel:
    """A district in which nothing happens: own sizes, a season shared by all, a little noise."""
    random = np.random.default_rng(seed)
    season = 0.3 * np.sin(np.arange(months) / 12 * 2 * np.pi)
    size = random.normal(7, 1, (enterprises, len(INDICATORS.keys), 1))
    values = np.exp(size + season + random.normal(0, noise, (enterprises, len(INDICATORS.keys), months)))
    return Panel(np.array([f"E{number:04d}" for number in range(enterprises)]), date(2023, 1, 1), values)


def with_fall(panel: Panel, rows: list[int], names: tuple[str, ...], since: int, share: float) -> Panel:
    """The same district with the named indicators of some enterprises at ``share`` of themselves from a month on."""
    values = panel.values.copy()
    for name in names:
        for row in rows:
            values[row, INDICATORS.index(name), since:] *= share
    return Panel(panel.uscc, panel.first, values)


def one_group(panel: Panel) -> npt.NDArray[np.int64]:
    """All enterprises are each other's peers."""
    return np.zeros(len(panel.uscc), dtype=np.int64)
