"""One place for each: table names in `warehouse.names`, words in `warehouse.vocabulary`, month arithmetic in `warehouse.periods`.

Every search is shown a planted copy first, since a search that finds nothing proves nothing.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from tests.conventions.source import ROOT, Module, modules
from warehouse import names, policy_vocabulary, risk_vocabulary, vocabulary
from warehouse.catalogue import all_tables
from warehouse.vocabulary import FORBIDDEN_WORDS, Term, Terms

TABLES = frozenset(table.name for table in all_tables())
TABLE = re.compile(r"(?<!\w)(?:raw|core|feat|pred|out)_[a-z]+(?:_[a-z]+)*__[a-z]+_[a-z]+\b")
_WORDS = {**vars(vocabulary), **vars(risk_vocabulary), **vars(policy_vocabulary)}
# The facts of policies are called like the columns they come from, which are named wherever a table is read.
LISTS: dict[str, Terms[Any]] = {name: terms for name, terms in _WORDS.items() if isinstance(terms, Terms) and name != "FACTS"}
# A term of these says more than a word: whoever maps its keys to anything else keeps a second list of what is known of them.
GROWING = {"INDICATORS", "SIGNALS"}
# The fictional district stands outside the program: it has figures, habits and forms of its own, as real offices have.
OUTSIDE = ("pipelines/demo/", "pipelines/second_world/")
# What repeats keys of a list for a reason: the module and the list.
ALLOWED: dict[tuple[str, str], str] = {
    (
        "models/evaluation/labels.py",
        "OUTCOMES",
    ): "how long before a record a trouble counts as under way: only a judgement of past lists needs it",
    (
        "models/disclosure/outside_tables.py",
        "INDICATORS",
    ): "whose totals are published: those every branch reports, a decision and no words",
    ("models/month.py", "INDICATORS"): "by which figure an enterprise's size is known, the best first",
    ("models/risk/priors.py", "INDICATORS"): "which indicators repeat what the others say: an expert's judgement",
    ("models/series/comparable.py", "FLAGS"): "from which column of the recipe each mark is made",
    ("models/warnings/settings.py", "EXPOSURE_CLASSES"): "the matrix of levels, as shipped: thresholds, not words",
    ("models/warnings/settings.py", "INDICATORS"): "how much a fall has to be, as shipped: thresholds, not words",
    ("models/warnings/settings.py", "LEVELS"): "days to respond, as shipped: thresholds, not words",
}

Search = Callable[[Module], Iterator[int]]


def texts(nodes: list[Any]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


# Table names ----------------------------------------------------------------------------------------------------------------------------


def named_tables(module: Module) -> Iterator[int]:
    """Lines in which the name of a table stands as text."""
    own = module.stem if module.path.startswith("warehouse/tables/") else ""
    for node in module.strings():
        if any(found != own for found in TABLE.findall(str(node.value))):
            yield node.lineno


def second_constants(module: Module) -> Iterator[int]:
    """Lines that give a table's name another name."""
    for node in module.tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) and value.value.id == "names":
            yield node.lineno


# Words ----------------------------------------------------------------------------------------------------------------------------------


