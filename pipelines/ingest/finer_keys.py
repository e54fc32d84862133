"""Rows of one key in one file: added up or chosen where the layout says by which column, refused where another column tells them apart.

Two equal values are no copies when anything else in their rows differs: two meters of one account may count the same.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import reduce
from math import gcd

import polars as pl

from pipelines.ingest.csv_text import normalise_header
from pipelines.ingest.identifiers import TOTALS
from pipelines.ingest.layout import Finer, Layout
from pipelines.ingest.lenient import plain_text
from pipelines.ingest.raw_table import RawTable
from pipelines.ingest.to_long import PLACE
from warehouse import names
from warehouse.loading import METERS, possibly_alike

# What is added up; the other cells of the rows are alike.
AMOUNTS = ("value", "same_period_last_year", "month_value")
# The column that numbers statements while they are held against one another.
STATEMENT = "statement"
# How headings of what tells things apart end or what they hold, be its cells numbers or not.
KEY_HEADING = re.compile(r"号$|码$|点$|别$|类|型$|种|段$|档$|状态|名称$|期$|id$|no\.?$|code|type|kind|class|meter|point|part")
SERIAL_HEADINGS = frozenset(map(normalise_header, ("序号", "行号", "序", "编号", "no.", "no", "#", "index", "id", "")))


@dataclass(frozen=True, slots=True)
class Settled:
    """Rows whose keys were held against one another: `finer_reason` says why a row is refused.

    `spare`: by file, how many rows went into another row or say what another row says. `notes`: by file, what was done.
    """

    rows: pl.DataFrame
    spare: Mapping[int, int] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)


def settle(checked: pl.DataFrame, raw: RawTable, layout: Layout) -> Settled:
    """Return the rows with `finer_reason`, and `copy_number` for payments; rows that break a rule already are left as they are."""
    # A row may bring several statements, for several figures or months.
    plain = checked.with_columns(pl.lit(None, dtype=pl.String).alias("finer_reason"), pl.int_range(pl.len()).alias(STATEMENT))
    if layout.table == names.PAYMENTS:
        return _payments(plain.with_columns(pl.lit(1, dtype=pl.Int64).alias("copy_number")), raw, layout)
    if not {"value", "value_cny_10k"} & set(layout.contract.content):
        return Settled(plain)
    key, finer = _key(plain, layout), layout.finer_columns(raw.header)
    if METERS in layout.contract.column_names:
        plain = plain.with_columns(_meters(plain, raw, finer))
    good = plain.filter(pl.col("rule").is_null())
    chooses = any(each.how == "choose" for each in finer.values())
    crowded = good if chooses else _alike(good, key)
    if crowded.is_empty():
        return Settled(plain)
    declared = {f"c{position}" for position in finer}
    others = _other_columns(raw, layout, declared)
    told = crowded.join(raw.rows.select(*PLACE, *(pl.col(name).cast(pl.String) for name in others)), on=list(PLACE), how="left")
    measures = {name for name, heading in others.items() if name not in declared and _is_measure(raw.rows[name], heading)}
    # Beside the figures of an enterprise stand other measures of it, which are nobody's key.
    return _Keys(plain, key, others, finer, measures, are_keys=not layout.figures or layout.table != names.OBSERVATIONS).settled(told)


def _meters(rows: pl.DataFrame, raw: RawTable, finer: Mapping[int, Finer]) -> pl.Series:
    """Return 1 for rows that name a meter, null for others and for totals."""
    named = [f"c{position}" for position, each in finer.items() if each.how == "sum" and f"c{position}" in raw.rows.columns]
    if not named:
        return pl.Series(METERS, [None], dtype=pl.Int32).new_from_index(0, rows.height)
    cells = raw.rows.select(*PLACE, is_part=pl.any_horizontal(_is_part(name) for name in named))
    return (
        rows.select(PLACE)
        .join(cells, on=list(PLACE), how="left", maintain_order="left")
        .select(pl.when("is_part").then(pl.lit(1, dtype=pl.Int32)).alias(METERS))[METERS]
    )


def _is_part(name: str) -> pl.Expr:
    """Whether a cell names a meter: some text, and none that speaks of a total."""
    text = pl.col(name).cast(pl.String).str.strip_chars().fill_null("")
    return (text != "") & ~text.str.contains(f"(?i){TOTALS.pattern}")


def _alike(rows: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Return the rows that have another with their key."""
    found = rows.filter(possibly_alike(rows, key))
    return found.filter(found.select(key).is_duplicated())


