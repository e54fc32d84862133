"""Every number in prose equals the table and the chart it comes from."""

import json
import re

import polars as pl
import pytest

from reports.bulletin import bulletin_page, changes_words
from reports.charts.growth import growth_panels
from reports.charts.plotly_specs import growth_spec, trend_spec
from reports.charts.trend import prepare_trend, trend_words
from reports.enterprise import new_reds
from reports.letters.bulletin_letter import bulletin_letter, subject_line
from reports.letters.letter import ROWS_SHOWN, LetterOptions
from reports.letters.urgent_letter import urgent_letter
from reports.sections import development, followup, forecast_quality, levels, notes, relocation
from reports.sections.by_street_and_industry import by_place
from reports.sections.highlights import key_points
from reports.sections.severe_cases import severe_cases
from tests.unit.reports.fixture_frames import briefing, briefing_frames
from tests.unit.reports.reading import read_page, spaced, visible, whole
from warehouse.vocabulary import LEAVING_CAUSES, LEVELS

SEEDS = range(20)


def _counts(seed):
    return {"red": seed % 5, "orange": (3 * seed) % 11, "yellow": seed, "blue": 2 * seed % 17}


@pytest.fixture(params=SEEDS, ids=lambda seed: f"seed{seed}")
def both(request):
    return briefing(briefing_frames(request.param, counts=_counts(request.param)))


def test_headline_board_chart_and_subject_say_the_same(both):
    listed = both.frames.warnings.filter(pl.col("is_listed"))
    counts = {key: listed.filter(pl.col("level") == key).height for key in LEVELS.keys}
    assert both.counts == counts
    total, candidates = sum(counts.values()), both.frames.warnings.height
    severe = {key: both.frames.warnings.filter(pl.col("level") == key).height for key in ("red", "orange")}
    sentence = levels.headline(both.situation, both.edition)
    assert f"红橙预警{sum(severe.values())}家" in sentence
    assert f"达到预警线{candidates}家" in sentence
    assert f"新进入名单{both.changes.entered.height}家" in sentence
    chart = prepare_trend(both)
    assert {key: chart[key][-1] for key in LEVELS.keys} == counts
    heights = [*counts.values(), candidates - total]
    assert [trace["y"][-1] for trace in trend_spec(chart, both.words)["data"]] == heights
    caption = trend_words(chart, both.words)
    assert f"名单{total}家" in caption
    assert f"另有关注名单{candidates - total}家" in caption
    assert f"】红{severe['red']}橙{severe['orange']}，新进{both.changes.entered.height}家" in subject_line(both)


def test_change_is_the_difference_of_the_two_lists(both):
    change = both.frames.warnings.height - both.frames.previous.height
    words = {0: "与上月持平"}.get(change, f"比上月{'增加' if change > 0 else '减少'}{abs(change)}家")
    assert words in levels.headline(both.situation, both.edition)
    assert words in key_points(both)[0].text
    of_the_list = both.listed.height - both.frames.previously_listed().height
    assert both.changes.entered.height - both.changes.left.height == of_the_list


def test_transition_table_adds_up_to_both_lists(both):
    table = levels.transitions(both.changes)
    for key in LEVELS.keys:
        assert table[key].sum() == both.listed.filter(pl.col("level") == key).height
        row = table.filter(pl.col("before") == key).row(0, named=True)
        assert row["total"] == both.frames.previously_listed().filter(pl.col("level") == key).height
    assert table.select(pl.sum_horizontal(LEAVING_CAUSES.keys)).to_series().sum() == both.changes.left.height
    for cause in LEAVING_CAUSES.keys:
        assert table[cause].sum() == both.frames.leavers.filter(pl.col("cause") == cause).height


def test_places_add_up_to_the_list(both):
    for dimension in ("street", "industry"):
        places = by_place(both, dimension)
        assert places["count"].sum() == both.listed.height
        assert places.select(pl.sum_horizontal(LEVELS.keys)).to_series().to_list() == places["count"].to_list()


def test_key_points_are_six_at_most_with_numbers_of_the_tables(both):
    points = key_points(both)
    assert 1 <= len(points) <= 6
    if both.listed.is_empty():
        return
    severe = both.listed.filter(pl.col("level").is_in(["red", "orange"])).height
    assert points[1].figure == str(severe) == str(len(severe_cases(both)))
    assert points[2].figure == str(both.changes.left.height)
    assert f"上升{both.changes.rose.height}家" in points[2].text
    share = both.listed["exposure_output_share"].sum()
    assert points[3].figure == f"{100 * share:.1f}%"


def test_followup_sentence_is_its_table(both):
    result = followup.follow_up(both.frames)
    total = result.total
    for parts in (result.levels.head(4), result.streets, result.owners):
        for column in parts.columns[1:]:
            assert parts[column].sum() == total[column]
    # Every visit counts for one finding.
    assert sum(total[f"found_{key}"] for key in followup.FOUND.keys) == total["visits"]
    sentence = followup.followup_words(result, both.words)
    assert (
        f"名单{total['listed']}家，名单发出以来已走访{total['visited']}家（{total['visits']}次）、未走访{total['unvisited']}家" in sentence
    )


def test_relocation_sentence_is_its_table(both):
    sentence = relocation.relocation_words(both)
    if both.frames.relocations.is_empty():
        assert "没有已登记" in sentence
        return
    said = {"here": "仍在区{}家", "gone": "登记迁出{}家"}
    for flow in relocation.flow_tables(both):
        assert flow.rows["count"].sum() == flow.count == both.frames.relocations.filter(pl.col("state") == flow.state).height
        assert said[flow.state].format(flow.count) in sentence


