"""A draft of a layout for a file nobody has declared yet: what is recognised is filled in, what is unsure stands beside as comments.

In: guessing table, fields and figures from the headings that all layouts declare and from the cells. Out: whether a draft is put into
use, which a person decides.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

import polars as pl

from pipelines.errors import SettingsError
from pipelines.ingest.heading_names import HeadingName, read_name
from pipelines.ingest.layout import Field, Layout, figure_columns, find_column
from pipelines.ingest.layout_files import DERIVED, PASSING, parse_layout
from pipelines.ingest.lenient import MISSING, NOT_APPLICABLE
from pipelines.ingest.raw_table import RawTable
from pipelines.ingest.units import measures, spelling_of, unit_key
from warehouse import names
from warehouse.catalogue import core_tables, table_named
from warehouse.loading import staged_schema
from warehouse.vocabulary import INDICATORS

# Cells that are looked at to guess what a column holds.
SAMPLE_ROWS: Final = 200
# Most cells of a column have to look alike; some are always empty or mistyped.
MOST_SHARE: Final = 0.8
SHAPES: Final = (
    ("code", re.compile(r"[0-9A-HJ-NP-RT-UWXY]{18}")),
    ("month", re.compile(r"20\d{2}(?:0[1-9]|1[0-2])|20\d{2}[-/.年](?:0?[1-9]|1[0-2])月?")),
    ("date", re.compile(r"20\d{2}(?:\d{4}|[-/.年]\d{1,2}[-/.月]\d{1,2}日?)(?: .*)?")),
    ("number", re.compile(r"[-−(（]?[\d,，]+(?:\.\d+)?[)）]?%?")),
)
# How senders call the indicators besides their usual words; the most telling first.
INDICATOR_WORDS: Final = (
    ("value_added", ("增加值",)),
    ("output_value", ("总产值", "产值")),
    ("fixed_investment", ("投资",)),
    ("electricity", ("用电", "电量", "电费")),
    ("water", ("用水", "水量", "水费")),
    ("gas", ("用气", "气量", "燃气", "天然气")),
    ("employment", ("从业人员", "参保人数", "用工", "职工人数", "员工人数", "人数")),
    ("tax", ("税额", "税收", "纳税", "税款", "入库金额", "实缴")),
)
# Rates, plans and figures for one unit of something are no figures of an enterprise.
NOT_FIGURES: Final = ("率", "占比", "增速", "同比", "环比", "增长", "计划", "目标", "预计", "单位产", "单位用", "人均", "亩均")
CODE_WORDS: Final = ("信用代码", "纳税人识别号", "税号", "uscc")
ACCOUNT_WORDS: Final = ("户号", "用户编号", "表号")
GUESSED_FIELDS: Final = (
    ("uscc", "code", CODE_WORDS),
    ("account", "account", ACCOUNT_WORDS),
    ("period", "month", ("所属期", "报告期", "期别", "年月", "月份", "月度", "所属月")),
    ("name", "text", ("企业名称", "单位名称", "纳税人名称", "单位详细名称", "名称")),
    ("received_on", "receipt", ("报送日期", "报送时间", "报出日期", "导出日期", "收到日期")),
)


@dataclass(slots=True)
class Draft:
    """A layout as far as it could be guessed: TOML lines of fields and figures, columns that stay unsure, targets nobody brings."""

    key: str
    table: str
    fields: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    targets: set[str] = field(default_factory=set)
    gaps: list[str] = field(default_factory=list)

    @property
    def is_monthly_figures(self) -> bool:
        """Whether the rows bring figures of indicators."""
        return self.table in (names.OBSERVATIONS, names.BILLS, names.PAYMENTS, names.PROJECTS)


def layout_key(file_name: str) -> str:
    """Return a key for a file's layout from its name: its words without the month it is about."""
    stem = unicodedata.normalize("NFKC", PurePosixPath(file_name).stem).lower()
    bare = re.sub(r"(?:19|20)\d{2}\s*年?(?:\d{1,2}\s*[-~至]\s*)?(?:[-_.]?\d{1,2}\s*月?)?(?:[-_.]?\d{1,2}\s*日?)?", "", stem)
    return re.sub(r"\W+", "_", bare).strip("_") or "new_layout"


