"""An English page, letter and workbook holds no Chinese besides registered names, and the figures of the Chinese one."""

import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import openpyxl
import polars as pl
import pytest

from reports.attachments import PublishedPdf, bulletin_attachments, numbered, urgent_attachments
from reports.bulletin import render_bulletin
from reports.edition import Edition
from reports.enterprise import new_reds, render_enterprise, render_urgent
from reports.frames import BriefingFrames
from reports.letters.bulletin_letter import bulletin_letter
from reports.letters.letter import LetterOptions
from reports.letters.urgent_letter import urgent_letter
from reports.pdf import why_unavailable
from reports.scope import narrow
from reports.words.text import Words
from reports.workbook import render_workbook
from tests.unit.reports.fixture_frames import briefing_frames, edition
from tests.unit.reports.reading import everything_in_pdf, spaced, visible

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]+")

# Shares, decimals and numbers with separators; whole numbers stand in dates and units as well.
FIGURE = re.compile(r"[−+]?(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?%|\d+\.\d+)")


def in_latin(frames: BriefingFrames) -> BriefingFrames:
    """Frames with every registered name and note in Latin letters, so that a Chinese one left over is the program's own."""
    numbers = count()
    known: dict[str, str] = {}

    def latin(text: str) -> str:
        return known.setdefault(text, f"Name{''.join(chr(ord('a') + int(digit)) for digit in str(next(numbers)))}")

    def translated(frame: pl.DataFrame) -> pl.DataFrame:
        columns = [name for name, dtype in frame.schema.items() if dtype == pl.String and name != "words_zh"]
        return frame.with_columns(
            pl.col(name).map_elements(lambda text: latin(text) if CHINESE.search(text) else text, return_dtype=pl.String)
            for name in columns
        )

    parts = {name: getattr(frames, name) for name in BriefingFrames.__dataclass_fields__ if name != "enterprises_count"}
    return BriefingFrames(enterprises_count=frames.enterprises_count, **{name: translated(frame) for name, frame in parts.items()})


FRAMES = in_latin(briefing_frames(hostile=False))
LISTED = FRAMES.listed()["uscc"].to_list()


def issue(language: str) -> Edition:
    return edition(
        language=language, district="Pingshan", issuer="Service Office", audience="Leaders", copied_to="Streets", contact="Hotline",
        district_en="Pingshan", copy_number="012",
    )  # fmt: skip


def options() -> LetterOptions:
    return LetterOptions(attached=("list.xlsx",), picture=b"x", taken_back=("Name",))


PAGES: dict[str, Callable[[Edition], str]] = {
    "bulletin": lambda one: render_bulletin(FRAMES, one),
    "bulletin on paper": lambda one: render_bulletin(FRAMES, one, paper=True),
    "bulletin of a tier": lambda one: render_bulletin(*narrow(FRAMES, one, "tier:department")),
    "bulletin of nothing": lambda one: render_bulletin(BriefingFrames(), one),
    "portrait": lambda one: render_enterprise(FRAMES, one, LISTED[0]),
    "portrait without records": lambda one: render_enterprise(FRAMES, one, LISTED[-1]),
    "portrait of nothing": lambda one: render_enterprise(BriefingFrames(warnings=FRAMES.warnings), one, LISTED[1]),
    "urgent note": lambda one: render_urgent(FRAMES, one, new_reds(FRAMES)),
    "bulletin's letter": lambda one: bulletin_letter(FRAMES, one, options()).page,
    "urgent letter": lambda one: urgent_letter(FRAMES, one, options()).page,
    "letter of an empty month": lambda one: bulletin_letter(BriefingFrames(), one).page,
}
TWINS: dict[str, Callable[[Edition], str]] = {
    "bulletin's letter": lambda one: bulletin_letter(FRAMES, one, options()).text,
    "urgent letter": lambda one: urgent_letter(FRAMES, one, options()).text,
}


