"""The bulletin's letter in both languages: number first, the same figures in page and twin, names only where they are allowed."""

import re

import polars as pl
import pytest

from reports.briefing import Briefing
from reports.letters.bulletin_letter import bulletin_letter, bulletin_picture, subject_line
from reports.letters.letter import ROWS_SHOWN, Letter, LetterOptions
from reports.sections.levels import list_changes
from tests.unit.reports.fixture_frames import STREETS, briefing_frames, edition
from tests.unit.reports.reading import read_page, spaced

FRAMES = briefing_frames(hostile=False, counts={"red": 9, "orange": 12, "yellow": 10, "blue": 10})
NUMBER = r"\d[\d,.]*%?"


def letter(language: str = "zh", **options: object) -> Letter:
    # A given picture saves drawing one.
    chosen = LetterOptions(**{"picture": b"x", **options})  # type: ignore[arg-type]
    return bulletin_letter(FRAMES, edition(language=language, district_en="Pingshan District"), chosen)


def test_subject_has_the_number_within_twenty_characters() -> None:
    subject = subject_line(Briefing(FRAMES, edition()))
    new = list_changes(FRAMES).entered.height
    assert subject == f"【内部资料】红9橙12，新进{new}家：坪山区企业预警月报（2026年第10期）"
    assert subject.index("新进") < 20
    english = letter("en").subject
    assert english == f"[Internal] 9 red, 12 orange, {new} new: Pingshan District early-warning bulletin, October 2026"
    assert english.index("12") < 20


def test_a_scoped_letter_says_which_part_it_is_for() -> None:
    scope = f"street:{STREETS[0]}"
    assert f"企业预警月报·{STREETS[0]}（" in letter(scope=scope).subject
    assert f"Pingshan District ({STREETS[0]}) early-warning" in letter("en", scope=scope).subject
    assert letter(scope=scope).scope == scope
    # What is asked comes first: most units have neither red nor orange.
    asked = FRAMES.listed().filter(pl.col("street") == STREETS[0]).height
    assert letter(scope=scope).subject.startswith(f"【内部资料】走访{asked}家，红")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_twin_has_every_number_of_the_page(language: str) -> None:
    made = letter(language)
    page, twin = (set(re.findall(NUMBER, text)) for text in (spaced(made.page), made.text))
    # The rows of the twin are numbered and those of the page are not.
    assert page - twin == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_phone_shows_first_ends_with_a_whole_key_point(language: str) -> None:
    made = letter(language)
    shown = re.search(r"<body[^>]*><span[^>]*>([^<]*)</span>", made.page)
    points = re.findall(r"<li><b>([^<]*)</b>([^<]*)</li>", made.page)
    assert shown is not None
    # A sentence without its number says of nothing how much it is.
    assert shown[1].endswith("".join(points[-1]))


def test_both_languages_have_the_same_rows_with_the_same_figures() -> None:
    chinese, english = letter(), letter("en")
    rows = [re.findall(r"^\d+\. \[.*(?:\n   .*)*", one.text, re.MULTILINE) for one in (chinese, english)]
    assert [len(one) for one in rows] == [ROWS_SHOWN] * 2
    for own, other in zip(*rows, strict=True):
        assert re.findall(r"\d[\d,.]*%", own) == re.findall(r"\d[\d,.]*%", other)


def test_at_most_fifteen_rows_and_the_rest_is_counted() -> None:
    assert letter().page.count("<bdi") == ROWS_SHOWN
    assert "另有6家红色、橙色企业见附件" in letter().page
    assert "6 more red and orange ones are in the attached list." in letter("en").text


def test_names_can_be_withheld() -> None:
    names = FRAMES.listed()["name"].to_list()
    for language, called in (("zh", "企业1号"), ("en", "Enterprise 1, ")):
        made = letter(language, names_allowed=False)
        assert not [name for name in names if name in made.page + made.text]
        assert called in made.text


def test_the_page_tells_its_language_and_the_attachments_their_names() -> None:
    made = letter("en", attached=("early-warning-list.xlsx",))
    assert next(attrs for tag, attrs in read_page(made.page).elements if tag == "html")["lang"] == "en"
    assert "Attached: early-warning-list.xlsx" in made.text
    assert "附件：甲.xlsx" in letter(attached=("甲.xlsx",)).text


def test_an_unknown_scope_is_refused() -> None:
    with pytest.raises(ValueError, match="scope"):
        letter(scope="planet:earth")


def test_the_picture_is_drawn_in_the_readers_language() -> None:
    pictures = [bulletin_picture(FRAMES, edition(language=language), "district") for language in ("zh", "en")]
    assert all(picture is not None and picture.startswith(b"\x89PNG") for picture in pictures)
    assert pictures[0] != pictures[1]


def test_a_part_of_the_district_has_a_line_for_every_level_and_no_level_of_nobody() -> None:
    scope = f"street:{STREETS[0]}"
    listed = FRAMES.listed().filter(pl.col("street") == STREETS[0])
    made = letter(scope=scope)
    shown = listed["name"].to_list()[:ROWS_SHOWN]
    assert [name for name in shown if name not in made.text] == []
    assert not re.search(r"^[▲◆■●] \S+ \S+级 0家（与上月持平）", made.text, re.MULTILINE)


def test_the_district_is_told_of_the_visits_that_the_letter_does_not_show() -> None:
    listed, severe = FRAMES.listed().height, Briefing(FRAMES, edition()).severe.height
    asked = next(line for line in letter().text.splitlines() if line.startswith("请办"))
    assert f"请各责任单位先走访红、橙{severe}家" in asked
    assert f"名单其余{listed - severe}家按名单所列办理时限走访" in asked


def test_what_is_asked_counts_every_visit_by_its_day() -> None:
    scope = f"street:{STREETS[0]}"
    listed = FRAMES.listed().filter(pl.col("street") == STREETS[0])
    asked = next(line for line in letter(scope=scope).text.splitlines() if line.startswith("请办"))
    assert f"请走访{listed.height}家" in asked
    for day, count in listed.group_by("respond_by_on").len().iter_rows():
        assert (f"{day.month}月{day.day}日前{count}家" if day else f"期限另定{count}家") in asked
    assert [name for name in listed["name"].to_list() if name in letter(scope=scope, names_allowed=False).text] == []


def test_each_row_tells_the_last_visit() -> None:
    visits = dict(FRAMES.last_visits.select("uscc", "visited_on").iter_rows())
    rows = re.findall(r"最近走访：(.*)", letter().text)
    severe = FRAMES.listed().filter(pl.col("level").is_in(["red", "orange"]))["uscc"].to_list()[:ROWS_SHOWN]
    assert [row.split(" · ")[0] for row in rows] == [str(visits[uscc]) if uscc in visits else "尚无走访记录" for uscc in severe]
