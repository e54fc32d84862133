"""From kept rows to staged rows: canonical units, derived columns, and the days on which undated rows count as known."""

from collections.abc import Callable
from datetime import date

import polars as pl

from pipelines.ingest.layout import Layout
from pipelines.ingest.settings import IngestDay, SourceSettings
from pipelines.ingest.units import possible_pairs
from pipelines.ingest.visit_words import as_keys
from warehouse import names
from warehouse.industry_sections import SECTIONS, section_of
from warehouse.loading import staged_schema
from warehouse.vocabulary import INDICATORS

# Register and catalogue rows describe a state of affairs, so their first version holds for every past month.
ALWAYS = date(1900, 1, 1)
# Money is kept to the fen (a millionth of 10,000 yuan) and meters to a millionth: finer digits are noise of the conversion, and would
# make one figure sent in two units look like a restatement.
DECIMALS = 6

# Columns that some files of a layout have and others lack, and that others are worked out from.
OPTIONAL: dict[str, dict[str, pl.DataType]] = {
    names.BILLS: {"read_from_on": pl.Date(), "read_to_on": pl.Date(), "period": pl.Date(), "reading_day": pl.Float64()},
    names.PAYMENTS: {"paid_on": pl.Date(), "taxed_to_on": pl.Date()},
    names.READINGS: {"unit": pl.String()},
    names.VISITS: {"finding": pl.String(), "outcome": pl.String(), "note": pl.String()},
}

SECTION_OF = {number: section_of(number) for number in range(1, SECTIONS[-1][0] + 1)}


def derive(parsed: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Add what follows from other columns: the month of a bill or a payment, its last day read, what a visit's words mean."""
    wanted = OPTIONAL.get(layout.table, {})
    frame = parsed.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in wanted.items() if name not in parsed.columns)
    step = STEPS.get(layout.table)
    return step(frame) if step else frame


def _month_of_bill(bills: pl.DataFrame) -> pl.DataFrame:
    """Give bills the last day read, from the day of the month where only that is stated, and the month of settlement."""
    last_day = pl.col("period").dt.month_end().dt.day()
    read_on = pl.col("period") + pl.duration(days=pl.min_horizontal("reading_day", last_day) - 1)
    read = bills.with_columns(read_to_on=pl.coalesce("read_to_on", pl.when(pl.col("reading_day") >= 1).then(read_on)))
    return read.with_columns(period=pl.coalesce("period", pl.col("read_to_on").dt.truncate("1mo")))


def _month_of_payment(payments: pl.DataFrame) -> pl.DataFrame:
    """Give payments the month they count for: of the day paid, else the one after the taxed period."""
    paid_on = pl.coalesce("paid_on", pl.col("taxed_to_on").dt.offset_by("1mo"))
    return payments.with_columns(period=paid_on.dt.truncate("1mo"))


def _unit_of_reading(readings: pl.DataFrame) -> pl.DataFrame:
    """Give readings that state no unit the one their indicator is kept in."""
    canonical = pl.col("indicator").replace_strict({one.key: one.unit.key for one in INDICATORS}, default=None, return_dtype=pl.String)
    return readings.with_columns(unit=pl.coalesce("unit", canonical))


STEPS: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    names.BILLS: _month_of_bill,
    names.PAYMENTS: _month_of_payment,
    names.READINGS: _unit_of_reading,
    names.VISITS: as_keys,
}


def stage_rows(kept: pl.DataFrame, layout: Layout, day: IngestDay, settings: SourceSettings) -> pl.DataFrame:
    """Return the rows in the staged columns of the layout's table, without delivery_id and file_name, with file_number."""
    frame = kept
    if "unit" in frame.columns:
        frame = _convert(frame)
    if "industry" in frame.columns and "industry_division" in staged_schema(layout.contract) and layout.known == "always":
        frame = frame.with_columns(industry_division=industry_division(pl.col("industry"), _longest_code(pl.col("industry"))))
    stand_ins = {field.target: field.default for field in layout.fields if field.default is not None}
    frame = frame.with_columns(pl.col(name).fill_null(word) for name, word in stand_ins.items() if name in frame.columns)
    frame = frame.with_columns(_known_days(layout, day, settings))
    schema = staged_schema(layout.contract)
    if "value_cny_10k" in schema:
        frame = frame.rename({"value": "value_cny_10k"})
    defaults = {**stand_ins, "channel": layout.channel, "source": layout.key}
    columns = [
        (pl.col(name) if name in frame.columns else pl.lit(defaults.get(name))).cast(dtype).alias(name)
        for name, dtype in schema.items()
        if name not in ("delivery_id", "file_name")
    ]
    return frame.select(*columns, "file_number")


