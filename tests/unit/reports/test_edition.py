"""An issue is called by its month, number and district in its own language."""

from __future__ import annotations

from tests.unit.reports.fixture_frames import edition


def test_an_issue_in_both_languages() -> None:
    zh, en = edition(), edition(language="en", district_en="Pingshan District")
    assert (zh.series_title, en.series_title) == (
        "坪山区企业运行监测预警月报",
        "Pingshan District Monthly Enterprise Early-Warning Bulletin",
    )
    assert (zh.issue_words, en.issue_words) == ("2026年第10期（总第34期）", "2026, no. 10 (issue 34)")
    assert (zh.month_words, en.month_words) == ("2026年10月", "October 2026")
    assert (zh.scope_words, en.scope_words) == ("全区", "the district")
    assert (zh.urgent_title, en.urgent_title) == ("坪山区企业预警快报", "Pingshan District Urgent Enterprise Warning")


def test_a_district_without_a_name_is_called_by_a_plain_word() -> None:
    assert edition(district="").place == "辖区"
    assert edition(district="", language="en").place == "The district"
    # Without an English name the registered one stands.
    assert edition(language="en").place == "坪山区"
