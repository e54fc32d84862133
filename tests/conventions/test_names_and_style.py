"""The rules of the design that can be tested: places, names, docstrings, no print, one library to one room."""

import ast
import subprocess
from pathlib import Path

import pytest

from pipelines.definitions import build_defs
from warehouse.catalogue import all_tables

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("pipelines", "models", "warehouse", "reports")
TOP = {
    "pipelines", "models", "warehouse", "reports", "tests", "dagster.yaml", "pyproject.toml", "README.md", "Makefile", "requirements.lock",
    "requirements-dev.lock", "requirements-bench.lock", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", ".gitignore",
    ".pre-commit-config.yaml", ".ci",
}  # fmt: skip
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "tools"}
LONGEST_MODULE, LONGEST_FUNCTION = 500, 60
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_the_top_level_is_the_agreed_one() -> None:
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=False).stdout.split()
    if not listed:
        pytest.skip("not a git checkout: the tracked files are not known")
    assert {name.split("/")[0] for name in listed} <= TOP


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_module_says_what_it_is_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a module begins with a docstring"
    assert text.count("\n") < LONGEST_MODULE
    assert path.stem not in VAGUE, "the name says nothing about what it knows"
    assert "TODO" not in text
    too_long = [node.name for node in functions(tree) if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION]
    assert too_long == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_what_is_public_is_typed_and_described(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]
    assert [node.name for node in public if not ast.get_docstring(node)] == []
    assert [node.name for node in public if isinstance(node, ast.FunctionDef) and node.returns is None] == []


@pytest.mark.parametrize("path", [path for path in FILES if path.name != "cli.py"], ids=name_of)
def test_only_the_command_line_prints_and_nothing_is_swallowed(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prints = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"]
    swallowed = [
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and [type(each) for each in node.body] == [ast.Pass]
    ]
    assert prints == []
    assert swallowed == []


@pytest.mark.parametrize("room", ["models", "reports"])
def test_no_clock_and_no_environment_where_figures_are_made(room: str) -> None:
    wanted = {("datetime", "now"), ("date", "today"), ("os", "environ"), ("time", "time"), ("datetime", "today")}
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in FILES
        if name_of(path).startswith(room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in wanted
    ]
    assert found == []


def test_every_asset_is_a_table_and_every_table_an_asset() -> None:
    assets = {key.path[-1] for key in build_defs().resolve_asset_graph().get_all_asset_keys()}
    # The ledger of batches is written by the ingest itself, inside its transaction.
    assert assets == {table.name for table in all_tables()} - (
        set() if "raw_batches__event_ingests" in assets else {"raw_batches__event_ingests"}
    )


def test_contracts_and_queries_are_named_after_their_table() -> None:
    names = {table.name for table in all_tables()}
    assert {path.stem for path in (ROOT / "warehouse" / "tables").glob("*.py")} - {"__init__"} == names
    assert {path.stem for path in (ROOT / "warehouse" / "sql").rglob("*.sql")} <= names
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


def test_lock_files_name_no_address() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text(encoding="utf-8"), lock.name
