"""Layouts as data: the files of `layouts/`, held against what a layout may say and against the contract of the table they fill.

A home may have further ones in its own folder `layouts`, so that a new kind of file needs no new version of the program.
"""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any

from models.setting_types import OneOf
from pipelines.config.validation import filling, plain, table, validate
from pipelines.errors import SettingsError
from pipelines.ingest.layout import Field, Figure, Finer, Kind, Layout
from pipelines.ingest.units import unit_key
from warehouse.catalogue import core_tables
from warehouse.loading import staged_schema
from warehouse.vocabulary import BASES, INDICATORS

FOLDER = Path(__file__).parent / "layouts"
# What a figure brings beside its value; every row of a wide file has them once it is taken apart.
FIGURE_TARGETS = ("indicator", "basis", "unit", "value", "same_period_last_year", "month_value")
# Targets that no table has a column for: they are used on the way and then done with.
PASSING = ("unit", "name", "reading_day", "needs_district", *FIGURE_TARGETS)
# Columns that are worked out from the others where no header brings them.
DERIVED = ("period", "value_cny_10k", "account_share", "copy_number")
EVENTS = ("event", "event_then_ingest", "next_day")


@cache
def all_layouts() -> tuple[Layout, ...]:
    """Return every layout that comes with the program, in order of file name."""
    return tuple(parse_layout(path.read_text(encoding="utf-8"), path.name) for path in sorted(FOLDER.glob("*.toml")))


def layouts_with(local: Path) -> tuple[Layout, ...]:
    """Return the layouts of the program and those of a home's folder, which need not exist.

    Raises SettingsError naming the file where one of the home is broken or has the key of another.
    """
    shipped = all_layouts()
    taken = {layout.key: "one that comes with the program" for layout in shipped}
    own: list[Layout] = []
    for path in sorted(local.glob("*.toml")):
        layout = read_layout(path)
        if layout.key in taken:
            raise SettingsError(f"layout {path}: its key {layout.key!r} is that of {taken[layout.key]}; give it a key of its own")
        taken[layout.key] = str(path)
        own.append(layout)
    return (*shipped, *own)


def read_layout(path: Path) -> Layout:
    """Return the layout a file declares; raises SettingsError naming the file and what is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise SettingsError(f"layout {path} cannot be read as UTF-8 ({error}); save it as UTF-8 or remove it") from error
    return parse_layout(text, str(path))


def parse_layout(text: str, name: str) -> Layout:
    """Return the layout a TOML text declares; raises SettingsError naming the file and what is wrong."""
    try:
        tables = {"layout": tomllib.loads(text)}
    except ValueError as error:
        raise SettingsError(f"layout {name} is not valid TOML ({error}); correct the file") from error
    declared: Layout = validate(_layout_type(), tables, lambda _place, _is_missing: f"layout {name}").layout
    # Checked when layouts are loaded, so that a gap shows in the first test and not in the first delivery.
    problem = _target_problem(declared) or _word_problem(declared)
    if problem:
        raise SettingsError(f"layout {name}: {problem}")
    fields = tuple(_with_allowed(field, declared) for field in declared.fields)
    return replace(declared, fields=(*fields, *(_figure_fields() if declared.figures else ())))


@cache
def _layout_type() -> Any:
    """Return the type of a layout's file; made when first needed."""
    # What is allowed comes from the contract and is not the file's to say.
    field = filling(Field, {key: kind for key, kind in plain(Field).items() if key != "allowed"})
    figure = filling(Figure, plain(Figure))
    entries = {
        "table": (Annotated[str, OneOf(tuple(contract.name for contract in core_tables()))], ...),
        "fields": (GenericAlias(tuple, (field, ...)), ...),
        "figures": (GenericAlias(tuple, (figure, ...)), ()),
        "finer": (GenericAlias(tuple, (filling(Finer, plain(Finer)), ...)), ()),
    }
    return table({"layout": (filling(Layout, {**plain(Layout), **entries}), ...)})


def _with_allowed(field: Field, layout: Layout) -> Field:
    """Return a field with the values the contract allows."""
    return replace(field, allowed=layout.contract.column(field.target).allowed) if field.kind == "choice" else field


def _figure_fields() -> tuple[Field, ...]:
    """Return the fields of a row that stands for one figure of a wide row."""
    kinds: dict[str, Kind] = {"indicator": "choice", "basis": "choice", "unit": "unit"}
    allowed = {"indicator": INDICATORS.keys, "basis": BASES.keys}
    needed = ("indicator", "basis", "unit", "value")
    return tuple(
        Field(
            target,
            (),
            kinds.get(target, "number"),
            optional=target not in needed,
            from_title=True,
            allowed=allowed.get(target, ()),
            # It only serves to check the total, so what it says is never a reason to refuse.
            unknown="null" if target == "month_value" else "refuse",
        )
        for target in FIGURE_TARGETS
    )


def _target_problem(layout: Layout) -> str | None:
    """Return where the layout and the contract of its table do not fit."""
    targets = [field.target for field in layout.fields] + [*(FIGURE_TARGETS if layout.figures else ())]
    # Units are turned into the canonical one on the way, so no table has a column for them.
    possible = {*staged_schema(layout.contract), *PASSING}
    strange = [target for target in targets if target not in possible] + [target for target in layout.filled_in if target not in targets]
    if strange:
        return f"targets {strange} have no field or are not columns of {layout.table}; name columns of it"
    needed = [column.name for column in layout.contract.columns if not column.is_nullable and column.name not in layout.contract.provenance]
    absent = [column for column in needed if column not in targets and column not in DERIVED]
    if absent:
        return f"nothing brings {absent}, which {layout.table} cannot do without; add fields for them"
    if layout.known in EVENTS and layout.event_day not in targets:
        return f"event_day is {layout.event_day!r}, expected one of the targets {targets}; correct it"
    return None


def _word_problem(layout: Layout) -> str | None:
    """Return where a sender's word is given a meaning the contract does not know, or a figure a unit nobody knows."""
    choices = [_with_allowed(field, layout) for field in layout.fields if field.kind == "choice"]
    strange = {word: meant for field in choices for word, meant in field.values.items() if meant not in field.allowed}
    if strange:
        return f"{strange} are not among the values the contract of {layout.table} allows; correct the meanings"
    units = [figure.unit for figure in layout.figures if figure.unit is not None and unit_key(figure.unit) is None]
    return f"figures have the units {units}, which nobody knows; write one that a sender would" if units else None
