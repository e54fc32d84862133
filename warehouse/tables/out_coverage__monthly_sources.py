"""How much of each source has arrived."""

from warehouse.columns import DISTRICT, INDICATOR, MONTH
from warehouse.contract import Column, Table
from warehouse.vocabulary import COUNT, COVERAGE_STATUSES, MONTHS, SHARE

TABLE = Table(
    name="out_coverage__monthly_sources",
    meaning="Arrival and age of every source at a month.",
    columns=(
        MONTH,
        DISTRICT,
        INDICATOR,
        Column("expected_count", "INTEGER", COUNT, "Enterprises that used to report.", "应报数", range=(0, None)),
        Column("arrived_count", "INTEGER", COUNT, "Enterprises that reported.", "实报数", range=(0, None)),
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