def draft_layout(table: RawTable, file_name: str, layouts: tuple[Layout, ...]) -> Draft:
    """Return the draft of a layout that takes a table's columns, as far as they can be told."""
    draft = Draft(layout_key(file_name), _likely_table(table, layouts))
    brought = _take_figures(draft, table, layouts)
    for position, heading in enumerate(table.header):
        is_taken = heading in brought or _take_declared(draft, heading, layouts)
        if not is_taken and not _take_guessed(draft, heading, _kind_of(table, position)):
            draft.unsure.append(heading)
    draft.gaps = _gaps(draft)
    return draft


def draft_text(draft: Draft, table: RawTable) -> str:
    """Return the TOML of a draft; lines marked GAP are to be filled in before a layout can be made of it."""
    contract = table_named(draft.table)
    head = [
        f"# A draft made from the headings of one file ({', '.join(table.header[:6])}{', ...' if len(table.header) > 6 else ''}).",
        "# Look every line over before it is put into use: what is guessed wrong here would be a wrong figure later.",
        f"key = {_quoted(draft.key)}",
        f"table = {_quoted(draft.table)}",
        f"# {contract.meaning}",
        'cells = "lenient"',
        *_known_lines(draft),
        "",
        "fields = [",
        *(f"    {line}," for line in draft.fields),
        *(f"    # GAP: which heading brings {target}? {_meaning(draft.table, target)}" for target in draft.gaps if target != "a figure"),
        *(
            f'    # {{ target = "{target}", headers = ["..."], kind = "{_usual_kind(target)}" }},'
            for target in draft.gaps
            if target != "a figure"
        ),
        "]",
    ]
    unsure = [f"# {heading or '(no name)'}: {_kind_of(table, place)}" for place, heading in _unsure(draft, table)]
    gap = ['# GAP: which heading brings the figure? [[figures]] with indicator, basis ("month" or "ytd"), unit and value = ["..."]']
    tail = (
        ["", "# Columns it is unsure of, with what their cells look like; a column that is not declared is left out:", *unsure]
        if unsure
        else []
    )
    return "\n".join([*head, *(gap if "a figure" in draft.gaps else []), *draft.figures, *tail]) + "\n"


def problem_of(text: str, name: str) -> str:
    """Return why no layout can be made of a draft yet; empty where one can."""
    try:
        parse_layout(text, name)
    except SettingsError as error:
        return str(error)
    return ""


def _unsure(draft: Draft, table: RawTable) -> Iterator[tuple[int, str]]:
    return ((place, heading) for place, heading in enumerate(table.header) if heading in draft.unsure)


def _known_lines(draft: Draft) -> list[str]:
    """Return since when an undated row counts as known, and what clashing rows are called."""
    if draft.table in (names.OBSERVATIONS, names.BILLS, names.PROJECTS):
        return ['known = "nominal"', 'clash_rule = "two_values_one_day"']
    if draft.table == names.PAYMENTS:
        return ['known = "nominal"']
    if draft.table in (names.REGISTER, names.ACCOUNTS, names.POLICIES, names.POLICY_CLAUSES, names.SUPPLIES):
        rules = {
            names.REGISTER: "two_rows_for_one_code", names.ACCOUNTS: "two_rows_for_one_link", names.POLICIES: "two_rows_for_one_policy",
            names.POLICY_CLAUSES: "two_rows_for_one_clause", names.SUPPLIES: "two_rows_for_one_supply",
        }  # fmt: skip
        return ['known = "always"', f"clash_rule = {_quoted(rules[draft.table])}"]
    days = [target for target in sorted(draft.targets) if target.endswith("_on") and target != "received_on"]
    return ['known = "event"', f"event_day = {_quoted(days[0] if days else '...')}"]


def _likely_table(table: RawTable, layouts: tuple[Layout, ...]) -> str:
    """Return the table whose layouts declare most of the headings; figures of indicators where none does."""
    counts = {contract.name: 0 for contract in core_tables()}
    for layout in layouts:
        fields = sum(_declared(heading, layout) is not None for heading in table.header)
        counts[layout.table] = max(counts[layout.table], fields + len(figure_columns(layout, table.header)))
    best = max(counts, key=lambda name: counts[name])
    brings_figure = any(_indicator_of(heading, ()) for heading in table.header)
    if brings_figure and not any(_names(heading, CODE_WORDS) for heading in table.header):
        # Figures without a code are bills: their accounts are mapped to enterprises elsewhere.
        return names.BILLS if any(_names(heading, ACCOUNT_WORDS) for heading in table.header) else names.OBSERVATIONS
    return best if counts[best] >= 3 or (counts[best] and not brings_figure) else names.OBSERVATIONS


