"""What became of earlier lists, worked out again one enterprise at a time: how right they were, how soon somebody came, what a place did.

Nothing here goes through the frames of the pages: rows of the published lists, visits and outcomes as known, settings, plain Python.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import inf, sqrt
from statistics import NormalDist, median, median_low
from typing import Any

import numpy as np
from scipy.stats import beta, t

from models.series.calendar import is_working_day
from models.warnings.false_alarms import expected_false_alarms
from pipelines.settings import load_settings
from tests.pipeline.printed.month import PublishedMonth, Row
from tests.pipeline.printed.pages import Cell
from tests.pipeline.printed.wordings import Compared
from warehouse import names
from warehouse.learning_vocabulary import COMPARISONS, EFFECT_OUTCOMES, EFFECT_READINGS
from warehouse.vocabulary import KINDS, LEVELS

Facts = dict[str, float | None]
GONE = ("relocated_out", "closed")
SAYS = dict.fromkeys(("confirmed", "partly", "solved", "recovered", *GONE), True) | dict.fromkeys(("false_alarm", "normal"), False)
MONTH_LEVELS = {f"{level.shape} {level.zh}": level.key for level in LEVELS}
BADGES = {f"{level.shape} {level.zh}{level.roman}": level.key for level in LEVELS}
TABLES = ("名单检验分月", "名单检验分等级、分类型", "首次走访用时", "列入名单、上门走访的效果", "预计误报与实际")

DIFFERENCE = "@比较，{effect_months}个月内#的占比[^；]*?相差{&_difference}个百分点（95%区间{&_lo}至{&_hi}）"
TOO_FEW_COMPARED = (
    "@比较，说不准：样本太少（满{effect_months}个月的{&_placed}家与{&_others}家，各需{effect_least}家以上(?:，另有{&_waiting}家未满期)?）"
)
PRECISION = (
    r"按风险列入{by_risk}家次，已有结果{with_outcome}家次，其中属实{right}家次(?:，占{right_share}|（太少[^）]*）)；尚无结果{without}家次"
)
CONTACT = (
    r"新进入名单{began}家次，已走访{reached}家次(?:，过半在{half_days}个工作日内首次走访|，过半尚未走访|（太少[^）]*）)；"
    r"已到办理时限的{began_due}家次中，按时走访{began_in_time}家次(?:，占{began_in_time_share})?"
)
LOTS = (
    r"随机抽取{drawn}家列入名单（标注“抽样走访”），(?:已有走访结论{drawn_seen}家|走访{drawn_seen_again}家中{drawn_right}家属实（含部分属实、已解决），"
    r"占{drawn_share}（95%区间{drawn_lo}至{drawn_hi}）；据此推算，本期名额线以下{pool}家中约有{missed}家（{missed_lo}至{missed_hi}家）)"
)
BURDEN = (
    r"的近{burden_days}天内，有走访记录的企业{burdened}家，其中被走访{burden_visits}天及以上{burden_joint}家、"
    r"{burden_often_from}天及以上{burden_often}家（同一天多家单位上门计一天），中位{burden_median}天；{burden_visits_again}天及以上的，建议"
)
RULES = (
    "的近{burden_days}天内没有走访记录",
    "名单发出后{confirm_months}个月内",
    "结果不足{least_count}家次",
    "综合风险相差{effect_window}个百分点以内",
    "名单发出{effect_months}个月后",
)


def shifted(day: date, months: int) -> date:
    """Return a day some months later, the last of the month where there is no such day."""
    at = day.year * 12 + day.month - 1 + months
    first, after = date(at // 12, at % 12 + 1, 1), date((at + 1) // 12, (at + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))


@dataclass(frozen=True)
class OutcomesOfLists:
    """What became of the lists that were out before a month; `visits`: with the keys of what they found and what came of them."""

    month: PublishedMonth
    visits: list[Row]

    @cached_property
    def settings(self) -> Any:
        """The settings of cases."""
        return load_settings(self.month.home.config).cases

    @cached_property
    def lists(self) -> list[Row]:
        """Every candidate of an earlier list, with the day the list came out."""
        found = []
        for at in self.month.months:
            if shifted(self.month.month, -36) < at < self.month.month:
                sql = "select as_of from out_briefings__monthly_editions where month = ? order by revision desc limit 1"
                day = date.fromisoformat(str(self.month.stored.query(sql, at)[0][0]))
                found += [row | {"out_on": day} for row in self.month.stored.rows_of("out_warnings__monthly_enterprises", at)]
        return found

    @cached_property
    def year(self) -> list[Row]:
        """Who was listed in the last twelve months."""
        return [row for row in self.lists if row["is_listed"] and row["month"] >= shifted(self.month.month, -12)]

    def visits_to(self, uscc: str, first: date) -> list[Row]:
        """Return the visits to an enterprise from a day on."""
        return [visit for visit in self._visits.get(uscc, []) if visit["visited_on"] >= first]

    @cached_property
    def _visits(self) -> dict[str, list[Row]]:
        return by_code(self.visits)

    @cached_property
    def _outcomes(self) -> dict[str, list[Row]]:
        return by_code(self.month.facts(names.OUTCOMES))

    # How right the lists were -------------------------------------------------------------------------------------------------------------

    def was_right(self, row: Row) -> bool | None:
        """Tell whether a warning was right, None where nothing on record says."""
        end = shifted(row["out_on"], self.settings.confirm_months)
        recorded = [one for one in self._outcomes.get(row["uscc"], []) if row["out_on"] <= one["occurred_on"] < end]
        if any(one["outcome"] in GONE for one in recorded):
            return True
        said = [(one["occurred_on"], 0, SAYS.get(one["outcome"])) for one in recorded if one["outcome"] in ("recovered", "false_alarm")]
        for visit in self.visits_to(row["uscc"], row["out_on"]):
            word = SAYS.get(visit["found"], SAYS.get(visit["came"]))
            said += [(visit["visited_on"], 1, word)] if word is not None and visit["visited_on"] < end else []
        if not said:
            return None
        first = min(said)[:2]
        return any(word for *at, word in said if tuple(at) == first)

    @cached_property
    def judged(self) -> list[tuple[Row, bool | None]]:
        """Whom the lists of the last year named by risk, and whether that was right."""
        return [(row, self.was_right(row)) for row in self.year if row["draw_chance"] is None]

    def precision(self, **wanted: Any) -> Facts:
        """Count those whose columns are as wanted."""
        own = [right for row, right in self.judged if all(row[name] == value for name, value in wanted.items())]
        known = [right for right in own if right is not None]
        share = sum(known) / len(known) if known and len(known) >= self.settings.least_count else None
        return {
            "by_risk": len(own),
            "with_outcome": len(known),
            "right": sum(known),
            "without": len(own) - len(known),
            "right_share": share,
        }

    # How soon somebody came ---------------------------------------------------------------------------------------------------------------

    def contacts(self, **wanted: Any) -> Facts:
        """Count who came onto a list and was visited, in time or not, and within how many working days half were."""
        known = [each for each in self._waits if all(each[0][name] == value for name, value in wanted.items())]
        own, waits = [row for row, _ in known], [wait for _, wait in known]
        due = [(row, day) for row, (_, day) in zip(own, waits, strict=True) if row["respond_by_on"] < self.month.day]
        in_time = sum(day is not None and day <= row["respond_by_on"] for row, day in due)
        least, half = self.settings.least_count, half_of([(span, day is not None) for span, day in waits])
        return {
            "began": len(own), "reached": sum(day is not None for _, day in waits), "half_days": half if len(own) >= least else None,
            "began_due": len(due), "began_in_time": in_time, "began_in_time_share": in_time / len(due) if len(due) >= least else None,
        }  # fmt: skip

    @cached_property
    def _waits(self) -> list[tuple[Row, tuple[int, date | None]]]:
        return [(row, self._wait(row)) for row in self.year if row["status"] == "new"]

    def _wait(self, row: Row) -> tuple[int, date | None]:
        """Return the working days to the first visit or until now, and the day of that visit."""
        first = min((visit["visited_on"] for visit in self.visits_to(row["uscc"], row["out_on"])), default=None)
        span = ((first or self.month.day) - row["out_on"]).days
        return sum(is_working_day(row["out_on"] + timedelta(days=step)) for step in range(1, span + 1)), first

    # What a place did ---------------------------------------------------------------------------------------------------------------------

    @cached_property
    def drawn_and_not(self) -> list[tuple[Row, bool, float]]:
        """Return the pool of each draw: row, whether it was drawn, the inverse of the chance of that."""
        pool = [row for row in self.lists if row["draw_chance"] is not None and 0 < row["draw_chance"] < 1]
        return [(row, row["is_listed"], 1 / (row["draw_chance"] if row["is_listed"] else 1 - row["draw_chance"])) for row in pool]

    @cached_property
    def at_the_cut(self) -> list[tuple[Row, bool, float]]:
        """Return who stood near the cut of a list: row, whether it had a place, how far from the cut."""
        found = []
        for place in {(row["month"], row["district"]) for row in self.lists}:
            own = [row for row in self.lists if (row["month"], row["district"]) == place]
            pool = [row for row in own if row["draw_chance"] is not None]
            highest = max((row["combined_risk"] for row in pool), default=inf)
            above = [row for row in own if row["is_listed"] and row["draw_chance"] is None and row["combined_risk"] >= highest]
            if pool and above:
                cut = (highest + min(row["combined_risk"] for row in above)) / 2
                sides = [(row, True) for row in above] + [(row, False) for row in pool if not row["is_listed"]]
                found += [(row, is_placed, row["combined_risk"] - cut) for row, is_placed in sides]
        return [each for each in found if abs(each[2]) < self.settings.effect_window]

    @cached_property
    def risks(self) -> dict[tuple[date, str], float | None]:
        """The combined risk of everybody by month."""
        rows = self.month.stored.query(
            "select month, uscc, combined_risk from pred_risk__monthly_enterprises where month <= ?", self.month.month
        )
        return {(at, str(uscc)): risk for at, uscc, risk in rows}  # type: ignore[misc]

    def became(self, row: Row) -> dict[str, bool | None] | None:
        """Return what became of an enterprise of a list within the months; None for whoever had left before it came out."""
        visits = self.visits_to(row["uscc"], date.min)
        found = {visit["visited_on"] for visit in visits if visit["found"] in GONE or visit["came"] in GONE}
        left = [
            one["occurred_on"] for one in self._outcomes.get(row["uscc"], []) if one["outcome"] in GONE and one["occurred_on"] not in found
        ]
        if left and min(left) <= row["out_on"]:
            return None
        end, later = shifted(row["out_on"], self.settings.effect_months), shifted(row["month"], self.settings.effect_months)
        departed = bool(left) and min(left) <= end
        risk, line = self.risks.get((later, row["uscc"])), load_settings(self.month.home.config).levels.entry_risk
        in_trouble = True if departed else None if risk is None else risk >= line
        is_over = later <= self.month.month and end <= self.month.day
        visited = any(row["out_on"] <= visit["visited_on"] <= end for visit in visits)
        return {"is_over": is_over, "departed": departed, "in_trouble": in_trouble, "visited": visited}

    @cached_property
    def effects(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The counts of each comparison by each outcome and, where there are enough, the difference with its interval."""
        return {
            (comparison, outcome): self._effect(comparison, outcome) for comparison in COMPARISONS.keys for outcome in EFFECT_OUTCOMES.keys
        }

    def _effect(self, comparison: str, outcome: str) -> dict[str, Any]:
        group = self.drawn_and_not if comparison == "lot" else self.at_the_cut
        traced = [(row, is_placed, weight, what) for row, is_placed, weight in group if (what := self.became(row)) is not None]
        known = [each for each in traced if each[3]["is_over"] and each[3][outcome] is not None]
        sides = {side: [each for each in known if each[1] == side] for side in (True, False)}
        codes = {side: {row["uscc"] for row, *_ in own} for side, own in sides.items()}
        visited = {side: {row["uscc"] for row, *_, what in own if what["visited"]} for side, own in sides.items()}
        waiting = {row["uscc"] for row, is_placed, _, what in traced if is_placed and not what["is_over"]}
        facts: dict[str, Any] = {
            "placed": len(codes[True]), "others": len(codes[False]), "placed_visited": len(visited[True]),
            "others_visited": len(visited[False]), "waiting": len(waiting), "reading": "too_few",
        }  # fmt: skip
        met = {row["uscc"] for row, *_, what in known if what[outcome]}
        if min(len(codes[True]), len(codes[False])) < self.settings.effect_least or len(met) < self.settings.least_count:
            return facts
        rows = [(str(row["uscc"]), is_placed, weight, bool(what[outcome])) for row, is_placed, weight, what in known]
        found = by_wilson(rows) if comparison == "lot" else by_sandwich(rows, self.settings.effect_window)
        reading = "fewer" if found["hi"] < 0 else "more" if found["lo"] > 0 else "unclear"
        return facts | found | {"reading": reading}

    # Lots and burdens ---------------------------------------------------------------------------------------------------------------------

    def lots(self) -> Facts:
        """Return what visits by lot say of those just below the cut."""
        now = [row | {"out_on": self.month.day} for row in self.month.warnings.values()]
        pool = [row for row in [*self.lists, *now] if row["draw_chance"] is not None]
        seen = [(row, word) for row in pool if row["is_listed"] and (word := self._first_word(row)) is not None]
        facts: Facts = {"drawn": sum(row["is_listed"] for row in pool), "drawn_seen": len(seen), "drawn_seen_again": len(seen)}
        facts |= {"drawn_right": sum(word for _, word in seen), "pool": sum(row["month"] == self.month.month for row in pool)}
        if len(seen) < max(1, self.settings.least_count):
            return facts
        weights = [1 / row["draw_chance"] for row, _ in seen]
        size = sum(weights) ** 2 / sum(weight**2 for weight in weights)
        share = sum(weight for weight, (_, word) in zip(weights, seen, strict=True) if word) / sum(weights)
        met, rest = share * size, size - share * size
        lo = float(beta.ppf(0.025, met, rest + 1)) if met else 0.0
        hi = float(beta.ppf(0.975, met + 1, rest)) if rest else 1.0
        here = facts["pool"] or 0
        facts |= {"drawn_share": share, "drawn_lo": lo, "drawn_hi": hi}
        return facts | {"missed": share * here, "missed_lo": lo * here, "missed_hi": hi * here}

    def _first_word(self, row: Row) -> bool | None:
        said = sorted(self.visits_to(row["uscc"], row["out_on"]), key=lambda visit: (visit["visited_on"], str(visit["visited_by"])))
        words = [SAYS.get(visit["found"], SAYS.get(visit["came"])) for visit in said]
        return next((word for word in words if word is not None), None)

    def days_visited(self) -> dict[str, int]:
        """Count on how many of the last days each enterprise was visited."""
        first = self.month.day - timedelta(days=self.settings.burden_days - 1)
        days = {(visit["uscc"], visit["visited_on"]) for visit in self.visits if visit["visited_on"] >= first}
        return {uscc: sum(code == uscc for code, _ in days) for uscc in {code for code, _ in days}}

    def facts(self) -> Facts:
        """Return what sentences about all this may name."""
        settings, days = self.settings, self.days_visited()
        facts: Facts = self.precision() | self.contacts() | self.lots()
        facts |= {
            name: getattr(settings, name) for name in ("confirm_months", "effect_months", "effect_least", "least_count", "burden_days")
        }
        facts |= {"effect_window": 100 * settings.effect_window, "burden_visits": settings.burden_visits}
        facts |= {"burden_visits_again": settings.burden_visits, "burden_often_from": settings.burden_visits + 1}
        facts |= {"burdened": len(days), "burden_median": median(days.values()) if days else None}
        facts["burden_joint"] = sum(count >= settings.burden_visits for count in days.values())
        facts["burden_often"] = sum(count > settings.burden_visits for count in days.values())
        for (comparison, outcome), found in self.effects.items():
            ends = {name: 100 * found[name] for name in ("difference", "lo", "hi") if name in found}
            facts |= {f"{comparison}_{outcome}_{name}": value for name, value in ends.items()}
            facts |= {f"{comparison}_{name}": found[name] for name in ("placed", "others", "waiting") if outcome == "departed"}
        return facts

    # Cells of the tables ------------------------------------------------------------------------------------------------------------------

    def cell(self, place: str, text: str, cell: Cell) -> Iterator[Compared]:
        """Yield what stands in a cell of a table about earlier lists beside what should: numbers, and where there is none why."""
        if cell.head in ("", "名单月份", "等级、类型", "月份、等级", "比较", "结果") or text == cell.label:
            return
        wanted = self._wanted(cell)
        yield Compared(place, "" if text == wanted else f"{cell.label}, {cell.head}: printed {text}, worked out {wanted}")

    def _wanted(self, cell: Cell) -> str:
        if cell.table.startswith(TABLES[3]):
            return self._effect_cell(cell)
        if cell.table.startswith(TABLES[4]):
            return self._promise_cell(cell)
        label, month = cell.label, None
        if label[:4].isdigit():
            month = date(int(label[:4]), int(label[5:7]), 1)
        kinds = {kind.zh: kind.key for kind in KINDS}
        wanted: dict[str, Any] = {} if month is None else {"month": month}
        wanted |= {"level": BADGES[label]} if label in BADGES else {"kind": kinds[label]} if label in kinds else {}
        if cell.table.startswith(TABLES[2]):
            return self._contact_cell(cell.head, self.contacts(**wanted))
        if cell.head in MONTH_LEVELS:
            return self._level_cell(self.precision(**wanted, level=MONTH_LEVELS[cell.head]))
        found = self.precision(**wanted)
        share = "尚无结果" if not found["with_outcome"] else per_cent(found["right_share"])
        heads = {"名单": "by_risk", "已有结果": "with_outcome", "属实": "right", "尚无结果": "without"}
        return share if cell.head == "属实占比" else f"{found[heads[cell.head]]:,}"

    def _promise_cell(self, cell: Cell) -> str:
        month = date(int(cell.label[:4]), int(cell.label[5:7]), 1)
        chances = [row["true_chance"] for row, _ in self.judged if row["month"] == month]
        found, spread = self.precision(month=month), load_settings(self.month.home.config).levels.alarm_shift_spread
        stated = expected_false_alarms(np.array(chances), shift_spread=spread)
        return {
            "预计误报": f"{sum(1 - chance for chance in chances):.0f}", "95%区间": f"{stated.low}至{stated.high}",
            "已知误报": f"{found['with_outcome'] - found['right']:,}", "属实": f"{found['right']:,}", "尚无结果": f"{found['without']:,}",
        }[cell.head]  # fmt: skip

    def _level_cell(self, found: Facts) -> str:
        if not found["by_risk"]:
            return "—"
        return f"{per_cent(found['right_share'])} {found['right']}／{found['with_outcome']}" if found["with_outcome"] else "尚无结果"

    def _contact_cell(self, head: str, found: Facts) -> str:
        if head == "过半走访用时":
            few = (found["began"] or 0) < self.settings.least_count
            return "太少" if few else "过半未走访" if found["half_days"] is None else f"{found['half_days']:.0f}"
        heads = {"新进入": "began", "已走访": "reached", "已到期": "began_due", "按时走访": "began_in_time"}
        return per_cent(found["began_in_time_share"]) if head == "按时占比" else f"{found[heads[head]]:,}"

    def _effect_cell(self, cell: Cell) -> str:
        comparison = next(term.key for term in COMPARISONS if term.zh == cell.row["比较"])
        outcome = next(term.key for term in EFFECT_OUTCOMES if term.zh == cell.row["结果"])
        found = self.effects[comparison, outcome]
        shares = {"列入占比": found.get("placed_share"), "对照占比": found.get("others_share")}
        if cell.head in shares:
            return "—" if shares[cell.head] is None else f"{100 * shares[cell.head]:.1f}%"
        ends = {name: signed(found.get(name)) for name in ("difference", "lo", "hi")}
        return {
            "列入": f"{found['placed']:,} 走访{found['placed_visited']:,}", "对照": f"{found['others']:,} 走访{found['others_visited']:,}",
            "相差": ends["difference"], "95%区间": "—" if "lo" not in found else f"{ends['lo']}至{ends['hi']}",
            "判断": EFFECT_READINGS[found["reading"]].zh,
        }[cell.head]  # fmt: skip


