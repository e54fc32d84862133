"""What every page keeps to: size, addresses, structure, words, and plain sentences where frames are empty."""

import io
import re
from itertools import pairwise

import polars as pl
import pytest
from pypdf import PdfReader

from reports.bulletin import render_bulletin
from reports.enterprise import new_reds, render_enterprise, render_urgent
from reports.frames import BriefingFrames
from reports.pdf import make_pdf, why_unavailable
from reports.words.imprint import DISCLAIMER
from tests.unit.reports.fixture_frames import MONTH, briefing_frames, edition
from tests.unit.reports.reading import read_page, visible
from warehouse.vocabulary import forbidden_in


@pytest.fixture(scope="module")
def frames():
    return briefing_frames(hostile=False)


@pytest.fixture(scope="module")
def bulletin(frames):
    return render_bulletin(frames, edition())


@pytest.fixture(scope="module")
def portrait(frames):
    return render_enterprise(frames, edition(), frames.listed()["uscc"][1])


def test_sizes(bulletin, portrait):
    assert len(bulletin.encode()) <= 600_000
    assert len(portrait.encode()) <= 300_000


def test_no_address_outside_the_page(bulletin, portrait):
    for html in (bulletin, portrait):
        assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", html.replace("//\n", ""))


def test_ids_are_unique_and_labels_resolve(bulletin, portrait):
    for html in (bulletin, portrait):
        elements = read_page(html).elements
        ids = [attrs["id"] for _, attrs in elements if "id" in attrs]
        assert len(ids) == len(set(ids))
        for _, attrs in elements:
            if "aria-labelledby" in attrs:
                assert attrs["aria-labelledby"] in ids


def test_headings_do_not_skip_levels(bulletin, portrait):
    for html in (bulletin, portrait):
        levels = [int(tag[1]) for tag, _ in read_page(html).elements if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_section_of_the_product_is_there(bulletin):
    text = visible(bulletin)
    for word in (
        "2026年第10期（总第34期）",
        "内部资料 注意保管",
        "主送",
        "抄送",
        "要点",
        "预警等级",
        "名单变化",
        "总体走势",
        "街道与行业",
        "红色、橙色预警企业",
        "上期名单办理情况",
        "外迁风险信号与布局",
        "数据说明",
        "附表1",
        "模型卡",
        "3f9a6c1e8b7d4025",
        DISCLAIMER.zh,
    ):
        assert word in text, word
    assert "秘密" not in text


def test_words_never_used(bulletin, portrait, frames):
    assert forbidden_in(visible(bulletin)) == []
    assert forbidden_in(visible(portrait)) == []
    assert forbidden_in(visible(render_urgent(frames, edition(), frames.listed()["uscc"].to_list()[:1]))) == []


def test_copy_number_and_revision_are_printed(frames):
    text = visible(render_bulletin(frames, edition(copy_number="0031", revision=2)))
    assert "份号：0031" in text
    assert "第2次修订" in text


def test_nothing_at_all_still_reads():
    text = visible(render_bulletin(BriefingFrames(), edition()))
    assert "没有预警企业" in text
    assert "本期未提供的数据来源：产值、增加值、固投、纳税、用工、用电、用水、用气" in text
    assert "没有上月名单可比" in text
    assert "占监测产值 —" in text


def test_one_source_only_names_the_absent_ones(frames):
    alone = pl.DataFrame(
        {
            "district": ["坪山区"],
            "indicator": ["electricity"],
            "expected_count": [1454],
            "arrived_count": [1454],
            "arrival_share": [1.0],
            "latest_period": [MONTH],
            "age_months": [0],
            "status": ["ok"],
        }
    )
    series = frames.series.filter(pl.col("indicator") == "electricity")
    some = BriefingFrames(warnings=frames.warnings, coverage=alone, series=series, enterprises_count=1454)
    text = visible(render_bulletin(some, edition()))
    assert "本期未提供的数据来源：产值、增加值、固投、纳税、用工、用水、用气" in text
    row = read_page(render_bulletin(some, edition())).tables["list"][1]
    assert row[4:6] == ["—", "—"]
    assert row[7] == "—"


def test_a_month_without_a_figure_is_missing_and_not_zero(frames):
    code = frames.listed()["uscc"][0]
    holed = frames.series.with_columns(value=pl.when((pl.col("uscc") == code) & (pl.col("period") == MONTH)).then(None).otherwise("value"))
    changed = BriefingFrames(warnings=frames.warnings, series=holed)
    row = read_page(render_bulletin(changed, edition())).tables["list"][1]
    assert row[4:8] == ["—", "—", "—", "—"]
    portrait = visible(render_enterprise(changed, edition(), code))
    assert "本月未到" in portrait


def test_relocation_and_operating_evidence_stand_apart(portrait):
    text = visible(portrait)
    assert "经营风险证据" in text
    assert "外迁风险证据" in text
    assert "退出条件" in text


def test_portrait_has_eight_charts_and_says_which_have_no_data(portrait):
    page = read_page(portrait)
    assert sum(1 for tag, attrs in page.elements if tag == "figure" and "fanfig" not in attrs.get("class", "")) == 8
    assert visible(portrait).count("未提供数据") == 1


def test_annexes_are_open_where_no_script_runs(frames):
    html = render_bulletin(frames, edition())
    assert html.count("<details") == html.count('<details class="fold" open>') > 2
    # What only new browsers know must not decide whether an annex can be read.
    assert "details-content" not in html


def test_paper_keeps_to_its_pages(frames):
    """A portrait is one page; the bulletin's body four at most before the annexes, in a month with thirteen red and orange."""
    if why_unavailable():
        pytest.skip(why_unavailable())
    portrait = render_enterprise(frames, edition(), frames.listed()["uscc"][1], paper=True)
    assert len(_printed(portrait)) == 1
    pages = _printed(render_bulletin(frames, edition(), paper=True))
    annex = next(place for place, text in enumerate(pages) if "附表1" in text)
    assert annex <= 4
    # The last line above the running head and the page number is no heading, and a row of the list is not taken apart.
    last = [[line for line in text.splitlines() if line.strip()][-3] for text in pages]
    assert not [line for line in last if re.match("[一二三四五六七八九]、|附表", line)]
    heads = [text.splitlines() for text in pages[annex + 1 :] if text.startswith("序号")]
    assert heads
    assert all(any(re.match(r"\d+ [▲◆■●]", line) for line in lines[:12]) for lines in heads)
    assert len(_printed(render_urgent(frames, edition(), frames.listed()["uscc"].to_list()[:2], paper=True))) == 2


def _printed(html):
    return [page.extract_text() for page in PdfReader(io.BytesIO(make_pdf(html).content)).pages]


def test_unknown_enterprises_and_wrong_notes_are_refused(frames):
    with pytest.raises(ValueError, match="not among"):
        render_enterprise(frames, edition(), "NOBODY")
    with pytest.raises(ValueError, match="red only"):
        render_urgent(frames, edition(), [frames.listed()["uscc"][20]])


def test_new_reds_were_not_red_last_month(frames):
    before = set(frames.previously_listed().filter(pl.col("level") == "red")["uscc"])
    assert new_reds(frames)
    assert not before & set(new_reds(frames))
