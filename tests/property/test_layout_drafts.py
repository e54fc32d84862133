"""Whatever the headings are: a draft is valid TOML, is a layout as soon as it has no gap, and takes a figure from no column twice."""

import tomllib

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.ingest.layout_draft import draft_layout, draft_text, layout_key, problem_of
from pipelines.ingest.layout_files import all_layouts, parse_layout
from pipelines.ingest.layout_meaning import heading_meanings
from pipelines.ingest.reading import read_raw
from pipelines.ingest.refusals import FileRefusedError

TIMES = ("", "本月", "1-本月;", "上年同期;1-本月;", "2026年7月", "2026年1-7月", "2025年1-7月", "7月", "累计")
THINGS = (
    "产品产值",
    "用电量",
    "工业增加值",
    "入库税额",
    "参保人数",
    "用水量",
    "单位产值电耗",
    "产值增速",
    "备注",
    '带"引号"的列',
    "a\\b",
    "",
)
UNITS = ("", "(千元)", "（万千瓦时）", ";人", "(吨)", "(%)", "/万元")
KEYS = ("统一社会信用代码", "纳税人识别号", "户号", "用户编号", "组织机构代码", "企业名称", "所属期", "年月", "走访时间", "uscc", "序号")
CELLS = ("91440300192413773Q", "202607", "2026-07-01", "12.5", "1,200", "文字", "-", "")
HEADING = st.one_of(
    st.sampled_from(KEYS),
    st.builds(lambda *parts: "".join(parts), st.sampled_from(TIMES), st.sampled_from(THINGS), st.sampled_from(UNITS)),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=6),
)


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@settings(max_examples=300)
@example(headings=["统一社会信用代码", "1-本月;产品产值", "2026年1-7月产品产值"], cells=[*CELLS[:1] * 2, "12.5", *CELLS[:4]])
@given(headings=st.lists(HEADING, min_size=1, max_size=7), cells=st.lists(st.sampled_from(CELLS), min_size=7, max_size=7))
def test_a_draft_is_a_layout_once_it_has_no_gap(headings: list[str], cells: list[str]) -> None:
    lines = [",".join(map(quoted, headings)), *[",".join(map(quoted, cells[: len(headings)]))] * 3]
    try:
        table = read_raw("\n".join(lines).encode(), "报表_2026年7月.csv", all_layouts()).tables[0]
    except FileRefusedError:
        return
    draft = draft_layout(table, "报表_2026年7月.csv", all_layouts())
    text = draft_text(draft, table)
    assert tomllib.loads(text)["key"] == "报表"
    if draft.gaps:
        assert all(f"GAP: which heading brings {gap.replace('a figure', 'the figure')}?" in text for gap in draft.gaps)
        return
    if 'event_day = "..."' not in text:
        assert problem_of(text, "x") == "", text
        layout = parse_layout(text, "x")
        # What it is unsure of stays unused, and what it took is used.
        used = {each.heading for each in heading_meanings(table.header, layout) if each.role != "left_out"}
        assert used.isdisjoint(set(draft.unsure) - {heading for heading in table.header if table.header.count(heading) > 1})


@settings(max_examples=300)
@given(name=st.text(max_size=30))
def test_every_file_has_a_key(name: str) -> None:
    key = layout_key(name)
    assert key
    assert "/" not in key
    assert key == key.strip("_.")
