"""Who was at work when a rule was first seen to be another one: entries of the audit chain in ops.db, so that none can be changed unseen.

The first entry holds every rule as it was found, later ones what changed.
In: noting and reading. Out: what a rule is, and who is at work (pipelines.month.rule_watch).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.ops.audit import note
from warehouse.ops.ops_db import Connection, open_ops, transaction

FOUND = "rules_found"
CHANGED = "rules_changed"


@dataclass(frozen=True, slots=True)
class RuleStep:
    """One rule that changed: when it was first seen, who was at work, what it was and is as JSON (None: there was or is no such rule)."""

    at: str
    who: str
    rule: str
    then: str | None
    now: str | None


def note_rules(ops: Path, at: str, who: str, rules: Mapping[str, str]) -> int:
    """Note the rules where they are others than those noted last; returns how many changed, 0 for the first that are noted."""
    with open_ops(ops) as connection, transaction(connection):
        known = _last(connection)
        if known is None:
            note(connection, at, FOUND, {"who": who, "rules": dict(rules)})
            return 0
        names = sorted(name for name in {*known, *rules} if known.get(name) != rules.get(name))
        if names:
            note(connection, at, CHANGED, {"who": who, "changed": [[name, known.get(name), rules.get(name)] for name in names]})
        return len(names)


def rule_steps(ops: Path) -> list[RuleStep]:
    """Return every change of a rule, the oldest first."""
    if not ops.exists():
        return []
    with open_ops(ops) as connection:
        rows = connection.execute("select at, content from audit where action = ? order by number", (CHANGED,)).fetchall()
    return [RuleStep(at, entry["who"], *step) for at, content in rows for entry in [json.loads(content)] for step in entry["changed"]]


def _last(connection: Connection) -> dict[str, str] | None:
    """Return the rules as they were noted last, None where none were."""
    rules: dict[str, str] | None = None
    query = "select action, content from audit where action in (?, ?) order by number"
    for action, content in connection.execute(query, (FOUND, CHANGED)):
        entry = json.loads(content)
        if action == FOUND:
            rules = dict(entry["rules"])
            continue
        for name, _, now in entry["changed"]:
            rules = {key: value for key, value in {**(rules or {}), name: now}.items() if value is not None}
    return rules
