"""A month's folder: lists, workbook and pages against scores.parquet and against each other, computed anew and not as the pages were.

In: what follows from scores and list alone, whatever version of the program made the edition. Out: what follows from the tables laid beside
(laid_check.py).
"""

import csv
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import polars as pl
from python_calamine import CalamineWorkbook

from pipelines.delivery.publication import Manifest
from pipelines.verification.finding import Finding
from reports.words.format import risk
from warehouse.vocabulary import LEVELS

SCORES, LIST, WORKBOOK, BULLETIN, QUARANTINE = (
    "scores.parquet", "warning_list.csv", "warning_list.xlsx", "bulletin.html", "quarantine.csv",
)  # fmt: skip
# What the list rounds risks to.
DIGITS: Final = 6
_BOARD = re.compile(r'<li class="t-(\w+)">.*?<div class="n">(?:<span class="nw">)?([\d,]+)', re.DOTALL)
_RISKS = re.compile(r'<div class="risks"><div><b>(.*?)</b>.*?</div><div><b>(.*?)</b>', re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")


def check_month(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    """Yield what does not follow from scores.parquet and warning_list.csv."""
    scores = pl.read_parquet(folder / SCORES)
    rows = list(csv.DictReader(io.StringIO((folder / LIST).read_text(encoding="utf-8"))))
    yield from _scores(scores, manifest)
    yield from _list(rows, scores)
    yield from _order(rows)
    yield from _counts(folder, rows, manifest)
    yield from _pages(folder, scores, rows, manifest)
    yield from _quarantine(folder, manifest)


def _scores(scores: pl.DataFrame, manifest: Manifest) -> Iterator[Finding]:
    if set(scores["month"]) != {manifest["month"]}:
        yield Finding(SCORES, f"is about {', '.join(sorted(set(scores['month'])))}, the manifest about {manifest['month']}")
    if scores["uscc"].is_duplicated().any():
        yield Finding(SCORES, "names an enterprise twice")
    for name in ("operating_risk", "relocation_risk"):
        if not scores[name].drop_nulls().is_between(0, 1).all():
            yield Finding(SCORES, f"has a {name} that is no probability")


def _list(rows: list[dict[str, str]], scores: pl.DataFrame) -> Iterator[Finding]:
    known = {row["uscc"]: row for row in scores.iter_rows(named=True)}
    listed = {code for code, row in known.items() if row["listed"]}
    for code in sorted(listed ^ {row["uscc"] for row in rows}):
        place = "is listed by scores.parquet and missing here" if code in listed else "stands here and is not listed by scores.parquet"
        yield Finding(LIST, f"{code} {place}")
    for row in rows:
        score: dict[str, Any] = known.get(row["uscc"], {})
        for name in ("level", "operating_risk", "relocation_risk") if score else ():
            expected = score[name] if name == "level" else _rounded(score[name])
            got = row[name] if name == "level" else _rounded(float(row[name]) if row[name] else None)
            if got != expected:
                yield Finding(LIST, f"{row['uscc']}: {name} is {got}, by scores.parquet it is {expected}")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _order(rows: list[dict[str, str]]) -> Iterator[Finding]:
    """Ranks count from 1, by level and then by the larger risk."""
    if [row["rank"] for row in rows] != [str(place) for place in range(1, len(rows) + 1)]:
        yield Finding(LIST, "ranks do not count from 1 without a gap")
    keys = [(LEVELS.index(row["level"]), -max(float(row["operating_risk"] or 0), float(row["relocation_risk"] or 0))) for row in rows]
    for row, before, after in zip(rows[1:], keys, keys[1:], strict=False):
        if after < before:
            yield Finding(LIST, f"rank {row['rank']} stands behind one of a lower level or risk")


def _counts(folder: Path, rows: list[dict[str, str]], manifest: Manifest) -> Iterator[Finding]:
    counts = {level: sum(row["level"] == level for row in rows) for level in LEVELS.keys}
    stated = {level: int(manifest["warnings"].get(level, 0)) for level in LEVELS.keys}
    if stated != counts:
        yield Finding("manifest.json", f"counts warnings as {stated}, the list has {counts}")
    printed = {level: int(number.replace(",", "")) for level, number in _BOARD.findall((folder / BULLETIN).read_text(encoding="utf-8"))}
    for level in LEVELS.keys:
        if printed.get(level) != counts[level]:
            yield Finding(BULLETIN, f"prints {printed.get(level)} {level} warnings, the list has {counts[level]}")
    in_workbook = _codes_of_workbook(folder / WORKBOOK)
    if in_workbook != [row["uscc"] for row in rows]:
        yield Finding(WORKBOOK, "names other enterprises than the list, or in another order")


def _codes_of_workbook(path: Path) -> list[str]:
    """Return the credit codes of the workbook's list, in its order."""
    rows = [[str(cell) for cell in row] for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]
    heads = next((row for row in rows if "统一社会信用代码" in row), [])
    place = heads.index("统一社会信用代码") if heads else 0
    return [code for row in rows if len(row) > place and re.fullmatch(r"[0-9A-Z]{18}", code := row[place])]


def _pages(folder: Path, scores: pl.DataFrame, rows: list[dict[str, str]], manifest: Manifest) -> Iterator[Finding]:
    known = {row["uscc"]: row for row in scores.iter_rows(named=True)}
    there = {path.stem for path in (folder / "enterprises").glob("*.html")}
    for row in rows if manifest["made_from"].get("has_pages", "True") == "True" else ():
        if row["uscc"] not in there:
            yield Finding(f"enterprises/{row['uscc']}.html", "is missing; the list names the enterprise")
    for code in sorted(there):
        name, score = f"enterprises/{code}.html", known.get(code)
        found = _RISKS.search((folder / name).read_text(encoding="utf-8"))
        # The page of one that has left the list tells what became of it and prints no risk.
        if score is None or found is None:
            continue
        printed = [html.unescape(_TAGS.sub("", text)).strip() for text in found.groups()]
        expected = [risk(score["operating_risk"]), risk(score["relocation_risk"])]
        if printed != expected:
            yield Finding(name, f"prints the risks {' and '.join(printed)}, by scores.parquet they are {' and '.join(expected)}")


def _quarantine(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    counts = manifest["row_counts"]
    if counts["rows_in"] != counts["rows_stored"] + counts["rows_refused"] + counts["rows_duplicate"]:
        yield Finding("manifest.json", f"rows in ({counts['rows_in']}) are not rows stored, refused and duplicate together")
    rows = list(csv.DictReader(io.StringIO((folder / QUARANTINE).read_text(encoding="utf-8"))))
    aside = sum(row["action"] == "set_aside" for row in rows)
    if aside != counts["rows_set_aside"]:
        yield Finding(QUARANTINE, f"holds {aside} rows set aside, the manifest says {counts['rows_set_aside']}")
