"""What is wrong with a ZIP is found before anything reads it; what stands the check is read exactly as it was written."""

import io
import random
import warnings
import zipfile

import pytest

from pipelines.ingest.archive import WorkbookLimits, repack
from pipelines.ingest.refusals import FileRefusedError
from tests.unit.pipelines.ingest.workbooks import HEADER, ROWS, dense, read, rezipped, said, workbook

WHOLE = workbook([["2026年7月"], HEADER, *(ROWS * 60)])
SHEET = "xl/worksheets/sheet1.xml"


def refusal(content: bytes, limits: WorkbookLimits | None = None) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as caught:
        repack(content, limits or WorkbookLimits())
    return caught.value


def renamed(name: str) -> bytes:
    return rezipped(WHOLE, {name: b"<x/>"})


def twice(name: str) -> bytes:
    buffer = io.BytesIO(WHOLE)
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(name, b"<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (renamed("../evil.xml"), "leads out"),
        (renamed("/etc/evil.xml"), "leads out"),
        (renamed("C:/evil.xml"), "leads out"),
        (twice("xl/workbook.xml"), "same name"),
        (twice("xl/WORKBOOK.xml"), "same name"),
        (rezipped(WHOLE, {}, zipfile.ZIP_BZIP2), "packed by method 12"),
        (WHOLE[: len(WHOLE) // 2], "not a zip file"),
        (WHOLE[:-30], "not a zip file"),
    ],
)
def test_what_no_spreadsheet_program_writes_is_damaged(content, what):
    error = refusal(content)
    assert error.rule == "damaged_spreadsheet"
    assert what in error.reason
    assert error.reason.endswith("deliver it again")


def test_an_encrypted_part_is_damaged():
    position = WHOLE.index(b"PK\x01\x02") + 8
    assert "encrypted" in refusal(WHOLE[:position] + b"\x01" + WHOLE[position + 1 :]).reason


@pytest.mark.parametrize(
    ("content", "limits", "what"),
    [
        (rezipped(WHOLE, {f"xl/x{number}.xml": b"" for number in range(250)}), WorkbookLimits(), "parts, expected at most 200"),
        (rezipped(WHOLE, {"xl/x.xml": bytes(20_000_000)}), WorkbookLimits(), "expands"),
        (dense(300, 20), WorkbookLimits(expanded_bytes=50_000), "expands"),
    ],
)
def test_a_bomb_is_too_costly(content, limits, what):
    error = refusal(content, limits)
    assert (error.rule, what in error.reason) == ("spreadsheet_too_costly", True)


def test_a_directory_that_claims_too_little_is_not_believed():
    content = bytearray(rezipped(WHOLE, {"xl/x.xml": bytes(20_000_000)}))
    entry = content.rindex(b"xl/x.xml") - 46
    content[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    assert refusal(bytes(content)).rule in ("damaged_spreadsheet", "spreadsheet_too_costly")


@pytest.mark.parametrize(
    ("part", "kind"), [("word/document.xml", "Word"), ("ppt/presentation.xml", "PowerPoint"), ("OFD.xml", "OFD"), ("x.csv", "unpack it")]
)
def test_other_files_that_are_zips_are_named(part, kind):
    error = refusal(rezipped(WHOLE, {"xl/workbook.xml": None, part: b"x"}))
    assert (error.rule, kind in error.reason) == ("unknown_format", True)


def test_names_with_backslashes_are_read():
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("/", "\\"), data)
    assert said(read(buffer.getvalue())) == said(read(WHOLE))


def test_a_flipped_byte_is_refused_or_changes_nothing():
    chosen = random.Random(7)  # noqa: S311 - a test that repeats itself
    positions = {*chosen.sample(range(len(WHOLE)), min(320, len(WHOLE))), *range(len(WHOLE) - 22, len(WHOLE))}
    expected, refused = said(read(WHOLE)), 0
    for position in sorted(positions):
        flipped = WHOLE[:position] + bytes([WHOLE[position] ^ chosen.randrange(1, 256)]) + WHOLE[position + 1 :]
        try:
            found = said(read(flipped))
        except FileRefusedError:
            refused += 1
        else:
            assert found == expected, position
    assert refused > len(positions) / 2


def test_a_cut_workbook_is_refused():
    for end in range(4, len(WHOLE), len(WHOLE) // 40):
        with pytest.raises(FileRefusedError):
            read(WHOLE[:end])
