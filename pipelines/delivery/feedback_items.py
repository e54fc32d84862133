"""What goes back to whoever delivered it: rows refused or set aside that nobody has answered yet, and the department each came from.

In: quarantine, what the latest run suspects, what is stored. Out: how a sheet shows them (reports.feedback_workbook) and how it travels
(feedback.py).
"""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

import polars as pl

from pipelines.config.early_settings import Source
from pipelines.ingest.layout import Layout
from pipelines.ingest.layout_files import all_layouts
from pipelines.month.item_ids import SUSPECTED, item_ids
from reports.feedback_workbook import ITEMS
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.store import Store
from warehouse.vocabulary import INDICATORS

# Facts a corrected cell can become, by the word that keeps their sheets apart.
FACTS: Final = {names.OBSERVATIONS: "figures", names.BILLS: "bills", names.PROJECTS: "projects"}
MONTH_TEXT: Final = r"^\s*(20\d{2})\D?(0[1-9]|1[0-2])\b"
COPY_MARK: Final = re.compile(r"(\(\d+\)|_更正)$")
PLACE: Final = ("delivery_id", "row_number")


def feedback_items(store: Store, sources: Mapping[str, Source]) -> pl.DataFrame:
    """Return every open item with the columns of ITEMS; `department` is null where nobody is known to have sent it."""
    items = unanswered_items(store, sources)
    # What a person has settled is no question to a department any more.
    return items.join(store.read(names.SETTLEMENTS).select("item_id"), on="item_id", how="anti", maintain_order="left")


def unanswered_items(store: Store, sources: Mapping[str, Source]) -> pl.DataFrame:
    """Return every item that no later delivery has answered, with the columns of ITEMS."""
    found = pl.concat([_quarantined(store), _suspected(store)], how="diagonal_relaxed")
    if found.is_empty():
        return pl.DataFrame(schema=ITEMS)
    ledger = store.read(names.DELIVERIES).unique("delivery_id", keep="first", maintain_order=True)
    placed = found.join(ledger.select("delivery_id", "layout", "table_name", "batch_id"), on="delivery_id", how="left")
    keyed = placed.with_columns(
        _ids(placed), _indicators(placed), pl.col("table_name").replace_strict(FACTS, default="none").alias("sheet")
    )
    departments = _departments(keyed, ledger, sources)
    stored = _stored(store, keyed, _telling(keyed, ledger))
    described = _described(keyed.with_columns(departments), stored)
    settled = store.read(names.SETTLEMENTS)["item_id"].to_list()
    items = described.filter(~_is_answered(described, stored, ledger) & ~pl.col("item_id").is_in(settled)).with_columns(_month())
    return items.select(pl.col(name).cast(dtype) for name, dtype in ITEMS.items()).unique("item_id", keep="first", maintain_order=True)


def _quarantined(store: Store) -> pl.DataFrame:
    """Return rows and files refused or set aside at ingest."""
    return store.read(names.QUARANTINE).select(
        "delivery_id", "file_name", "row_number", "rule", "reason", "uscc", "account", "indicator", "period", "value_text", kind="action"
    )


def _suspected(store: Store) -> pl.DataFrame:
    """Return the figures that the latest run set aside."""
    months = store.months(names.EDITS)
    edits = store.read(names.EDITS, month=months[-1]) if months else store.read(names.EDITS)
    return edits.select(
        "delivery_id", "file_name", "row_number", "rule", "reason", "uscc", "account", "indicator", "basis",
        pl.col("period").dt.strftime("%Y-%m"), value_text=pl.col("value").cast(pl.String), kind=pl.lit("suspected"),
    )  # fmt: skip


def _ids(items: pl.DataFrame) -> pl.Series:
    """Return the short names of items, by which `earlywarn quarantine` settles them too."""
    of_suspects, others = item_ids(items, SUSPECTED), item_ids(items)
    return items.select(pl.when(pl.col("kind") == SUSPECTED).then(of_suspects).otherwise(others).alias("item_id")).to_series()


def _indicators(items: pl.DataFrame) -> pl.Series:
    """Return the indicator of each item, as its layout means it where the row says it in other words or not at all."""
    layouts = {layout.key: layout for layout in all_layouts()}
    rows = items.select("layout", "indicator").iter_rows()
    return pl.Series("indicator", [_indicator(layouts.get(layout), said) for layout, said in rows], dtype=pl.String)


def _indicator(layout: Layout | None, said: str | None) -> str | None:
    if said in INDICATORS:
        return said
    if layout is None:
        return None
    meant = next((field.values.get(said or "") for field in layout.fields if field.target == "indicator"), None)
    own = {figure.indicator for figure in layout.figures}
    return meant or (own.pop() if len(own) == 1 else None)


def _departments(items: pl.DataFrame, ledger: pl.DataFrame, sources: Mapping[str, Source]) -> pl.Series:
    """Return who delivered each item: by its indicator, else by its layout, else by what else lies in the same folder."""
    by_layout = {layout.key: _department_of(layout, sources) for layout in all_layouts()}
    folders: dict[str, set[str | None]] = {}
    for file_name, layout in ledger.select("file_name", "layout").iter_rows():
        if layout is not None and PurePosixPath(file_name).parent.name:
            folders.setdefault(str(PurePosixPath(file_name).parent), set()).add(by_layout.get(layout))
    departments: list[str | None] = []
    for indicator, layout, file_name in items.select("indicator", "layout", "file_name").iter_rows():
        of_folder = folders.get(str(PurePosixPath(file_name or "").parent), set())
        # A folder in which several deliver says nothing: one department must never see another's rows.
        alone = next(iter(of_folder)) if len(of_folder) == 1 else None
        own = sources[indicator].department if indicator in sources else by_layout.get(layout or "")
        departments.append(own or (alone if layout is None else None))
    return pl.Series("department", departments, dtype=pl.String)


