"""Whatever goes wrong in rows, what a department fills in is stored as it was filled in, and only the rest is asked for again."""

import io
import random
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipelines.data_dir import DataDir
from pipelines.delivery.feedback import latest_feedback, write_feedback
from pipelines.demo.fictional_codes import credit_code
from pipelines.settings import load_settings
from tests.unit.pipelines.ingest.deliveries import Inbox
from warehouse import names

DELIVERED, RETURNED = date(2026, 11, 5), date(2026, 11, 9)
MEMBERS = 150


def spoilt(rng: random.Random, code: str) -> str:
    """Return a row of the head-count list that nobody can take."""
    month, value = f"2026{rng.randint(1, 10):02d}", str(rng.randint(1, 900))
    kinds = (
        lambda: (code, month, rng.choice(["x", "十二", "1.2.3", "12人左右", "?"]) + str(rng.randint(1, 10**6))),
        lambda: (code[:-1] + ("0" if code[-1] != "0" else "1"), month, value),
        lambda: (code, f"2{rng.randint(100, 999)}99", value),
        lambda: (code, f"20{rng.randint(40, 90)}05", value),
        lambda: (code, month, "-" + value),
    )
    return ",".join(rng.choice(kinds)())


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_filled_in_is_stored_and_the_rest_is_asked_for_again(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    codes = [credit_code("440310", place) for place in range(MEMBERS)]
    inbox, home, settings = Inbox(tmp_path), DataDir(tmp_path / "home"), load_settings()
    lines = "\n".join(spoilt(rng, code) for code in codes)
    inbox.put("si/参保人数.csv", f"统一社会信用代码,费款所属期,参保人数\n{lines}\n")
    inbox.ingest(DELIVERED)
    path = write_feedback(home, inbox.store, settings, DELIVERED) / "社会保险部门.xlsx"

    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    head = [cell.value for cell in page[3]]
    place = {name: head.index(name) + 1 for name in ("统一社会信用代码", "所属期", "更正值", "行号")}
    expected, left = set(), set()
    for row in range(4, page.max_row + 1):
        line = int(page.cell(row, place["行号"]).value)  # type: ignore[arg-type]
        if rng.random() < 0.3:
            left.add(line)
            continue
        code, value = codes[line - 1], float(rng.randint(0, 5000))
        for heading, cell in (("统一社会信用代码", code), ("所属期", "2026-09"), ("更正值", value)):
            assert not page.cell(row, place[heading]).protection.locked
            page.cell(row, place[heading]).value = cell
        expected.add((code, date(2026, 9, 1), value, RETURNED))
    assert len(expected) + len(left) == MEMBERS
    stream = io.BytesIO()
    book.save(stream)
    inbox.put("返回/社会保险部门.xlsx", stream.getvalue())
    inbox.ingest(RETURNED)

    stored = inbox.store.read(names.OBSERVATIONS)
    assert set(stored.select("uscc", "period", "value", "known_on").rows()) == expected
    assert set(stored["indicator"]) == {"employment"}
    write_feedback(home, inbox.store, settings, RETURNED)
    assert sum(latest_feedback(home).departments["社会保险部门"].rules.values()) == len(left)
