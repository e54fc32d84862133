"""A folder for readers outside: what is left out stays unknown, page and workbook print what the tables hold, nobody is named.

In: attacks on the printed totals, comparing files. Out: the attack itself (models.disclosure.printed_bounds).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from models.disclosure.printed_bounds import Bounds, printed_bounds
from pipelines.delivery.outside_publisher import read_totals
from pipelines.delivery.publication import Manifest
from pipelines.verification.finding import Finding
from reports.outside import PAGES, shown_figures
from reports.outside_csv import TOTALS_CSV

# A unified social credit code.
_CODE: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])")
_CELL: Final = re.compile(r'<td class="r">([^<]*)</td>')
NOT_CHECKED: Final = (
    "since the figures behind the totals are not in the folder: the totals themselves, and what a contributor can work out "
    "with its own figure; the edition was held against both when it was made"
)


def check_outside(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    """Yield the totals that can be worked out, figures on pages that are not in the tables, and names."""
    totals = read_totals(folder)
    for row in totals.filter("is_hidden", pl.col("value").is_not_null()).to_dicts():
        yield Finding(TOTALS_CSV, f"prints {row['value']:.0f} for a total that it says is left out")
    share = float(manifest["open_share"])
    for bounds in printed_bounds(totals):
        if not bounds.is_open(share):
            yield Finding(TOTALS_CSV, f"{_named(bounds)} is left out and lies between {bounds.low:,.0f} and {bounds.high:,.0f}")
    for name in PAGES:
        text = (folder / name).read_text(encoding="utf-8")
        if _CODE.search(text):
            yield Finding(name, "holds a credit code; nobody may be named")
        # Counts of warned enterprises come first, in tables of their own.
        section = text.partition('id="tables"')[2]
        printed, expected = _CELL.findall(section), shown_figures(totals)
        if printed != expected:
            wrong = next((pair for pair in zip(printed, expected, strict=False) if pair[0] != pair[1]), ("", ""))
            yield Finding(name, f"prints {wrong[0]} where {TOTALS_CSV} has {wrong[1]}")


def _named(bounds: Bounds) -> str:
    group = ", ".join(one for one in bounds.group if one is not None) or "the whole"
    return f"{bounds.measure} of {group} ({bounds.span})"
