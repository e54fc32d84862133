"""The rules of the design that can be tested and that no linter knows: places, names, sizes, and that every part has its test."""

import ast
import statistics
import subprocess
from collections import Counter

import pytest

from pipelines.definitions import build_defs
from pipelines.run_records.asset_names import INTAKE, KNOWN_FACTS
from tests.conventions.source import ROOMS, ROOT, Module, modules, words_of
from warehouse.catalogue import all_tables

TOP = {
    "pipelines", "models", "warehouse", "reports", "tests", "dagster.yaml", "pyproject.toml", "README.md", "Makefile", "requirements.lock",
    "requirements-dev.lock", "requirements-bench.lock", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", ".gitignore",
    ".pre-commit-config.yaml", ".ci",
}  # fmt: skip
KINDS = {"unit", "property", "golden", "pipeline", "faults", "conventions", "browser", "bench"}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "tools"}
# Names are the field's own words: no pictures for things, no speaking for data.
METAPHORS = {"press", "shelf", "witness", "office", "dress", "said", "told", "ask", "asks"}
LONGEST_MODULE, LONGEST_FUNCTION = 500, 60
TYPICAL_FUNCTION, LONG_FUNCTION = 8, 18


def definitions(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    wanted = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return [node for node in ast.walk(module.tree) if isinstance(node, wanted)]


def lengths() -> dict[str, int]:
    """Lines of every function of the program."""
    return {
        f"{module.path}:{node.name}:{node.lineno}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules()
        for node in definitions(module)
        if not isinstance(node, ast.ClassDef)
    }


def test_the_top_level_is_the_agreed_one() -> None:
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=False).stdout.split()
    if not listed:
        pytest.skip("not a git checkout: the tracked files are not known")
    assert {name.split("/")[0] for name in listed} <= TOP


def test_every_kind_of_test_has_a_folder_that_says_what_belongs_there() -> None:
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == KINDS
    for kind in KINDS:
        assert ast.get_docstring(ast.parse((ROOT / "tests" / kind / "__init__.py").read_text(encoding="utf-8"))), kind


def test_unit_tests_lie_where_their_modules_lie() -> None:
    folders = {path.parent.relative_to(ROOT / "tests" / "unit").as_posix() for path in (ROOT / "tests" / "unit").rglob("test_*.py")}
    assert sorted(folder for folder in folders if not (ROOT / folder).is_dir()) == []


def test_modules_and_functions_stay_small() -> None:
    assert [module.path for module in modules() if module.text.count("\n") >= LONGEST_MODULE] == []
    found = lengths()
    assert [name for name, lines in found.items() if lines > LONGEST_FUNCTION] == []
    assert statistics.median(found.values()) <= TYPICAL_FUNCTION
    assert statistics.quantiles(found.values(), n=10)[-1] <= LONG_FUNCTION


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [module.path for module in modules() if module.stem in VAGUE] == []


def test_names_are_no_metaphors() -> None:
    named = [(module.path, node.name) for module in modules() for node in definitions(module)]
    named += [(module.path, module.stem) for module in modules()]
    assert sorted({f"{path}: {name}" for path, name in named if words_of(name) & METAPHORS}) == []


def test_a_stem_occurs_once_in_a_room() -> None:
    # A verb's command, its step and what it works with share its word on purpose; so do a page and its texts.
    shared = {"__init__", "settings", *(module.stem for module in modules("pipelines/commands"))}
    named = [module for module in modules() if module.stem not in shared and not module.path.startswith("reports/words/")]
    rooms = Counter((module.path.split("/")[0], module.stem) for module in named)
    assert [f"{room}: {stem}" for (room, stem), count in rooms.items() if count > 1] == []


def test_every_module_is_imported_by_a_test_or_by_what_a_test_imports() -> None:
    known = {module.name: module.imports() for module in modules()}
    tests = [module for kind in sorted(KINDS - {"bench", "browser"}) for module in modules(f"tests/{kind}")]
    imported = set().union(*(module.imports() for module in tests)) & set(known)
    near = imported.union(*(known[name] for name in imported))
    # Contracts are found by looking: `warehouse.catalogue` imports every one of them.
    alone = [module.path for module in modules() if module.name not in near and not module.path.startswith("warehouse/tables/")]
    assert [path for path in alone if not path.endswith("__init__.py")] == []


def test_every_asset_is_a_table_and_every_table_an_asset() -> None:
    # What is read from ops.db is shown too; no step of the graph makes it.
    assets = {key.path[-1] for key in build_defs().resolve_asset_graph().executable_asset_keys}
    # The ledger of batches is written by the ingest itself, inside its transaction.
    assert {table.name for table in all_tables()} - assets <= {"raw_batches__event_ingests"}
    # Two states stand between facts and months: that everything is taken in, and what a month goes by.
    assert assets - {table.name for table in all_tables()} == {INTAKE, KNOWN_FACTS}


def test_contracts_and_queries_are_named_after_their_table() -> None:
    names = {table.name for table in all_tables()}
    assert {path.stem for path in (ROOT / "warehouse" / "tables").glob("*.py")} - {"__init__"} == names
    # What analysts open the snapshot for has plain names, and lies in a folder of its own.
    queries = [path for path in (ROOT / "warehouse" / "sql").rglob("*.sql") if path.parent.name != "views"]
    assert queries
    assert {path.stem for path in queries} <= names
    for table in all_tables():
        layer, rest = table.name.split("_", 1)
        assert layer in {"raw", "core", "feat", "pred", "out"}
        assert "__" in rest


def test_every_asset_has_a_group_an_owner_and_a_description() -> None:
    graph = build_defs().resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.group_name not in (None, "default"), key
        assert node.owners, key
        assert node.description, key


def test_every_room_says_what_is_in_and_what_stays_out() -> None:
    for room in ROOMS:
        assert ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))), room
