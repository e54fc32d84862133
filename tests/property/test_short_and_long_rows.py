"""Rows that lack empty cells or have some too many say what they say; a row with a value too many or one that is cut off is refused."""

from random import Random

import pytest

from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.reading import Opened, open_file

HEADER = ["户号", "结算年月", "当月合计电量", "户名", "地址", "备注"]


def line(random: Random, cells: list[str], kind: str, separator: str) -> str:
    if kind == "short":
        while cells and not cells[-1] and random.random() < 0.8:
            cells = cells[:-1]
    elif kind == "long":
        cells = cells + [random.choice(["", " "])] * random.randrange(1, 5)
    elif kind == "over":
        cells = [*cells, *[""] * random.randrange(3), "7"]
    elif kind == "quoted":
        return separator.join(f'"{cell}"' for cell in cells)
    return separator.join(cells)


@pytest.mark.parametrize("seed", range(400))
def test_empty_cells_may_be_left_away_or_added_and_values_may_not(seed):
    random = Random(seed)  # noqa: S311
    separator = random.choice([",", "\t", ";"])
    kinds = random.choice([("short",), ("long",), ("short", "long", "whole", "quoted"), ("short", "over", "quoted")])
    rows, refused, lines = {}, set(), []
    for number in range(1, random.randrange(2, 25)):
        cells = [f"03000000000{number:05d}", "202610", str(number), *(random.choice(["", "甲"]) for _ in range(3))]
        kind = random.choice(kinds)
        lines.append(line(random, cells, kind, separator))
        rows[cells[0]] = tuple(cells)
        if kind == "over":
            refused.add(number)
    end = random.choice(["\n", "\r\n"])
    content = end.join([separator.join(HEADER), *lines, ""]).encode(random.choice(["utf-8", "gb18030"]))
    opened = open_file(content, "f.csv", all_layouts())
    assert isinstance(opened, Opened), opened
    (table,) = opened.file.tables
    assert table.rows_in == len(rows)
    assert set(table.malformed["row_number"]) == refused
    assert {row[1]: row[1:] for row in table.rows.rows()} == {account: row for account, row in rows.items() if int(row[2]) not in refused}


@pytest.mark.parametrize("seed", range(300))
def test_a_row_that_was_cut_off_is_refused_or_as_it_was(seed):
    random = Random(seed)  # noqa: S311
    rows = [[f"03000000000{number:05d}", "202610", "1234", "甲", "乙", "丙"] for number in range(4)]
    whole = "\n".join(",".join(row) for row in [HEADER, *rows])
    cut = whole[: len(whole) - random.randrange(1, len(",".join(rows[-1])))]
    opened = open_file(cut.encode(), "f.csv", all_layouts())
    assert isinstance(opened, Opened), opened
    (table,) = opened.file.tables
    assert table.rows_in == len(rows)
    assert all(row[1:4] == tuple(rows[number][:3]) for number, row in enumerate(table.rows.rows()))
