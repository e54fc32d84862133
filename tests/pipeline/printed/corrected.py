"""What is printed about corrected figures, from the files of the corrections and the chain of what was noted.

In: the counts of the note and the cells of the annex. Out: reading them off pages (tests.pipeline.printed.checker, tables).
"""

import json
import sqlite3
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.pipeline.printed.month import PublishedMonth
    from tests.pipeline.printed.parts import Part

Entry = Mapping[str, Any]
Facts = dict[str, float | None]
WORDINGS = [
    "人工更正新增{corrections_entered}项、修改{corrections_changed}项、终止{corrections_ended}项",
    "有关企业中有{corrections_levels}家上期等级不同",
]


def facts_corrected(month: "PublishedMonth", part: "Part") -> Facts:
    """Return what the note about corrected figures may name."""
    then, now = (_in_force(entries, day) for entries, day in ((_noted(month), _listed_on(month)), (corrections(month), f"{month.day}")))
    own = {name: kind for name in {*then, *now} if part.has({"uscc": name[0]}) and (kind := _kind(then.get(name), now.get(name)))}
    kinds, whose = Counter(own.values()), {name[0] for name in own}
    revised = [row for row in month.rows("out_revisions__monthly_enterprises") if row["level_then"] != row["level_now"]]
    counts: Facts = {f"corrections_{kind}": kinds[kind] for kind in ("entered", "changed", "ended")}
    return counts | {"corrections_levels": len({row["uscc"] for row in revised} & whose)}


def corrections(month: "PublishedMonth") -> list[Entry]:
    """Return the corrections as the files of the home have them."""
    paths = sorted((month.home.config / "corrections").glob("*.toml"))
    return [entry for path in paths for entry in tomllib.loads(path.read_text(encoding="utf-8"))["correction"]]


def correction_cells(month: "PublishedMonth", uscc: str | None, indicator: str, period: str) -> Facts:
    """Return the figures of a row of the annex."""
    own = [each for each in corrections(month) if (each["enterprise"], each["indicator"], each["period"]) == (uscc, indicator, period)]
    return {"交付值": own[0]["expect"], "采用值": own[0].get("value")} if len(own) == 1 else {"交付值": None, "采用值": None}


def words_of_corrections(month: "PublishedMonth") -> Iterator[str]:
    """Yield what people wrote about corrections, and who they are."""
    for each in corrections(month):
        yield from (each["reason"], each["reported_by"])
    yield from (json.loads(content)["who"] for _, _, content in _entries(month))


def _noted(month: "PublishedMonth") -> list[Entry]:
    """Return the corrections as they stood when the list before came out, as far as they were noted."""
    known: dict[str, str] | None = None
    for at, action, content in _entries(month):
        entry = json.loads(content)
        if action == "rules_found":
            known = {name: text for name, text in entry["rules"].items() if name.startswith("correction.")}
        elif known is not None and at[:10] <= _listed_on(month):
            known |= {name: now for name, _, now in entry["changed"] if name.startswith("correction.")}
    return [json.loads(text) for text in (known or {}).values() if text is not None]


def _entries(month: "PublishedMonth") -> list[tuple[str, str, str]]:
    query = "select at, action, content from audit where action in ('rules_found', 'rules_changed') order by number"
    with closing(sqlite3.connect(month.home.ops)) as connection:
        return connection.execute(query).fetchall()


def _listed_on(month: "PublishedMonth") -> str:
    """Return the day of the list before: the 16th of the month."""
    return f"{month.month.year:04d}-{month.month.month:02d}-16"


def _in_force(entries: list[Entry], day: str) -> dict[tuple[str, ...], Entry]:
    used = [each for each in entries if str(each["reported_on"]) <= day and not (each.get("until") and str(each["until"]) <= day)]
    return {tuple(str(each[name]) for name in ("enterprise", "indicator", "period", "basis", "reported_on")): each for each in used}


def _kind(then: Entry | None, now: Entry | None) -> str:
    if then is None or now is None:
        return "entered" if then is None else "ended"
    return "changed" if any(str(then.get(name)) != str(now.get(name)) for name in {*then, *now}) else ""
