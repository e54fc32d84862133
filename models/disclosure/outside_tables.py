"""The tables of an edition for readers outside: totals by street, section and size, of the month and since January.

In: which totals there are, what earlier editions of the year printed, the choice of what is left out. Out: the search for it
(suppression.py), gathering (pipelines.delivery), the page (reports.outside).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from models.disclosure.first_printed import EditionFigures, agree_with, features_first_printed, figures_first_printed
from models.disclosure.linked_sums import FEATURES, Floats, LinkedSums, Span, Total, groups_of
from models.disclosure.rounded_counts import rounded_to
from models.disclosure.settings import DisclosureSettings
from models.disclosure.suppression import Pattern, Protection, choose
from warehouse.outside_vocabulary import MONTH, YEAR_TO_DATE
from warehouse.periods import shift_month, year_start
from warehouse.vocabulary import STOCKS

MEASURES: Final = ("output_value", "tax", "employment", "electricity")
TOTAL_COLUMNS: Final = ("measure", "span", *FEATURES, "value", "enterprises_about", "is_hidden")


@dataclass(frozen=True, slots=True)
class OutsideInputs:
    """What the tables are made from.

    `series`: figures that count in the district's totals (uscc, indicator, period, value); `register`: uscc, street, industry_division.
    `printed`: what earlier editions of the year printed: month, TOTAL_COLUMNS, by month and revision. `earlier`: what those were made from.
    """

    series: pl.DataFrame
    register: pl.DataFrame
    month: date
    printed: pl.DataFrame
    earlier: tuple[EditionFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureTables:
    """The totals of one measure (TOTAL_COLUMNS), and how their pattern was found."""

    rows: pl.DataFrame
    pattern: Pattern
    protection: Protection


def outside_tables(inputs: OutsideInputs, settings: DisclosureSettings, measures: Sequence[str] = MEASURES) -> list[MeasureTables]:
    """Return the tables of every measure; of one for which no safe choice is found every total is left out."""
    editions = (*inputs.earlier, EditionFigures(inputs.month, inputs.series, inputs.register))
    first, placed = replace(inputs, series=figures_first_printed(editions)), features_first_printed(editions)
    return [_tables_of(first, placed, measure, settings) for measure in measures]


def _tables_of(inputs: OutsideInputs, placed: pl.DataFrame, measure: str, settings: DisclosureSettings) -> MeasureTables:
    printed = inputs.printed.filter(pl.col("measure") == measure)
    is_stock = measure in STOCKS
    months = [inputs.month] if is_stock else sorted({*printed["month"], inputs.month})
    stretches = _stretches(months, is_stock=is_stock)
    own = inputs.series.filter(pl.col("indicator") == measure)
    spans = _spans(months, stretches, is_stock=is_stock)
    # Who reported nothing in the year is in no total.
    firms = placed.join(own.filter(pl.col("value").is_not_null(), _within(stretches)), on="uscc", how="semi", maintain_order="left")
    groups = groups_of(firms)
    totals = tuple(Total(group, span) for group in groups for span in dict.fromkeys(spans.values()))
    sums = LinkedSums(firms, _figures(own, firms, stretches), totals)
    now = {name: spans[inputs.month, name] for name in ((MONTH,) if is_stock else (MONTH, YEAR_TO_DATE))}
    # A sum since January over other figures than those before it would give the difference away.
    agrees = agree_with(printed.filter(pl.col("month") < inputs.month), totals, spans, sums.values)
    shown = set(now.values()) if agrees else {now[MONTH]}
    protection = Protection(
        sums,
        printable=np.array([total.span in shown for total in totals], dtype=bool),
        printed=_flags(printed.filter(~pl.col("is_hidden")), totals, spans, inputs.month),
        kept=_flags(printed.filter("is_hidden"), totals, spans, inputs.month),
        hidden_before=_like_last(printed, totals, now),
        settings=settings,
    )
    pattern = choose(protection)
    return MeasureTables(_rows(measure, protection, now, pattern), pattern, protection)


def _within(stretches: Sequence[tuple[date, date]]) -> pl.Expr:
    return pl.col("period").is_between(stretches[0][0], stretches[-1][1])


def _stretches(months: Sequence[date], *, is_stock: bool) -> list[tuple[date, date]]:
    """Cut the year to its last edition into the months of editions and what lies between them."""
    found, start = [], months[0] if is_stock else year_start(months[-1])
    for month in months:
        found += [(start, shift_month(month, -1))] if start < month else []
        found.append((month, month))
        start = shift_month(month, 1)
    return found


def _spans(months: Sequence[date], stretches: Sequence[tuple[date, date]], *, is_stock: bool) -> dict[tuple[date, str], Span]:
    """Return the spans over which totals are printed, and those that follow from two of them by subtraction."""
    place = {stretch: number for number, stretch in enumerate(stretches)}
    found = {(month, MONTH): Span(place[month, month], place[month, month]) for month in months}
    if not is_stock:
        found |= {(month, YEAR_TO_DATE): Span(0, place[month, month]) for month in months}
        found |= {(first, "between"): Span(number, number) for number, (first, last) in enumerate(stretches) if first != last}
        found |= {(month, "before"): Span(0, place[month, month] - 1) for month in months if place[month, month]}
    return found


def _figures(own: pl.DataFrame, firms: pl.DataFrame, stretches: Sequence[tuple[date, date]]) -> Floats:
    """Sum the figures of every enterprise over each stretch, NaN where nothing was reported."""
    columns = []
    for first, last in stretches:
        known = own.filter(pl.col("period").is_between(first, last), pl.col("value").is_not_null())
        summed = known.group_by("uscc").agg(pl.col("value").sum())
        columns.append(
            firms.select("uscc").join(summed, on="uscc", how="left", maintain_order="left")["value"].fill_null(float("nan")).to_numpy()
        )
    return np.column_stack(columns).astype(np.float64)


def _flags(printed: pl.DataFrame, totals: Sequence[Total], spans: Mapping[tuple[date, str], Span], month: date) -> np.ndarray:
    """Say which totals some rows of earlier editions are about."""
    names = printed.select("month", "span", *FEATURES).rows()
    out = {(tuple(group), spans[of, span]) for of, span, *group in names if (of, span) in spans and of <= month}
    return np.array([(total.group, total.span) in out for total in totals], dtype=bool)


def _like_last(printed: pl.DataFrame, totals: Sequence[Total], now: Mapping[str, Span]) -> np.ndarray:
    """Say which totals of this month were left out in the last edition."""
    last = printed.filter(pl.col("month") == pl.col("month").max(), pl.col("is_hidden"))
    hidden = {(tuple(group), now[span]) for span, *group in last.select("span", *FEATURES).rows() if span in now}
    return np.array([(total.group, total.span) in hidden for total in totals], dtype=bool)


def _rows(measure: str, protection: Protection, now: Mapping[str, Span], pattern: Pattern) -> pl.DataFrame:
    """Lay out the totals of the edition; where nobody reported there is no figure, and nothing is hidden."""
    sums, step = protection.sums, protection.settings.count_step
    counts, place = sums.counts(), {total: number for number, total in enumerate(sums.totals)}
    rows = []
    for span, months in now.items():
        for group in dict.fromkeys(total.group for total in sums.totals):
            number = place[Total(group, months)]
            count = int(counts[number])
            hidden = bool(pattern.hidden[number]) or (count > 0 and not protection.printable[number])
            is_shown = not hidden and count > 0
            rows.append({
                "measure": measure, "span": span, **dict(zip(FEATURES, group, strict=True)),
                "value": float(round(sums.values[number])) if is_shown else None,
                "enterprises_about": rounded_to(count, step) if is_shown else None,
                "is_hidden": hidden,
            })  # fmt: skip
    return pl.DataFrame(rows, schema=empty_totals().schema)


def empty_totals() -> pl.DataFrame:
    """Return totals without a row."""
    texts = dict.fromkeys(TOTAL_COLUMNS, pl.String())
    return pl.DataFrame(schema={**texts, "value": pl.Float64(), "enterprises_about": pl.Int64(), "is_hidden": pl.Boolean()})
