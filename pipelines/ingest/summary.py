"""What an ingest did, as plain data, as counts for what is kept of a run, and as the lines a person reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pipelines.ingest.footers import LEFT_OUT
from pipelines.ingest.report import FileReport, IngestReport
from reports.words.format import plain

# A terminal holds so many lines; the log and the quarantine have all of them.
NAMED_MOST: Final = 10
# The log of an inbox full of broken files must not grow without bound.
KEPT_MOST: Final = 200

Summary = Mapping[str, Any]


def summarise(report: IngestReport) -> dict[str, Any]:
    """Return files by what became of them, rows and lines of the new ones, the files refused as a whole with reasons, and remarks."""
    # Rows of files known from an earlier day were counted on that day.
    new = [file for file in report.files if file.status in ("read", "refused")]
    refused = [[file.file_name, file.note] for file in report.files if file.status == "refused"]
    remarks = [[file.file_name, remark] for file in new if file.status == "read" and (remark := _remark(file))]
    return {
        "files": {status: sum(file.status == status for file in report.files) for status in ("read", "known", "copy", "refused")},
        "rows": {
            "in": sum(file.rows_in for file in new),
            "stored": sum(file.rows_stored for file in new),
            "refused": sum(file.rows_refused for file in new),
            "duplicate": sum(file.rows_duplicate for file in new),
            "set aside": report.set_aside,
        },
        "lines_left_out": sum(file.lines.left_out for file in new if file.lines),
        "refused_count": len(refused),
        "refused_files": refused[:KEPT_MOST],
        "remark_count": len(remarks),
        "remarks": remarks[:KEPT_MOST],
        "unused_columns": _unused_columns(new),
    }


def _remark(file: FileReport) -> str:
    """Return what somebody has to look into; that a list has totals and a signature is no news."""
    return "; ".join(part for part in file.note.split("; ") if part and not part.startswith(LEFT_OUT))


def _unused_columns(files: list[FileReport]) -> list[list[Any]]:
    """Return the columns that nothing is taken from, by layout with its files: a department leaves the same ones over every month."""
    by_layout: dict[str, dict[str, None]] = {}
    counts = Counter(str(file.layout) for file in files if file.ignored_columns)
    for file in files:
        if file.ignored_columns:
            by_layout.setdefault(str(file.layout), {}).update(dict.fromkeys(file.ignored_columns))
    return [[layout, counts[layout], list(by_layout[layout])[:KEPT_MOST]] for layout in sorted(by_layout)]


def counted(summary: Summary) -> Iterator[tuple[str, int]]:
    """Yield the counts of a summary by name, without any file."""
    yield from ((f"files {status}", count) for status, count in summary["files"].items())
    yield from ((f"rows {what}", count) for what, count in summary["rows"].items())
    yield "lines left out", summary["lines_left_out"]
    yield "files with remarks", summary["remark_count"]


def summary_lines(summary: Summary) -> Iterator[str]:
    """Yield what an ingest did: counts first, then what somebody has to look at."""
    files, rows = summary["files"], summary["rows"]
    counted = {"read": "read", "known": "known already", "copy": "copies", "refused": "refused as a whole"}
    yield f"{sum(files.values())} files: " + ", ".join(f"{files[status]} {word}" for status, word in counted.items())
    if files["read"] or files["refused"]:
        yield (
            f"{rows['in']} rows in them: {rows['stored']} stored, {rows['refused']} refused, {rows['duplicate']} duplicates; "
            f"{rows['set aside']} set aside; {summary['lines_left_out']} lines left out (totals, remarks, untouched rows)"
        )
    yield from _named("refused", summary["refused_files"], summary["refused_count"])
    yield from _named("note", summary["remarks"], summary["remark_count"])
    for layout, count, columns in summary["unused_columns"]:
        yield f"  unused  {plain(layout, 60)} ({count} files): {len(columns)} columns: {plain(', '.join(columns), 160)}"
    if rows["refused"] or rows["set aside"] or files["refused"]:
        yield "what was refused or set aside: earlywarn quarantine list; from the next run on also quarantine.csv beside the bulletin"


def _named(word: str, files: list[list[str]], count: int) -> Iterator[str]:
    """Yield files with what is to be said of each, as many as a terminal holds."""
    # Names and cells of files come from outside.
    yield from (f"  {word:<8}{plain(name, 120)}: {plain(text, 400)}" for name, text in files[:NAMED_MOST])
    if count > NAMED_MOST:
        yield f"  {word:<8}and {count - NAMED_MOST} more"
