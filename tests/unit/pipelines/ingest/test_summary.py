"""What an ingest prints: counts that add up, every file refused as a whole by name, and nothing of it too long for a terminal."""

from pathlib import Path

from pipelines.ingest.report import FileReport, IngestReport
from pipelines.ingest.summary import NAMED_MOST, summarise, summary_lines
from tests.unit.pipelines.ingest.deliveries import OTHER_CODE, Inbox, figure


def printed(report: IngestReport) -> str:
    return "\n".join(summary_lines(summarise(report)))


def test_the_counts_are_those_of_the_files(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    rows = [figure(value="1", received_on="2026-03-01"), figure(value="2", received_on="2026-03-01"), figure(value="x", uscc=OTHER_CODE)]
    inbox.put("a.csv", rows)
    inbox.put("copy.csv", rows)
    inbox.put("broken.csv", "nothing,of,use\n1,2,3\n")
    text = printed(inbox.ingest())
    for part in (
        "3 files: 1 read, 0 known already, 1 copies, 1 refused as a whole",
        "4 rows in them: 2 stored, 2 refused, 0 duplicates; 2 set aside",
        "refused broken.csv: no layout has the columns nothing, of, use",
        "earlywarn quarantine list",
    ):
        assert part in text, text
    again = printed(inbox.ingest())
    # What is known was counted before; what was refused as a whole still waits for somebody.
    assert "3 files: 2 known already" not in again
    assert "refused broken.csv" in again


def test_nothing_new_is_one_line(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.put("a.csv", [figure()])
    inbox.ingest()
    assert printed(inbox.ingest()) == "1 files: 0 read, 1 known already, 0 copies, 0 refused as a whole"


def test_many_refused_files_are_cut_and_counted() -> None:
    files = tuple(FileReport(f"{number}.csv", "refused", note="no\nlayout\x1b[31m" * 100) for number in range(NAMED_MOST + 5))
    lines = list(summary_lines(summarise(IngestReport(1, files))))
    assert sum(line.startswith("  refused") for line in lines) == NAMED_MOST + 1
    assert "and 5 more" in lines[-2]
    assert all(len(line) < 600 and "\x1b" not in line and "\n" not in line for line in lines)


def test_only_what_somebody_has_to_look_into_is_a_note() -> None:
    usual = [FileReport(f"{number}.xlsx", "read", "x", note="left out as no data: row 9 (合计)") for number in range(NAMED_MOST)]
    odd = FileReport("z.xlsx", "read", "x", note="left out as no data: row 9 (合计); control total of column 产值 is 5, rows add up to 4")
    lines = list(summary_lines(summarise(IngestReport(1, (*usual, odd)))))
    assert [line for line in lines if line.startswith("  note")] == [
        "  note    z.xlsx: control total of column 产值 is 5, rows add up to 4"
    ]


def test_columns_nothing_is_taken_from_are_named_once_a_layout() -> None:
    files = [FileReport(f"{number}.xlsx", "read", "x", ignored_columns=("备注", "制表人")) for number in range(3)]
    text = printed(IngestReport(1, (*files, FileReport("4.xlsx", "read", "x", ignored_columns=("复核",)))))
    assert "  unused  x (4 files): 3 columns: 备注, 制表人, 复核" in text
