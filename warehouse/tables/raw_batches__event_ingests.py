"""The ledger of batches: what the warehouse held after each ingest that changed it."""

from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import COUNT

TABLE = Table(
    name="raw_batches__event_ingests",
    meaning="Ledger of batches: totals of each ingest and what the warehouse held afterwards, which proves that nothing is missing.",
    columns=(
        Column("batch_id", "BIGINT", None, "Number of the batch, counted from 1 without gaps.", "批次", range=(1, None)),
        Column("ingested_on", "DATE", None, "Day of the ingest.", "入库日期"),
        Column("files_count", "BIGINT", COUNT, "Files entered in the ledger of deliveries.", "文件数", range=(0, None)),
        Column("rows_in", "BIGINT", COUNT, "Data rows in those files.", "行数", range=(0, None)),
        Column("rows_stored", "BIGINT", COUNT, "Rows stored, those set aside included.", "入库行数", range=(0, None)),
        Column("rows_refused", "BIGINT", COUNT, "Rows refused.", "拒收行数", range=(0, None)),
        Column("rows_duplicate", "BIGINT", COUNT, "Rows that say exactly what is stored already.", "重复行数", range=(0, None)),
        Column("stored_total", "BIGINT", COUNT, "Rows in all core tables after the batch.", "累计入库行数", range=(0, None)),
    ),
    key=("batch_id",),
    caveats=(
        Caveat("stored_total of the last batch must equal the rows counted now; a difference means that rows were lost or added by hand."),
    ),
)