def _key(rows: pl.DataFrame, layout: Layout) -> list[str]:
    """Return the columns that say what a row is about and when it was received."""
    return ["file_number", *(name for name in (*layout.contract.identity, "received_on") if name in rows.columns)]


def _other_columns(raw: RawTable, layout: Layout, declared: Collection[str] = ()) -> dict[str, str]:
    """Return the columns the layout does not take its statement from, with their headings; those that number the rows say nothing.

    Columns that are declared to tell rows apart do so even where they count: the two meters of one account may be 1 and 2.
    """
    taken = {*layout.used(raw.header), *layout.own(raw.header)}
    found = {f"c{position}": heading for position, heading in enumerate(raw.header) if position not in taken}
    return {
        name: heading
        for name, heading in found.items()
        if name in raw.rows.columns and (name in declared or not _numbers_rows(raw.rows[name], heading))
    }


def _numbers_rows(column: pl.Series, heading: str) -> bool:
    """Whether a column counts the rows, by its heading or by what it holds."""
    if column.dtype.is_nested() or normalise_header(heading) in SERIAL_HEADINGS:
        return True
    # The first two rows show of nearly every column that it does not.
    return _counts(column.head(2)) and _counts(column)


def _counts(column: pl.Series) -> bool:
    """Whether numbers go up by one from cell to cell."""
    count = column.cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
    return count.len() > 1 and count.null_count() == 0 and bool((count.diff().drop_nulls() == 1).all())


def _is_measure(column: pl.Series, heading: str) -> bool:
    """Whether a column holds amounts: numbers alone, under a heading that does not speak of a number, a kind or a code."""
    texts = column.cast(pl.String).str.strip_chars().replace("", None).drop_nulls()
    return bool(texts.cast(pl.Float64, strict=False).is_not_null().all()) and not KEY_HEADING.search(normalise_header(heading))


