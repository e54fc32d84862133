"""The child that reads workbooks: used again, ended when it takes too much, gone when the program is."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.ingest import sheet_reader
from pipelines.ingest.archive import WorkbookLimits, repack
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.sheet_reader import SheetReader
from tests.unit.pipelines.ingest.workbooks import HEADER, ROWS, dense, rezipped, workbook

LIMITS = WorkbookLimits(ratio=100_000)
SMALL = repack(workbook([HEADER, *ROWS]), LIMITS)
TALKS_TO_A_CHILD = """
import sys, time
from pathlib import Path
from pipelines.ingest.archive import WorkbookLimits
from pipelines.ingest.sheet_reader import shared_reader
shared_reader().read(Path(sys.argv[1]).read_bytes(), WorkbookLimits())
print(shared_reader()._process.pid, flush=True)
time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def reader():
    reader = SheetReader()
    yield reader
    reader.stop()


def refusal(reader: SheetReader, content: bytes, limits: WorkbookLimits = LIMITS) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as caught:
        reader.read(content, limits)
    return caught.value


def test_one_child_reads_many_files(reader):
    first = reader.read(SMALL, LIMITS)
    child = reader._process.pid
    assert reader.read(SMALL, LIMITS) == first
    assert reader._process.pid == child
    assert first[0].height == 4


def test_a_workbook_that_needs_too_much_memory_is_refused_and_the_next_is_read(reader):
    error = refusal(reader, repack(dense(5000, 100), LIMITS), WorkbookLimits(memory_bytes=30_000_000))
    assert error.rule == "spreadsheet_too_costly"
    assert "30 MB" in error.reason
    assert reader.read(SMALL, LIMITS)[0].height == 4


def test_a_sheet_with_two_cells_at_its_far_corners_is_refused(reader):
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    content = repack(rezipped(workbook([["x"]]), {"xl/worksheets/sheet1.xml": sheet}), LIMITS)
    assert refusal(reader, content).rule == "spreadsheet_too_costly"
    assert reader.read(SMALL, LIMITS)[0].height == 4


@pytest.mark.parametrize("program", ["import time; time.sleep(60)", "import sys, time; sys.stdin.buffer.read(30); time.sleep(60)"])
def test_a_child_that_hangs_is_ended(reader, tmp_path, monkeypatch, program):
    (tmp_path / "hangs.py").write_text(program)
    monkeypatch.setattr(sheet_reader, "PROGRAM", tmp_path / "hangs.py")
    started = time.monotonic()
    error = refusal(reader, SMALL, WorkbookLimits(seconds=0.3))
    assert error.rule == "spreadsheet_too_costly"
    assert "0.3 seconds" in error.reason
    assert time.monotonic() - started < 10
    monkeypatch.undo()
    assert reader.read(SMALL, LIMITS)[0].height == 4


def test_a_child_that_was_killed_meanwhile_is_replaced(reader):
    reader.read(SMALL, LIMITS)
    reader._process.kill()
    reader._process.wait()
    assert reader.read(SMALL, LIMITS)[0].height == 4


def test_parts_that_are_no_workbook_inside_are_damaged_and_keep_the_child(reader):
    content = repack(rezipped(workbook([["x"]]), {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row><c"}), LIMITS)
    assert refusal(reader, content).rule == "damaged_spreadsheet"
    assert reader.read(SMALL, LIMITS)[0].height == 4


def test_threads_take_turns(reader):
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: reader.read(SMALL, LIMITS), range(20)))
    assert all(each == found[0] for each in found)


def test_the_child_does_not_get_the_environment(reader, monkeypatch):
    monkeypatch.setenv("EARLYWARN_SMTP_PASSWORD", "secret")
    reader.read(SMALL, LIMITS)
    environment = Path(f"/proc/{reader._process.pid}/environ")
    if not environment.exists():
        pytest.skip("this system does not show the environment of a process")
    assert b"secret" not in environment.read_bytes()


@pytest.mark.parametrize("is_killed", [False, True])
def test_the_child_ends_with_the_program(tmp_path, is_killed):
    (tmp_path / "f.xlsx").write_bytes(SMALL)
    command = [sys.executable, "-c", TALKS_TO_A_CHILD, str(tmp_path / "f.xlsx"), "60" if is_killed else "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ) as program:
        child = int(program.stdout.readline())
        if is_killed:
            os.kill(program.pid, signal.SIGKILL)
    assert is_gone(child)


def is_gone(process: int, seconds: float = 10.0) -> bool:
    """Whether a process ends within so many seconds; one that nobody has asked about yet counts as ended."""
    state = Path(f"/proc/{process}/stat")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False
