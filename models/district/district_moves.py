"""Who left one district of an installation, and whether another one of it took them in: every departure once.

In: the registers of all districts and the departures on record. Out: where enterprises of one district go (relocation_flows.py), pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import polars as pl

from warehouse.periods import MONTHS_A_YEAR, shift_month

REGISTER_SCHEMA: dict[str, pl.DataType] = {
    "folder": pl.String(), "uscc": pl.String(), "name": pl.String(), "registered_on": pl.Date(), "left_register_on": pl.Date(),
    "known_on": pl.Date(),
}  # fmt: skip
DEPARTURE_SCHEMA: dict[str, pl.DataType] = {
    "folder": pl.String(), "uscc": pl.String(), "name": pl.String(), "destination": pl.String(), "occurred_on": pl.Date(),
    "output_cny_10k": pl.Float64(), "tax_cny_10k": pl.Float64(), "jobs": pl.Float64(),
}  # fmt: skip
MOVE_SCHEMA: dict[str, pl.DataType] = {
    "uscc": pl.String(), "name": pl.String(), "from_folder": pl.String(), "to_folder": pl.String(), "destination": pl.String(),
    "kind": pl.String(), "occurred_on": pl.Date(), "output_cny_10k": pl.Float64(), "tax_cny_10k": pl.Float64(), "jobs": pl.Float64(),
}  # fmt: skip
_AMOUNTS = ("output_cny_10k", "tax_cny_10k", "jobs")
_BEGINNING = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class _Stay:
    """One enterprise in one district: when it came as far as known, when it left, and what is on record of that."""

    folder: str
    name: str | None
    entered_on: date | None
    known_on: date
    left_on: date | None
    departure: Mapping[str, object] | None

    @property
    def order(self) -> tuple[bool, date, date, date, str]:
        """Who has left comes before who is still there; then by the day it came."""
        return (self.left_on is None, self.left_on or _BEGINNING, self.entered_on or _BEGINNING, self.known_on, self.folder)


def district_moves(
    registers: pl.DataFrame, departures: pl.DataFrame, names: Mapping[str, str], month: date, months: int = MONTHS_A_YEAR
) -> pl.DataFrame:
    """List every departure from a district within `months` up to `month`: MOVE_SCHEMA, by district left, day and code.

    `registers`: REGISTER_SCHEMA, every district's register as it was known; `departures`: DEPARTURE_SCHEMA, who moved out by each
    district's records; `names`: what each folder's district is called. Where the code stands in the register of another district
    afterwards, the move is one between districts and its day is that of the departure, else that of the arrival. Where it does not, but
    the stated destination names one of the districts, it is announced. Leaving a register without a record of a move is none: it may be a
    closure.
    """
    first, after = shift_month(month, 1 - months), shift_month(month, 1)
    found = [move for stays in _stays(registers, departures).items() for move in _moves(*stays, names)]
    moves = pl.DataFrame(found, schema=MOVE_SCHEMA).filter(pl.col("occurred_on") >= first, pl.col("occurred_on") < after)
    return moves.sort("from_folder", "occurred_on", "uscc", descending=[False, True, False])


def _stays(registers: pl.DataFrame, departures: pl.DataFrame) -> dict[str, list[_Stay]]:
    """Return the stays of everybody who departed or stands in several registers, in their order, by code."""
    left = {(row["folder"], row["uscc"]): row for row in _own_departures(registers, departures).iter_rows(named=True)}
    several = registers.group_by("uscc").agg(pl.col("folder").n_unique()).filter(pl.col("folder") > 1)["uscc"]
    wanted = {*several, *(uscc for _, uscc in left)}
    stays: dict[str, dict[str, _Stay]] = {}
    for row in registers.filter(pl.col("uscc").is_in(sorted(wanted))).sort("uscc", "folder").iter_rows(named=True):
        stays.setdefault(row["uscc"], {})[row["folder"]] = _stay(row, left.get((row["folder"], row["uscc"])))
    for (folder, uscc), row in left.items():
        # A register that cannot be read, or no longer has the row, does not undo a departure on record.
        if folder not in stays.get(uscc, {}):
            gone = {"registered_on": None, "left_register_on": None, "known_on": None, **row}
            stays.setdefault(uscc, {})[folder] = _stay(gone, row)
    return {uscc: sorted(own.values(), key=lambda stay: stay.order) for uscc, own in sorted(stays.items())}


def _own_departures(registers: pl.DataFrame, departures: pl.DataFrame) -> pl.DataFrame:
    """Return the last departure of each enterprise from each district, every record in one district only.

    What is known of an enterprise goes with it, so the district that took it in has the record of its departure too: it belongs to the
    district where the enterprise was on that day, which is one whose register it has left, and never one it entered later.
    """
    known = registers.select("folder", "uscc", "registered_on", "left_register_on", "known_on")
    placed = departures.join(known, on=["folder", "uscc"], how="left", maintain_order="left")
    was_there = placed.filter((pl.col("registered_on") <= pl.col("occurred_on")).fill_null(value=True))
    order = was_there.with_columns(has_left=pl.col("left_register_on").is_not_null())
    # The one it has left, else the one it came to first.
    order = order.sort(
        "uscc", "occurred_on", "has_left", "registered_on", "known_on", "folder", descending=[False, False, True, False, False, False]
    )
    owned = order.unique(["uscc", "occurred_on"], keep="first", maintain_order=True)
    last = owned.sort("uscc", "folder", "occurred_on").unique(["uscc", "folder"], keep="last", maintain_order=True)
    return last.select(departures.columns)


def _stay(row: Mapping[str, object], departure: Mapping[str, object] | None) -> _Stay:
    left_on = departure["occurred_on"] if departure else row["left_register_on"]
    return _Stay(
        folder=str(row["folder"]),
        name=None if row["name"] is None else str(row["name"]),
        entered_on=_day(row["registered_on"]),
        known_on=_day(row["known_on"]) or _BEGINNING,
        left_on=_day(left_on),
        departure=departure,
    )


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _moves(uscc: str, stays: Sequence[_Stay], names: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """Yield the moves of one enterprise: from each district to the next one, and from the last one to elsewhere."""
    for left, entered in pairwise(stays):
        on = _moved_on(left, entered)
        if on is not None:
            yield _move(uscc, left, "arrived", on, entered.folder)
    last = stays[-1]
    if last.departure is not None:
        yield _move(uscc, last, *_where_to(last, names))


def _moved_on(left: _Stay, entered: _Stay) -> date | None:
    """Return the day of a move; None where both districts may have had the enterprise all along."""
    if left.left_on is not None:
        return left.left_on
    if entered.entered_on is not None and entered.entered_on > (left.entered_on or _BEGINNING):
        return entered.entered_on
    return entered.known_on if entered.known_on > left.known_on else None


def _where_to(last: _Stay, names: Mapping[str, str]) -> tuple[str, date | None, str | None]:
    """Return kind, day and district of a departure nobody of the installation has taken in."""
    stated = str((last.departure or {}).get("destination") or "").strip()
    named = [folder for folder, name in names.items() if folder != last.folder and name and name in stated]
    # The longest name is the one that is meant: that of a new district may hold that of the old one.
    folder = max(named, key=lambda one: (len(names[one]), one), default=None)
    kind = "announced" if folder else "outside" if stated else "unknown"
    return kind, last.left_on, folder


def _move(uscc: str, left: _Stay, kind: str, on: date | None, to: str | None) -> dict[str, object]:
    record = left.departure or {}
    return {
        "uscc": uscc,
        "name": left.name or record.get("name"),
        "from_folder": left.folder,
        "to_folder": to,
        "destination": record.get("destination"),
        "kind": kind,
        "occurred_on": on,
        **{name: record.get(name) for name in _AMOUNTS},
    }
