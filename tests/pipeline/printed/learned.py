"""What is printed about changed rules and about the list beside other lists, from the configuration and plain rows.

In: the counts and settings of these sentences and tables. Out: reading them off pages and sheets (tests.pipeline.printed.checker, books).
"""

import json
import re
import sqlite3
import tomllib
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from math import sqrt
from typing import TYPE_CHECKING, Any

import polars as pl

from models.cases.visits import judged_visits, was_right
from models.warnings.list_comparison import later_declines
from pipelines.commands.snapshot import open_to_read, scored_month
from pipelines.config.layers import SHIPPED
from tests.pipeline.printed.month import PublishedMonth, Row
from tests.pipeline.printed.wordings import Compared, read
from warehouse.comparison_vocabulary import COMPARED_COUNTS, COMPARED_LISTS
from warehouse.rule_vocabulary import RULE_EFFECTS, RULE_SETTINGS
from warehouse.vocabulary import EXPOSURE_CLASSES, LEVELS, RISK_CLASSES, TIERS

if TYPE_CHECKING:
    from tests.pipeline.printed.parts import Part

Facts = dict[str, float | None]
RULES_SHOWN = 6
# How long a list is waited for, and how many are counted, as the product's documents state them.
YEAR_MONTHS, LISTS_MOST = 12, 12
_SEVERITY = {level.key: level.severity for level in LEVELS}
_NUMBER_OR_NONE = "(?:未设|{{{}}})"


def facts_learned(month: PublishedMonth, part: "Part") -> Facts:
    """Return what sentences about changed rules and compared lists may name."""
    return _rule_facts(month, part) | (_comparison_facts(month) if not part.column else {})


def wordings_learned(month: PublishedMonth) -> list[str]:
    """Return the wordings of these sentences, a changed setting one each."""
    settings = [
        f"{re.escape(_name(row['setting']))}由{_NUMBER_OR_NONE.format(f'rule_then_{place}')}改为{_NUMBER_OR_NONE.format(f'rule_now_{place}')}"
        for place, row in enumerate(changed_settings(month))
    ]
    effects = [rf"规则变更说明：[^。]*。[^。]*?{term.zh}{{rules_{term.key}}}家" for term in RULE_EFFECTS]
    return [
        *effects, *settings, *_logged_wordings(month),
        "模型参数调整{rules_model}项", "模型先验权重调整{rules_prior}项", "，另{rules_more}项",
        r"名单对照：[^。]*?名单（{lists}期）发出后一年内登记迁出或停业的企业共{departures}家",
        r"本名单平均每期{places}家，命中{hits}家；若只按街道和行业挑选，同样的名额会命中{others}家，本名单(?:多{more}|少{less})家（95%区间{lo}至{hi}家）",
        r"再计入此后数据显示持续下降的企业（共{trouble}家，无论[^）]*），本名单平均每期命中{trouble_hits}家，占名额的{trouble_share}%",
        r"；只按街道和行业挑选命中{trouble_others}家，本名单(?:多{trouble_more}|少{trouble_less})家（95%区间{trouble_lo}至{trouble_hi}家）",
        r"再计入此后数据显示持续下降的企业，共{trouble}家",
        r"按一年前的模型挑选（{year_lists}期），登记迁出或停业的会命中{year_others}家",
        r"命中[^，]*，本名单(?:多{year_more}|少{year_less})家（95%区间{year_lo}至{year_hi}家）",
        r"按一年前的模型挑选的名单（{year_lists}期）",
        r"{lists}期的平均",
    ]  # fmt: skip


# Rules --------------------------------------------------------------------------------------------------------------------------------


def changed_settings(month: PublishedMonth) -> list[Row]:
    """Return the rows of thresholds and channels that changed."""
    rows = month.rows("out_rules__monthly_settings")
    return [row for row in rows if row["is_changed"] and row["kind"] in ("threshold", "channel")]


def _rule_facts(month: PublishedMonth, part: "Part") -> Facts:
    rows = [row for row in month.rows("out_rules__monthly_settings") if row["is_changed"]]
    counts = Counter(_effect(row) for row in part.of(month.rows("out_rule_changes__monthly_enterprises")))
    facts: Facts = {f"rules_{key}": counts[key] for key in RULE_EFFECTS.keys}
    facts |= {f"rules_{kind}": sum(row["kind"] == kind for row in rows) for kind in ("model", "prior")}
    settings = changed_settings(month)
    facts["rules_more"] = len(settings) - RULES_SHOWN
    facts |= {f"logged_{place}": count for place, count in enumerate(_logged(month).values())}
    for place, row in enumerate(settings):
        facts |= {f"rule_then_{place}": _number(json.loads(row["value_text_then"] or "null")), f"rule_now_{place}": in_force(month, row)}
    return facts


