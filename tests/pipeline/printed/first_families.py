"""Which family of evidence came first of those who left or were confirmed, counted anew from plain rows.

In: the counts of the model page's table and sentence. Out: reading them off the page (tests.pipeline.printed.tables, checker).
"""

from collections import defaultdict
from datetime import date
from statistics import median

import polars as pl

from models.cases.visits import judged_visits
from tests.pipeline.printed.month import PublishedMonth
from tests.pipeline.printed.outcomes_of_lists import OutcomesOfLists, shifted
from warehouse.evidence_families import EVIDENCE_FAMILIES, FAMILY_OF
from warehouse.vocabulary import DEPARTURES, FINDINGS, OUTCOMES

Facts = dict[str, float | None]
MONTHS, LEAST, CONFIRMED = 24, 1.0, ("confirmed", "partly")
WORDINGS = (
    r"近{first_months}个月登记迁出、停业或走访属实的企业共{first_total}家，其中{first_listed}家此前一年内曾列入名单",
    r"合计贡献达到{one}个单位（对数几率）",
)


def counted(month: PublishedMonth) -> dict[str, Facts]:
    """Return by family, or `none`, how many there were of each kind, how many of them were listed, and the months from evidence to list."""
    lists = OutcomesOfLists(month, []).lists
    listed: dict[str, list[date]] = defaultdict(list)
    for row in lists:
        if row["is_listed"]:
            listed[row["uscc"]].append(row["month"])
    weights = _weights(month, {row["month"] for row in lists})
    found: dict[str, list[tuple[str, int | None, bool]]] = defaultdict(list)
    for uscc, (kind, day) in _trouble(month).items() if lists else ():
        risk = "relocation" if kind == "relocated_out" else "operating"
        there = [(of, -weight, family) for (of, about, which, family), weight in weights.items()
                 if (about, which) == (uscc, risk) and weight >= LEAST and _is_before(of, day)]  # fmt: skip
        places = [of for of in listed[uscc] if _is_before(of, day)]
        first = min(there, default=None)
        ahead = _number(min(places)) - _number(first[0]) if first and places else None
        found[first[2] if first else "none"].append((kind, ahead, bool(places)))
    least = OutcomesOfLists(month, []).settings.least_count
    return {family: _row(found[family], least) for family in (*EVIDENCE_FAMILIES.keys, "none")}


def _row(rows: list[tuple[str, int | None, bool]], least: int) -> Facts:
    ahead = [months for _, months, _ in rows if months is not None]
    kinds: Facts = {kind: sum(own == kind for own, _, _ in rows) for kind in (*DEPARTURES, "confirmed")}
    return kinds | {"listed": sum(named for _, _, named in rows), "months": median(ahead) if len(ahead) >= max(1, least) else None}


def facts_first(month: PublishedMonth) -> Facts:
    """Return what the sentence above the table may name."""
    rows = counted(month).values()
    total = sum(row[kind] or 0 for row in rows for kind in (*DEPARTURES, "confirmed"))
    return {"first_months": MONTHS, "first_total": total, "first_listed": sum(row["listed"] or 0 for row in rows)}


def first_cells(month: PublishedMonth, label: str) -> Facts:
    """Return the cells of a row of the table by heading."""
    families = {term.zh: term.key for term in EVIDENCE_FAMILIES} | {"此前未出现": "none"}
    row = counted(month)[families[label]]
    heads = {OUTCOMES[kind].zh: kind for kind in DEPARTURES} | {FINDINGS["confirmed"].zh: "confirmed"}
    return {head: row[kind] for head, kind in heads.items()} | {"曾列入": row["listed"], "证据至列入（月，中位数）": row["months"]}


def _trouble(month: PublishedMonth) -> dict[str, tuple[str, date]]:
    """Return the kind and the day of what is on record of each: a departure before a visit, else the first."""
    first, end = shifted(month.month, 1 - MONTHS), shifted(month.month, 1)
    left = [(row["occurred_on"], row["outcome"], row["uscc"]) for row in month.facts("core_outcomes__event_enterprises")
            if row["outcome"] in DEPARTURES]  # fmt: skip
    rows = month.facts("core_visits__event_enterprises")
    visits = judged_visits(pl.DataFrame(rows, infer_schema_length=None), month.day).to_dicts() if rows else []
    seen = [(row["visited_on"], "confirmed", row["uscc"]) for row in visits if row["finding"] in CONFIRMED]
    found: dict[str, tuple[str, date]] = {}
    for day, kind, uscc in [*sorted(left), *sorted(seen)]:
        if first <= day < end:
            found.setdefault(uscc, (kind, day))
    return found


def _weights(month: PublishedMonth, months: set[date]) -> dict[tuple[date, str, str, str], float]:
    """Add contributions up by month, enterprise, risk and family."""
    sums: dict[tuple[date, str, str, str], float] = defaultdict(float)
    sql = "select month, uscc, risk, feature, contribution_log_odds from pred_contributions__monthly_enterprises"
    for at, uscc, risk, feature, weight in month.stored.query(sql):
        day = date.fromisoformat(str(at)[:10])
        if day in months and str(feature) in FAMILY_OF:
            sums[day, str(uscc), str(risk), FAMILY_OF[str(feature)]] += float(str(weight))
    return sums


def _is_before(month: date, day: date) -> bool:
    return 1 <= _number(day) - _number(month) <= 12


def _number(day: date) -> int:
    return day.year * 12 + day.month
