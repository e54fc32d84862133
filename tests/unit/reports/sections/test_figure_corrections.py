"""What the bulletin says of figures corrected since the list before."""

from datetime import date

import polars as pl
import pytest

from reports.briefing import Briefing
from reports.bulletin import render_bulletin
from reports.frames import BriefingFrames
from reports.scope import narrow
from reports.sections.figure_corrections import correction_rows, correction_words
from reports.sections.notes import annex_numbers, notes
from tests.unit.reports.fixture_frames import edition

MAY = date(2026, 5, 1)
USUAL = {
    "indicator": "electricity", "period": MAY, "basis": "month", "change": "entered", "action": "replace", "delivered_value": 184_200_000.0,
    "used_value": 184_200.0, "reason": "抄表倍率用了两次", "reported_by": "张三", "reported_on": date(2026, 7, 1),
    "changed_at": "2026-07-01T09:30:12", "changed_by": "li@office", "level_then": "orange", "level_now": "orange", "tier": "group",
}  # fmt: skip


def frames(*rows: dict[str, object]) -> BriefingFrames:
    made = [USUAL | {"uscc": f"9144030019241377{place:02}", "street": "东街", "owner": "o", "name": f"第{place}厂"} | row
            for place, row in enumerate(rows)]  # fmt: skip
    rules = pl.DataFrame({"kind": ["code"], "setting": ["scoring"], "value_text": ["1"], "list_month": [MAY], "is_changed": [False]})
    return BriefingFrames(rules=rules, corrections=pl.DataFrame(made, infer_schema_length=None))


SOME = frames(
    {"level_now": "yellow"},
    {"action": "drop", "used_value": None, "street": "西街"},
    {"change": "ended", "used_value": None, "basis": "ytd"},
    {"change": "changed", "delivered_value": None, "used_value": None, "reason": None, "changed_at": None, "changed_by": None},
)


def test_the_note_counts_them_and_names_whose_level_changes() -> None:
    text = correction_words(Briefing(SOME, edition()), 4)
    assert text == (
        "数据更正说明：与2026年5月名单发布时相比，人工更正新增2项、修改1项、终止1项，提出人、登记人、时间和理由见附表4。"
        "按更正后的数据，有关企业中有1家上期等级不同：第0厂（橙色→黄色）。"
    )
    english = correction_words(Briefing(SOME, edition(language="en")), 4)
    assert "since the list of May 2026 was published, 2 corrections were entered, 1 changed and 1 ended; annex 4 has who" in english
    assert "1 of the enterprises concerned" in english


def test_corrections_without_effect_say_so() -> None:
    assert correction_words(Briefing(frames({}), edition()), 1).endswith("按更正后的数据，有关企业的上期等级不变。")


def test_each_row_has_what_is_used_who_and_when() -> None:
    replaced, dropped, ended, withheld = correction_rows(Briefing(SOME, edition()))
    assert (replaced["used_words"], dropped["used_words"], ended["used_words"], withheld["used_words"]) == ("", "不采用", "按部门交付", "—")
    assert replaced["who_words"] == "张三提出，2026-07-01起用，2026-07-01 09:30由li@office登记"
    assert (replaced["level_words"], dropped["level_words"]) == ("橙色→黄色", "橙色不变")
    assert (ended["period_words"], replaced["period_words"]) == ("2026-05（累计）", "2026-05")
    assert (withheld["why"], withheld["who_words"]) == ("渠道锁定，不列", "张三提出，2026-07-01起用")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_annex_stands_in_the_bulletin(language: str) -> None:
    page = render_bulletin(SOME, edition(language=language))
    assert page.count("抄表倍率用了两次") == 3
    assert "184,200" in page
    assert "184,200,000" in page


def test_a_reader_of_a_street_reads_of_its_own_alone() -> None:
    own, scoped = narrow(SOME, edition(), "street:西街")
    briefing = Briefing(own, scoped)
    assert own.corrections["name"].to_list() == ["第1厂"]
    assert "新增1项、修改0项、终止0项" in correction_words(briefing, 1)


def test_where_nothing_was_corrected_nothing_is_said() -> None:
    nothing = Briefing(BriefingFrames(), edition())
    assert correction_words(nothing, None) == ""
    assert "corrections" not in annex_numbers(nothing)
    assert not any("数据更正" in note for note in notes(nothing))