class _Keys:
    """Rows with their other columns, settled key by key.

    `measures`: columns of amounts; `are_keys`: whether rows of equal value that differ in amounts are two things.
    """

    def __init__(
        self,
        rows: pl.DataFrame,
        key: list[str],
        others: dict[str, str],
        finer: Mapping[int, Finer],
        measures: set[str],
        *,
        are_keys: bool,
    ) -> None:
        self.rows, self.key, self.others, self.measures, self.are_keys = rows, key, others, measures, are_keys
        self.finer = {f"c{position}": each for position, each in finer.items() if f"c{position}" in others}
        self.spare: list[pl.DataFrame] = []
        self.sums: list[pl.DataFrame] = []
        self.refused: list[pl.DataFrame] = []
        self.notes: dict[int, list[str]] = {}

    def settled(self, told: pl.DataFrame) -> Settled:
        """Return what became of the rows `told`, which have the other columns beside their own."""
        told = self._without_copies(told)
        for name, finer in self.finer.items():
            told = self._added(told, name) if finer.how == "sum" else self._chosen(told, name, finer)
        self._refuse_differing(told.filter(told.select(self.key).is_duplicated()))
        rows = self.rows
        if self.spare:
            rows = rows.join(pl.concat(self.spare).select(STATEMENT), on=STATEMENT, how="anti", maintain_order="left")
        if self.sums:
            summed = [*_amounts(rows), *([METERS] if METERS in rows.columns else [])]
            sums = pl.concat([each.select(STATEMENT, *summed) for each in self.sums])
            rows = rows.update(sums, on=STATEMENT, how="left", include_nulls=True)
        if self.refused:
            rows = rows.update(
                pl.concat([each.select(STATEMENT, "finer_reason") for each in self.refused]).unique(STATEMENT), on=STATEMENT, how="left"
            )
        lost = pl.concat(self.spare)["file_number"].value_counts().rows() if self.spare else []
        return Settled(rows, dict(lost), {number: "; ".join(remarks) for number, remarks in self.notes.items()})

    def _without_copies(self, told: pl.DataFrame) -> pl.DataFrame:
        """Take rows that repeat another in everything out: they are exact duplicates, as everywhere, and no parts of a sum."""
        same = [name for name in told.columns if name not in ("row_number", "rule", "finer_reason", STATEMENT)]
        first = told.select(pl.struct(same).is_first_distinct()).to_series()
        if not first.all():
            self.spare.append(self._bare(told.filter(~first)))
        return told.filter(first)

    def _chosen(self, told: pl.DataFrame, name: str, finer: Finer) -> pl.DataFrame:
        """Take the rows of the values the layout names; the others of their keys are not used."""
        wanted = {plain_text(value) for value in finer.values}
        texts = [text for text in told[name].unique().drop_nulls().to_list() if plain_text(text) in wanted]
        told = told.with_columns(is_chosen=pl.col(name).is_in(texts).fill_null(False))
        told = told.with_columns(has_chosen=pl.col("is_chosen").any().over(self.key), in_file=pl.col("is_chosen").any().over("file_number"))
        spare = told.filter(~pl.col("is_chosen") & pl.col("has_chosen"))
        self._note(spare, f"rows of {self.others[name]} other than {', '.join(texts)} are not used: {{}}")
        if spare.height:
            self.spare.append(self._bare(spare))
        kept = told.filter(pl.col("is_chosen") | ~pl.col("has_chosen"))
        strange = pl.col("in_file") & ~pl.col("is_chosen") if finer.how == "choose" else pl.lit(False)
        reason = pl.format(
            "{} is '{}', expected {} as in other rows of the file; this figure is about something else and is not used",
            pl.lit(self.others[name]),
            pl.col(name).fill_null(""),
            pl.lit(", ".join(texts)),
        )
        self.refused.append(kept.filter(strange).with_columns(finer_reason=reason))
        return kept.filter(~strange).drop("is_chosen", "has_chosen", "in_file")

    def _added(self, told: pl.DataFrame, name: str) -> pl.DataFrame:
        """Add up the rows of a key that the column tells apart; rows it does not tell apart stay for the next column, or are refused."""
        text = pl.col(name).str.strip_chars().fill_null("")
        units = pl.col("unit").n_unique() if "unit" in told.columns else pl.lit(1)
        can = (pl.len() > 1) & _is_part(name).all() & (text.n_unique() == pl.len()) & pl.col("value").is_not_null().all() & (units == 1)
        told = told.with_columns(can.over(self.key).alias("can"))
        # The bill of several meters begins with the first reading of any of them.
        parts = told.filter("can").sort(*(each for each in ("read_from_on", "row_number") if each in told.columns))
        first = parts.unique(self.key, keep="first", maintain_order=True)
        if parts.is_empty():
            return told.drop("can")
        totals = parts.group_by(self.key, maintain_order=True).agg(
            *(pl.when(pl.col(amount).null_count() == 0).then(pl.col(amount).sum()).alias(amount) for amount in _amounts(parts)),
            pl.len().cast(pl.Int32).alias(METERS),
        )
        self.sums.append(first.drop(*_amounts(parts), METERS, strict=False).join(totals, on=self.key, how="left", nulls_equal=True))
        self.spare.append(self._bare(parts.join(first.select(STATEMENT), on=STATEMENT, how="anti")))
        self._note(parts, f"rows told apart by {self.others[name]} are added up: {{}}")
        return told.filter(~pl.col("can")).drop("can")

    def _refuse_differing(self, crowded: pl.DataFrame) -> None:
        """Refuse the rows of a key that another column tells apart, by its name."""
        if crowded.is_empty() or not self.others:
            return
        # Rows that contradict each other in their value also do in the amounts beside it; they are set aside when they are loaded.
        is_equal = (pl.col("value").n_unique() == 1).over(self.key) & pl.lit(self.are_keys)
        differing = []
        for name, heading in self.others.items():
            differs = pl.col(name).str.strip_chars().fill_null("").n_unique().over(self.key) > 1
            counts = differs & is_equal if name in self.measures else differs
            differing.append(pl.when(counts).then(pl.lit(heading or "(no name)")))
        columns = pl.concat_str(differing, separator=", ", ignore_nulls=True)
        reason = pl.format(
            "other rows of the file are about the same and differ in {}; nobody can tell parts of a figure from its corrections, "
            "so none is used: deliver one row, or have the column declared",
            columns,
        )
        self.refused.append(crowded.with_columns(pl.when(columns != "").then(reason).alias("finer_reason")).drop_nulls("finer_reason"))

    def _bare(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return rows with the columns that all rows have."""
        return rows.select(self.rows.columns)

    def _note(self, rows: pl.DataFrame, remark: str) -> None:
        """Note for each file how many rows a remark is about."""
        for number, count in rows.group_by("file_number").agg(pl.col("row_number").n_unique()).sort("file_number").iter_rows():
            self.notes.setdefault(number, []).append(remark.format(count))


def _amounts(rows: pl.DataFrame) -> list[str]:
    """Return the columns that are added up."""
    return [name for name in AMOUNTS if name in rows.columns]


def _payments(rows: pl.DataFrame, raw: RawTable, layout: Layout) -> Settled:
    """Number payments that say the same within a file: each is a payment of its own, unless the file repeats itself as a whole.

    Lines with the number of a receipt are told apart by it, so that two of them that say the same are one.
    """
    key = [name for name in ("file_number", *layout.contract.identity, "value", "received_on") if name in rows.columns]
    key.remove("copy_number")
    good = rows.filter(pl.col("rule").is_null())
    alike = good.filter(good.select(key).is_duplicated())
    if alike.is_empty():
        return Settled(rows)
    others = [name for name in _other_columns(raw, layout) if name not in key]
    cells = raw.rows.select(*PLACE, *(pl.col(name).cast(pl.String) for name in others))
    told = alike.join(cells, on=list(PLACE), how="left", maintain_order="left")
    line = [*key, *others]
    told = told.with_columns(times=pl.len().over(line), time=pl.int_range(1, pl.len() + 1).over(line))
    repeats = _repeats(told, good, line)
    often = pl.col("times") // pl.col("file_number").replace_strict(repeats, return_dtype=pl.Int64)
    with_receipt = pl.col("voucher").is_not_null() if "voucher" in told.columns else pl.lit(False)
    is_spare = ((pl.col("time") > often) | (with_receipt & (pl.col("time") > 1))).fill_null(value=False)
    spare, payments = told.filter(is_spare), told.filter(~is_spare)
    numbers = payments.select(STATEMENT, pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(key).alias("copy_number"))
    # The number of a statement is its row.
    kept = rows.with_columns(rows["copy_number"].clone().scatter(numbers[STATEMENT], numbers["copy_number"]))
    if spare.height:
        kept = kept.join(spare.select(STATEMENT), on=STATEMENT, how="anti", maintain_order="left")
    equal = dict(kept.filter(pl.col("copy_number") > 1).group_by("file_number").len().rows())
    notes = {each: _note_on_payments(repeats.get(each, 1), equal.get(each, 0)) for each in {*repeats, *equal}}
    return Settled(kept, dict(spare["file_number"].value_counts().rows()), notes)


def _repeats(told: pl.DataFrame, good: pl.DataFrame, line: list[str]) -> dict[int, int]:
    """Return, by file, how often one of more than one line says every line; 1 where it does not repeat itself as a whole.

    `told`: the lines that are like others; a file of which others are `good` too says some line once.
    """
    rows = dict(good.group_by("file_number").len().rows())
    files = {int(number): file for (number,), file in told.partition_by("file_number", as_dict=True).items()}
    return {number: _repeats_of(file, line) if file.height == rows[number] else 1 for number, file in files.items()}


def _repeats_of(file: pl.DataFrame, line: list[str]) -> int:
    """Return how often a file of more than one line says every line; 1 where it does not repeat itself as a whole."""
    often = reduce(gcd, file["times"].to_list())
    return often if file.select(line).n_unique() > 1 else 1


def _note_on_payments(repeats: int, equal: int) -> str:
    """Return what was assumed of lines that say the same."""
    whole = f"the file says every line {repeats} times; each is taken once" if repeats > 1 else ""
    own = f"lines that say the same as another line of the file are taken as payments of their own: {equal}" if equal else ""
    return "; ".join(filter(None, (whole, own)))
