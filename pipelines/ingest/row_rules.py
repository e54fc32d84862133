"""What a row must satisfy beyond its single cells: nothing from the future, a unit that fits, values that can be."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.ingest.layout import Layout
from pipelines.ingest.settings import IngestDay
from pipelines.ingest.to_long import DUE
from pipelines.ingest.units import largest_values, possible_pairs
from warehouse import names
from warehouse.vocabulary import INDICATORS

# A month that is this many times the total since January that contains it stands in the wrong column.
SWAPPED_FROM = 1.2
# A payment and what was due are the same amount, rounded to the fen, when they are this close; smaller ones may be so by chance.
SAME_AMOUNT = 1e-4
LEAST_PAYMENT = 1.0
# Reliefs leave a tenth or a hundredth, and nothing less.
SLIPPED_DOWN = -3
# Bills are for one month or two; the third leaves room for a meter that could not be reached.
LONGEST_READING = 130

# No office has monthly figures or events of an enterprise from before; 1926 is a slip for 2026, and a series from there on would be long.
EARLIEST = date(1990, 1, 1)
# Days of which the second cannot lie before the first. Whoever entered the register again after leaving it has not left it.
SPANS = (
    ("raised_on", "closed_on"),
    ("valid_from_on", "valid_to_on"),
    ("from_on", "until_on"),
    ("taxed_from_on", "taxed_to_on"),
    ("registered_on", "left_register_on"),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `is_broken` and `reason` are expressions over the parsed rows; a null `is_broken` counts as kept.

    `reconsider_on` is the day from which the row may be accepted, None where no later day can mend it. `is_wide`: the rule for a cell looks
    at other cells than this one.
    """

    key: str
    is_broken: pl.Expr
    reason: pl.Expr
    reconsider_on: pl.Expr | None = None
    is_wide: bool = False


def row_rules(layout: Layout, present: tuple[str, ...], day: IngestDay) -> list[Rule]:
    """Return the rules for rows of a layout whose targets `present` the file has, in the order in which they are tried."""
    # Time first: a month that has not been cannot have a right unit either.
    kinds = {field.target: field.kind for field in layout.fields}
    # A month that was worked out from days is judged like one that was written.
    kinds |= {"period": "month"} if "period" in present else {}
    rules = [_not_in_future(target, kind, day) for target, kind in kinds.items() if target in present]
    found = [rule for rule in rules if rule is not None]
    found += [_too_early(target, kind) for target, kind in kinds.items() if target in present and kind in ("month", "past_date", "receipt")]
    if "unit" in present:
        found += _figure_rules(present)
    if DUE in present and layout.table == names.PAYMENTS:
        found.append(_due_rule())
    if "read_to_on" in present:
        found += _reading_rules()
    found += [_order_rule(first, last) for first, last in SPANS if {first, last} <= set(present)]
    if layout.table == names.READINGS:
        found += _day_rules(present)
    if "visited_on" in layout.filled_in:
        found += _returned_rules(layout)
    return found


def _not_in_future(target: str, kind: str, day: IngestDay) -> Rule | None:
    """Return the rule that keeps the future out of a column, None for columns that may name a later day."""
    if kind == "month":
        return _later("future_period", target, day.this_month.isoformat(), f"a month up to {day.this_month:%Y-%m}", "%Y-%m")
    if kind == "past_date":
        return _later("future_date", target, day.today.isoformat(), f"a day up to {day.today}", "%Y-%m-%d")
    if kind == "receipt":
        return _later("future_receipt", target, day.today.isoformat(), f"a day up to {day.today}", "%Y-%m-%d")
    return None


def _too_early(target: str, kind: str) -> Rule:
    """Return the rule that a month or a day is of this age."""
    shape = "%Y-%m" if kind == "month" else "%Y-%m-%d"
    shown = pl.col(target).dt.strftime(shape)
    reason = pl.format("{} is {}, expected {} or later; correct it", pl.lit(target), shown, pl.lit(EARLIEST.strftime(shape)))
    return Rule("before_any_record", pl.col(target) < pl.lit(EARLIEST), reason)


def _later(key: str, target: str, limit: str, needed: str, shape: str) -> Rule:
    """Return the rule that a date is at most `limit`."""
    reason = pl.format(
        "{} is {}, which lies in the future; expected {}; correct it, or deliver it when the time has come",
        pl.lit(target),
        pl.col(target).dt.strftime(shape),
        pl.lit(needed),
    )
    return Rule(key, pl.col(target) > pl.lit(limit).str.to_date(), reason, pl.col(target))


def _figure_rules(present: tuple[str, ...]) -> list[Rule]:
    """Return the rules for figures."""
    # One lookup for both questions: is the unit possible, and how is it converted.
    pair = pl.concat_str("indicator", pl.lit("|"), "unit")
    rules = [
        Rule(
            "impossible_unit",
            ~pair.is_in(list(possible_pairs())),
            pl.format("{} cannot be measured in {}; correct the unit or the indicator", "indicator", "unit"),
        ),
        _size_rule(pair),
        _stock_rule(),
    ]
    optional = {"covers_months": _covers_rule, "month_value": _swap_rule}
    if "period" in present:
        optional["received_on"] = _receipt_rule
    return rules + [rule() for name, rule in optional.items() if name in present]


def _size_rule(pair: pl.Expr) -> Rule:
    """Return the rule that a figure is one an enterprise can have: a slip of the keyboard may be a million times all others together."""
    limits = largest_values()
    limit = pair.replace_strict(list(limits), list(limits.values()), default=None, return_dtype=pl.Float64)
    reason = pl.format("{} is {} {}, expected at most {}; correct the value or the unit", "indicator", "value", "unit", limit)
    return Rule("impossible_size", pl.col("value").abs() > limit, reason)


