"""Which files decide a list: what the scoring code imports is covered, or only explains a list and is named here with the reason."""

import ast
from pathlib import Path

from pipelines.data_dir import CHECKOUT
from pipelines.delivery.fingerprint import SCORING, code_version, scoring_version

ENTRIES = ("pipelines/month/rescoring.py",)
# What a list is made of goes through these without being changed by them, or they only word, explain, keep and show it.
NOT_DECIDING = {
    "models/forecast": "what was expected of a series stands beside a list and has no part in the risks",
    "models/warnings/reasons.py": "explains", "models/warnings/measures.py": "explains", "models/warnings/clearings.py": "explains",
    "models/warnings/falls.py": "explains", "models/warnings/false_alarms.py": "explains",
    "models/warnings/rule_changes.py": "compares lists that are made",
    "models/cases/deadlines.py": "says by when somebody answers",
    "models/setting_types.py": "refuses settings, and changes none",
    "models/policies": "offered to the listed", "models/cases/settings.py": "of cases", "models/district": "totals and shares of pages",
    "pipelines": "opens, reads, keeps and publishes", "reports": "words", "warehouse": "stores what is handed over",
}  # fmt: skip


def imported(path: str) -> set[str]:
    """Return the program's own modules that a file imports, as paths."""
    tree = ast.parse((CHECKOUT / path).read_text(encoding="utf-8"))
    named: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            named |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
        elif isinstance(node, ast.Import):
            named |= {each.name for each in node.names}
    files = {f"{name.replace('.', '/')}.py" for name in named}
    return {file for file in files if (CHECKOUT / file).exists()}


def reached(entries: tuple[str, ...]) -> set[str]:
    """Return every module that is reached from some without passing through one that decides nothing."""
    found: set[str] = set()
    waiting = set(entries)
    while waiting:
        path = waiting.pop()
        found.add(path)
        if is_covered(path):
            waiting |= imported(path) - found
    return found


def is_covered(path: str) -> bool:
    return path.startswith(SCORING)


def test_whatever_decides_a_list_is_in_its_fingerprint() -> None:
    found = reached(ENTRIES)
    assert {"models/risk/priors.py", "models/warnings/levels.py", "models/evidence/features.py", "models/series/comparable.py"} <= found
    assert sorted(path for path in found if not is_covered(path) and not path.startswith(tuple(NOT_DECIDING))) == []


def test_every_place_of_the_fingerprint_is_there() -> None:
    assert [place for place in SCORING if not (CHECKOUT / place).exists()] == []


def test_the_scoring_code_is_part_of_the_whole() -> None:
    assert len(scoring_version()) == len(code_version()) == 64
    assert scoring_version() != code_version()
    assert not any(Path(place).parts[0] == "reports" for place in SCORING)