def _logged(month: PublishedMonth) -> dict[tuple[str, str], int]:
    """Count the changed rules by when each was first noted after the list before came out, and who was at work."""
    changed = {f"{row['kind']}.{row['setting']}": row for row in month.rows("out_rules__monthly_settings") if row["is_changed"]}
    first: dict[str, tuple[str, str]] = {}
    for at, content in _noted(month):
        entry = json.loads(content)
        for rule, _, now in entry["changed"]:
            row = changed.get(rule)
            if row is not None and row["value_text"] == now and at[:10] > _listed_on(row["list_month"]):
                first.setdefault(rule, (at, entry["who"]))
    counts = Counter(first.values())
    return {moment: counts[moment] for moment in sorted(counts)}


def _noted(month: PublishedMonth) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(month.home.ops)) as connection:
        return connection.execute("select at, content from audit where action = 'rules_changed' order by number").fetchall()


def _listed_on(month: date) -> str:
    """Return the day a month's list comes out: the 16th of the next."""
    return f"{month.year + month.month // 12:04d}-{month.month % 12 + 1:02d}-16"


def _logged_wordings(month: PublishedMonth) -> list[str]:
    moments = enumerate(_logged(month))
    return [f"{re.escape(at[:16].replace('T', ' '))}由{re.escape(who)}登记{{logged_{place}}}项" for place, (at, who) in moments]


def _effect(row: Row) -> str:
    """Say from the levels alone what changed rules do to an enterprise."""
    then, now = (_SEVERITY.get(row[name], 0) for name in ("level_then", "level_now"))
    return "came" if not then else "left" if not now else "raised" if now > then else "lowered" if now < then else "none"


def in_force(month: PublishedMonth, row: Row) -> float | None:
    """Return the value of a setting as the files of the home have it now, None where it is no number."""
    value: Any = None
    for path in (SHIPPED / "levels.toml", month.home.config / "levels.toml"):
        tables = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        found: Any = {**tables, **tables.get("thresholds", {})}
        for key in row["setting"].split("."):
            found = found.get(key, {}) if isinstance(found, Mapping) else {}
        own = found.get("value") if isinstance(found, Mapping) and "value" in found else found
        value = value if own in ({}, None) else own
    return _number(value)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _name(setting: str) -> str:
    key, *path = setting.split(".")
    name = RULE_SETTINGS[key].zh
    if len(path) > 1:
        return f"{name}（风险{RISK_CLASSES[path[0]].zh}、影响{EXPOSURE_CLASSES[path[1]].zh}）"
    return f"{name}（{TIERS[path[0]].zh}）" if path else name


def of_rule_row(month: PublishedMonth, place: str, cells: Mapping[str, object]) -> Iterator[Compared]:
    """Yield the numbers of a row of the sheet of changed rules that is about a setting."""
    item = str(next(iter(cells.values())))
    rows = [row for row in changed_settings(month) if _name(row["setting"]) == item]
    own = rows[0] if len(rows) == 1 else None
    wanted = {} if own is None else {"发布时": _number(json.loads(own["value_text_then"] or "null")), "按本期规则": in_force(month, own)}
    for head, text in cells.items():
        if head in ("发布时", "按本期规则"):
            yield from read(f"{place}, {head}", str(text or ""), ["^{value}$"], {"value": wanted.get(head)})


# Lists beside one another -------------------------------------------------------------------------------------------------------------


def _comparison_facts(month: PublishedMonth) -> Facts:
    own, other = compared_list(month, "published"), compared_list(month, "street_industry")
    if not own or not other:
        return {}
    facts: Facts = {"lists": own["lists"], "departures": own["departures"], "places": own["places"], "hits": own["hits"]}
    facts |= _beside(other, "")
    own, other, year = (compared_list(month, *key) for key in (("published", 1), ("street_industry", 1), ("last_year", 0)))
    facts |= {"trouble": own["happened"], "trouble_hits": own["hits"], "trouble_share": 100 * (own["hits"] or 0.0) / (own["places"] or 1.0)}
    return facts | _beside(other, "trouble_") | (_beside(year, "year_") | {"year_lists": year["lists"]} if year else {})


def _beside(other: Facts, prefix: str) -> Facts:
    more = other["more"] or 0.0
    told = {"others": other["hits"], "more": more, "less": -more, "lo": other["more_lo"], "hi": other["more_hi"]}
    return {f"{prefix}{name}": value for name, value in told.items()}