def _convert(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn values and bases into the canonical unit of their indicator."""
    pairs = possible_pairs()
    # Each of the few pairs is looked up once.
    places = {key: place for place, key in enumerate(pairs)}
    place = frame.select(pl.concat_str("indicator", pl.lit("|"), "unit").replace_strict(places, return_dtype=pl.UInt16)).to_series()
    multiplier, divisor = (pl.Series(factors, dtype=pl.Float64).gather(place) for factors in zip(*pairs.values(), strict=True))
    money = [name for name in ("value", "same_period_last_year") if name in frame.columns]
    amounts = {name: (pl.col(name) * multiplier / divisor).round(DECIMALS) for name in money}
    # Rounding may leave minus zero.
    return frame.with_columns(pl.when(each == 0.0).then(0.0).otherwise(each).alias(name) for name, each in amounts.items())


def _known_days(layout: Layout, day: IngestDay, settings: SourceSettings) -> list[pl.Expr]:
    """Return the day an undated row is known from when its identity is new, and when it is not."""
    today = pl.lit(day.today)
    if layout.known == "nominal":
        release_day = pl.col("indicator").replace_strict(
            {key: settings.release_day_of(key) for key in INDICATORS.keys}, return_dtype=pl.Int64
        )
        nominal = pl.col("period").dt.offset_by("1mo") + pl.duration(days=release_day - 1)
        return [pl.min_horizontal(nominal, today).alias("first_known_on"), today.alias("later_known_on")]
    if layout.known == "always":
        return [pl.lit(ALWAYS).alias("first_known_on"), today.alias("later_known_on")]
    if layout.known == "ingest":
        return [today.alias("first_known_on"), today.alias("later_known_on")]
    event_day = pl.col(layout.event_day or "")
    if layout.known == "next_day":
        # A day has been counted when it is over.
        return [pl.min_horizontal(event_day.dt.offset_by("1d"), today).alias("first_known_on"), today.alias("later_known_on")]
    # Words that replace earlier ones must not reach back: a list of then was made with the words of then.
    later = today if layout.known == "event_then_ingest" else event_day
    return [event_day.alias("first_known_on"), later.alias("later_known_on")]


def industry_division(industry: pl.Expr, longest: pl.Expr | None = None) -> pl.Expr:
    """Return section letter and division, such as C39, from an industry code such as C3921, 3921 or 39; null for names.

    A spreadsheet takes 0610 for the number 610, which is also a group of division 61: three digits alone say nothing. `longest`: how many
    digits the longest code beside it has; two digits among codes of three have lost a zero too.
    """
    plain = industry.str.to_uppercase().str.strip_chars().str.replace(r"\.0+$", "")
    digits = plain.str.extract(r"^(\d{1,3})$", 1)
    is_doubtful = ((digits.str.len_chars() == 3) & ~digits.str.starts_with("0")).fill_null(False)
    is_shortened = (digits.str.len_chars() == 1) | ((digits.str.len_chars() == 2) & ((longest if longest is not None else pl.lit(2)) == 3))
    plain = pl.when(is_shortened).then("0" + digits).otherwise(plain)
    code = pl.when(~is_doubtful).then(plain.str.extract(r"^[A-T]?(\d{2})\d{0,2}(?:\D|$)", 1))
    number = code.cast(pl.Int64, strict=False)
    section = number.replace_strict(SECTION_OF, default=None, return_dtype=pl.String)
    # A letter that is not the section of the digits shows that one of them is wrong: B610 is no code of division 61.
    return pl.when(plain.str.extract("^([A-T])", 1).fill_null(section) == section).then(section + code)


def _longest_code(industry: pl.Expr) -> pl.Expr:
    """Return how many digits the longest industry code of a file has."""
    return industry.str.extract(r"^\s*(\d+)(?:\.0+)?\s*$", 1).str.len_chars().max().over("file_number")
