"""A large text is judged by its first rows before the rest of it is read, and judged as the whole would be."""

import pytest

from pipelines.ingest import reading
from pipelines.ingest.layout_files import all_layouts
from pipelines.ingest.reading import Opened, Reading, open_file

HEADER = "uscc,indicator,period,value,unit,basis\n"
ROWS = "".join(f"91440300192413773Q,tax,20{year:02}-01,{year}.5,CNY,month\n" for year in range(10, 60))
JUNK = "".join(f"a{number},b{number},c{number}\n" for number in range(500))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Take two thousand bytes for a large text, and note how much of one is read at once."""
    sizes: list[int] = []

    def noting(content: bytes) -> str:
        sizes.append(len(content))
        return content.decode()

    monkeypatch.setattr(reading, "LARGE_BYTES", 2000)
    monkeypatch.setattr(reading, "TOP_BYTES", 400)
    monkeypatch.setattr(reading, "decode", noting)
    return sizes


def test_what_no_layout_fits_is_refused_by_its_beginning_alone(read: list[int]) -> None:
    refused = open_file(JUNK.encode(), "junk.csv", all_layouts())
    assert isinstance(refused, Reading)
    assert refused.rule == "unknown_layout"
    assert refused.reason.endswith("judged by its first rows, the rest was not read")
    assert max(read) <= 400


def test_a_large_file_that_a_layout_fits_is_read_to_its_end(read: list[int]) -> None:
    opened = open_file((HEADER + ROWS).encode(), "tax.csv", all_layouts())
    assert isinstance(opened, Opened)
    assert opened.file.rows_in == 50
    assert max(read) == len(HEADER + ROWS)


def test_titles_above_a_heading_are_no_junk(read: list[int]) -> None:
    opened = open_file(("税务部门报送\n\n" + HEADER + ROWS).encode(), "tax.csv", all_layouts())
    assert isinstance(opened, Opened)
    assert len(read) == 2


def test_a_small_file_is_read_at_once(read: list[int]) -> None:
    refused = open_file(JUNK[:600].encode(), "junk.csv", all_layouts())
    assert isinstance(refused, Reading)
    assert refused.rule == "unknown_layout"
    assert read == [600]
