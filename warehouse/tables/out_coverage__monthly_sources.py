"""How much of each source has arrived."""

from warehouse.columns import DISTRICT, INDICATOR, MONTH
from warehouse.contract import Column, Table
from warehouse.vocabulary import COUNT, COVERAGE_STATUSES, MONTHS, SHARE


def _optional(name: str, meaning: str, label: str) -> Column:
    return Column(name, "INTEGER", COUNT, meaning, label, null_means="not counted by the version that wrote it", range=(0, None))


TABLE = Table(
    name="out_coverage__monthly_sources",
    meaning="Arrival and age of every source at a month.",
    columns=(
        MONTH,
        DISTRICT,
        INDICATOR,
        _optional("monitored_count", "Enterprises that are monitored: expected, not due and silent ones.", "监测企业数"),
        Column(
            "expected_count",
            "INTEGER",
            COUNT,
            "Monitored enterprises that report and are due: arrived and late ones.",
            "应到数",
            range=(0, None),
        ),
        Column("arrived_count", "INTEGER", COUNT, "Those whose figure of the month is there.", "已到数", range=(0, None)),
        _optional("late_count", "Those whose figure is due and not there.", "未到数"),
        _optional("not_due_count", "Those whose next figure is not due: bills of two months, no report of January.", "未到期数"),
        _optional("silent_count", "Monitored ones without a figure for a year or ever, or departed.", "不报送数"),
        Column("arrival_share", "DOUBLE", SHARE, "Arrived ÷ expected.", "到报率", null_means="nobody was expected", range=(0, None)),
        Column("latest_period", "DATE", None, "Latest month the source has delivered.", "最新所属期", null_means="never delivered"),
        Column("age_months", "INTEGER", MONTHS, "Months between that and the run's month.", "滞后月数", null_means="never delivered"),
        Column("set_aside_count", "INTEGER", COUNT, "Figures set aside.", "搁置数", range=(0, None)),
        Column("restated_count", "INTEGER", COUNT, "Figures restated since the last run.", "修订数", range=(0, None)),
        Column(
            "status",
            "VARCHAR",
            None,
            "ok, warn, stop, or absent where the source never delivered.",
            "状态",
            allowed=COVERAGE_STATUSES.keys,
        ),
    ),
    key=("month", "district", "indicator"),
)
