"""Every number in prose equals the table and the chart it comes from."""

import json
import re

import polars as pl
import pytest

from reports.bulletin import list_changes, render_bulletin
from reports.charts.growth import growth_panels
from reports.charts.plotly_specs import growth_spec, trend_spec
from reports.charts.trend import prepare_trend, trend_words
from reports.enterprise import new_reds
from reports.letters.bulletin import bulletin_letter, subject_line
from reports.letters.letter import ROWS_SHOWN
from reports.letters.urgent import urgent_letter
from reports.palette import LEVEL_KEYS
from reports.sections import development, followup, notes, relocation
from reports.sections import levels as board
from reports.sections.by_street_and_industry import by_place
from reports.sections.highlights import key_points
from reports.sections.severe_cases import severe_cases
from tests.unit.reports.fixture_frames import briefing_frames, edition
from tests.unit.reports.reading import read_page, visible, whole

SEEDS = range(20)


def _counts(seed):
    return {"red": seed % 5, "orange": (3 * seed) % 11, "yellow": seed, "blue": 2 * seed % 17}


@pytest.fixture(params=SEEDS, ids=lambda seed: f"seed{seed}")
def frames(request):
    return briefing_frames(request.param, counts=_counts(request.param))


def test_headline_board_chart_and_subject_say_the_same(frames):
    now, issue = board.level_board(frames, edition()), edition()
    listed = frames.warnings.filter(pl.col("is_listed"))
    counts = {key: listed.filter(pl.col("level") == key).height for key in LEVEL_KEYS}
    assert dict(zip(now["level"], now["count"], strict=True)) == counts
    total = sum(counts.values())
    sentence = board.headline(now, issue)
    assert (f"预警企业{total}家" in sentence) if total else ("没有预警企业" in sentence)
    chart = prepare_trend(frames, issue)
    assert {key: chart[key][-1] for key in LEVEL_KEYS} == counts
    assert [trace["y"][-1] for trace in trend_spec(chart)["data"]] == [counts[key] for key in LEVEL_KEYS]
    assert f"共{total}家" in trend_words(chart)
    assert f"】{total}家，红{counts['red']}橙{counts['orange']}" in subject_line(frames, issue)


def test_change_is_the_difference_of_the_two_lists(frames):
    change = frames.listed().height - frames.previously_listed().height
    words = {0: "与上月持平"}.get(change, f"比上月{'增加' if change > 0 else '减少'}{abs(change)}家")
    assert words in board.headline(board.level_board(frames, edition()), edition())
    assert words in key_points(frames, edition())[0].text
    assert board.entered(frames).height - board.lifted(frames).height == change


def test_transition_table_adds_up_to_both_lists(frames):
    table = board.transitions(frames)
    for key in LEVEL_KEYS:
        assert table[key].sum() == frames.listed().filter(pl.col("level") == key).height
        row = table.filter(pl.col("before") == key).row(0, named=True)
        assert row["total"] == frames.previously_listed().filter(pl.col("level") == key).height
    assert table["lifted"].sum() == board.lifted(frames).height


def test_places_add_up_to_the_list(frames):
    for dimension in ("street", "industry"):
        places = by_place(frames, dimension)
        assert places["count"].sum() == frames.listed().height
        assert places.select(pl.sum_horizontal(LEVEL_KEYS)).to_series().to_list() == places["count"].to_list()


def test_key_points_are_six_at_most_with_numbers_of_the_tables(frames):
    points = key_points(frames, edition())
    assert 1 <= len(points) <= 6
    if frames.listed().is_empty():
        return
    severe = frames.listed().filter(pl.col("level").is_in(["red", "orange"])).height
    assert points[1].figure == str(severe) == str(len(severe_cases(frames)))
    rose = sum(board.moved(frames)["step"] > 0)
    assert points[2].figure == str(board.lifted(frames).height)
    assert f"上升{rose}家" in points[2].text
    share = frames.listed()["exposure_output_share"].sum()
    assert points[3].figure == f"{100 * share:.1f}%"


def test_followup_sentence_is_its_table(frames):
    result = followup.follow_up(frames)
    total = result.table.row(-1, named=True)
    parts = result.table.head(4)
    for column in ("listed", "visited", "unvisited", "confirmed", "false_alarm", "solved"):
        assert parts[column].sum() == total[column]
    sentence = followup.followup_words(result)
    assert f"名单{total['listed']}家，已走访{total['visited']}家、未走访{total['unvisited']}家" in sentence


