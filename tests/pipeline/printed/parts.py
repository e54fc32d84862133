"""What a page may say of the district or of one reader's part of it: every count and share by name, from plain rows."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median
from typing import Any

import numpy as np

from models.warnings.false_alarms import expected_false_alarms
from pipelines.settings import load_settings
from tests.pipeline.printed.appeals_of_month import appeal_facts
from tests.pipeline.printed.month import PublishedMonth, Row
from warehouse import names
from warehouse.vocabulary import (
    ABOUT_RELOCATION,
    DEPARTURES,
    FINDINGS,
    INDICATORS,
    LEAVING_CAUSES,
    LEVELS,
    OUTCOMES,
    UNCLEAR_FINDINGS,
    VISIT_STATES,
)

Facts = dict[str, float | None]
SEVERE = ("red", "orange")
SEVERITY = {level.key: level.severity for level in LEVELS}
EXPOSURES = {
    "output": ("output_value_twelve_months", "exposure_output_share"),
    "tax": ("tax_twelve_months", "exposure_tax_share"),
    "jobs": ("employment_latest", "exposure_jobs_share"),
}
FOUND = tuple(dict.fromkeys((*FINDINGS.keys, *VISIT_STATES.keys, *OUTCOMES.keys, *UNCLEAR_FINDINGS.keys)))
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Part:
    """The part of a month whose `column` of the register has a value; both empty for the whole district."""

    month: PublishedMonth
    column: str = ""
    value: str = ""

    def has(self, row: Row) -> bool:
        """Whether somebody belongs to it, by today's register where that knows them."""
        here = self.month.everybody.get(str(row["uscc"]), row)
        return not self.column or str(here.get(self.column)).strip() == self.value

    def of(self, rows: Iterable[Row]) -> list[Row]:
        """Return the rows that belong to it."""
        return [row for row in rows if self.has(row)]

    @cached_property
    def candidates(self) -> list[Row]:
        """Who is at or above the line."""
        return self.of(self.month.warnings.values())

    @cached_property
    def listed(self) -> list[Row]:
        """Who has a place on the list."""
        return [row for row in self.candidates if row["is_listed"]]

    @cached_property
    def before(self) -> list[Row]:
        """Who was at or above the line last month."""
        return self.of(self.month.warnings_before.values())

    @cached_property
    def listed_before(self) -> list[Row]:
        """Who was on last month's list."""
        return [row for row in self.before if row["is_listed"]]

    @cached_property
    def monitored(self) -> list[Row]:
        """Who is in the register, has entered it and has not left."""
        return [row for row in self.of(self.month.everybody.values()) if self.month.standing(row["uscc"]) == "monitored"]

    # Changes of the list ------------------------------------------------------------------------------------------------------------------

    @cached_property
    def entered(self) -> list[Row]:
        """Who is on the list and was not on the last one."""
        earlier = {row["uscc"] for row in self.listed_before}
        return [row for row in self.listed if row["uscc"] not in earlier]

    @cached_property
    def left(self) -> list[tuple[Row, str]]:
        """Who was on the last list and is not on this one, with the cause: from the register and the records of departures."""
        now = {row["uscc"] for row in self.month.warnings.values() if row["is_listed"]}
        return [(row, self._cause(str(row["uscc"]))) for row in self.listed_before if row["uscc"] not in now]

    def _cause(self, uscc: str) -> str:
        risk = self.month.risks.get(uscc)
        if risk is None:
            return "left_register"
        if risk["out_of_scope"] in ("departed", "left_register"):
            return str(risk["out_of_scope"])
        if risk["out_of_scope"] is not None:
            return "not_judged"
        return "no_place" if uscc in self.month.warnings else "risk_receded"

    @cached_property
    def moved(self) -> list[tuple[Row, str]]:
        """Who is on both lists, with the level of the last one."""
        then = {row["uscc"]: str(row["level"]) for row in self.listed_before}
        return [(row, then[row["uscc"]]) for row in self.listed if row["uscc"] in then]

    def step(self, direction: int) -> int:
        """Count who rose (1), fell (-1) or stayed (0)."""
        steps = [SEVERITY[str(row["level"])] - SEVERITY[then] for row, then in self.moved]
        return sum((step > 0) - (step < 0) == direction for step in steps)

    # What the sentences name --------------------------------------------------------------------------------------------------------------

    @cached_property
    def facts(self) -> Facts:
        """Every count, change and share that a sentence about the part may name."""
        facts: Facts = {}
        for parts in (
            self._counts,
            self._changes,
            self._stakes,
            self._bases,
            self._visits,
            self._departures,
            self._moves,
            self._state,
            self._appeals,
        ):
            facts |= parts()
        return {**facts, **{f"less_{name}": -value for name, value in facts.items() if value is not None}}

    def _counts(self) -> Facts:
        listed, all_of = (Counter(row["level"] for row in rows) for rows in (self.listed, self.candidates))
        watched = [row for row in self.candidates if not row["is_listed"]]
        at_line = [row for row in self.candidates if not row["is_kept"]]
        # Whom a visit keeps on the list below the line is counted apart from those at the line.
        kept = len(self.candidates) - len(at_line)
        facts: Facts = {"candidates": len(at_line), "listed": len(self.listed), "watched": len(watched), "kept": kept}
        facts |= {"listed_at_line": len(self.listed) - kept, "severe_watched": sum(row["level"] in SEVERE for row in watched)}
        facts |= {"severe": sum(listed[key] for key in SEVERE), "severe_at_line": sum(all_of[key] for key in SEVERE)}
        facts |= {"milder": len(self.listed) - sum(listed[key] for key in SEVERE)}
        facts |= {key: listed[key] for key in LEVELS.keys} | {f"{key}_at_line": all_of[key] for key in LEVELS.keys}
        facts |= {f"{key}_watched": all_of[key] - listed[key] for key in LEVELS.keys}
        facts |= {"monitored": len(self.monitored), "candidates_share": _ratio(len(at_line), len(self.monitored))}
        facts |= {"issues": len(self.month.months), "newly_red": len(self.newly_red)}
        return facts | {"revision": self.month.revision}

    @cached_property
    def newly_red(self) -> list[Row]:
        """Who is red and was not red on the last list: those of the urgent note."""
        then = {row["uscc"] for row in self.listed_before if row["level"] == "red"}
        return [row for row in self.listed if row["level"] == "red" and row["uscc"] not in then]

    def _changes(self) -> Facts:
        if self.month.is_first:
            return {}
        then_all, then = (Counter(row["level"] for row in rows) for rows in (self.before, self.listed_before))
        now = Counter(row["level"] for row in self.listed)
        causes = Counter(cause for _, cause in self.left)
        facts: Facts = {f"left_{key}": causes[key] for key in LEAVING_CAUSES.keys}
        facts |= {f"{key}_change": now[key] - then[key] for key in LEVELS.keys}
        facts |= {f"entered_{key}": sum(row["level"] == key for row in self.entered) for key in LEVELS.keys}
        severe_then = sum(then_all[key] for key in SEVERE)
        severe_now = sum(row["level"] in SEVERE for row in self.candidates)
        return facts | {
            "entered": len(self.entered), "left": len(self.left), "stayed": len(self.moved), "rose": self.step(1), "fell": self.step(-1),
            "same": self.step(0), "net": len(self.listed) - len(self.listed_before), "listed_before": len(self.listed_before),
            "candidates_change": _at_line(self.candidates) - _at_line(self.before), "severe_change": severe_now - severe_then,
        }  # fmt: skip

    def _stakes(self) -> Facts:
        """Shares of the district: of everybody listed and of each level, worked out from the series."""
        shares = {what: {row["uscc"]: self.month.stored.figure(row["uscc"], f"{key}_share") for row in self.listed}
                  for what, (key, _) in EXPOSURES.items()}  # fmt: skip
        facts: Facts = {f"{what}_share": _sum(own.values()) for what, own in shares.items()}
        for level in LEVELS.keys:
            of_level = [row["uscc"] for row in self.listed if row["level"] == level]
            # Of a level of nobody nothing, where the figure is known of anybody on the list.
            facts |= {
                f"{level}_{what}_share": _sum(own[uscc] for uscc in of_level)
                if of_level
                else None
                if facts[f"{what}_share"] is None
                else 0.0
                for what, own in shares.items()
            }
        return facts

    def _bases(self) -> Facts:
        own = self.of(self.month.everybody.values())
        standing = {row["uscc"]: self.month.standing(row["uscc"]) for row in own}
        counts = Counter(standing.values())
        reasons = {uscc: self._not_judged(uscc) for uscc in standing}
        facts: Facts = {"register": len(own), "register_left": counts["left"], "register_future": counts["future"]}
        judged = [uscc for uscc in standing if standing[uscc] == "monitored" and reasons[uscc] is None]
        without = counts["monitored"] - len(judged)
        facts |= {"judged": len(judged), "unjudged": without, "unjudged_in_all": sum(reason is not None for reason in reasons.values())}
        for kind, name in (("left", "gone"), ("monitored", "here")):
            of_kind = Counter(reasons[uscc] for uscc in standing if standing[uscc] == kind)
            facts |= {f"{name}_{reason}": count for reason, count in of_kind.items() if reason is not None}
        return facts

    def _not_judged(self, uscc: str) -> str | None:
        row = self.month.risks.get(uscc)
        return "no_figures" if row is None else row["out_of_scope"]

    # What people recorded -----------------------------------------------------------------------------------------------------------------

    @cached_property
    def visits(self) -> list[Row]:
        """Every visit known, with the key of what it found and what came of it."""
        return [_judged(row) for row in self.month.facts(names.VISITS) if row["visited_on"] <= self.month.day]

    def answers(self, rows: list[Row]) -> Facts:
        """Count what became of some of last month's list."""
        published = self.month.stored.query(
            "select as_of from out_briefings__monthly_editions where month = ? order by revision desc limit 1", self.month.before
        )
        since = date.fromisoformat(str(published[0][0])) if published else date.max
        codes = {row["uscc"]: row["respond_by_on"] for row in rows}
        visits = [visit for visit in self.visits if visit["uscc"] in codes and visit["visited_on"] >= since]
        visited = {visit["uscc"] for visit in visits}
        late = [uscc for uscc, due in codes.items() if uscc not in visited and due is not None and due < self.month.day]
        facts: Facts = {"asked": len(codes), "visited": len(visited), "unvisited": len(codes) - len(visited), "overdue": len(late)}
        facts |= {"visits": len(visits)} | {f"found_{key}": sum(visit["found"] == key for visit in visits) for key in FOUND}
        return facts | {f"came_{key}": sum(visit["came"] == key for visit in visits) for key in FOUND}

    def _visits(self) -> Facts:
        return self.answers(self.listed_before)

    def _departures(self) -> Facts:
        gone = self.departed
        counts = Counter(warning for _, _, warning, _ in gone)
        ahead = [months for *_, months in gone if months is not None]
        facts: Facts = {"departed": len(gone), "departed_judged": sum(counts[key] for key in ("warned", "watched", "missed"))}
        facts |= {f"departed_{key}": counts[key] for key in ("warned", "watched", "missed", "before_lists", "found_by_visit")}
        if ahead:
            facts |= {"ahead_low": min(ahead), "ahead_high": max(ahead), "ahead_middle": median(ahead)}
        return facts

    @cached_property
    def departed(self) -> list[tuple[str, date, str, float | None]]:
        """Who left within a year: code, day, what the lists that were out before had said, and how many months ahead."""
        first, after = _shifted(self.month.month, -11), _shifted(self.month.month, 1)
        left: dict[str, date] = {}
        for row in self.month.facts(names.OUTCOMES):
            if row["outcome"] in DEPARTURES and first <= row["occurred_on"] < after and self.has(row):
                left[row["uscc"]] = min(row["occurred_on"], left.get(row["uscc"], date.max))
        return [(uscc, day, *self._said_before(uscc, day)) for uscc, day in left.items()]

    def _said_before(self, uscc: str, day: date) -> tuple[str, float | None]:
        found = [visit for visit in self.visits if visit["uscc"] == uscc and visit["visited_on"] == day]
        if any(visit["found"] in DEPARTURES or visit["came"] in DEPARTURES for visit in found):
            return "found_by_visit", None
        lists = self._lists_before(day)
        named = [known for known, listed in lists if listed.get(uscc)]
        if named:
            return "warned", (day - min(named)).days / DAYS_A_MONTH
        if any(uscc in listed for _, listed in lists):
            return "watched", None
        return ("missed" if lists else "before_lists"), None

    def _lists_before(self, day: date) -> list[tuple[date, dict[str, bool]]]:
        """Return the earlier lists that were out before a day: the day each was made, and who was on it."""
        return [(known, listed) for known, listed in self._earlier if known < day]

    @cached_property
    def _earlier(self) -> list[tuple[date, dict[str, bool]]]:
        lists = []
        for month in self.month.months:
            if month < self.month.month:
                rows = self.month.stored.rows_of("out_warnings__monthly_enterprises", month)
                sql = "select as_of from out_briefings__monthly_editions where month = ? order by revision desc limit 1"
                known = date.fromisoformat(str(self.month.stored.query(sql, month)[0][0]))
                lists.append((known, {str(row["uscc"]): bool(row["is_listed"]) for row in rows}))
        return lists

    # Where to -----------------------------------------------------------------------------------------------------------------------------

    @cached_property
    def moves(self) -> list[Row]:
        """Who moved within a year and who is on the list with signs of it: state, destination, form and what is or was at stake."""
        first, after = _shifted(self.month.month, -11), _shifted(self.month.month, 1)
        went: dict[str, Row] = {}
        for row in sorted(self.month.facts(names.OUTCOMES), key=lambda one: (one["occurred_on"], one["outcome"])):
            if row["outcome"] in ("relocated_out", "relocated_within") and first <= row["occurred_on"] < after:
                went[row["uscc"]] = row
        gone = [self._move(uscc, row) for uscc, row in went.items()]
        here = [self._move(row["uscc"], None) for row in self.month.warnings.values()
                if row["is_listed"] and row["kind"] in ABOUT_RELOCATION and row["uscc"] not in went]  # fmt: skip
        return self.of([*gone, *here])

    def _move(self, uscc: str, outcome: Row | None) -> Row:
        until = self.month.month if outcome is None else _shifted(outcome["occurred_on"].replace(day=1), -1)
        at_stake = {what: self.month.stored.figure_until(uscc, key, until) for what, (key, _) in EXPOSURES.items()}
        state = "here" if outcome is None else "moved_within" if outcome["outcome"] == "relocated_within" else "gone"
        return {"uscc": uscc, "state": state, "destination": self._destination(uscc), "form": self._form(uscc, outcome), **at_stake}

    def _destination(self, uscc: str) -> str | None:
        said = [row for row in self.month.facts(names.SIGNALS) if row["uscc"] == uscc and row["destination"]]
        return max(said, key=lambda row: row["observed_on"])["destination"] if said else None

    def _form(self, uscc: str, outcome: Row | None) -> str:
        known = self.month.risks.get(uscc, {}).get("relocation_form")
        if outcome is not None and outcome["outcome"] == "relocated_within":
            return "within_district"
        if known not in (None, "none", "unknown"):
            return str(known)
        return "whole" if outcome is not None else "unknown"

    def _moves(self) -> Facts:
        by_state = {state: [row for row in self.moves if row["state"] == state] for state in ("here", "gone", "moved_within")}
        facts: Facts = {"signalled": sum(row["kind"] in ABOUT_RELOCATION for row in self.listed)}
        for state, rows in by_state.items():
            known = sum(row["destination"] is not None for row in rows)
            facts |= {f"moves_{state}": len(rows), f"moves_{state}_known": known, f"moves_{state}_unknown": len(rows) - known}
        facts["moves_here_output"] = _sum(row["output"] for row in by_state["here"])
        forms = Counter(row["form"] for row in by_state["here"])
        return facts | {f"form_{form}": count for form, count in forms.items()}

    # The district as a whole --------------------------------------------------------------------------------------------------------------

    def _appeals(self) -> Facts:
        return appeal_facts(self.month)

    def _state(self) -> Facts:
        chances = [row["true_chance"] for row in self.listed if row["true_chance"] is not None]
        # To the own normal level, and by figures that come every month.
        steady: dict[str, list[float]] = {}
        for (uscc, indicator), row in self.month.evidence.items():
            if row["ratio_share"] is not None and indicator not in ("tax", "fixed_investment"):
                steady.setdefault(uscc, []).append(row["ratio_share"])
        gap = median(median(ratios) for ratios in steady.values()) - 1 if len(steady) >= 10 else None
        facts: Facts = {
            "alarms": sum(1 - chance for chance in chances),
            **self._alarm_ends(chances),
            "gap": gap,
            "no_alarm": float(len(chances)),
        }
        for indicator in INDICATORS.keys:
            facts |= {f"{indicator}_{name}": value for name, value in self._growth(indicator).items()}
        return facts

    def _alarm_ends(self, chances: list[float]) -> Facts:
        if not chances:
            return {}
        spread = load_settings(self.month.home.config).levels.alarm_shift_spread
        found = expected_false_alarms(np.array(chances), shift_spread=spread)
        return {"alarms_lo": float(found.low), "alarms_hi": float(found.high)}

    def _growth(self, indicator: str) -> Facts:
        """Return the growth of the month's sum, of the median enterprise, what the largest mover makes of it, and without that one."""
        pairs = self.month.stored.pairs(indicator)
        if not pairs or sum(base for _, base in pairs.values()) <= 0:
            return {}
        now, then = (sum(pair[at] for pair in pairs.values()) for at in (0, 1))
        largest = min(pairs, key=lambda uscc: (-abs(pairs[uscc][0] - pairs[uscc][1]), uscc))
        value, base = pairs[largest]
        rates = [one / other - 1 for one, other in pairs.values() if other > 0]
        without = (now - value) / (then - base) - 1 if then > base else None
        middle = median(rates) if len(rates) >= 10 else None
        return {
            "total_growth": now / then - 1,
            "median_growth": middle,
            "largest_points": 100 * (value - base) / then,
            "without_growth": without,
        }

    def group(self, kind: str, name: str, rename: Callable[[Any], str]) -> Facts:
        """Count who is listed and monitored where a column of the register has a value as it is printed."""
        here = [row for row in self.listed if rename(row[kind]) == name]
        base = sum(rename(row[kind]) == name for row in self.monitored)
        levels = Counter(row["level"] for row in here)
        facts: Facts = {"count": len(here), "base": base, "rate": 100 * len(here) / base if base else None}
        return facts | {key: levels[key] for key in LEVELS.keys}

    def indicators(self) -> Iterator[tuple[str, Facts]]:
        """Yield how much of each source has arrived."""
        for indicator in INDICATORS.keys:
            yield indicator, self.arrival(indicator)

    def arrival(self, indicator: str) -> Facts:
        """Count who was expected to report an indicator and who did, from the series alone."""
        gone = {
            row["uscc"] for row in self.month.facts(names.OUTCOMES) if row["outcome"] in DEPARTURES and row["occurred_on"] <= self.month.day
        }
        here = [row["uscc"] for row in self.monitored if row["uscc"] not in gone]
        seen = [self.month.stored.last_seen(uscc, indicator) for uscc in here]
        known = [(age, has_rhythm) for age, has_rhythm in seen if age is not None]
        arrived = sum(age == 0 for age, _ in known)
        not_due = sum(age == 1 and has_rhythm for age, has_rhythm in known)
        expected = len(known) - not_due
        return {
            "arrived": arrived, "expected": expected, "late": expected - arrived, "not_due": not_due,
            "silent": len(self.monitored) - expected - not_due, "share": _ratio(arrived, expected),
            "held": self.month.stored.held(indicator), "restated": self.month.restated_count().get(indicator, 0),
        }  # fmt: skip


def _judged(row: Row) -> Row:
    """Return a visit with the key of what it found and of what came of it."""
    finding, outcome = row["finding"], row["outcome"]
    keys = (*FINDINGS.keys, *VISIT_STATES.keys, *(key for key in OUTCOMES.keys if key not in FINDINGS))
    is_seen = outcome in (*FINDINGS.keys, "normal") and finding not in keys
    found = finding if finding in keys else outcome if is_seen else "not_stated" if finding is None else "other"
    came = None if is_seen or outcome is None else outcome if outcome in keys else "other"
    return row | {"found": found, "came": came}


def _at_line(rows: list[Row]) -> int:
    """Count who is at or above the line: everybody but those whom a visit keeps on the list."""
    return sum(not row["is_kept"] for row in rows)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _shifted(month: date, months: int) -> date:
    at = month.year * 12 + month.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)
