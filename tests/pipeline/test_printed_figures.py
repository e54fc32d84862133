"""Every number of a published month is what the warehouse holds, worked out again by another way than the pages go."""

from collections import Counter

from tests.district import FIRST, LAST, District
from tests.pipeline.printed.checker import PublishedMonth, compared


def test_what_is_printed_is_what_the_warehouse_holds(district: District) -> None:
    for month in (FIRST, LAST):
        found = list(compared(PublishedMonth(district.home, month)))
        problems = [f"{each.place}: {each.problem}" for each in found if each.problem]
        assert not problems, "\n".join(problems[:20])
        counts = Counter(each.place.split(",", maxsplit=1)[0] for each in found)
        # A checker that finds no table, no cell or no reason finds no fault either.
        assert all(counts[place] > 0 for place in ("bulletin", "workbook", "page", "reason")), counts