@pytest.mark.parametrize("page", PAGES)
def test_an_english_page_has_no_chinese_and_says_its_language(page: str) -> None:
    html = PAGES[page](issue("en"))
    # Names of Chinese fonts are no words.
    without_styles = re.sub(r"<style.*?</style>|style=\"[^\"]*\"|font-family=\"[^\"]*\"", "", html, flags=re.DOTALL)
    assert CHINESE.findall(without_styles) == []
    assert '<html lang="en"' in html
    assert CHINESE.findall(visible(PAGES[page](issue("zh")))) != []


@pytest.mark.parametrize("twin", TWINS)
def test_an_english_twin_has_no_chinese(twin: str) -> None:
    assert CHINESE.findall(TWINS[twin](issue("en"))) == []


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_figures(page: str) -> None:
    figures = [Counter(FIGURE.findall(spaced(PAGES[page](issue(language))))) for language in ("zh", "en")]
    assert figures[0] == figures[1]


def cells(language: str) -> dict[int, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(FRAMES, issue(language))))
    return {place: list(sheet.iter_rows(values_only=True)) for place, sheet in enumerate(book)}


def test_an_english_workbook_has_no_chinese() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(FRAMES, issue("en"))))
    texts = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    rules = [rule.formula1 or "" for sheet in book for rule in sheet.data_validations.dataValidation]
    heads = [str(part.text) for sheet in book for part in (sheet.oddHeader.left, sheet.oddHeader.center, sheet.oddHeader.right)]
    heads += [str(sheet.oddFooter.center.text) for sheet in book]
    properties = [str(book.properties.title), str(book.properties.description)]
    assert [text for text in (*book.sheetnames, *texts, *rules, *heads, *properties) if CHINESE.search(text)] == []


def test_both_workbooks_have_the_same_cells_besides_words() -> None:
    def numbers(language: str) -> dict[int, list[list[object]]]:
        sheets = cells(language).items()
        return {place: [[cell for cell in row if not isinstance(cell, str)] for row in rows] for place, rows in sheets}

    assert numbers("en") == numbers("zh")


def test_english_attachments_are_english_to_the_last_stamp() -> None:
    if why_unavailable():
        pytest.skip(why_unavailable())
    one = issue("en")
    files = bulletin_attachments(FRAMES, one, "district", PublishedPdf(b"%PDF in Chinese", "zh"))
    files += urgent_attachments(FRAMES, one, "district")
    stamped = {item.filename: item.content for item in numbered(files, "007", Words("en"))}
    assert list(stamped) == ["early-warning-list.xlsx", "early-warning-bulletin.pdf", "urgent-note.pdf"]
    for name in ("early-warning-bulletin.pdf", "urgent-note.pdf"):
        text = everything_in_pdf(stamped[name])
        assert "Copy no. 007" in text
        assert "预警" not in text


def test_the_published_pdf_goes_out_as_it_is_where_scope_and_language_are_its_own() -> None:
    published = PublishedPdf(b"%PDF-published", "zh")
    assert bulletin_attachments(FRAMES, issue("zh"), "district", published)[1].content == b"%PDF-published"
    assert len(bulletin_attachments(FRAMES, issue("en"), "district")) == 1


PROVISIONAL = {"zh": "暂报", "en": "rovisional"}


@pytest.mark.parametrize("language", PROVISIONAL)
@pytest.mark.parametrize("page", PAGES)
def test_a_provisional_issue_says_so_on_every_page_and_another_one_nowhere(page: str, language: str) -> None:
    early = replace(issue(language), is_provisional=True)
    assert PROVISIONAL[language] in visible(PAGES[page](early))
    assert PROVISIONAL[language] not in visible(PAGES[page](issue(language)))


@pytest.mark.parametrize("language", PROVISIONAL)
def test_a_provisional_issue_says_so_in_subjects_and_in_the_title_of_the_workbook(language: str) -> None:
    early = replace(issue(language), is_provisional=True)
    for letter in (bulletin_letter(FRAMES, early, options()), urgent_letter(FRAMES, early, options())):
        assert letter.subject[1:].startswith("暂报】【内部资料" if language == "zh" else "Provisional]")
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(FRAMES, early)))
    assert PROVISIONAL[language] in (book.properties.title or "")
    assert all(PROVISIONAL[language] in (sheet.oddHeader.center.text or "") for sheet in book)
