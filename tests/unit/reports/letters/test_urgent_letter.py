"""The urgent letter in both languages: every newly red enterprise, why, what would clear it, and who is taken back."""

import re

import pytest

from reports.enterprise import new_reds
from reports.letters.letter import Letter, LetterOptions
from reports.letters.urgent_letter import urgent_letter
from reports.words.reasons import clearing_phrases, reason_phrases
from reports.words.text import Words
from tests.unit.reports.fixture_frames import briefing_frames, edition
from tests.unit.reports.reading import visible

FRAMES = briefing_frames(3, hostile=False)
CODES = new_reds(FRAMES)


def letter(language: str = "zh", **options: object) -> Letter:
    return urgent_letter(FRAMES, edition(language=language, district_en="Pingshan District"), LetterOptions(**options))  # type: ignore[arg-type]


def test_subject_and_headline_count_the_newly_red() -> None:
    assert CODES
    count = len(CODES)
    assert letter().subject == f"【内部资料】新列红色{count}家：坪山区企业预警快报（2026年10月）"
    assert letter("en").subject == f"[Internal] {count} newly red: Pingshan District urgent note, October 2026"
    assert f"2026年10月全区新列红色预警企业{count}家" in letter().text
    noun = "enterprise" if count == 1 else "enterprises"
    assert f"October 2026: {count} {noun} newly red in " in letter("en").text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_newly_red_enterprise_is_named_with_its_reasons_and_what_clears_it(language: str) -> None:
    made, words = letter(language), Words(language)  # type: ignore[arg-type]
    reasons, clearings = reason_phrases(FRAMES.reasons, words), clearing_phrases(FRAMES.clearings, words)
    for code in CODES:
        for text in (visible(made.page), made.text):
            # The first word of a sentence has a capital letter.
            assert all(phrase.casefold() in text.casefold() for phrase in (*reasons[code], *clearings[code]))


def test_both_languages_print_the_same_figures() -> None:
    numbers = [re.findall(r"[−+]?\d[\d,.]*%", one.text) for one in (letter(), letter("en"))]
    assert numbers[0] == numbers[1] != []


def test_who_is_taken_back_is_named_or_counted() -> None:
    gone = ("甲公司", "乙公司")
    assert "不再属于新列红色预警的有：甲公司、乙公司。" in letter(taken_back=gone).text
    assert "不再属于新列红色预警的有2家。" in letter(taken_back=gone, names_allowed=False).text
    assert "not newly red after all: 甲公司, 乙公司." in letter("en", taken_back=gone).text
    assert "not newly red after all: 2 enterprises." in letter("en", taken_back=gone, names_allowed=False).text
    assert "更正" not in letter().text


def test_nobody_newly_red_is_said() -> None:
    calm = briefing_frames(3, counts={"red": 0, "orange": 1, "yellow": 1, "blue": 1})
    assert "2026年10月全区没有新列红色预警企业" in urgent_letter(calm, edition()).text
    assert "no enterprise is newly red in " in urgent_letter(calm, edition(language="en")).text
