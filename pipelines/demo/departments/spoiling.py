"""Faults in departmental files, planted at stated rates with the truth kept.

A rate is a share of the filled figures a kind can happen to, so that a wide row has two chances. Each row carries at most one fault.
What is written in an unusual but readable way is no fault (see `spelling`).
"""

from collections.abc import Callable

import numpy as np
import polars as pl

from pipelines.demo.departments.forms import Figure, Form
from pipelines.demo.faults import SLIP_WEIGHTS, SLIPS, spoil_code
from pipelines.demo.settings import DemoSettings

# Shares of the figures (rows for codes and copies) each kind can happen to; kinds shared with the tidy files have the same rates there.
RATES = {
    "unit_slip": 0.0010,  # one figure in a wrong unit: times 1,000, 10,000, 10, or a thousandth
    "bad_check_digit": 0.0004,
    "numeric_code": 0.0004,  # the code in a cell of numbers, workbooks only
    "conflict": 0.0002,  # two values on one day; both rows are named
    "future_period": 0.0001,
    "duplicate": 0.0020,
    "swapped_columns": 0.0004,  # the month under the total and the other way round
    "swapped_years": 0.0003,  # this year's figures under last year's and the other way round
    "month_for_total": 0.0003,
    "total_for_month": 0.0003,
}
# What happens to whole files: share of the years in which one month's statistics are in CNY under a header of thousands, and copies
# of a workbook that broke off on their way, in all.
WRONG_FILE_YEARS = 0.4
DAMAGED_FILES = 1
# Rows that come twice, once with a cell nobody can take: a share of the rows of the forms each kind can happen to.
TWIN_RATES = {
    "percent_for_count": 0.0003,  # a percentage where people are counted
    "scientific_account": 0.0002,  # an account of which a spreadsheet left three digits
    "account_word": 0.0001,  # a word for nothing, or for everything, where the account is due
}
# Rows that a later row takes back; no fault, but a row of its own kind.
WITHDRAWN_RATE = 0.0003
WITHDRAWN_AFTER_DAYS = (10, 40)
# Kinds that have to do with the row and not with one of its figures.
ROW_KINDS = frozenset({"bad_check_digit", "numeric_code", "future_period", "duplicate"})
# A total and its month differ from the second month of the year with figures on.
FIRST_TELLING_MONTH = 3


