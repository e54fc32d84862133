"""`earlywarn quarantine`: what was refused or set aside, and settling it with who and why, as data that runs see from that day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pipelines.clock import today
from pipelines.commands.snapshot import open_to_read
from pipelines.data_dir import DataDir
from pipelines.errors import UsageError
from pipelines.month.quarantine_items import quarantine_items
from pipelines.settings import load_settings
from reports.quarantine_list import ItemList, item_csv, item_lines, settled_lines
from reports.words.text import Words
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.periods import month_key
from warehouse.snapshot import publish_snapshot
from warehouse.store import Store
from warehouse.vocabulary import Language

Item = dict[str, Any]
LEAST_LETTERS = 4
DONE = {"release": "released", "reject": "rejected"}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which items are meant: of a month, a rule, a file, an enterprise (code or part of its name); open ones, or those settled."""

    month: date | None = None
    rule: str | None = None
    file: str | None = None
    uscc: str | None = None
    is_settled: bool = False
    most: int = 50


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides, and why."""

    action: str
    by: str
    why: str
    day: date

    def __post_init__(self) -> None:
        """Refuse a decision that nobody could account for later."""
        for option, text in (("--by", self.by), ("--why", self.why)):
            if not text.strip():
                raise UsageError(
                    f"{option} is empty; write {'who decides' if option == '--by' else 'why'}, since it is kept with the decision"
                )


def list_items(home: DataDir, filters: Filters, language: Language = "zh", *, is_csv: bool = False) -> list[str]:
    """Return the items in lines; raises UsageError where nothing was ever taken in."""
    _require_warehouse(home)
    with open_to_read(home) as store:
        items = quarantine_items(store, load_settings(home.config), today())
    chosen = _chosen(items, filters)
    if is_csv:
        return item_csv(chosen)
    return item_lines(ItemList(chosen, filters.most, is_settled=filters.is_settled), Words(language))


def settle(home: DataDir, wanted: Sequence[str] | Filters, action: str, by: str, why: str, language: Language = "zh") -> list[str]:
    """Store a decision about items by name, or about all open ones of a file, all or none.

    Raises UsageError where one cannot be settled so, WarehouseBusyError during a run.
    """
    decision = Decision(action, by.strip(), why.strip(), today())
    _require_warehouse(home)
    settings = load_settings(home.config)
    with Store(home.warehouse, ops=home.ops) as store:
        items = quarantine_items(store, settings, decision.day)
        chosen = _named_by(items, wanted) if isinstance(wanted, Filters) else wanted
        numbers = store.read(names.SETTLEMENTS)["settlement_number"].to_list()
        rows = plan(items.to_dicts(), chosen, decision, max(numbers, default=0))
        with store.transaction():
            store.append(names.SETTLEMENTS, rows)
        store.checkpoint()
        # Otherwise the list would show the item as open until the next run.
        publish_snapshot(store, home.snapshot)
    return settled_lines(rows, Words(language))


def plan(items: Sequence[Item], wanted: Sequence[str], decision: Decision, last_number: int) -> pl.DataFrame:
    """Return the rows of raw_settlements__event_rows that a decision about some items makes; raises UsageError."""
    by_id = {item["item_id"]: dict(item) for item in items}
    rows: list[dict[str, object]] = []
    for number, text in enumerate(dict.fromkeys(wanted), start=last_number + 1):
        item = _find(by_id, text)
        if item["state"] == decision.action and item.get("is_followed"):
            # Decided a moment ago, with another value of the same day.
            continue
        _refuse_impossible(item, decision)
        for each, action in [(item, decision.action), *_consequences(by_id, item, decision.action)]:
            told = {"settled_by": decision.by, "settled_on": decision.day, "settled_reason": decision.why}
            each.update(told, state=action, is_followed=each is not item)
            rows.append(_row(each, action, number, decision, is_consequence=each is not item))
    return pl.DataFrame(rows, schema=table_named(names.SETTLEMENTS).polars_schema())


def _require_warehouse(home: DataDir) -> None:
    if not home.warehouse.exists():
        raise UsageError(
            f"{home.root} holds no warehouse yet, so nothing is in quarantine; take deliveries in with `earlywarn ingest` first"
        )


def _chosen(items: pl.DataFrame, filters: Filters) -> pl.DataFrame:
    """Return the items that the filters let through."""
    state = pl.col("state").is_in(["release", "reject"]) if filters.is_settled else pl.col("state") == "open"
    rows = items.filter(state)
    if filters.month:
        rows = rows.filter(pl.col("period") == month_key(filters.month))
    if filters.rule:
        rows = rows.filter(pl.col("rule") == filters.rule)
        _refuse_unknown_rule(items, filters.rule)
    if filters.file:
        rows = rows.filter(pl.col("file_name") == filters.file)
    if filters.uscc:
        code, part = filters.uscc.strip().upper(), filters.uscc.strip()
        rows = rows.filter((pl.col("uscc").str.to_uppercase() == code) | pl.col("name").str.contains(part, literal=True))
    return rows


def _named_by(items: pl.DataFrame, filters: Filters) -> list[str]:
    """Return the names of the open items that are meant; raises UsageError where there are none."""
    found = _chosen(items, filters)["item_id"].to_list()
    if not found:
        rule = f" with the rule {filters.rule}" if filters.rule else ""
        raise UsageError(
            f"nothing of {filters.file}{rule} is open; `earlywarn quarantine list` shows files as they are named below the inbox"
        )
    return found


def _refuse_unknown_rule(items: pl.DataFrame, rule: str) -> None:
    """Raise where no item ever broke a rule, since a list that is empty for a typing error looks like good news."""
    known = sorted(items["rule"].unique().to_list())
    if rule not in known:
        raise UsageError(f"no item has the rule {rule!r}; there are {', '.join(known) or 'no items at all'}")


def _find(by_id: Mapping[str, Item], text: str) -> Item:
    """Return the item of a name or of its beginning."""
    key = text.strip().lower()
    found = [item for name, item in by_id.items() if len(key) >= LEAST_LETTERS and name.startswith(key)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{text!r} is the beginning of {', '.join(sorted(item['item_id'] for item in found))}; write the whole name of one"
        )
    raise UsageError(f"there is no item {text!r} in quarantine; `earlywarn quarantine list` shows the names of what is open")


def _refuse_impossible(item: Item, decision: Decision) -> None:
    """Raise UsageError where an item cannot be settled, or not in this way."""
    name = item["item_id"]
    if item["state"] in DONE:
        raise UsageError(
            f"{name} was {DONE[item['state']]} by {item['settled_by']} on {item['settled_on']} already ({item['settled_reason']}); "
            "a value delivered later counts before that decision, so have the right one delivered if it was wrong"
        )
    if item["is_gone"]:
        raise UsageError(
            f"{name} is settled by itself: what was set aside has been delivered anew or taken back since; nothing is left to do"
        )
    if decision.action == "release" and item["kind"] == "refused":
        raise UsageError(
            f"{name} ({_place(item)}) was refused and never stored, so there is no value to release ({item['rule']}: {item['reason']}); "
            f"have the corrected row delivered, or `earlywarn quarantine reject {name}` so that it is not listed any more"
        )
    if decision.action == "release" and item["kind"] == "less_complete":
        raise UsageError(
            f"{name} ({_place(item)}) says less than another row of the same day, which is used ({item['rule']}); "
            "have the right row delivered again: what is delivered later counts"
        )

    if decision.action == "release" and item["kind"] == "not_comparable":
        raise UsageError(
            f"{name} ({_place(item)}) cannot be compared, so there is nothing to release ({item['reason']}); have the corrected clause "
            f"delivered, or `earlywarn quarantine reject {name}` so that it is not listed any more"
        )


def _place(item: Item) -> str:
    return f"{item['file_name']}, row {item['row_number']}" if item["row_number"] else str(item["file_name"])


def _consequences(by_id: Mapping[str, Item], item: Item, action: str) -> list[tuple[Item, str]]:
    """Return what follows for the other values of the same day: of two, the one that is not rejected stands."""
    if item["kind"] != "clash":
        return []
    others = [each for each in by_id.values() if each["clash"] == item["clash"] and each is not item and each["state"] == "open"]
    if action == "release":
        return [(each, "release" if each["value"] == item["value"] else "reject") for each in others]
    same = [(each, "reject") for each in others if each["value"] == item["value"]]
    left = [each for each in others if each["value"] != item["value"]]
    # Of three values two still clash, and somebody has to say which is right.
    return [*same, *((each, "release") for each in left)] if len({each["value"] for each in left}) == 1 else same


def _row(item: Item, action: str, number: int, decision: Decision, *, is_consequence: bool) -> dict[str, object]:
    """Return a row of raw_settlements__event_rows."""
    taken = ("item_id", "kind", "rule", "delivery_id", "file_name", "row_number", "uscc", "account", "indicator", "period", "basis")
    return {
        **{name: item[name] for name in taken},
        "settlement_number": number,
        "action": action,
        "is_consequence": is_consequence,
        "value_expected": item["value"],
        "reason": decision.why,
        "settled_by": decision.by,
        "known_on": decision.day,
    }