def by_code(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return rows by the enterprise they are about."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["uscc"]), []).append(row)
    return found


def wordings() -> tuple[str, ...]:
    """Return the wordings of sentences about earlier lists."""
    differences = [
        DIFFERENCE.replace("@", one.zh).replace("#", other.zh).replace("&", f"{one.key}_{other.key}")
        for one in COMPARISONS
        for other in EFFECT_OUTCOMES
    ]
    too_few = [TOO_FEW_COMPARED.replace("@", one.zh).replace("&", one.key) for one in COMPARISONS]
    return (*differences, *too_few, PRECISION, CONTACT, LOTS, BURDEN, *RULES)


def per_cent(share: float | None) -> str:
    """Write a share in whole per cent, or that it is of too few."""
    return "太少" if share is None else f"{100 * share:.0f}%"


def signed(share: float | None) -> str:
    """Write a difference in points with its sign, U+2212 for minus."""
    if share is None:
        return "—"
    text = f"{100 * share:+.1f}".replace("-", "\u2212")
    return "0.0" if text[1:] == "0.0" else text


def half_of(waits: Iterable[tuple[int, bool]]) -> float | None:
    """Return within how many days half were reached, whoever still waits counting for as long as they have waited."""
    known = sorted(waits)
    left, share = len(known), 1.0
    if known and all(is_over for _, is_over in known):
        return median_low(span for span, _ in known)
    for at in sorted({span for span, _ in known}):
        at_risk = sum(span >= at for span, _ in known)
        share *= 1 - sum(span == at and is_over for span, is_over in known) / at_risk
        if share <= 0.5 + 1e-9 and any(span == at and is_over for span, is_over in known):
            return at
    assert left or share == 1.0
    return None


Traced = list[tuple[str, bool, float, bool]]


def by_wilson(rows: Traced) -> Mapping[str, float]:
    """Return the difference of two weighted shares with Newcombe's interval from Wilson's two, written out."""
    sides = {}
    for side in (True, False):
        own = [(code, weight, met) for code, is_placed, weight, met in rows if is_placed == side]
        whole = sum(weight for _, weight, _ in own)
        size = whole**2 / sum(sum(weight for code, weight, _ in own if code == uscc) ** 2 for uscc in {code for code, *_ in own})
        sides[side] = (sum(weight for _, weight, met in own if met) / whole, size)
    (one, n), (other, m) = sides[True], sides[False]
    (low, high), (other_low, other_high) = wilson(one, n), wilson(other, m)
    gap = one - other
    lo, hi = gap - sqrt((one - low) ** 2 + (other_high - other) ** 2), gap + sqrt((high - one) ** 2 + (other - other_low) ** 2)
    return {"placed_share": one, "others_share": other, "difference": gap, "lo": lo, "hi": hi}


def wilson(share: float, size: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share."""
    z = NormalDist().inv_cdf(0.975)
    middle, half = share + z**2 / (2 * size), z * sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    return (middle - half) / (1 + z**2 / size), (middle + half) / (1 + z**2 / size)


def by_sandwich(rows: Traced, window: float) -> Mapping[str, float]:
    """Return the step at the cut from the normal equations, its error from the sums of each enterprise, written out."""
    x = np.array([[1.0, side, at, side * at] for _, side, at, _ in rows])
    y, w = np.array([float(met) for *_, met in rows]), np.array([1 - abs(at) / window for _, _, at, _ in rows])
    bread = np.linalg.inv((x * w[:, None]).T @ x)
    fitted = bread @ (x * w[:, None]).T @ y
    scores = x * (w * (y - x @ fitted))[:, None]
    codes = sorted({code for code, *_ in rows})
    sums = np.array([scores[[place for place, row in enumerate(rows) if row[0] == code]].sum(axis=0) for code in codes])
    groups, count = len(codes), len(rows)
    variance = bread @ (sums.T @ sums) @ bread * groups / (groups - 1) * (count - 1) / (count - 4)
    half = float(t.ppf(0.975, groups - 1)) * sqrt(variance[1, 1])
    return {"difference": float(fitted[1]), "lo": float(fitted[1]) - half, "hi": float(fitted[1]) + half}