def _stock_rule() -> Rule:
    """Return the rule that what is counted at the end of a month is not below nothing."""
    units = {one.key: one.unit.en for one in INDICATORS if one.is_stock}
    unit = pl.col("indicator").replace_strict(units, default=None, return_dtype=pl.String)
    reason = pl.format("{} is {}, expected 0 or more {}; correct it", "indicator", "value", unit)
    return Rule("negative_head_count", unit.is_not_null() & (pl.col("value") < 0), reason)


def _covers_rule() -> Rule:
    """Return the rule that a figure covers one month or two."""
    reason = pl.format("covers_months is {}, expected 1 or 2; correct it", "covers_months")
    return Rule("bad_covers_months", ~pl.col("covers_months").is_in([1.0, 2.0]), reason)


def _swap_rule() -> Rule:
    """Return the rule that a month alone is not above the total since January that contains it."""
    reason = pl.format(
        "the month alone is {} and the total since January {}, expected the total to be the larger; "
        "the two columns look swapped, correct the row and deliver it again",
        "month_value",
        "value",
    )
    # Corrections make some totals smaller than a month; a swap makes them a fraction of it.
    is_swapped = (pl.col("value") > 0) & (pl.col("month_value") > SWAPPED_FROM * pl.col("value"))
    return Rule("swapped_columns", is_swapped & (pl.col("basis") == "ytd"), reason)


def _due_rule() -> Rule:
    """Return the rule that a payment is not what was due times a power of ten: one of the two is in another unit.

    A tenth or a hundredth of what was due may be a relief; ten times as much is none. A file whose columns are in two units throughout is
    no file of slips.
    """
    due = pl.col(DUE).str.replace_all(",", "").cast(pl.Float64, strict=False)
    value = pl.col("value")
    times = pl.when((value >= LEAST_PAYMENT) & (due >= LEAST_PAYMENT)).then(value / due)
    power = times.log10().round()
    is_power = ((times / (10.0**power) - 1.0).abs() < SAME_AMOUNT) & ((power >= 1) | (power <= SLIPPED_DOWN))
    is_usual_unit = times.median().over("file_number").is_between(0.5, 2.0)
    factor = pl.when(power > 0).then((10.0**power).cast(pl.Int64).cast(pl.String)).otherwise((10.0**power).cast(pl.String))
    reason = pl.format(
        "the payment is {}, exactly {} times the {} that were due; one of the two is in another unit, correct it and deliver the row again",
        value,
        factor,
        due,
    )
    return Rule("paid_not_due", is_power & is_usual_unit, reason)


def _receipt_rule() -> Rule:
    """Return the rule that nobody receives a figure before its month begins."""
    month = pl.col("period").dt.strftime("%Y-%m")
    reason = pl.format("received_on {} lies before the month {} began; correct one of the two", "received_on", month)
    return Rule("received_before_period", pl.col("received_on") < pl.col("period"), reason)


def _order_rule(first: str, last: str) -> Rule:
    """Return the rule that something does not end before it begins: it would count as over on every day."""
    reason = pl.format(
        "{} {} lies before {} {}; correct one of the two, or leave the later one empty where it has not come",
        pl.lit(last), pl.col(last), pl.lit(first), pl.col(first),
    )  # fmt: skip
    return Rule("ends_before_it_begins", pl.col(last) < pl.col(first), reason)


def _reading_rules() -> list[Rule]:
    """Return the rules for the days between which a meter was read."""
    days = (pl.col("read_to_on") - pl.col("read_from_on")).dt.total_days()
    reason = pl.format(
        "the reading runs from {} to {}, expected 1 to {} days; correct the dates", "read_from_on", "read_to_on", pl.lit(LONGEST_READING)
    )
    return [Rule("bad_reading_days", ~days.is_between(0, LONGEST_READING), reason)]


def _day_rules(present: tuple[str, ...]) -> list[Rule]:
    """Return the rules for what a meter counted in a day or a week."""
    negative = pl.format("{} is {}, expected 0 or more: no meter counts backwards; correct it", "indicator", "value")
    rules = [Rule("negative_reading", pl.col("value") < 0, negative)]
    if "covers_days" in present:
        spans = pl.format("covers_days is {}, expected 1 (a day) or 7 (a week); correct it", "covers_days")
        rules.append(Rule("bad_covers_days", ~pl.col("covers_days").is_in([1.0, 7.0]), spans))
    if "received_on" in present:
        early = pl.format("received_on {} lies before the day {} that was read; correct one of the two", "received_on", "read_on")
        rules.append(Rule("received_before_reading", pl.col("received_on") < pl.col("read_on"), early))
    return rules


def _returned_rules(layout: Layout) -> list[Rule]:
    """Return the rules for a list that comes back: whoever fills in what a visit found also fills in its day."""
    day, finding, outcome, note, *_ = (
        next(field.shown for field in layout.fields if field.target == target) for target in layout.filled_in
    )
    undated = pl.col("visited_on").is_null()
    is_unanswered = pl.col("finding").is_null() & pl.col("outcome").is_null()
    return [
        # Stored without a day it would count as a visit nobody made; left out in silence somebody's words would be lost. Told apart from
        # a forgotten date, since a remark such as "to be visited next week" needs no answer.
        Rule(
            "remark_without_visit",
            undated & is_unanswered,
            pl.lit(f"{note} without {day}, {finding} or {outcome} is no visit; if somebody went, fill in {day} and return the list again"),
        ),
        Rule(
            "visited_on_missing",
            undated,
            pl.lit(f"{day} is empty although {finding} or {outcome} is filled in; fill in the day of the visit and return the list again"),
        ),
    ]
