"""What people read, word by word, as the program wrote it; `make golden` writes the files anew after a wanted change."""

import re
from dataclasses import fields
from difflib import unified_diff

import polars as pl
import pytest

from tests.district import District
from tests.golden.program_month import PAGES, ProgramMonth, program_month, text_of
from tests.golden.write import FOLDER
from warehouse.case_vocabulary import CASE_STATES
from warehouse.vocabulary import LEVELS, forbidden_in

CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@pytest.fixture(scope="module")
def month(district: District, tmp_path_factory: pytest.TempPathFactory) -> ProgramMonth:
    return program_month(district, tmp_path_factory.mktemp("golden") / "home")


def golden(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_it_said(month: ProgramMonth, name: str) -> None:
    before, now = golden(name).splitlines(), text_of(name, month).splitlines()
    difference = list(unified_diff(before, now, "it said", "it says", n=1, lineterm=""))
    assert not difference, "a mistake, or wanted (`make golden`):\n" + "\n".join(difference)


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def test_the_month_is_worth_reading(month: ProgramMonth) -> None:
    listed = month.frames.listed()
    assert set(listed["level"]) == set(LEVELS.keys)
    assert {"operating", "relocation"} <= set(listed["kind"])
    assert {"new", "same"} <= set(listed["status"])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_no_empty_sentence(name: str) -> None:
    assert not re.search(r"None|\bnan\b|\bnull\b|。。|，，|；；|（）|\{\w*\}", golden(name))


@pytest.mark.parametrize("name", [name for name in PAGES if "_en." in name])
def test_an_english_page_is_english_but_for_names(month: ProgramMonth, name: str) -> None:
    text = golden(name)
    for delivered in sorted(delivered_texts(month), key=len, reverse=True):
        text = text.replace(delivered, "")
    assert CHINESE.findall(text) == []


def delivered_texts(month: ProgramMonth) -> set[str]:
    """What deliveries and configuration gave in Chinese: names, streets, offices, what signals and visits say."""
    frames = [getattr(month.frames, each.name) for each in fields(month.frames)]
    columns = [
        frame[name] for frame in frames if isinstance(frame, pl.DataFrame) for name in frame.columns if frame[name].dtype == pl.String
    ]
    edition = month.edition
    of_edition = (edition.district, edition.issuer, edition.audience, edition.copied_to, edition.contact)
    texts = {text for column in columns for text in column.drop_nulls() if CHINESE.search(text)}
    # What a check observed lists files by name, and each language joins them in its own way.
    files = {part for observed in month.frames.checks["observed"].drop_nulls() for part in re.split("、|: ", observed) if "/" in part}
    return texts | files | set(filter(None, of_edition))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_uses_no_forbidden_word(name: str) -> None:
    # A case that waits is called so by those who work on it; of an enterprise the word is never said.
    assert forbidden_in(golden(name).replace(CASE_STATES["suspended"].zh, "")) == []