def closest(values: list[str], wanted: Callable[[Terms[Any]], set[str]]) -> tuple[str, int]:
    """The list of the vocabulary most of whose keys or words are among some texts, and how many are."""
    counts = {name: len(wanted(terms) & set(values)) for name, terms in LISTS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best, counts[best]


def keys_of(terms: Terms[Any]) -> set[str]:
    return set(terms.keys)


def chinese_of(terms: Terms[Any]) -> set[str]:
    # A word of one character says too little: 大 and 小 stand for more than sizes.
    return {word for word in terms.words("zh").values() if len(word) > 1 and not word.isascii()}


def second_lists(module: Module) -> Iterator[tuple[int, str]]:
    """Lines with a sequence or mapping that repeats a list of the vocabulary, and the list."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            found = repeated_sequence(texts(node.elts))
        elif isinstance(node, ast.Dict):
            found = repeated_mapping(node)
        else:
            continue
        if found:
            yield node.lineno, found


def repeated_sequence(values: list[str]) -> str:
    """The list of which a sequence repeats three keys or three words, nothing where it repeats none."""
    for wanted in (keys_of, chinese_of):
        name, count = closest(values, wanted)
        if count >= 3:
            return name
    return ""


def repeated_mapping(node: ast.Dict) -> str:
    """The list of which a mapping repeats words or facts, nothing where it repeats none.

    Two words make a dictionary. Three keys with plain values (numbers, texts) are facts, which belong to the terms; functions, templates
    and weights may be kept by key, except for the lists that grow.
    """
    keys, values = texts(node.keys), texts(node.values)
    word_list, words = closest(values, chinese_of)
    key_list, repeated = closest(keys, keys_of)
    is_plain = all(isinstance(value, ast.Constant) for value in node.values)
    if words >= 2:
        return word_list
    return key_list if repeated >= 3 and (is_plain or key_list in GROWING) else ""


def unallowed_lists(module: Module) -> Iterator[int]:
    """Lines with a second list that has no reason to be there."""
    for line, name in second_lists(module):
        if (module.path, name) not in ALLOWED:
            yield line


def forbidden_lists(module: Module) -> Iterator[int]:
    """Lines with a second list of forbidden words."""
    for node in ast.walk(module.tree):
        elements = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else node.keys if isinstance(node, ast.Dict) else []
        if len(set(FORBIDDEN_WORDS) & set(texts(list(elements)))) >= 2:
            yield node.lineno


# Months ---------------------------------------------------------------------------------------------------------------------------------


def is_twelve(node: ast.expr) -> bool:
    return (isinstance(node, ast.Constant) and node.value == 12) or (isinstance(node, ast.Name) and node.id.endswith("MONTHS_A_YEAR"))


def mentions(node: ast.expr, words: str) -> bool:
    return re.search(words, ast.unparse(node), re.IGNORECASE) is not None


def month_arithmetic(module: Module) -> Iterator[int]:
    """Lines that number months, or turn a number back into one, by themselves.

    A season's place in an array (`% 12` alone) is none, nor are whole years of a count of months, nor moving a column by Polars' calendar.
    """
    for node in ast.walk(module.tree):
        match node:
            case ast.BinOp(left=left, op=ast.FloorDiv(), right=right) if is_twelve(right) and mentions(left, r"number|year|period|\.month"):
                yield node.lineno
            case ast.BinOp(left=ast.BinOp(left=left, op=ast.Mod(), right=right), op=ast.Add(), right=ast.Constant(value=1)):
                if is_twelve(right) and mentions(left, "month|number|year|period"):
                    yield node.lineno
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                if (is_twelve(right) and mentions(left, "year")) or (is_twelve(left) and mentions(right, "year")):
                    yield node.lineno
            case ast.Call(func=ast.Name(id="divmod"), args=[_, right]) if is_twelve(right):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr="replace"), keywords=keywords) if {each.arg for each in keywords} & {"month", "year"}:
                yield node.lineno


# The tests ------------------------------------------------------------------------------------------------------------------------------

PLANTED: list[tuple[Search, str]] = [
    (named_tables, 'REGISTER = "core_register__event_enterprises"'),
    (named_tables, 'query = f"select * from core_register__event_enterprises where {this}"'),
    (second_constants, "REGISTER = names.REGISTER"),
    (unallowed_lists, 'NAMES = {"tax": "纳税", "gas": "用气"}'),
    (unallowed_lists, 'NAMES = {"a": "新增", "b": "升级"}'),
    (unallowed_lists, 'ELASTICITY = {"tax": ONE, "gas": TWO, "water": THREE}'),
    (unallowed_lists, 'SEVERITY = {"red": 4, "orange": 3, "yellow": 2}'),
    (unallowed_lists, 'ORDER = ["red", "orange", "yellow"]'),
    (unallowed_lists, 'if level in ("red", "orange", "yellow"): pass'),
    (unallowed_lists, 'TITLES = ["已迁出", "已停业", "已恢复"]'),
    (forbidden_lists, 'WORDS = ("问责", "约谈")'),
    (month_arithmetic, "number = month.year * 12 + month.month"),
    (month_arithmetic, 'number = pl.col("m").dt.year() * 12 + pl.col("m").dt.month()'),
    (month_arithmetic, "number = MONTHS_A_YEAR * year + month"),
    (month_arithmetic, "year = month_number // 12"),
    (month_arithmetic, "month = number_of_months % 12 + 1"),
    (month_arithmetic, "year, month = divmod(number, 12)"),
    (month_arithmetic, "january = month.replace(month=1)"),
    (month_arithmetic, "year_ago = month.replace(year=month.year - 1)"),
]
INNOCENT: list[tuple[Search, str]] = [
    (named_tables, '"""About core_register__event_enterprises."""'),
    (unallowed_lists, 'COLOURS = {"red": dark(), "orange": light(), "yellow": plain()}'),
    (unallowed_lists, 'TOP = ("red", "orange")'),
    (unallowed_lists, 'KEYS = ("tier", "owner", "street")'),
    (month_arithmetic, "place = month % 12"),
    (month_arithmetic, "years = months // 12"),
    (month_arithmetic, "group = (rank - first) % 12 + 1"),
    (month_arithmetic, "day = day.replace(day=1)"),
    (month_arithmetic, 'name = name.replace("month", "year")'),
]
# What may say it: the one place first, then what a search is not about.
PLACES: list[tuple[Search, tuple[str, ...]]] = [
    (named_tables, ("warehouse/names.py",)),
    (second_constants, ("warehouse/names.py",)),
    (unallowed_lists, ("warehouse/vocabulary.py", "warehouse/risk_vocabulary.py", "warehouse/policy_vocabulary.py", *OUTSIDE)),
    (forbidden_lists, ("warehouse/vocabulary.py",)),
    (month_arithmetic, ("warehouse/periods.py",)),
]


@pytest.mark.parametrize(("search", "line"), PLANTED)
def test_a_planted_copy_is_found(search: Search, line: str) -> None:
    assert list(search(Module("models/planted.py", line))) == [1]


@pytest.mark.parametrize(("search", "line"), INNOCENT)
def test_what_is_no_copy_is_left_alone(search: Search, line: str) -> None:
    assert list(search(Module("models/planted.py", line))) == []


@pytest.mark.parametrize(("search", "places"), PLACES, ids=lambda value: getattr(value, "__name__", ""))
def test_nothing_stands_in_a_second_place(search: Search, places: tuple[str, ...]) -> None:
    searched = [module for module in modules() if not module.path.startswith(places)]
    found = [f"{module.path}:{line}" for module in searched for line in search(module)]
    assert not found, f"take it from {places[0]} instead:\n" + "\n".join(found)


def test_every_exception_is_needed() -> None:
    used = {(module.path, name) for module in modules() for _, name in second_lists(module)}
    assert set(ALLOWED) - used == set()


def test_every_table_has_one_name_and_every_name_a_table() -> None:
    constants = [value for name, value in vars(names).items() if name.isupper()]
    assert sorted(constants) == sorted(TABLES)


@pytest.mark.parametrize("suffix", ["toml", "j2", "js", "css", "yaml"])
def test_a_file_that_is_no_code_names_only_tables_there_are(suffix: str) -> None:
    found = {path: TABLE.findall(path.read_text(encoding="utf-8")) for path in data_files(suffix)}
    assert {path.name: [name for name in tables if name not in TABLES] for path, tables in found.items() if set(tables) - TABLES} == {}


def data_files(suffix: str) -> list[Path]:
    return [path for room in ("pipelines", "models", "warehouse", "reports") for path in sorted((ROOT / room).rglob(f"*.{suffix}"))]


def test_a_growing_list_says_more_than_words() -> None:
    assert {name for name, terms in LISTS.items() if len(fields(type(next(iter(terms))))) > len(fields(Term))} >= GROWING