def compared_cell(month: PublishedMonth, label: str, head: str, group: str) -> Facts:
    """Return the figure of a cell of the table of compared lists with its interval, or with how many were visited."""
    key = next((term.key for term in COMPARED_LISTS if term.zh == label), "")
    counted = next((place for place, term in enumerate(COMPARED_COUNTS) if term.zh == group), 0)
    found, name = compared_list(month, key, counted), {"平均每期命中": "hits", "本名单多命中": "more"}.get(head, "")
    return {"value": found.get(name), "lo": found.get(f"{name}_lo"), "hi": found.get(f"{name}_hi")} | {
        "visited": found.get("visited"), "own_lists": found.get("lists")
    }  # fmt: skip


def compared_list(month: PublishedMonth, key: str, counted: int = 0) -> Facts:
    """Work out from rows what a list had named: what happened in the year after each list, a month and an enterprise at a time.

    `counted`: departures, departures and lasting declines, what visits found, as the rows of the table go. A list that was made in some of
    the months is held against the published one of those.
    """
    rows = month.stored.query(
        "select month, list, uscc, place_chance, as_of from out_comparison_lists__monthly_enterprises where month <= ?", month.month
    )
    ends = {str(row[0]): (date.fromisoformat(str(row[4])), _year_later(date.fromisoformat(str(row[4])))) for row in rows}
    finished = sorted(name for name, (_, end) in ends.items() if end <= month.day)[-LISTS_MOST:]
    months = [name for name in finished if any(str(row[0]) == name and row[1] == key for row in rows)]
    if month.month.month % 3 or not months:
        return {}
    left = {(of, uscc) for uscc, day in _departures(month).items() for of in finished if ends[of][0] < day <= ends[of][1]}
    visits = {(of, uscc): right for of in finished for uscc, right in _found(month, *ends[of]).items()} if counted == 2 else {}
    true = left | _declined(month, finished) if counted == 1 else left if not counted else {one for one, right in visits.items() if right}
    hits: dict[str, defaultdict[str, float]] = {name: defaultdict(float) for name in (key, "published")}
    places, visited = 0.0, 0.0
    for of, name, uscc, chance in ((str(a), str(b), str(c), float(str(d))) for a, b, c, d, _ in rows):
        if of not in months:
            continue
        places += chance if name == key else 0.0
        visited += chance if name == key and (of, uscc) in visits else 0.0
        if (of, uscc) in true and name in hits:
            hits[name][uscc] += chance
    return _with_intervals(hits, key, len(months)) | {
        "lists": len(months), "departures": len({uscc for _, uscc in left}), "places": places / len(months),
        "happened": len({uscc for of, uscc in true if of in months}), "visited": visited / len(months),
    }  # fmt: skip


def _with_intervals(hits: Mapping[str, defaultdict[str, float]], key: str, count: int) -> Facts:
    gone = {uscc for of in (key, "published") for uscc in hits[of]}
    own = [hits[key][uscc] / count for uscc in gone]
    more = [(hits["published"][uscc] - hits[key][uscc]) / count for uscc in gone]
    facts: Facts = {}
    for name, values in (("hits", own), ("more", more)):
        error = 1.959964 * sqrt(sum(value * value for value in values))
        low = sum(values) - error
        facts |= {name: sum(values), f"{name}_lo": max(low, 0.0) if name == "hits" else low, f"{name}_hi": sum(values) + error}
    return facts


def _declined(month: PublishedMonth, months: list[str]) -> set[tuple[str, str]]:
    """Return who was in a lasting decline after a list: what figures say of it is the product's own judgement, of the stored evidence."""
    with open_to_read(month.home) as store:
        run = scored_month(store, month.home, month.month)
        found = later_declines(run.evidence(), [date.fromisoformat(name) for name in months], run.settings.risk)
    return {(str(of), uscc) for of, uscc in found.iter_rows()}


def _found(month: PublishedMonth, begin: date, end: date) -> dict[str, bool]:
    """Return of whom a visit in a span said for or against, and whether any said that it was true."""
    rows = month.facts("core_visits__event_enterprises")
    if not rows:
        return {}
    visits = judged_visits(pl.DataFrame(rows, infer_schema_length=None), month.day)
    said = visits.with_columns(right=was_right()).drop_nulls("right").filter(pl.col("visited_on") > begin, pl.col("visited_on") <= end)
    return dict(said.group_by("uscc").agg(pl.col("right").any()).iter_rows())


def _departures(month: PublishedMonth) -> dict[str, date]:
    """Return the first day on which each enterprise is on record as having left, visits apart."""
    rows = month.stored.query(
        "select uscc, min(occurred_on) from core_outcomes__event_enterprises where known_on <= ? and outcome in "
        "('relocated_out', 'closed') group by uscc", month.day,
    )  # fmt: skip
    return {str(row[0]): date.fromisoformat(str(row[1])) for row in rows}


def _year_later(day: date) -> date:
    total = day.month - 1 + YEAR_MONTHS
    year, number = day.year + total // 12, total % 12 + 1
    return date(year, number, min(day.day, monthrange(year, number)[1]))