def _department_of(layout: Layout, sources: Mapping[str, Source]) -> str | None:
    """Return the one department a layout comes from, None where several or none may send it."""
    found = {sources[figure.indicator].department for figure in layout.figures if figure.indicator in sources}
    return found.pop() if len(found) == 1 else None


def _telling(items: pl.DataFrame, ledger: pl.DataFrame) -> list[str]:
    """Return the deliveries whose rows say something about items: those that came later, those that came back, those of stored items."""
    first = items["batch_id"].min()
    is_telling = (pl.col("batch_id") > first) | pl.col("layout").str.starts_with("feedback_")
    later = ledger.filter(is_telling)["delivery_id"].to_list() if first is not None else []
    own = items.filter(pl.col("kind") != "refused")["delivery_id"].drop_nulls().to_list()
    return sorted({*later, *own})


def _stored(store: Store, items: pl.DataFrame, deliveries: list[str]) -> pl.DataFrame:
    """Return the stored figures of some deliveries that may say something about items: their own rows, those that came back, the same who.

    Everything else is left where it is: one refused row among the first deliveries of a country would have all of it read.
    """
    samples = [items.select(PLACE), items.select(source="item_id"), *_same_figures(items)]
    parts = []
    for table in FACTS:
        columns = {*table_named(table).column_names}
        # Projects are about one indicator and name none; of any other column that is lacking nothing in the table can be alike.
        fitting = [one for one in samples if {*one.columns} - columns <= {"indicator"}]
        known = [one.select(name for name in one.columns if name in columns).drop_nulls().unique() for one in fitting]
        rows = store.read_alike(table, known, delivery_id=deliveries)
        parts.append(rows.with_columns(indicator=pl.lit("fixed_investment")) if table == names.PROJECTS else rows)
    wanted = (*PLACE, "indicator", "uscc", "account", "project", "period", "basis", "read_from_on", "read_to_on", "source")
    return pl.concat([part.select(name for name in wanted if name in part.columns) for part in parts], how="diagonal_relaxed")


def _same_figures(items: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the figures that items are about, by the code of their enterprise and by the number of their account."""
    about = items.select("indicator", _month().str.to_date("%Y-%m", strict=False).alias("period"), who=pl.coalesce("uscc", "account"))
    return [about.rename({"who": name}) for name in ("uscc", "account")]


def _described(items: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """Add what only the stored row says: project, basis, days of reading; the basis of the layout where nothing is stored."""
    beside = stored.select(*PLACE, "indicator", "project", "read_from_on", "read_to_on", stored_basis="basis")
    joined = items.join(beside.unique([*PLACE, "indicator"], keep="first"), on=[*PLACE, "indicator"], how="left", maintain_order="left")
    if "basis" not in joined.columns:
        joined = joined.with_columns(basis=pl.lit(None, dtype=pl.String))
    of_layout = {f"{layout.key}|{figure.indicator}": figure.basis for layout in all_layouts() for figure in layout.figures}
    by_layout = pl.concat_str("layout", pl.lit("|"), "indicator").replace_strict(of_layout, default=None, return_dtype=pl.String)
    return joined.with_columns(pl.coalesce("basis", "stored_basis", by_layout).alias("basis"))


def _is_answered(items: pl.DataFrame, stored: pl.DataFrame, ledger: pl.DataFrame) -> pl.Series:
    """Return whether an item came back, or the same figure or file was delivered again since."""
    returned = set(stored["source"].drop_nulls())
    batches = ledger.select("delivery_id", stored_batch="batch_id")
    who = pl.coalesce("uscc", "account").alias("who")
    later = stored.join(batches, on="delivery_id").select(
        "indicator", who, pl.col("period").dt.strftime("%Y-%m").alias("of"), "stored_batch"
    )
    last = later.group_by("indicator", "who", "of").agg(pl.col("stored_batch").max())
    month = _month().alias("of")
    keyed = items.with_columns(who, month).join(last, on=["indicator", "who", "of"], how="left", maintain_order="left")
    is_later = (pl.col("stored_batch") > pl.col("batch_id")) & pl.col("row_number").is_not_null()
    files = {_file_key(name) for name, layout in ledger.select("file_name", "layout").iter_rows() if layout is not None}
    is_again = pl.Series([_file_key(name) in files for name in items["file_name"].to_list()])
    return keyed.select(
        pl.col("item_id").is_in(list(returned))
        # What a run suspects it judges anew at every run; a row that is not a figure has no later figure in its place.
        | (is_later.fill_null(value=False) & (pl.col("kind") != "suspected"))
        | (pl.lit(is_again) & pl.col("row_number").is_null())
    ).to_series()


def _file_key(name: str | None) -> str:
    """Return the name of a file without what marks it as delivered again."""
    path = PurePosixPath(name or "")
    return str(path.parent / COPY_MARK.sub("", path.stem))


def _month() -> pl.Expr:
    """Return the month of an item as YYYY-MM, as it was delivered where it is no month."""
    parts = pl.col("period").str.extract_groups(MONTH_TEXT)
    return pl.coalesce(parts.struct[0] + "-" + parts.struct[1], "period").alias("period")
