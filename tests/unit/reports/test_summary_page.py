"""The summary as people read it: the conclusion first, what is missing named at once, sums that add up, links, and nobody ranked."""

import io
from dataclasses import replace

import polars as pl
import pytest
from pypdf import PdfReader

from reports.palette import LEVELS
from reports.pdf import make_pdf, why_unavailable
from reports.sections.summary_tables import headline
from reports.summary_frames import in_order
from reports.summary_page import summary_page
from tests.unit.reports.fixture_summary import EDITION, district, installation, missing, move, summary_frames
from tests.unit.reports.reading import everything_in_pdf, read_page
from warehouse.vocabulary import FORBIDDEN_WORDS

FILES = frozenset({"summary.pdf", "summary.xlsx", "summary.csv"})
LEVEL_TABLE, STATE_TABLE, MOVE_TABLE = "各等级企业数", "整体状况与同比", "迁出企业（2025-11至2026-10）"


def test_the_title_is_the_conclusion_over_what_is_out() -> None:
    # Three and three are red or orange; one more and three fewer than last month.
    assert headline(installation(), EDITION) == (
        "2026年10月，已发布的2个区县红橙预警6家（减2家），新进入名单8家；达到预警线28家；2个区县尚未发布"
    )
    assert headline(summary_frames(district("甲区")), EDITION) == "2026年10月，1个区县红橙预警3家（增1家），新进入名单4家；达到预警线14家"
    assert headline(summary_frames(missing("甲区")), EDITION) == "2026年10月尚无区县发布"


def test_a_change_over_some_districts_says_over_how_many() -> None:
    new = district("乙区", severe_change=None, candidates_change=None, entered_count=None)
    assert "（其中有上月名单的1个区县增1家）" in headline(summary_frames(district("甲区"), new), EDITION)


def test_districts_that_are_not_out_stand_before_every_figure_with_why_and_their_last_issue() -> None:
    page = summary_page(installation(), EDITION)
    text = "".join(read_page(page).text)
    assert "丙区 暂未发布：数据核验未通过。最近一期为2026年9月。用电数据到达率不足" in " ".join(text.split())
    assert "丁区 未能完成：运行中断。此前没有发布过。" in text
    # A sentence for operators, in their language, is none for the page.
    assert "/srv/logs" not in text
    assert text.index("丙区") < text.index("一、要点")


def test_every_sum_is_that_of_its_column() -> None:
    frames = installation()
    head, *rows = read_page(summary_page(frames, EDITION)).tables[LEVEL_TABLE]
    shown = rows[:-1]
    assert [row[0].split()[0] for row in shown] == ["甲区目录", "乙"]
    for place in range(1, len(head) - 1):
        parts = [[int(part.replace("−", "-")) for part in row[place].replace("+", "").split("／")] for row in rows]
        assert [sum(column) for column in zip(*parts[:-1], strict=True)] == parts[-1], head[place]


def test_a_district_is_in_its_place_by_name_whatever_its_numbers() -> None:
    # By the sound of the characters, as a reader looks names up: bao, long, luo, ping, yan.
    names = ["龙岗区", "宝安区", "坪山区", "罗湖区", "盐田区"]
    rows = summary_frames(*(district(name, severe_count=place) for place, name in enumerate(names))).rows
    assert in_order(rows)["name"].to_list() == ["宝安区", "龙岗区", "罗湖区", "坪山区", "盐田区"]
    assert in_order(rows.reverse()).equals(in_order(rows))


def test_the_state_names_since_when_and_growth_its_basis_and_the_one_that_moved_it() -> None:
    _, first, second = read_page(summary_page(installation(), EDITION)).tables[STATE_TABLE]
    assert (first[1], first[2]) == ("平稳", "+1.2%")
    assert (second[1], second[2]) == ("下行，自2026-08起", "−11.0%")
    assert first[3] == "+7.5%（36家）除去变动最大一家为−3.6%"
    assert first[4] == "—"


def test_a_move_inside_names_both_ends_and_comes_before_what_the_whole_has_lost() -> None:
    _, inside, outside = read_page(summary_page(installation(), EDITION)).tables[MOVE_TABLE]
    assert inside[:4] == ["企业A", "甲区", "乙 区", "辖区内迁移"]
    assert outside[:4] == ["企业B", "甲区", "东莞", "迁出辖区"]


