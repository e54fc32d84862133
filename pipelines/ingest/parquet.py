"""Parquet files to rows, with the types they came in kept for the judging of cells."""

import io

import polars as pl

from pipelines.ingest.raw_table import Lines, RawTable, nothing_malformed
from pipelines.ingest.refusals import FileRefusedError

MAGIC = b"PAR1"


def read_parquet(content: bytes) -> RawTable:
    """Return the rows of a Parquet file; raises FileRefusedError where it is broken."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Page checksums are verified where the writer stored them: a flipped bit must not become a figure.
        table = pq.ParquetFile(io.BytesIO(content), page_checksum_verification=True).read()
        names = table.column_names
        frame = pl.from_arrow(table.rename_columns([f"c{position}" for position in range(len(names))]))
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, ValueError, NotImplementedError) as error:
        first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise FileRefusedError(
            "broken_parquet", f"the Parquet file cannot be read ({first_line}); write it again and deliver it again"
        ) from error
    rows = pl.DataFrame(frame).with_row_index("row_number", offset=1).with_columns(pl.col("row_number").cast(pl.Int64))
    return RawTable(tuple(names), rows, nothing_malformed(), lines=Lines(data=rows.height))