def _declared(heading: str, layout: Layout) -> Field | None:
    """Return the field that a heading brings in a layout, None for none."""
    return next((each for each in layout.fields if find_column(each.headers, (heading,), each.target) is not None), None)


def _take_figures(draft: Draft, table: RawTable, layouts: tuple[Layout, ...]) -> set[str]:
    """Add the figures of indicators that headings speak of; returns the headings that are taken by them.

    Headings of one figure differ in what they say of time: the month alone, since January, last year's.
    """
    if not draft.is_monthly_figures:
        return set()
    own = tuple(layout for layout in layouts if layout.table == draft.table)
    told: dict[tuple[str, frozenset[str]], list[tuple[str, HeadingName]]] = {}
    kinds: dict[str, set[str]] = {}
    for position, heading in enumerate(table.header):
        indicator, name = _indicator_of(heading, own), read_name(heading)
        if indicator is not None and name.core:
            told.setdefault((indicator, name.core), []).append((heading, name))
            kinds.setdefault(heading, set()).add(_kind_of(table, position))
    numbers = {heading for heading, found in kinds.items() if found == {"number"}}
    latest = max((name.year or 0 for columns in told.values() for heading, name in columns if heading in numbers), default=0)
    taken: set[str] = set()
    for (indicator, _), columns in told.items():
        spoken = [(heading, name, name.is_last_year or 0 < (name.year or 0) < latest) for heading, name in columns]
        taken |= _add_figure(draft, indicator, spoken, kinds)
    return taken


def _add_figure(draft: Draft, indicator: str, columns: list[tuple[str, HeadingName, bool]], kinds: Mapping[str, set[str]]) -> set[str]:
    """Add a figure from its headings; returns those that are used. A second one of a kind is unsure: one of the two would be wrong.

    Columns whose headings differ in their month alone are all taken, so that one with words in its cells makes all of them unsure.
    """
    now = [(heading, name) for heading, name, is_last in columns if not is_last]
    basis = "ytd" if any(name.span == "ytd" for _, name in now) else "month"
    values = [(heading, name) for heading, name in now if (name.span or "month") == basis]
    bases = [(heading, name) for heading, name, is_last in columns if is_last and (name.span or "month") == basis]
    if not values or not _are_numbers([*values, *bases], kinds) or f"{indicator}/{basis}" in draft.targets:
        return set()
    alone = [(heading, name) for heading, name in now if basis == "ytd" and (name.span or "month") == "month"]
    alone = alone if _are_numbers(alone, kinds) else []
    draft.targets |= {f"{indicator}/{basis}", "figures"}
    unit = next((key for _, name in values for word in name.units if (key := unit_key(word)) and measures(indicator, key)), None)
    draft.figures += ["", "[[figures]]", f'indicator = "{indicator}"', f'basis = "{basis}"']
    draft.figures += [] if unit else ["# The headings state no unit; correct it where the sender means another one."]
    draft.figures.append(f"unit = {_quoted(spelling_of(unit) if unit else INDICATORS[indicator].unit.zh)}")
    for role, found, before in (("value", values, ""), ("base", bases, "上年同期;"), ("month", alone, "本月;")):
        # Without its month and unit, so that the files of other months fit too.
        headers = dict.fromkeys(
            before + ("1-本月;" if basis == "ytd" and role != "month" else "") + ";".join(sorted(name.core)) for _, name in found
        )
        draft.figures += [f"{role} = [{', '.join(map(_quoted, headers))}]"] if headers else []
    return {heading for heading, _ in (*values, *bases, *alone)}


def _are_numbers(columns: Sequence[tuple[str, HeadingName]], kinds: Mapping[str, set[str]]) -> bool:
    """Whether columns bring numbers and nothing but numbers."""
    cells = {kind for heading, _ in columns for kind in kinds[heading]}
    return "number" in cells and cells <= {"number", "empty"}


