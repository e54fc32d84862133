"""What an ingest did, as plain data that travels through Dagster's log, and as the lines a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pipelines.ingest.footers import CONTROL_TOTAL
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
    remarks = [[file.file_name, _remark(file)] for file in sorted(new, key=_is_usual) if file.status == "read" and _remark(file)]
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
    }


def _remark(file: FileReport) -> str:
    """Return what a person should know of a file that was read."""
    columns = f"columns left out: {', '.join(file.ignored_columns)}" if file.ignored_columns else ""
    return "; ".join(filter(None, [file.note, columns]))


def _is_usual(file: FileReport) -> tuple[bool, str]:
    """Sort totals that do not add up and sheets left out before what every file has."""
    return (not (CONTROL_TOTAL in file.note or "sheet" in file.note), file.file_name)


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
    if rows["refused"] or rows["set aside"] or files["refused"]:
        yield "what was refused or set aside: earlywarn quarantine list; from the next run on also quarantine.csv beside the bulletin"


def _named(word: str, files: list[list[str]], count: int) -> Iterator[str]:
    """Yield files with what is to be said of each, as many as a terminal holds."""
    # Names and cells of files come from outside.
    yield from (f"  {word:<8}{plain(name, 120)}: {plain(text, 400)}" for name, text in files[:NAMED_MOST])
    if count > NAMED_MOST:
        yield f"  {word:<8}and {count - NAMED_MOST} more"
