"""The ledger of deliveries: one row for each reading of each file that was new."""

from warehouse.columns import DELIVERY_ID
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import COUNT

NOT_COUNTED = "taken in before lines were counted, the same bytes as another file, or unreadable"
LINES = (
    ("lines_in", "Physical lines of the file; rows of its visible sheets, where it has sheets.", "总行"),
    ("data_lines", "Lines with data, refused ones included.", "数据行"),
    ("heading_lines", "Lines of headings.", "表头行"),
    ("title_lines", "Lines of titles above a heading.", "标题行"),
    ("left_out_lines", "Totals, signatures, remarks and rows in which nobody filled anything in.", "合计及说明行"),
    ("blank_lines", "Lines with nothing in them.", "空行"),
    ("continued_lines", "Further lines of records with line breaks in a cell, less lines that rows of tables side by side share.", "续行"),
)

TABLE = Table(
    name="raw_deliveries__event_files",
    meaning="Ledger of deliveries: what each file brought, so that rows in always equal rows stored, refused and duplicate.",
    columns=(
        DELIVERY_ID,
        Column("batch_id", "BIGINT", None, "The batch (one transaction) it was loaded in, counted from 1.", "批次", range=(1, None)),
        Column("file_name", "VARCHAR", None, "Path below the inbox, with forward slashes.", "文件名"),
        Column("content_sha256", "VARCHAR", None, "SHA-256 of the file's bytes.", "内容摘要"),
        Column(
            "reading",
            "INTEGER",
            None,
            "How often this file with this content has been read; above 1 only when a later reading stored more.",
            "读取次数",
            range=(1, None),
        ),
        Column("layout", "VARCHAR", None, "Layout it was recognised as.", "版式", null_means="the file was refused as a whole"),
        Column("table_name", "VARCHAR", None, "Table its rows were stored in.", "入库表", null_means="the file was refused as a whole"),
        Column("ingested_on", "DATE", None, "Day of the ingest.", "入库日期"),
        Column("rows_in", "BIGINT", COUNT, "Data rows in the file.", "行数", range=(0, None)),
        Column("rows_stored", "BIGINT", COUNT, "Rows stored, those set aside included.", "入库行数", range=(0, None)),
        Column("rows_refused", "BIGINT", COUNT, "Rows refused.", "拒收行数", range=(0, None)),
        Column("rows_duplicate", "BIGINT", COUNT, "Rows that say exactly what is stored already.", "重复行数", range=(0, None)),
        Column(
            "ignored_columns",
            "VARCHAR",
            None,
            "Columns the layout does not know, comma separated; kept out.",
            "未用列",
            null_means="every column was known",
        ),
        Column(
            "period_from",
            "VARCHAR",
            None,
            "Where the month of its figures was stated, where no column states it.",
            "月份出处",
            null_means="a column states it, or the file was refused as a whole",
        ),
        Column(
            "units_from",
            "VARCHAR",
            None,
            "The unit of each figure and where it was stated.",
            "单位出处",
            null_means="the rows state it, or the file was refused as a whole",
        ),
        *(
            Column(name, "BIGINT", COUNT, meaning, label, null_means=NOT_COUNTED, range=None if name == "continued_lines" else (0, None))
            for name, meaning, label in LINES
        ),
    ),
    key=("delivery_id",),
    caveats=(
        Caveat(
            "A file of an unknown layout counts its rows as refused, with one quarantine row for the file; an unreadable file counts none."
        ),
        Caveat("The same path with the same content is not entered again, however often it is delivered."),
    ),
    identity=("file_name", "content_sha256", "reading"),
)
