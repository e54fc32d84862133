"""Of departures that lists had not named in time: rank and risks in each month before, as published."""

from warehouse.columns import COMBINED_RISK, MONTH, OPERATING_RISK, RELOCATION_RISK, USCC
from warehouse.contract import Column, Table
from warehouse.vocabulary import COUNT, OUT_OF_SCOPE

TABLE = Table(
    name="out_miss_months__monthly_enterprises",
    meaning="Rank and both risks of whoever left unlisted, in each published month of the year before, as known then.",
    columns=(
        MONTH,
        USCC,
        Column("list_month", "DATE", None, "Month of the published list.", "名单月份"),
        Column("listed_on", "DATE", None, "Day from which that list was known.", "名单知晓日"),
        OPERATING_RISK,
        RELOCATION_RISK,
        COMBINED_RISK,
        Column(
            "risk_rank",
            "INTEGER",
            COUNT,
            "Place by combined risk among those judged.",
            "风险位次",
            null_means="not judged",
            range=(1, None),
        ),
        Column("judged_count", "INTEGER", COUNT, "Enterprises judged in the district.", "评估家数", range=(0, None)),
        Column("is_candidate", "BOOLEAN", None, "Whether it was at the line, with a place or without.", "是否达线"),
        Column("is_listed", "BOOLEAN", None, "Whether it had a place.", "是否在名单"),
        Column(
            "out_of_scope",
            "VARCHAR",
            None,
            "Why it was not judged.",
            "不评分原因",
            null_means="judged, or not in the register",
            allowed=OUT_OF_SCOPE.keys,
        ),
    ),
    key=("month", "uscc", "list_month"),
)
