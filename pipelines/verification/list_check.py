"""The list of a month worked out anew from scores.parquet, last month's list and the rules laid beside: who, which level, which order.

In: the printed rules, by code that shares nothing with what made the list. Out: risks and exposure classes themselves, whose figures
are not in the folder; the stage of a move, which can only lower red to orange.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from pipelines.delivery.laid_tables import FOLDER, Laid
from pipelines.verification.finding import Finding
from warehouse.periods import month_key, shift_month
from warehouse.rule_vocabulary import THRESHOLD
from warehouse.vocabulary import RISK_CLASSES, SEVERITY

Row = dict[str, Any]
WARNINGS, LEAVERS, UNJUDGED = (f"{FOLDER}/{name}.parquet" for name in ("warnings", "leavers", "unjudged"))
RISKS: Final = ("operating_risk", "relocation_risk")
# Of scores.parquet, as the tables have them.
SCORED: Final = (*RISKS, "relocation_share")


def check_scored(laid: Laid, scores: pl.DataFrame) -> Iterator[Finding]:
    """Yield where the tables have other risks, levels or places than scores.parquet."""
    known = {row["uscc"]: row for row in scores.iter_rows(named=True)}
    warnings = {row["uscc"]: row for row in laid.frames.warnings.iter_rows(named=True)}
    levelled = {code for code, row in known.items() if row["level"] is not None}
    yield from _only_in_one(WARNINGS, {*warnings}, levelled, "a level in scores.parquet")
    for code, row in sorted(warnings.items()):
        own = {**{name: row[name] for name in (*SCORED, "level")}, "listed": row["is_listed"]}
        yield from _same(WARNINGS, code, own, known.get(code, {}))
    for row in laid.frames.leavers.iter_rows(named=True):
        yield from _same(LEAVERS, row["uscc"], {name: row[name] for name in RISKS}, known.get(row["uscc"], dict.fromkeys(RISKS)))
    unscored = {code for code, row in known.items() if row["operating_risk"] is None and row["relocation_risk"] is None}
    yield from _only_in_one(UNJUDGED, {*laid.frames.unjudged["uscc"]}, unscored, "no risk in scores.parquet")


def _only_in_one(name: str, here: set[str], there: set[str], what: str) -> Iterator[Finding]:
    """Yield who stands in a table without what the others have, and who has it and is missing."""
    yield from (Finding(name, f"{code} is missing here and has {what}") for code in sorted(there - here))
    yield from (Finding(name, f"{code} stands here; it is not one with {what}") for code in sorted(here - there))


def _same(name: str, code: str, own: Row, scored: Row) -> Iterator[Finding]:
    for key, value in own.items():
        if key in scored and value != scored[key]:
            yield Finding(name, f"{code}: {key} is {value}, by scores.parquet it is {scored[key]}")


@dataclass(frozen=True, slots=True)
class ListRules:
    """The rules a list was made by, as they are printed: settings by their keys."""

    values: Mapping[str, Any]

    @classmethod
    def of(cls, rules: pl.DataFrame) -> "ListRules":
        """Read the thresholds among the rules of an edition."""
        own = rules.filter(pl.col("kind") == THRESHOLD, pl.col("value_text").is_not_null())
        return cls({row["setting"]: json.loads(row["value_text"]) for row in own.iter_rows(named=True)})

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def severity(self, row: Row, margin: float) -> int:
        """Return the severity of a cell of the matrix, where risks were higher by a margin."""
        edges = {risk: [self[f"{risk.removesuffix('_risk')}_{one}_risk"] for one in RISK_CLASSES.keys[1:]] for risk in RISKS}
        passed = max(sum((row[risk] or 0.0) + margin >= edge for edge in edges[risk]) for risk in RISKS)
        return SEVERITY[self[f"matrix.{RISK_CLASSES.keys[passed]}.{row['exposure_class']}"]]

    def levels(self, row: Row) -> set[str]:
        """Return the levels that an enterprise can have: the one of the rules, and orange for red where nothing may have left yet."""
        now, held, before = self.severity(row, 0.0), self.severity(row, self["level_margin"]), SEVERITY.get(row["previous_level"] or "", 0)
        severity = before if before > now and held >= before else now
        level = next(key for key, one in SEVERITY.items() if one == severity)
        is_open = level == "red" and (row["operating_risk"] or 0.0) < self["entry_risk"]
        return {level, "orange"} if is_open else {level}

    def places_of_tiers(self) -> dict[str, int]:
        """Return the places of each tier that has its own."""
        prefix = "capacity_by_tier."
        return {key.removeprefix(prefix): int(value) for key, value in self.values.items() if key.startswith(prefix)}

    @property
    def places_by_lot(self) -> int:
        """How many places are drawn where there are more than fit."""
        return int(min(self["drawn_places"], self["capacity_total"] // 10))


def check_list(laid: Laid, scores: pl.DataFrame) -> Iterator[Finding]:
    """Yield where the list does not follow from the risks by the rules."""
    rules = ListRules.of(laid.frames.rules)
    before = _listed_before(laid)
    rows = list(laid.frames.warnings.iter_rows(named=True))
    yield from _candidates(rules, rows, before, scores)
    for row in rows:
        yield from _row(rules, row, before.get(row["uscc"]))
    for district in sorted({row["district"] or "" for row in rows}):
        own = [row for row in rows if (row["district"] or "") == district]
        yield from _ranks(own)
        yield from _places(rules, own)
        yield from _lot(rules, own, month_key(laid.edition.month))


def _listed_before(laid: Laid) -> dict[str, Row]:
    """Return last month's list by code; a list from before a gap continues nothing."""
    last = shift_month(laid.edition.month, -1)
    return {row["uscc"]: row for row in laid.frames.previous.iter_rows(named=True) if row["is_listed"] and row["month"] == last}


