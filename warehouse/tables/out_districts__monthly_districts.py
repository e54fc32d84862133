"""What came of a month in each district of an installation of many."""

from warehouse.columns import MONTH
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import COUNT, LEVELS

STATUSES = ("published", "held", "failed")
NOT_OUT = "no edition came out"

TABLE = Table(
    name="out_districts__monthly_districts",
    meaning="Districts of an installation of many, by month: whether the month came out, in which edition, and how many it warns of.",
    columns=(
        MONTH,
        Column("folder", "VARCHAR", None, "Folder of the district's home and of its editions.", "目录"),
        Column("district", "VARCHAR", None, "What the district is called.", "区"),
        Column(
            "status",
            "VARCHAR",
            None,
            "published: an edition is out. held: a check kept it back. failed: the month could not be run.",
            "状态",
            allowed=STATUSES,
        ),
        Column("sentence", "VARCHAR", None, "Why no edition came out.", "未发布原因", null_means="an edition came out"),
        Column("exit_code", "INTEGER", None, "What the command of the district alone would have ended with.", "退出码", range=(0, None)),
        Column("revision", "INTEGER", None, "Revision of the edition.", "修订号", null_means=NOT_OUT, range=(1, None)),
        Column("content_id", "VARCHAR", None, "Content id of the edition.", "内容编号", null_means=NOT_OUT),
        *(
            Column(f"{level.key}_count", "INTEGER", COUNT, f"Listed at level {level.key}.", level.zh, null_means=NOT_OUT, range=(0, None))
            for level in LEVELS
        ),
    ),
    key=("month", "folder"),
    caveats=(Caveat("A home that is one district itself has no rows."),),
)
