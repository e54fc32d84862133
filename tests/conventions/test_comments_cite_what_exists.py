"""What is written for people names files, modules and tables that are there: a comment that cites nothing is worse than none."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.conventions.source import ROOT, Module, files, modules
from tests.conventions.test_one_place_each import TABLE, TABLES

# Suffixes of source and documents; what a run writes (manifest.json, bulletin.html, warning_list.csv) is no source.
CITED = re.compile(r"(?<![\w/.<>*…-])[\w./-]*\w\.(?:md|py|toml|sql|j2|css|js|yaml|lock)\b(?![\w/])")
DOTTED = re.compile(r"(?<![\w/.])(?:models|pipelines|reports|warehouse)(?:\.[A-Za-z_]\w*)+(?![\w/(]|\.\w)")
# What a run or a person lays into EARLYWARN_HOME.
OF_A_HOME = {"plotly.min.js", "warehouse.duckdb", "warehouse.snapshot"}
DOCUMENTS = sorted(path for path in files() if path.endswith(".md") and not path.startswith("tests/golden"))


@cache
def endings() -> frozenset[str]:
    """Every file by every path that ends at it, as `series/editing.py` for `models/series/editing.py`; tests by their whole path."""
    parts = [path.split("/") for path in files()]
    return frozenset("/".join(each[start:]) for each in parts for start in range(1 if each[0] == "tests" else len(each)))


def missing_files(text: str, folder: str) -> Iterator[str]:
    """Files a text in a folder cites that are not there, nor beside it."""
    for cited in CITED.findall(text):
        if cited.removeprefix("./") not in endings() | OF_A_HOME and f"{folder}/{cited}" not in files():
            yield cited


@cache
def attributes() -> dict[str, frozenset[str]]:
    """Every module and package of the rooms, and the names it defines."""
    return {module.name: frozenset(defined(module.tree)) for module in modules()}


def defined(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def missing_modules(text: str) -> Iterator[str]:
    """Modules, or names in them, that a text cites and that are not there."""
    for cited in set(DOTTED.findall(text)) - set(CITED.findall(text)) - OF_A_HOME:
        if not is_defined(cited.split(".")) and cited not in endings():
            yield cited


def is_defined(parts: list[str]) -> bool:
    """Whether a dotted name is a module, a folder, or something a module defines."""
    if any(path.startswith("/".join(parts) + "/") for path in files()):
        return True
    module = next((end for end in range(len(parts), 0, -1) if ".".join(parts[:end]) in attributes()), 0)
    return module > 0 and set(parts[module:]) <= attributes()[".".join(parts[:module])]


def missing_tables(text: str) -> Iterator[str]:
    """Tables a text cites that are not there."""
    yield from (cited for cited in TABLE.findall(text) if cited not in TABLES)


def missing(text: str, path: str = "README.md") -> list[str]:
    """All that a text of a file cites in vain."""
    return [*missing_files(text, path.rpartition("/")[0]), *missing_modules(text), *missing_tables(text)]


@pytest.mark.parametrize(
    "text",
    [
        "see METHODS.md §2", "see `nowhere.py`", "models/old/place.py has it", "reads models.nowhere.at_all", "models.numeric.no_such_name",
        "out_nothing__monthly_enterprises",
    ],
)  # fmt: skip
def test_what_is_not_there_is_found(text: str) -> None:
    assert missing(text)


@pytest.mark.parametrize(
    "text",
    [
        "see CONTRIBUTING.md.", "warehouse/periods.py numbers months", "periods.py", "warehouse.periods", "warehouse.periods.shift_month",
        "warehouse.store.Store.read", "`tables/<name>.py`", "core_register__event_enterprises", "$EARLYWARN_HOME/warehouse.duckdb",
        "*.py", "mail_….html.j2", "models, pipelines.",
    ],
)  # fmt: skip
def test_what_is_there_is_found_too(text: str) -> None:
    assert missing(text) == []


def cited_in_vain(module: Module) -> list[str]:
    return [f"{module.path}:{line} {cited}" for line, text in module.prose() for cited in missing(text, module.path)]


@pytest.mark.parametrize("folder", ["models", "pipelines", "reports", "warehouse", "tests"])
def test_docstrings_and_comments_cite_what_exists(folder: str) -> None:
    # The examples above cite what is not there on purpose.
    read = [module for module in modules(folder) if module.path != "tests/conventions/test_comments_cite_what_exists.py"]
    found = [each for module in read for each in cited_in_vain(module)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents_cite_what_exists(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not ((ROOT / path).parent / link).exists()]
    # A changelog tells what there was.
    assert links + ([] if path == "CHANGELOG.md" else missing(text, path)) == []