def test_every_link_leads_to_where_the_layout_puts_it() -> None:
    hrefs = {attrs["href"] for tag, attrs in read_page(summary_page(installation(), EDITION, files=FILES)).elements if tag == "a"}
    ways = {href for href in hrefs if not href.startswith("#")}
    assert ways == {
        *FILES, "../index.html", "../2026-09/index.html", "甲区/bulletin.html", "乙%20区/bulletin.html", "../districts/甲区/index.html",
        "../districts/乙%20区/index.html", "../2026-09/丙区/bulletin.html",
    } or {href.replace("甲区", "%E7%94%B2%E5%8C%BA") for href in ways}  # fmt: skip


def test_a_rerun_that_came_to_nothing_is_named_beside_the_edition_that_stands() -> None:
    page = summary_page(summary_frames(district("甲区", cause="no_input", revision=2)), EDITION)
    assert "甲区本次重新运行未能发布（数据未到或无法使用），表中仍是已发布的第2版。" in "".join(read_page(page).text)


def test_many_districts_make_a_short_page_with_every_sum_and_every_link() -> None:
    many = [district(f"第{number:04d}区", severe_change=number % 7 - 3) for number in range(1200)]
    frames = summary_frames(*many, missing("丙区"))
    page = summary_page(frames, EDITION, files=FILES)
    rows = read_page(page).tables[LEVEL_TABLE]
    assert len(rows) == 1 + 20 + 1
    assert rows[-1][0] == "合计（已发布1,200个）"
    assert rows[-1][3] == "12,000／16,800"
    assert page.count("/bulletin.html") >= 1200
    assert len(page.encode()) < 1_000_000
    assert "列出整体下行的和红橙预警变动较大的20个" in "".join(read_page(page).text)


@pytest.mark.skipif(why_unavailable() is not None, reason="no PDF can be made here")
def test_paper_is_at_most_two_sheets_however_many_districts_there_are() -> None:
    for count in (8, 9):
        late = [missing(f"缺{number:02d}区", reason="用电数据到达率不足") for number in range(count)]
        moves = tuple(move(f"{number:02d}", destination="东莞市") for number in range(count))
        many = summary_frames(*(district(f"第{number:02d}区", is_down=True) for number in range(count)), *late, moves=moves)
        addressed = replace(
            EDITION, audience="市领导，各区县人民政府、市直有关部门", copied_to="各企业服务工作组", is_provisional=True, demo=True
        )
        pdf = make_pdf(summary_page(many, addressed, paper=True)).printed
        assert len(PdfReader(io.BytesIO(pdf)).pages) <= 2
        assert "缺00区" in everything_in_pdf(pdf)


def test_the_english_page_has_no_chinese_but_names() -> None:
    english = replace(EDITION, language="en", issuer="Task force")
    frames = summary_frames(
        district("A", top_street="East"), missing("C", reason="late"), district("B", top_street="West", is_down=True, since=EDITION.month)
    )
    text = "".join(read_page(summary_page(frames, english)).text)
    assert not [mark for mark in text if "\u4e00" <= mark <= "\u9fff"]
    assert "6 red or orange" in text
    assert "1 not published yet" in text


def test_nobody_is_ranked_and_no_forbidden_word_is_used() -> None:
    text = "".join(read_page(summary_page(installation(), EDITION)).text)
    assert [word for word in (*FORBIDDEN_WORDS, "排名", "名次", "先进", "落后", "最差", "最好", "末位") if word in text] == []
    assert "与家数多少无关" in text


def test_the_same_frames_give_the_same_page_whatever_their_order() -> None:
    frames = installation()
    turned = replace(frames, rows=frames.rows.reverse(), moves=frames.moves.reverse())
    assert summary_page(turned, EDITION) == summary_page(frames, EDITION)


def test_names_of_others_are_text_and_never_markup() -> None:
    page = summary_page(summary_frames(district("<b>x", name="<b>x</b>"), missing("y", reason="<script>甲")), EDITION)
    assert "<b>x" not in page
    assert "<script>甲" not in page


def test_bars_are_of_the_list_and_share_one_scale() -> None:
    frames = summary_frames(district("甲区"), district("乙区", red_count=0, orange_count=0, yellow_count=0, blue_count=5))
    widths = [attrs["style"] for tag, attrs in read_page(summary_page(frames, EDITION)).elements if tag == "i" and "style" in attrs]
    assert widths == ["width:10.0%", "width:20.0%", "width:30.0%", "width:40.0%", "width:50.0%"]
    assert len(LEVELS) == 4
    assert isinstance(frames.rows, pl.DataFrame)
