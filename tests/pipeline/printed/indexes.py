"""The index of all issues: months by level, streets by month, and every enterprise's level by month, against the stored lists."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.pipeline.printed.month import PublishedMonth, Row
from tests.pipeline.printed.pages import CODE, page_tree, text_of
from tests.pipeline.printed.parts import SEVERE
from tests.pipeline.printed.wordings import Compared, read
from warehouse.vocabulary import LEVELS

HEADS = {f"{level.shape} {level.zh}": level.key for level in LEVELS}
MARKS = {level.key: level.zh[0] for level in LEVELS}


def of_index(month: PublishedMonth) -> Iterator[Compared]:
    """Yield every number and every level of the index and of its pages by street; `month` is the newest that is out."""
    index = _Index(month)
    for page in sorted(month.home.briefings.glob("index*.html")):
        yield from index.page(page)


class _Index:
    def __init__(self, month: PublishedMonth) -> None:
        self.month = month
        self.lists: dict[date, dict[str, Row]] = {
            each: {str(row["uscc"]): row for row in month.stored.rows_of("out_warnings__monthly_enterprises", each)}
            for each in month.months
        }
        self.judged = {
            each: {str(row["uscc"]): row["out_of_scope"] is None for row in month.stored.rows_of("pred_risk__monthly_enterprises", each)}
            for each in month.months
        }

    def page(self, path: Path) -> Iterator[Compared]:
        tree = page_tree(path)
        for kind, reader in (("issues", self._issue), ("by-month", self._street), ("grid", self._enterprise)):
            for table in tree.xpath(f"//table[contains(@class, '{kind}')]"):
                heads = [text_of(cell) for cell in table.iterfind("./thead//th")]
                for row in table.iterfind("./tbody/tr"):
                    cells = [text_of(cell) for cell in row if cell.tag in ("td", "th")]
                    yield from reader(row.get("id", ""), heads, cells)
                table.getparent().remove(table)
        codes = {code for codes in self.judged.values() for code in codes} | {code for found in self.lists.values() for code in found}
        facts = {"issues": len(self.month.months), "everybody": len(codes), "revision": self.month.revision}
        for element in tree.iter("h1", "p", "caption", "small"):
            wordings = ("共{issues}期", "共{everybody}家，最近{issues}期")
            yield from read("index, sentence", text_of(element), wordings, facts, named=self.month.words_with_digits)

    def _issue(self, _: str, heads: list[str], cells: list[str]) -> Iterator[Compared]:
        found = re.match(r"(\d{4})-(\d{2})", cells[0])
        assert found is not None
        rows = self.lists[date(int(found[1]), int(found[2]), 1)].values()
        for head, cell in zip(heads, cells, strict=True):
            if head == "合计" or head in HEADS:
                of_level = [row for row in rows if head == "合计" or row["level"] == HEADS[head]]
                at_line = sum(not row["is_kept"] for row in of_level)
                wanted = f"{sum(row['is_listed'] for row in of_level):,}／{at_line:,}"
                yield _same("index, months", f"{cells[0]}, {head}", cell, wanted)

    def _street(self, _: str, heads: list[str], cells: list[str]) -> Iterator[Compared]:
        for head, cell in zip(heads[1:], cells[1:], strict=True):
            rows = self.lists[date(int(head[:4]), int(head[5:]), 1)].values()
            here = [row["level"] for row in rows if str(row["street"] or "未注明街道").strip() == cells[0] and not row["is_kept"]]
            severe = sum(Counter(here)[level] for level in SEVERE)
            yield _same("index, streets", f"{cells[0]}, {head}", cell, f"{len(here)}（{severe}）" if severe else str(len(here)))

    def _enterprise(self, code: str, heads: list[str], cells: list[str]) -> Iterator[Compared]:
        assert re.fullmatch(r"[0-9A-Z]{18}", code) or not CODE.search(code)
        for head, cell in zip(heads[1:], cells[1:], strict=True):
            at = date(int(head[:4]), int(head[5:]), 1)
            row = self.lists[at].get(code)
            mark = None if row is None else MARKS[str(row["level"])]
            below = "·" if self.judged[at].get(code) else "—"
            wanted = below if row is None else str(mark) if row["is_listed"] else f"({mark})"
            yield _same("index, enterprises", f"{code}, {head}", cell, wanted)


def _same(place: str, whose: str, printed: str, wanted: str) -> Compared:
    return Compared(place, "" if printed == wanted else f"{whose}: printed {printed}, worked out {wanted}")