def _candidates(rules: ListRules, rows: Sequence[Row], before: Mapping[str, Row], scores: pl.DataFrame) -> Iterator[Finding]:
    """Who is at or above the line of entry, or was listed and is not yet below that of exit; and whom a visit keeps."""
    stays, kept = [*before], [row["uscc"] for row in rows if row["is_kept"]]
    risk = pl.max_horizontal(*RISKS)
    at_line = scores.filter((risk >= rules["entry_risk"]) | ((risk >= rules["exit_risk"]) & pl.col("uscc").is_in(stays)))
    yield from _only_in_one(WARNINGS, {row["uscc"] for row in rows} - {*kept}, {*at_line["uscc"]}, "a risk at the line of entry or exit")
    for code in sorted({*kept} - {*before}):
        yield Finding(WARNINGS, f"{code} is kept on the list, and was not on it")


def _row(rules: ListRules, row: Row, before: Row | None) -> Iterator[Finding]:
    """What stands about one enterprise and follows from its risks and last month's list."""
    previous = before and before["level"]
    expected: dict[str, Any] = {"combined_risk": max(row[name] or 0.0 for name in RISKS), "previous_level": previous}
    if row["is_listed"]:
        change = SEVERITY[row["level"]] - SEVERITY.get(previous or "", 0)
        expected["status"] = "new" if before is None else "worse" if change > 0 else "better" if change < 0 else "same"
        expected["months_listed"] = 1 + ((before["months_listed"] or 0) if before else 0)
    for key, value in expected.items():
        if row[key] != value:
            yield Finding(WARNINGS, f"{row['uscc']}: {key} is {row[key]}, by the rules it is {value}")
    if row["level"] not in (allowed := rules.levels({**row, "previous_level": previous})):
        yield Finding(WARNINGS, f"{row['uscc']}: level is {row['level']}, by the rules it is {' or '.join(sorted(allowed))}")


def _ranks(rows: Sequence[Row]) -> Iterator[Finding]:
    """Ranks count from 1 by level, risk, exposure and code; whoever has no place has none."""
    listed = sorted((row for row in rows if row["is_listed"]), key=lambda row: (-SEVERITY[row["level"]], *_weight(row)))
    for rank, row in enumerate(listed, start=1):
        if row["rank"] != rank:
            yield Finding(WARNINGS, f"{row['uscc']}: rank is {row['rank']}, by level and risk it is {rank}")
    for row in rows:
        if not row["is_listed"] and row["rank"] is not None:
            yield Finding(WARNINGS, f"{row['uscc']}: has rank {row['rank']} and no place")


def _weight(row: Row) -> tuple[float, float, str]:
    return -row["combined_risk"], -(row["exposure_output_share"] or 0.0), row["uscc"]


def _places(rules: ListRules, rows: Sequence[Row]) -> Iterator[Finding]:
    """No more places than there are, and none for a smaller risk than one left out; whom a visit confirmed comes before the others."""
    listed, room = [row for row in rows if row["is_listed"]], rules.places_of_tiers()
    if len(listed) > rules["capacity_total"]:
        yield Finding(WARNINGS, f"lists {len(listed)}, there are {rules['capacity_total']} places")
    for tier, most in sorted(room.items()):
        if (count := sum(row["tier"] == tier for row in listed)) > most:
            yield Finding(WARNINGS, f"lists {count} of {tier}, there are {most} places")
    # Of a tier with places of its own somebody may be left out who weighs more than one of another.
    waiting = [_weight(row) for row in rows if not row["is_listed"] and row["tier"] not in room]
    for row in (row for row in listed if row["draw_chance"] is None and row["previous_level"] is None and row["tier"] not in room):
        if waiting and _weight(row) > min(waiting):
            yield Finding(WARNINGS, f"{row['uscc']} has a place by risk, and {min(waiting)[-1]} with a larger one has none")


def _lot(rules: ListRules, rows: Sequence[Row], month: str) -> Iterator[Finding]:
    """Of those just below the cut the lowest tickets have a place, each with the same chance."""
    pool = [row for row in rows if row["draw_chance"] is not None]
    drawn = sorted((row["uscc"] for row in pool), key=lambda code: _ticket(f"{rules['draw_seed']}:{month}:{code}"))[: rules.places_by_lot]
    for row in pool:
        if row["is_listed"] != (row["uscc"] in drawn):
            yield Finding(WARNINGS, f"{row['uscc']} {'has' if row['is_listed'] else 'lacks'} a place against the lot of {month}")
        if not _is_chance(row["draw_chance"], rules.places_by_lot, len(pool)):
            yield Finding(WARNINGS, f"{row['uscc']}: chance of the lot is {row['draw_chance']}, {len(pool)} were drawn from")


def _is_chance(chance: float, places: int, pool: int) -> bool:
    """Whether a chance is that of so many places for a pool of at least so many.

    Whom only a visit kept may have stood in the pool as well; without a place nobody of them is in the table.
    """
    if places == 0 or chance >= 1:
        return chance == min(1, places)
    drawn_from = places / chance if chance else 0.0
    return drawn_from > pool - 1e-6 and abs(drawn_from - round(drawn_from)) < 1e-6


def _ticket(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