def test_changes_sentence_is_the_transition_table(both):
    table, sentence = levels.transitions(both.changes), changes_words(both)
    came = table.filter(pl.col("before") == "none").select(pl.sum_horizontal(LEVELS.keys)).item()
    causes = {key: table[key].sum() for key in LEAVING_CAUSES.keys}
    assert f"新进入{came}家、离开名单{sum(causes.values())}家" in sentence
    assert all(f"{LEAVING_CAUSES[key].zh}{count}家" in sentence for key, count in causes.items() if count)
    stayed = table.filter(pl.col("before") != "none").select(pl.sum_horizontal(LEVELS.keys)).to_series().sum()
    assert f"仍在名单的{stayed}家中" in sentence


def test_growth_sentence_is_its_chart(both):
    rows = development.totals(both)
    panels, sentence = growth_panels(rows), development.totals_words(rows, both.edition)
    trace = {trace["name"].removesuffix("同比"): trace["y"][-1] for trace in growth_spec(panels, both.words)["data"]}
    for name, value in re.findall(r"(产值|纳税|用电)同比(?:增长|下降)([\d.]+)%", sentence):
        assert f"{abs(100 * trace[name]):.1f}" == value
    assert len(trace) == 3


def test_rises_sentence_counts_the_frame(both):
    growth = both.frames.growth
    counts = {kind: growth.filter(pl.col("kind") == kind).height for kind in ("rise", "new")}
    assert f"明显增长企业{counts['rise']}家、新入库企业{counts['new']}家" in development.growth_sentence(both)
    assert len(development.rises(both, "rise")) == min(counts["rise"], development.ROWS_SHOWN)


def test_notes_count_what_the_tables_show(both):
    sources, text = notes.source_table(both), "".join(notes.notes(both))
    assert f"本期修订{sources['restated_count'].sum()}条" in text
    assert f"待核实未采用{sources['set_aside_count'].sum()}条" in text
    assert f"未评估的共{notes.unjudged_table(both).height}家" in text
    alarms = re.search(r"预计约(\d+)家事后", text)
    assert (alarms is None) == both.listed.is_empty()


NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?%?")
# Months have numbers in one language and names in the other; one unit has a number in its English name.
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NO_FIGURE = re.compile(rf"CNY 10k|(?:\d{{4}}年)?\d+月(?:\d+日)?|(?:\d+ )?(?:{MONTHS})(?: \d{{4}})?")


def _sentences(both):
    cases = [line for case in severe_cases(both) for line in (case.status, case.risks, case.signals, case.stake)]
    rises = [row["detail"] for row in development.rises(both, "rise")]
    return {
        "headline": levels.headline(both.situation, both.edition),
        "points": " ".join(point.text for point in key_points(both)),
        "changes": changes_words(both),
        "trend": trend_words(prepare_trend(both), both.words),
        "totals": development.totals_words(development.totals(both), both.edition),
        "state": development.state_words(both),
        "growth": " ".join([development.growth_sentence(both), *rises]),
        "cases": " ".join(cases),
        "followup": followup.followup_words(followup.follow_up(both.frames), both.words),
        "relocation": relocation.relocation_words(both),
        "notes": " ".join(notes.notes(both)),
        "tournament": forecast_quality.tournament_words(both),
        "clearings": " ".join(" ".join(phrases) for phrases in both.clearings.values()),
    }


def test_both_languages_say_the_same_numbers(both):
    english = briefing(both.frames, language="en")
    numbers = [
        {name: sorted(NUMBER.findall(NO_FIGURE.sub("", sentence))) for name, sentence in _sentences(one).items()} for one in (both, english)
    ]
    assert numbers[0] == numbers[1]


def test_urgent_letter_counts_the_notes(both):
    letter, codes = urgent_letter(both.frames, both.edition), new_reds(both.frames)
    assert f"新列红色{len(codes)}家" in letter.subject
    said = re.findall(r"^\d+\. \[红\]", letter.text, re.MULTILINE)
    assert len(said) == min(len(codes), ROWS_SHOWN)


def test_letter_page_and_twin_have_the_same_numbers(both):
    letter = bulletin_letter(both.frames, both.edition, LetterOptions(picture=b"x"))
    page, twin = (sorted(re.findall(r"\d[\d,.]*%?", text)) for text in (spaced(letter.page), letter.text))
    # The twin says in words what the picture shows, and that a level has as many as last month.
    same = {"0"} if "与上月持平" in letter.text else set()
    assert not {number for number in page if number not in twin} - same


@pytest.mark.parametrize("seed", [7, 11])
def test_rendered_page_repeats_the_same_numbers(seed):
    both = briefing(briefing_frames(seed, hostile=False))
    html = bulletin_page(both)
    page, text = read_page(html), visible(html)
    candidates, total = whole(re.search(r"达到预警线(\d+)家，", text).group(1)), whole(re.search(r"；名单列(\d+)家", text).group(1))
    rows = page.tables["list"][1:]
    assert len(rows) // 2 == total == both.listed.height
    watched = page.tables["watch-list"][1:]
    assert len(watched) == candidates - total == both.watched.height
    transition = page.tables["上月等级与本月等级对照"]
    assert sum(whole(cell) for cell in transition[-1][1:5]) == total
    spec = json.loads(re.search(r'id="trend-data">(.*?)</script>', html, re.DOTALL).group(1))
    assert sum(trace["y"][-1] for trace in spec["data"]) == candidates
    drawn = re.findall(r">[▲◆■●](?:红|橙|黄|蓝) (\d+)<", html)
    assert sum(map(int, drawn)) == 2 * total  # the wide and the narrow drawing
    streets = page.tables["分街道"][1:]
    assert sum(whole(row[1]) for row in streets) == total
    assert sum(whole(part) for part in re.findall(r"其中红(\d+)家、橙(\d+)家、黄(\d+)家、蓝(\d+)家", text)[0]) == total