def _take_declared(draft: Draft, heading: str, layouts: tuple[Layout, ...]) -> bool:
    """Add a heading that some layout declares, best one of the same table; returns whether there was one."""
    found = (_declared(heading, layout) for layout in sorted(layouts, key=lambda each: each.table != draft.table))
    return any(field is not None and _add_field(draft, field.target, [heading], field.kind, field) for field in found)


def _take_guessed(draft: Draft, heading: str, kind: str) -> bool:
    """Add a heading that is not declared anywhere and yet can be told; returns whether it could."""
    return any(
        _names(heading, words) and kind in ("text", "empty", field_kind, "number", "date", "month")
        and _add_field(draft, target, [heading], field_kind, None)
        for target, field_kind, words in GUESSED_FIELDS
    )  # fmt: skip


def _bare(heading: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", heading)).lower()


def _names(heading: str, words: Sequence[str]) -> bool:
    """Whether one of the words stands in a heading."""
    return any(word in _bare(heading) for word in words)


def _add_field(draft: Draft, target: str, headers: Sequence[str], kind: str, like: Field | None) -> bool:
    """Add a field unless the table has no use for it or has it already; returns whether it was added."""
    possible = {*staged_schema(table_named(draft.table)), *PASSING}
    if target not in possible or target in draft.targets:
        return False
    draft.targets.add(target)
    extra = ", optional = true" if _is_optional(draft.table, target) else ""
    extra += _values(like) if like is not None else ""
    listed = ", ".join(_quoted(header) for header in headers)
    draft.fields.append(f'{{ target = "{target}", headers = [{listed}], kind = "{kind}"{extra} }}')
    return True


def _values(like: Field) -> str:
    """Return what the sender's words mean, as the layout has it that knows the heading."""
    if not like.values:
        return ""
    pairs = ", ".join(f"{_quoted(word)} = {_quoted(meant)}" for word, meant in like.values.items())
    return f", values = {{ {pairs} }}"


def _is_optional(table: str, target: str) -> bool:
    """Whether the table can do without a target."""
    columns = {column.name: column for column in table_named(table).columns}
    return target not in columns or columns[target].is_nullable or target in ("received_on",)


def _indicator_of(heading: str, layouts: tuple[Layout, ...]) -> str | None:
    """Return the indicator a heading speaks of, as layouts declare it or by its words; None where it speaks of none."""
    declared = next((column.figure.indicator for layout in layouts for column in figure_columns(layout, (heading,))), None)
    bare = _bare(heading)
    if declared is not None or any(word in bare for word in NOT_FIGURES):
        return declared
    return next((key for key, words in INDICATOR_WORDS if any(word in bare for word in (*words, key))), None)


def _kind_of(table: RawTable, position: int) -> str:
    """Return what most cells of a column look like."""
    cells = table.rows[f"c{position}"].head(SAMPLE_ROWS).cast(pl.String).str.strip_chars().drop_nulls()
    texts = [text for text in cells.to_list() if text.lower() not in (*MISSING, *NOT_APPLICABLE)]
    for kind, shape in SHAPES:
        if texts and sum(bool(shape.fullmatch(text)) for text in texts) >= MOST_SHARE * len(texts):
            return kind
    return "text" if texts else "empty"


def _gaps(draft: Draft) -> list[str]:
    """Return what the table cannot do without and no heading brings; a month may stand in the title instead."""
    contract = table_named(draft.table)
    brought = {*draft.targets, *DERIVED, *(("indicator", "basis", "value") if draft.is_monthly_figures else ())}
    needed = [column.name for column in contract.columns if not column.is_nullable and column.name not in contract.provenance]
    gaps = [name for name in needed if name not in brought]
    if draft.is_monthly_figures and "period" not in draft.targets:
        draft.fields.append('{ target = "period", headers = [], from_title = true, kind = "month" }')
    return [*gaps, *(["a figure"] if draft.is_monthly_figures and "figures" not in draft.targets else [])]


def _meaning(table: str, target: str) -> str:
    return table_named(table).column(target).meaning


def _usual_kind(target: str) -> str:
    """Return what kind of cell usually brings a target."""
    usual = {
        "uscc": "code",
        "supplier_uscc": "code",
        "buyer_uscc": "code",
        "account": "account",
        "period": "month",
        "received_on": "receipt",
    }
    return usual.get(target, "date" if target.endswith("_on") else "text")


def _quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)
