"""Dense arrays of the comparable series: enterprises × indicators × months, missing as NaN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from models.numeric import Floats
from warehouse.periods import month_number, month_numbers, number_month
from warehouse.vocabulary import INDICATORS

INDICATOR_CODES: Final = pl.Enum(list(INDICATORS.keys))


@dataclass(frozen=True, slots=True)
class Panel:
    """Comparable figures of a district as one array.

    ``values`` has shape (enterprises, indicators, months) in canonical units, NaN where nothing is known; ``uscc`` has shape
    (enterprises,) and is sorted; ``first`` is the first month, and the last axis runs without gaps to the last one.
    """

    uscc: npt.NDArray[np.str_]
    first: date
    values: Floats

    @property
    def months_count(self) -> int:
        """Number of months on the last axis."""
        return int(self.values.shape[2])

    def indicator(self, name: str) -> Floats:
        """Figures of one indicator, shape (enterprises, months)."""
        return self.values[:, INDICATORS.index(name), :]


def build_panel(series: pl.DataFrame, uscc: pl.Series, last_month: date, months_count: int) -> Panel:
    """Lay ``series`` (``uscc, indicator, period, value``) out for the enterprises ``uscc`` and the months up to ``last_month``.

    Rows of other enterprises, indicators or months are left out. ``uscc`` must hold no code twice.
    """
    order = uscc.sort()
    first = month_number(last_month) - months_count + 1
    index = pl.DataFrame({"uscc": order, "row": np.arange(len(order))})
    cells = (
        series.join(index, on="uscc", how="inner")
        .filter(pl.col("indicator").is_in(INDICATORS.keys))
        .select(
            "row",
            "value",
            column=pl.col("indicator").cast(INDICATOR_CODES).to_physical().cast(pl.Int64),
            month=month_numbers("period") - first,
        )
        .filter(pl.col("month").is_between(0, months_count - 1))
    )
    values = np.full((len(order), len(INDICATORS.keys), months_count), np.nan)
    values[cells["row"].to_numpy(), cells["column"].to_numpy(), cells["month"].to_numpy()] = cells["value"].to_numpy()
    return Panel(uscc=order.to_numpy().astype(str), first=number_month(first), values=values)