def test_relocation_sentence_is_its_table(frames):
    table, sentence = relocation.flows(frames), relocation.relocation_words(frames)
    if frames.relocations.is_empty():
        assert "没有已登记" in sentence
        return
    assert f"有去向信息的{table['signalled'].sum()}家" in sentence
    assert f"已登记迁出{table['gone'].sum()}家" in sentence


def test_changes_sentence_is_the_transition_table(frames):
    table = board.transitions(frames)
    sentence = list_changes(frames, edition())["changes_words"]
    came = table.filter(pl.col("before") == "none").select(pl.sum_horizontal(LEVEL_KEYS)).item()
    assert f"新进入{came}家、解除{table['lifted'].sum()}家" in sentence
    stayed = table.filter(pl.col("before") != "none").select(pl.sum_horizontal(LEVEL_KEYS)).to_series().sum()
    assert f"仍在名单的{stayed}家中" in sentence


def test_growth_sentence_is_its_chart(frames):
    rows = development.totals(frames, edition())
    panels, sentence = growth_panels(rows), development.totals_words(rows, edition().month)
    trace = {trace["name"].removesuffix("同比"): trace["y"][-1] for trace in growth_spec(panels)["data"]}
    for name, value in re.findall(r"(产值|纳税|用电)同比(?:增长|下降)([\d.]+)%", sentence):
        assert f"{abs(100 * trace[name]):.1f}" == value
    assert len(trace) == 3


def test_rises_sentence_counts_the_frame(frames):
    counts = {kind: frames.growth.filter(pl.col("kind") == kind).height for kind in ("rise", "new")}
    assert f"明显增长企业{counts['rise']}家、新入库企业{counts['new']}家" in development.growth_sentence(frames)
    assert development.rises(frames, "rise").height == min(counts["rise"], development.ROWS_SHOWN)


def test_notes_count_what_the_tables_show(frames):
    sources, text = notes.source_table(frames, edition()), "".join(notes.notes(frames, edition()))
    assert f"本期修订{sources['restated_count'].sum()}条" in text
    assert f"待核实未采用{sources['set_aside_count'].sum()}条" in text
    assert f"未纳入评估：名录内{notes.unjudged_table(frames).height}家" in text
    parts = re.search(r"未纳入评估：名录内\d+家（([^）]*)）", text).group(1)
    assert sum(map(int, re.findall(r"(\d+)家", parts))) == notes.unjudged_table(frames).height
    alarms = re.search(r"预计约(\d+)家事后", text)
    assert (alarms is None) == frames.listed().is_empty()


def test_urgent_letter_counts_the_notes(frames):
    letter, codes = urgent_letter(frames, edition(), "district"), new_reds(frames)
    assert f"新增红色{len(codes)}家" in letter.subject
    said = re.findall(r"^\d+\. \[红\]", letter.text, re.MULTILINE)
    assert len(said) == min(len(codes), ROWS_SHOWN)


def test_letter_page_and_twin_have_the_same_numbers(frames):
    letter = bulletin_letter(frames, edition(), "district", picture=b"x")
    page, twin = (sorted(re.findall(r"\d[\d,.]*%?", text)) for text in (visible(letter.page), letter.text))
    # The twin numbers its lines and says in words what the picture shows.
    assert not {number for number in page if number not in twin}


@pytest.mark.parametrize("seed", [7, 11])
def test_rendered_page_repeats_the_same_numbers(seed):
    frames, issue = briefing_frames(seed, hostile=False), edition()
    html = render_bulletin(frames, issue)
    page, text = read_page(html), visible(html)
    total = whole(re.search(r"预警企业(\d+)家，", text).group(1))
    rows = page.tables["list"][1:]
    assert len(rows) // 2 == total == frames.listed().height
    transition = page.tables["上月等级与本月等级对照"]
    assert sum(whole(cell) for cell in transition[-1][1:5]) == total
    spec = json.loads(re.search(r'id="trend-data">(.*?)</script>', html, re.DOTALL).group(1))
    assert sum(trace["y"][-1] for trace in spec["data"]) == total
    drawn = re.findall(r">[▲◆■●](?:红|橙|黄|蓝) (\d+)<", html)
    assert sum(map(int, drawn)) == 2 * total  # the wide and the narrow drawing
    streets = page.tables["分街道"][1:]
    assert sum(whole(row[1]) for row in streets) == total
    assert sum(whole(part) for part in re.findall(r"其中红(\d+)家、橙(\d+)家、黄(\d+)家、蓝(\d+)家", text)[0]) == total
