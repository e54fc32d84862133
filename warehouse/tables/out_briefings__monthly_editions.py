"""The ledger of publications."""

from warehouse.columns import MONTH
from warehouse.contract import Column, Table
from warehouse.vocabulary import COUNT

TABLE = Table(
    name="out_briefings__monthly_editions",
    meaning="Ledger of published editions and their revisions.",
    columns=(
        MONTH,
        Column("revision", "INTEGER", None, "1 for the first edition of the month.", "版次", range=(1, None)),
        Column("content_id", "VARCHAR", None, "Digest of inputs seen, settings, code version, as-of day and previous list.", "内容编号"),
        Column("as_of", "DATE", None, "Day up to which figures were seen.", "截止日"),
        Column("published_at", "TIMESTAMP", None, "Moment of publication, Asia/Shanghai.", "发布时间"),
        Column("warnings_count", "INTEGER", COUNT, "Enterprises listed.", "预警企业数", range=(0, None)),
        Column("file_count", "INTEGER", COUNT, "Files published.", "文件数", range=(0, None)),
    ),
    key=("month", "revision"),
)