def spoil(settings: DemoSettings, form: Form, rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows with faults in some of them; adds `fault` and `fault_figure` (the value's header, null where the row is meant)."""
    rng = settings.random(f"{form.department} faults")
    none = pl.lit(None, dtype=pl.String)
    has_fault = pl.col("fault") if "fault" in rows.columns else none
    rows = rows.with_columns(has_fault.alias("fault"), none.alias("fault_figure"))
    for kind in form.faults:
        for figure in form.figures[:1] if kind in ROW_KINDS else form.figures:
            rows = _mark(rng, rows, kind, figure)
    rows = rows.with_columns(pl.Series("draw", rng.random(rows.height)), pl.Series("other", rng.random(rows.height)))
    for figure in form.figures:
        for kind, change in CHANGES.items():
            if kind in form.faults:
                mine = (pl.col("fault") == kind) & (pl.col("fault_figure") == figure.value)
                rows = change(rows, mine.fill_null(False), figure)
    return _spoil_rows(form, rows).drop("draw", "other")


def _mark(rng: np.random.Generator, rows: pl.DataFrame, kind: str, figure: Figure) -> pl.DataFrame:
    """Choose the rows of one kind and figure among those it can happen to."""
    chosen = pl.Series(rng.random(rows.height) < RATES[kind]) & pl.col("fault").is_null() & _can(kind, figure).fill_null(False)
    about = pl.lit(None if kind in ROW_KINDS else figure.value, dtype=pl.String)
    return rows.with_columns(
        pl.when(chosen).then(pl.lit(kind)).otherwise("fault").alias("fault"),
        pl.when(chosen).then(about).otherwise("fault_figure").alias("fault_figure"),
    )


def _can(kind: str, figure: Figure) -> pl.Expr:
    """Whether a kind can happen to a row."""
    value, telling = pl.col(figure.value), pl.col("stated").dt.month() >= FIRST_TELLING_MONTH
    if kind == "numeric_code":
        return pl.col("file").str.ends_with(".xlsx")
    if kind in ROW_KINDS:
        return pl.lit(True)
    # Only an amount can be wrong by a factor, and a slip in a small part of an enterprise's figure is none of its figure.
    sizeable = (value.abs() >= 10) & pl.col("is_main")
    if kind in {"swapped_columns", "month_for_total", "total_for_month"}:
        return sizeable & telling & ((value - pl.col(figure.month)).abs() >= 1) if figure.month else sizeable & telling
    if kind == "swapped_years":
        return sizeable & pl.col(figure.base or figure.value).is_not_null()
    return sizeable


def _slip(rows: pl.DataFrame, mine: pl.Expr, figure: Figure) -> pl.DataFrame:
    """Multiply the figure by a round factor, last year's with it in some rows."""
    bounds, factor = np.cumsum(SLIP_WEIGHTS), pl.lit(SLIPS[-1])
    for bound, slip in reversed(list(zip(bounds[:-1], SLIPS[:-1], strict=True))):
        factor = pl.when(pl.col("draw") < bound).then(pl.lit(slip)).otherwise(factor)
    of_year = [name for name in (figure.value, figure.month) if name]
    of_last = [name for name in (figure.base, figure.base_month) if name]
    # Whoever fills in a form in the wrong unit may do so in all of its columns.
    both = mine & (pl.col("other") < 0.3)
    return rows.with_columns(pl.when(mine).then(pl.col(name) * factor).otherwise(name).alias(name) for name in of_year).with_columns(
        pl.when(both).then(pl.col(name) * factor).otherwise(name).alias(name) for name in of_last
    )


def _swap(rows: pl.DataFrame, mine: pl.Expr, pairs: list[tuple[str | None, str | None]]) -> pl.DataFrame:
    """Exchange two columns in some rows."""
    both = [(one, two) for one, two in pairs if one and two]
    return rows.with_columns(
        pl.when(mine).then(pl.col(source)).otherwise(pl.col(name)).alias(name)
        for one, two in both
        for name, source in ((one, two), (two, one))
    )


def _swap_columns(rows: pl.DataFrame, mine: pl.Expr, figure: Figure) -> pl.DataFrame:
    """Month and total exchanged."""
    return _swap(rows, mine, [(figure.value, figure.month)])


def _swap_years(rows: pl.DataFrame, mine: pl.Expr, figure: Figure) -> pl.DataFrame:
    """This year and last year exchanged."""
    return _swap(rows, mine, [(figure.value, figure.base), (figure.month, figure.base_month)])


def _month_for_total(rows: pl.DataFrame, mine: pl.Expr, figure: Figure) -> pl.DataFrame:
    """The month's value pasted where the total is due."""
    return rows.with_columns(pl.when(mine).then(pl.col(figure.month or figure.value)).otherwise(figure.value).alias(figure.value))


def _total_for_month(rows: pl.DataFrame, mine: pl.Expr, figure: Figure) -> pl.DataFrame:
    """The total since January pasted where the month's value is due."""
    if figure.month:
        return rows.with_columns(pl.when(mine).then(pl.col(figure.value)).otherwise(figure.month).alias(figure.month))
    since_january = pl.col(figure.value).cum_sum().over("account", pl.col("stated").dt.year(), order_by=["stated", "received_on"])
    return rows.with_columns(pl.when(mine).then(since_january).otherwise(figure.value).alias(figure.value))


CHANGES: dict[str, Callable[[pl.DataFrame, pl.Expr, Figure], pl.DataFrame]] = {
    "unit_slip": _slip,
    "swapped_columns": _swap_columns,
    "swapped_years": _swap_years,
    "month_for_total": _month_for_total,
    "total_for_month": _total_for_month,
}


def _spoil_rows(form: Form, rows: pl.DataFrame) -> pl.DataFrame:
    """Spoil codes and months, and add the second copies of duplicates and contradictions."""
    kind = pl.col("fault").fill_null("")
    if form.code:
        spoilt = pl.col(form.code).map_elements(spoil_code, return_dtype=pl.String)
        rows = rows.with_columns(pl.when(kind == "bad_check_digit").then(spoilt).otherwise(form.code).alias(form.code))
    future = kind == "future_period"
    rows = rows.with_columns(
        pl.when(future).then(pl.col(name).dt.offset_by("70y")).otherwise(name).alias(name) for name in ("stated", *form.periods)
    )
    twins = rows.filter(pl.col("fault").is_in(["duplicate", "conflict"]))
    for figure in form.figures:
        twins = _contradict(twins, figure)
    # The first copy of a duplicate is a good row; of two that contradict each other nobody knows which is.
    first = rows.with_columns(pl.when(kind == "duplicate").then(None).otherwise("fault").alias("fault"))
    return pl.concat([first, twins])


def _contradict(twins: pl.DataFrame, figure: Figure) -> pl.DataFrame:
    """Give the second copies of contradictions another value, the month in step."""
    mine = (pl.col("fault") == "conflict") & (pl.col("fault_figure") == figure.value)
    other = (pl.col(figure.value) * (1.04 + 0.2 * pl.col("draw"))).round(0) + 1
    more = pl.when(mine.fill_null(False)).then(other - pl.col(figure.value)).otherwise(0.0)
    return twins.with_columns((pl.col(name) + more).alias(name) for name in (figure.value, figure.month) if name)


def withdraw(settings: DemoSettings, form: Form, rows: pl.DataFrame) -> pl.DataFrame:
    """Add later rows that take back the last version of a figure; adds `is_withdrawn`."""
    rng = settings.random(f"{form.department} withdrawals")
    is_last = pl.col("received_on") == pl.col("received_on").max().over(*form.key, "period")
    rows = rows.with_columns(pl.lit(False).alias("is_withdrawn"))
    later = pl.Series(rng.integers(*WITHDRAWN_AFTER_DAYS, rows.height)) * pl.duration(days=1)
    chosen = pl.Series(rng.random(rows.height) < WITHDRAWN_RATE) & is_last & pl.col("fault").is_null()
    back = rows.with_columns(received_on=pl.col("received_on") + later, is_withdrawn=pl.lit(True)).filter(chosen)
    return pl.concat([rows, back.filter(pl.col("received_on") <= settings.last_day)])


def add_twins(settings: DemoSettings, form: Form, rows: pl.DataFrame) -> pl.DataFrame:
    """Add a second copy of some rows whose code or figure will be spoilt (see `spelling`); the first copy is a good row."""
    rng = settings.random(f"{form.department} spoilt copies")
    fitting = [kind for kind in TWIN_RATES if _fits(form, kind)]
    value = form.figures[0].value
    twins = []
    for kind in fitting:
        chosen = pl.Series(rng.random(rows.height) < TWIN_RATES[kind])
        is_good = pl.col("fault").is_null() & ~pl.col("is_withdrawn") & (pl.col(value) > 0)
        twins.append(rows.filter(chosen & is_good).with_columns(pl.lit(kind).alias("fault"), pl.lit(value).alias("fault_figure")))
    return pl.concat([rows, *twins])


def _fits(form: Form, kind: str) -> bool:
    """Whether a kind of spoilt copy can happen in a form."""
    return form.figures[0].indicator == "employment" if kind == "percent_for_count" else form.code is None
