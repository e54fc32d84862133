"""Every text of every page, side by side: the same places in both languages, no Chinese in English, no word that is never used."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from reports import words
from reports.words.text import Text
from warehouse import vocabulary
from warehouse.case_vocabulary import CASE_STATES
from warehouse.vocabulary import FORBIDDEN_WORDS, forbidden_in

TEMPLATES = Path(words.__path__[0]).parent / "templates"
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")


def texts_in(value: Any) -> Iterator[Text]:
    """Every text in a constant, however deep."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts_in(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts_in(getattr(value, field.name))


def constants() -> list[tuple[str, Text]]:
    modules = [importlib.import_module(f"{words.__name__}.{found.name}") for found in pkgutil.iter_modules(words.__path__)]
    named = [(f"{module.__name__.rpartition('.')[2]}.{name}", value) for module in modules for name, value in sorted(vars(module).items())]
    return [(name, text) for name, value in named for text in texts_in(value)]


TEXTS = constants()


# A mail is found by the number of its issue in Chinese, by its month in English.
OTHER_PLACES = {"letters.BULLETIN_SUBJECT"}


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_texts_are_found() -> None:
    assert len(TEXTS) > 300
    assert {name.partition(".")[0] for name, _ in TEXTS} >= {"bulletin", "sections", "reasons", "charts", "edition", "imprint"}


@pytest.mark.parametrize("name", sorted({name.partition(".")[0] for name, _ in TEXTS}))
def test_both_languages_have_the_same_places(name: str) -> None:
    own = [(path, text) for path, text in TEXTS if path.startswith(f"{name}.") and path not in OTHER_PLACES]
    assert [path for path, text in own if places(text.zh) != places(text.en)] == []


def test_english_texts_hold_no_chinese() -> None:
    assert [(name, text.en) for name, text in TEXTS if CHINESE.search(text.en)] == []


def test_no_text_holds_a_word_that_is_never_used() -> None:
    # The state of a case that rests until a day is called so; no measure against an enterprise is.
    about_cases = ("brief.", "cases.", "desk.")
    resting = CASE_STATES["suspended"].zh
    held = [(name, text.zh.replace(resting, "") if name.startswith(about_cases) else text.zh) for name, text in TEXTS]
    assert [(name, forbidden_in(text)) for name, text in held if forbidden_in(text)] == []


def test_no_term_of_the_vocabulary_does() -> None:
    terms = [(name, term.zh) for name, value in vars(vocabulary).items() if isinstance(value, vocabulary.Terms) for term in value]
    assert [(name, word) for name, word in terms if forbidden_in(word)] == []


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.j2")), ids=lambda path: path.name)
def test_a_template_holds_no_words_of_its_own(template: Path) -> None:
    assert CHINESE.findall(template.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("word", FORBIDDEN_WORDS)
def test_a_word_that_is_never_used_is_found(word: str) -> None:
    assert word in forbidden_in(f"请{word}企业")
