"""Whatever quotes, separators and line ends a text holds: every line is accounted for, and no row gets another row's figure."""

import csv
import io
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.ingest.csv_text import physical_lines, read_csv
from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.reading import Opened, open_file

PIECES = [
    '"',
    '""',
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\x0b",
    "\x0c",
    "\x85",
    "\u2028",
    " ",
    "\u3000",
    "\ufeff",
    "\x00",
    "甲",
    "5",
    "户号",
]
HEADER = ["户号", "户名", "结算年月", "当月合计电量", "备注"]
NAMES = [
    '8"晶圆',
    '"大东',
    '厂"',
    '"甲"公司',
    '"乙"',
    "丙",
    '12" 管',
    '""丁',
    '戊"",',
    '己,"庚',
    '"',
    '""',
    "x\x0by",
    "x\u2028y",
    '说"一"',
    ' "辛',
    '壬" ',
]
ENDS = ["\n", "\r\n", "\r"]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60), st.booleans())
def test_every_line_of_any_text_is_accounted_for(pieces, is_headed):
    text = ",".join(HEADER) * is_headed + "\n" * is_headed + "".join(pieces)
    opened = open_file(text.encode(), "f.csv", all_layouts())
    if isinstance(opened, Opened):
        assert opened.file.all_lines.data == opened.file.rows_in
        assert opened.file.all_lines.total == physical_lines(text.replace("\ufeff", "").rstrip("\x00"))
    else:
        assert opened.rule != "lines_unaccounted"


def written(random: Random, cells: list[str], separator: str) -> str:
    """Return a line as a program writes it that quotes, or as one does that knows nothing of quotes."""
    if random.random() < 0.5 or any(separator in cell or "\n" in cell for cell in cells):
        line = io.StringIO()
        quoting = csv.QUOTE_ALL if any("\n" in cell for cell in cells) else random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        csv.writer(line, delimiter=separator, quoting=quoting, lineterminator="").writerow(cells)
        return line.getvalue()
    return separator.join(cells)


@pytest.mark.parametrize("seed", range(400))
def test_no_row_gets_the_figure_of_another(seed):
    random = Random(seed)  # noqa: S311
    separator = random.choice([",", ";", "\t"])
    name = [*NAMES, "first\nsecond", 'a\n"b",\nc'] if random.random() < 0.5 else NAMES
    rows = [
        [f"03000000000{number:05d}", random.choice(name), "202610", str(100 + number), random.choice(["", *name])]
        for number in range(random.randrange(1, 30))
    ]
    title = random.choice(["", '"关于用电', '5"管线', '"甲"的通知', '电费"'])
    lines = [*([title] if title else []), separator.join(HEADER), *(written(random, row, separator) for row in rows)]
    ends = random.choice([[end] for end in ENDS] + [ENDS])
    text = "".join(line.replace("\n", ends[0]) + random.choice(ends) for line in lines)
    opened = open_file(text.encode(random.choice(["utf-8", "gb18030", "utf-16"])), "f.csv", all_layouts())
    assert isinstance(opened, Opened), opened
    assert opened.file.rows_in == len(rows)
    assert opened.file.all_lines.total == physical_lines(text)
    (table,) = opened.file.tables
    true = {row[0]: (row[2], row[3]) for row in rows}
    found = {row["c0"]: (row["c2"], row["c3"]) for row in table.rows.iter_rows(named=True)}
    assert found == {account: true[account] for account in found}
    assert all("quotes of the row" in reason for reason in table.malformed["reason"])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(st.text(st.sampled_from('a",;\n 甲\x0b\u2028\ufeff\t1'), max_size=6), min_size=3, max_size=3), min_size=1, max_size=8)
)
def test_what_a_program_has_quoted_from_end_to_end_comes_back_as_it_was(rows):
    rows = [row for row in rows if any(cell.strip(" \t\n\x0b\u2028\ufeff") for cell in row)]
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([["h", "i", "j"], *rows])
    table = read_csv(text.getvalue())
    assert table.lines.total == physical_lines(text.getvalue())
    shown = set(table.rows.drop("row_number").rows())
    # A row whose lines could as well be rows of their own may be refused, and never be changed; between quotes that may be none, a line
    # without a quote that has all the cells of a row is one.
    inner = [line for row in rows for cell in row if "\n" in cell for line in cell.split("\n")]
    whole = {tuple(line.split(",")) for line in inner if '"' not in line and line.count(",") == 2}
    assert shown <= {tuple(row) for row in rows} | {("", "", "")} | whole
    assert shown >= {tuple(row) for row in rows if not any("\n" in cell for cell in row)}
