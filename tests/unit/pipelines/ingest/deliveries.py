"""Files for the tests of ingest: valid codes, rows of every tidy layout, and an inbox they are written into."""

import csv
import io
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from pipelines.ingest.report import IngestReport
from pipelines.ingest.run import ingest_inbox
from pipelines.ingest.settings import SourceSettings
from warehouse import names
from warehouse.store import Store

CODE, OTHER_CODE, THIRD_CODE = "91440300192413773Q", "9144030072988519X9", "91440300736297302X"
TODAY = date(2026, 3, 5)
FIGURES = "uscc,indicator,period,value,unit,basis"


def figure(**more: object) -> dict[str, object]:
    row = {"uscc": CODE, "indicator": "electricity", "period": "2026-01", "value": "1200.5", "unit": "kWh", "basis": "month"}
    return {**row, **more}


def to_csv(rows: list[dict[str, object]]) -> str:
    header = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def to_parquet(rows: list[dict[str, object]]) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(buffer)
    return buffer.getvalue()


@cache
def empty_warehouse() -> bytes:
    """Return the file of a migrated warehouse, since making one for every example of a property test takes most of its time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.duckdb"
        Store(path).close()
        return path.read_bytes()


class Inbox:
    """A warehouse and an inbox folder; `put` writes a file, `ingest` takes the folder in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "inbox"
        self.folder.mkdir(parents=True)
        (folder / "w.duckdb").write_bytes(empty_warehouse())
        self.store = Store(folder / "w.duckdb")

    def put(self, name: str, content: str | bytes | list[dict[str, object]]) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, list):
            content = to_parquet(content) if name.endswith(".parquet") else to_csv(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def ingest(self, today: date = TODAY, settings: SourceSettings | None = None) -> IngestReport:
        report = ingest_inbox(self.store, self.folder, today, settings or SourceSettings())
        self.check_books(report)
        return report

    def check_books(self, report: IngestReport) -> None:
        """Rows always add up: in each file, in the ledger, and between the ledger, the quarantine and the tables."""
        for file in report.files:
            assert file.rows_in == file.rows_stored + file.rows_refused + file.rows_duplicate, file
        ledger = self.store.read(names.DELIVERIES)
        assert (ledger["rows_in"] == ledger["rows_stored"] + ledger["rows_refused"] + ledger["rows_duplicate"]).all()
        self.store.verify_ledger()
        whole = ledger.filter(pl.col("layout").is_null())["rows_refused"].sum()
        refused = self.quarantine().filter(pl.col("row_number").is_not_null(), action="refused").height
        assert ledger["rows_refused"].sum() == refused + whole

    def quarantine(self) -> pl.DataFrame:
        return self.store.read(names.QUARANTINE)

    def rules(self) -> list[tuple[int | None, str]]:
        return self.quarantine().sort("file_name", "row_number").select("row_number", "rule").rows()

    def figures(self) -> pl.DataFrame:
        return self.store.read(names.OBSERVATIONS).sort("uscc", "indicator", "period", "basis", "known_on", "value")

    def facts(self) -> dict[str, list[tuple]]:
        """Everything the fact tables say, without where it came from."""
        said = {}
        for table in (names.OBSERVATIONS, names.REGISTER, names.SIGNALS):
            frame = self.store.read(table).drop("delivery_id", "row_number")
            said[table] = sorted(frame.rows(), key=str)
        return said
