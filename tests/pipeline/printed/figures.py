"""The figures of the catalogue as plain sums over the stored series of a month, written without the program's own computation."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from pathlib import Path
from statistics import median

import duckdb

from warehouse.printed_figures import FIGURES
from warehouse.vocabulary import INDICATORS, LUMPY

Series = dict[tuple[str, str], dict[int, tuple[float | None, float | None]]]


class StoredFigures:
    """What the warehouse holds of a month."""

    def __init__(self, warehouse: Path, month: date) -> None:
        """Read the month."""
        self.month = month
        self.at = month.year * 12 + month.month - 1
        self._connection = duckdb.connect(str(warehouse), read_only=True)
        self._series = self._read_series()

    def rows(self, table: str, where: str = "true") -> list[dict[str, object]]:
        """Return the month's rows of a table."""
        found = self._connection.execute(f"select * from {table} where month = ? and {where}", [self.month])  # noqa: S608 - names of our own
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def query(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Return the rows of a statement."""
        return self._connection.execute(sql, list(values)).fetchall()

    def figure(self, uscc: str, key: str) -> float | None:
        """Return a figure of the catalogue for an enterprise, None where it cannot be given."""
        figure = FIGURES[key]
        own = self._series.get((uscc, figure.indicator), {})
        if figure.comparison == "share":
            mine, whole = self.figure(uscc, key.removesuffix("_share")), self._district(figure.indicator, figure.window)
            return None if mine is None or not whole else max(mine, 0.0) / whole
        months = self._months(figure.window)
        if figure.comparison == "growth":
            pairs = [own.get(at, (None, None)) for at in months]
            if any(value is None or base is None for value, base in pairs):
                return None
            base = sum(base for _, base in pairs if base is not None)
            return sum(value for value, _ in pairs if value is not None) / base - 1 if base > 0 else None
        values = [value for at in months if (value := own.get(at, (None, None))[0]) is not None]
        if not values:
            return None
        if figure.window == "latest":
            return values[-1]
        return sum(values) / (len(values) if INDICATORS[figure.indicator].is_stock else 1)

    def _months(self, window: str) -> range:
        """Return the months of a window."""
        length = {"month": 1, "three_months": 3, "year_to_date": self.month.month, "twelve_months": 12, "latest": 12}[window]
        return range(self.at - length + 1, self.at + 1)

    def _district(self, indicator: str, window: str) -> float:
        """Return the sum over the enterprises of the register; refunds relieve nobody."""
        key = f"{indicator}_{window}"
        return sum(max(value, 0.0) for uscc in self._enterprises() if (value := self.figure(uscc, key)) is not None)

    def _enterprises(self) -> Collection[str]:
        return {uscc for uscc, _ in self._series}

    def _read_series(self) -> Series:
        """Return figure and base by enterprise, indicator and month; what stands fifty times above the own median counts as not arrived."""
        read = self.query(
            "select uscc, indicator, year(period) * 12 + month(period) - 1, value, growth_base "
            "from feat_series__monthly_enterprises where month = ? and period <= ? order by 1, 2, 3",
            self.month,
            self.month,
        )
        raw: dict[tuple[str, str], dict[int, tuple[float | None, float | None]]] = defaultdict(dict)
        for uscc, indicator, at, value, base in read:
            if int(str(at)) > self.at - 36:
                raw[str(uscc), str(indicator)][int(str(at))] = (_float(value), _float(base))
        return {key: _based(key[1], months) for key, months in raw.items()}


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))


def _based(indicator: str, months: dict[int, tuple[float | None, float | None]]) -> dict[int, tuple[float | None, float | None]]:
    """Return every month with its base: the one that was reported, else the figure of the year before."""
    positive = [value for value, _ in months.values() if value is not None and value > 0]
    most = 50 * median(positive) if len(positive) >= 6 and indicator not in LUMPY else float("inf")
    kept = {at: (None if value is not None and value > most else value) for at, (value, _) in months.items()}
    return {at: (kept[at], base if base is not None else kept.get(at - 12)) for at, (_, base) in months.items()}
