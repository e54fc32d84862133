"""The page about the model says from how many other districts the values set beforehand come, and where a step begins."""

import re
from dataclasses import replace

import polars as pl

from reports.model_page import model_page
from tests.unit.reports.fixture_frames import briefing, briefing_frames

FRAMES = briefing_frames()


def text_with(districts: int | None, language: str = "zh") -> str:
    """Return the page's text where so many other districts stand behind the card, None for a card of an older version."""
    step = pl.DataFrame(
        {"risk": "relocation", "feature": "signals", "coefficient": 0.4, "prior_mean": 0.2, "prior_sd": 0.1, "from_value": 2.0}
    )
    counts = {
        "other_districts_count": pl.lit(districts, pl.Int32),
        "other_events_count": pl.lit(None if districts is None else 33, pl.Int32),
    }
    plain = FRAMES.model_card.drop("from_value", "other_districts_count", "other_events_count", strict=False)
    card = pl.concat([plain, step] if districts else [plain], how="diagonal").with_columns(**counts)
    page = model_page(briefing(replace(FRAMES, model_card=card), language=language))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.split("<main>")[1]))


def test_how_many_districts_and_events_are_told() -> None:
    text = text_with(3)
    assert "专家设定和其他3个区的经验合成" in text
    assert "外迁风险来自33家次的外迁" in text
    assert "+2.00起+0.40" in text
    assert "他区事例" in text
    assert "3 of them" in text_with(3, "en")


def test_where_nobody_else_is_heard_the_values_are_the_experts() -> None:
    text = text_with(0)
    assert "本期没有采用其他区的经验" in text
    assert "他区事例" not in text


def test_of_a_card_of_an_older_version_nothing_is_said() -> None:
    assert "其他区的经验" not in text_with(None)


def test_the_page_has_which_evidence_came_first_and_how_long_before_the_list() -> None:
    text = text_with(0)
    assert "近24个月登记迁出、停业或走访属实的企业共38家，其中28家此前一年内曾列入名单" in text
    assert re.search(r"多项指标同时下降 ?2 ?3 ?21 ?20 ?2\.5", text)
    assert re.search(r"此前未出现 ?1 ?0 ?3 ?1 ?太少", text)
    assert "Reported signs of a move" in text_with(0, "en")


def test_where_nobody_left_or_was_confirmed_there_is_no_table_of_evidence() -> None:
    assert "最早出现的证据" not in model_page(briefing(replace(FRAMES, first_evidence=FRAMES.first_evidence.clear())))
