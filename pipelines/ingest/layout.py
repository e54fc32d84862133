"""What a layout is, how layouts are loaded from `layouts/*.toml`, and how a header finds its layout."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.text import normalise_header
from warehouse.catalogue import table_named
from warehouse.contract import Table
from warehouse.loading import staged_schema

FOLDER = Path(__file__).parent / "layouts"
Kind = Literal["code", "text", "choice", "month", "number", "unit", "date", "past_date", "receipt"]
Known = Literal["nominal", "always", "event"]
# Columns that decide who receives mail; a delivery may never bring them.
SUBSCRIBER_HEADERS = frozenset({"email", "name", "scope"})


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a layout: which header brings it, what kind of cell it holds, where it goes.

    `constant`: what every row says where no header does, such as the unit of a departmental export; such a field has no headers.
    `optional`: the column may be absent and its cells may be empty. `unknown`: what happens to a row whose cell is not among the allowed
    values: the row is refused, or only the cell reads as null. `allowed` comes from the contract of the table.
    """

    target: str
    headers: tuple[str, ...]
    kind: Kind
    optional: bool = False
    unknown: Literal["refuse", "null"] = "refuse"
    allowed: tuple[str, ...] = ()
    constant: str | None = None

    @property
    def shown(self) -> str:
        """How the column is called in messages."""
        return self.headers[0] if self.headers else self.target


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of delivery, as data.

    `cells`: "strict" takes what the tidy layouts promise (pipelines.ingest.cells), "lenient" what departments write
    (pipelines.ingest.lenient). `known` says when an undated row counts as known: "nominal" (release day of its period),
    "always" (timeless until it changes), "event" (the day in column `event_day`). `clash_rule` names the quarantine rule for
    rows that contradict each other.
    """

    key: str
    table: str
    cells: Literal["strict", "lenient"]
    known: Known
    fields: tuple[Field, ...]
    event_day: str | None = None
    clash_rule: str | None = None
    channel: str | None = None

    @property
    def contract(self) -> Table:
        """The contract of the table the rows go to."""
        return table_named(self.table)

    def assign(self, header: tuple[str, ...]) -> dict[str, int]:
        """Return target to position in the header for every field the header has; raises FileRefusedError where two cells would do."""
        cells = [normalise_header(cell) for cell in header]
        assigned: dict[str, int] = {}
        for field in self.fields:
            wanted = {normalise_header(name) for name in field.headers}
            positions = [position for position, cell in enumerate(cells) if cell in wanted]
            # Choosing one of the two would be a guess about money.
            if len(positions) > 1:
                names = ", ".join(header[position] for position in positions)
                raise FileRefusedError("duplicate_column", f"two columns bring {field.target} ({names}), expected one; remove the other")
            if positions:
                assigned[field.target] = positions[0]
        return assigned

    def missing(self, header: tuple[str, ...]) -> list[str]:
        """Return the headers a file would need besides its own to be of this layout."""
        cells = {normalise_header(cell) for cell in header}
        required = (field for field in self.fields if not field.optional and field.constant is None)
        return [field.headers[0] for field in required if not cells & {normalise_header(name) for name in field.headers}]


def parse_layout(text: str, name: str) -> Layout:
    """Return the layout a TOML text declares; raises ValueError naming the file and what is wrong."""
    data: dict[str, Any] = tomllib.loads(text)
    try:
        table = table_named(data["table"])
        fields = tuple(_parse_field(entry, table) for entry in data.pop("fields"))
        layout = Layout(fields=fields, **data)
    except (KeyError, TypeError) as error:
        raise ValueError(f"layout {name}: {error}; see the other layouts for what a field and a layout may say") from error
    _check_layout(layout, name)
    return layout


def _parse_field(entry: dict[str, Any], table: Table) -> Field:
    """Return one field, its allowed values taken from the contract."""
    allowed = table.column(entry["target"]).allowed if entry["kind"] == "choice" else ()
    headers = () if "constant" in entry else tuple(entry["headers"])
    return Field(**{**entry, "headers": headers, "allowed": allowed})


def _check_layout(layout: Layout, name: str) -> None:
    """Raise ValueError where the layout and the contract of its table do not fit."""
    targets = [field.target for field in layout.fields]
    # Units are turned into the canonical one on the way, so no table has a column for them.
    possible = {*staged_schema(layout.contract), "unit"}
    strange = [target for target in targets if target not in possible]
    if strange:
        raise ValueError(f"layout {name}: targets {strange} are not columns of {layout.table}; name columns of the contract")
    kinds = [field.kind for field in layout.fields if field.kind not in get_args(Kind)]
    if kinds:
        raise ValueError(f"layout {name}: kinds {kinds} are unknown, expected one of {get_args(Kind)}")
    # Checked when layouts are loaded, so that a gap shows in the first test and not in the first delivery.
    needed = [column.name for column in layout.contract.columns if not column.is_nullable and column.name not in layout.contract.provenance]
    absent = [column for column in needed if column not in targets]
    if absent:
        raise ValueError(f"layout {name}: nothing brings {absent}, which {layout.table} cannot do without; add fields for them")
    if layout.known == "event" and layout.event_day not in targets:
        raise ValueError(f"layout {name}: event_day is {layout.event_day!r}, expected one of the targets {targets}")


@cache
def all_layouts() -> tuple[Layout, ...]:
    """Return every layout of the folder, in order of file name."""
    return tuple(parse_layout(path.read_text(encoding="utf-8"), path.name) for path in sorted(FOLDER.glob("*.toml")))


def recognise(header: tuple[str, ...], layouts: tuple[Layout, ...]) -> Layout:
    """Return the layout whose required columns the header has, the one with the most of them; raises FileRefusedError for none."""
    # Every visit also has a code and may have a name, so the layout that asks for most is the one that is meant.
    fitting = sorted((layout for layout in layouts if not layout.missing(header)), key=_required_count, reverse=True)
    if fitting and (len(fitting) == 1 or _required_count(fitting[0]) > _required_count(fitting[1])):
        return fitting[0]
    if fitting:
        raise FileRefusedError(
            "ambiguous_layout", f"the columns fit {fitting[0].key} and {fitting[1].key} alike; remove the columns that belong to the other"
        )
    # Said before the general refusal, since here somebody may have tried to subscribe by delivering a file.
    if {normalise_header(cell) for cell in header} >= SUBSCRIBER_HEADERS:
        raise FileRefusedError(
            "subscribers_not_taken",
            "subscribers are never taken from a delivery; put subscribers.csv into the program's home folder instead",
        )
    raise FileRefusedError("unknown_layout", _explain_unknown(header, layouts))


def _required_count(layout: Layout) -> int:
    """Return how many columns a layout cannot do without."""
    return sum(not field.optional and field.constant is None for field in layout.fields)


def _explain_unknown(header: tuple[str, ...], layouts: tuple[Layout, ...]) -> str:
    """Return the sentence that names the layout that came closest and what it lacks."""
    nearest = min(layouts, key=lambda layout: (len(layout.missing(header)) / _required_count(layout), layout.key))
    got = ", ".join(header[:12]) + (", ..." if len(header) > 12 else "")
    return (
        f"no layout has the columns {got}; the nearest, {nearest.key}, also needs {', '.join(nearest.missing(header))}; "
        "rename the columns or declare a layout for this file"
    )
