"""The figures of the catalogue as plain sums over the stored series of a month, written without the program's own computation."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import Any

from warehouse.connection import connect_for_people
from warehouse.printed_figures import FIGURES
from warehouse.vocabulary import INDICATORS, LUMPY

Series = dict[tuple[str, str], dict[int, tuple[float | None, float | None]]]
# Of the register, by the enterprise or by the meter the row names.
HELD = """
with every_row as (
    select delivery_id, row_number, indicator, rule, uscc, account
    from raw_quarantine__event_rows where action = 'set_aside' and period = $1
    union all
    select delivery_id, row_number, indicator, rule, uscc, account
    from feat_edits__monthly_observations where month = $2 and period = $2
),
aside as (
    select * from every_row
    where uscc in (select uscc from core_register__event_enterprises)
        or (indicator, account) in (select indicator, account from core_accounts__event_enterprises)
)
select count(*) from aside
where indicator = $3 and not exists (
    select 1 from raw_settlements__event_rows as s
    where s.kind <> 'suspected' and s.delivery_id = aside.delivery_id and s.row_number is not distinct from aside.row_number
        and s.indicator = aside.indicator and s.rule = aside.rule
)
"""


class StoredFigures:
    """What the warehouse holds of a month."""

    def __init__(self, warehouse: Path, month: date) -> None:
        """Read the month."""
        self.month = month
        self.at = month.year * 12 + month.month - 1
        # As the program's own readers open it, since one process may not open a file in two ways.
        self._connection = connect_for_people(warehouse)
        self._series = self._read_series()
        self._sums: dict[tuple[str, str], float] = {}

    def rows(self, table: str, where: str = "true") -> list[dict[str, Any]]:
        """Return the month's rows of a table."""
        return self.rows_of(table, self.month, where)

    def rows_of(self, table: str, month: date, where: str = "true") -> list[dict[str, Any]]:
        """Return the rows of a table of any month."""
        found = self._connection.execute(f"select * from {table} where month = ? and {where}", [month])  # noqa: S608 - names of our own
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def query(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Return the rows of a statement."""
        return self._connection.execute(sql, list(values)).fetchall()

    def figure(self, uscc: str, key: str) -> float | None:
        """Return a figure of the catalogue for an enterprise, None where it cannot be given."""
        return self.figure_until(uscc, key, self.month)

    def figure_until(self, uscc: str, key: str, until: date) -> float | None:
        """Return a figure of the catalogue as it stood with an earlier month as the last one."""
        figure, last = FIGURES[key], until.year * 12 + until.month - 1
        own = self._series.get((uscc, figure.indicator), {})
        if figure.comparison == "share":
            mine, whole = self.figure(uscc, key.removesuffix("_share")), self._district(figure.indicator, figure.window)
            return None if mine is None or not whole else max(mine, 0.0) / whole
        months = self.months_of(figure.window, last)
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

    def months_of(self, window: str, last: int) -> range:
        """Return the months of a window that ends with a month, numbered from year 0 on."""
        length = {"month": 1, "three_months": 3, "year_to_date": last % 12 + 1, "twelve_months": 12, "latest": 12}[window]
        return range(last - length + 1, last + 1)

    def months_present(self, uscc: str, key: str) -> int:
        """Return how many months of a figure's window have a value."""
        own = self._series.get((uscc, FIGURES[key].indicator), {})
        return sum(own.get(at, (None, None))[0] is not None for at in self.months_of(FIGURES[key].window, self.at))

    def pairs(self, indicator: str) -> dict[str, tuple[float, float]]:
        """Return value and base of the month of everybody who has both and had not left the register by its end."""
        gone = self.query(
            "with day as (select max(as_of) as as_of from out_briefings__monthly_editions where month = $1), known as (select register.* "
            "from core_register__event_enterprises as register, day where known_on <= day.as_of "
            "qualify row_number() over (partition by uscc order by known_on desc, delivery_id desc, row_number desc) = 1) "
            "select uscc from known where left_register_on <= last_day($1::date)", self.month,
        )  # fmt: skip
        left = {str(uscc) for (uscc,) in gone}
        own = {uscc: months for (uscc, of), months in self._series.items() if of == indicator and uscc not in left}
        found = {uscc: months.get(self.at, (None, None)) for uscc, months in own.items()}
        return {uscc: (value, base) for uscc, (value, base) in found.items() if value is not None and base is not None}

    def value_at(self, uscc: str, indicator: str, month: date) -> float | None:
        """Return the figure of one month."""
        return self._series.get((uscc, indicator), {}).get(month.year * 12 + month.month - 1, (None, None))[0]

    def last_seen(self, uscc: str, indicator: str) -> tuple[int | None, bool]:
        """Return how many months ago an indicator was last reported within a year, and whether its rhythm leaves months out."""
        recent = self._reported.get((uscc, indicator), [])
        is_rhythmic = any("two_month_bill" in flags or ("merged" in flags and self.month.month == 1) for _, flags in recent)
        return min((age for age, _ in recent), default=None), is_rhythmic

    @cached_property
    def _reported(self) -> dict[tuple[str, str], list[tuple[int, str]]]:
        """The months of a year that were reported, by enterprise and indicator: how long ago, and their flags."""
        rows = self.query(
            "select uscc, indicator, $2 - year(period) * 12 - month(period) + 1 as age, coalesce(flags, '') "
            "from feat_series__monthly_enterprises where month = $1 and value is not null and age between 0 and 12", self.month, self.at,
        )  # fmt: skip
        found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for uscc, indicator, age, flags in rows:
            found[str(uscc), str(indicator)].append((int(str(age)), str(flags)))
        return found

    def age_of(self, indicator: str) -> int | None:
        """Return how many months old the newest figure of an indicator is, whoever it is about."""
        known = [
            at for (_, of), months in self._series.items() if of == indicator for at, (value, _) in months.items() if value is not None
        ]
        return self.at - max(known) if known else None

    def held(self, indicator: str) -> int:
        """Return how many figures of the month are set aside and nobody has settled them."""
        return int(str(self.query(HELD, f"{self.month:%Y-%m}", self.month, indicator)[0][0]))

    def _district(self, indicator: str, window: str) -> float:
        """Return the sum over the enterprises of the register; refunds relieve nobody."""
        if (indicator, window) not in self._sums:
            values = [self.figure(uscc, f"{indicator}_{window}") for uscc in self._enterprises()]
            self._sums[indicator, window] = sum(max(value, 0.0) for value in values if value is not None)
        return self._sums[indicator, window]

    def _enterprises(self) -> Collection[str]:
        # Shares are of the monitored: who had entered the register and not left it on the day the month was made.
        found = self.query(
            "with day as (select max(as_of) as as_of from out_briefings__monthly_editions where month = ?), known as (select register.* "
            "from core_register__event_enterprises as register, day where known_on <= day.as_of "
            "qualify row_number() over (partition by uscc order by known_on desc, delivery_id desc, row_number desc) = 1) "
            "select uscc from known, day where coalesce(registered_on, date '1900-01-01') <= day.as_of "
            "and coalesce(left_register_on, date '9999-01-01') > day.as_of", self.month,
        )  # fmt: skip
        return {str(uscc) for (uscc,) in found}

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
