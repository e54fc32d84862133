"""Departures that became known in a month and that the lists before them had not named in time, with the cause."""

from dataclasses import replace

from warehouse.columns import COMBINED_RISK, DISTRICT, KNOWN_ON, MONTH, RISK, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.miss_vocabulary import MISS_CAUSES, MISS_RECORDS
from warehouse.risk_vocabulary import FEATURES
from warehouse.vocabulary import COUNT, DEPARTURES, LOG_ODDS

_NOT_JUDGED = "no risk was given for it in those months"
_NOTHING_LATE = "nothing arrived too late"

TABLE = Table(
    name="out_misses__monthly_enterprises",
    meaning="Departures that became known this month and were not on every one of the last lists before them, with what would have "
    "listed them.",
    columns=(
        MONTH,
        USCC,
        DISTRICT,
        Column("outcome", "VARCHAR", None, "How it left.", "结果", allowed=DEPARTURES),
        Column("occurred_on", "DATE", None, "Day it left.", "离开日期"),
        KNOWN_ON,
        Column("cause", "VARCHAR", None, "Why no list had named it in time.", "漏报原因", allowed=MISS_CAUSES.keys),
        Column("lists_count", "INTEGER", COUNT, "Lists that are judged: the last ones known before it left.", "名单期数", range=(1, None)),
        Column("listed_count", "INTEGER", COUNT, "Those of them that named it.", "列入期数", range=(0, None)),
        replace(RISK, null_means=_NOT_JUDGED, meaning="The risk that its kind of departure is measured by."),
        Column(
            "nearest_month",
            "DATE",
            None,
            "Of the lists without it, the month in which it was nearest.",
            "最接近月份",
            null_means=_NOT_JUDGED,
        ),
        replace(COMBINED_RISK, null_means=_NOT_JUDGED),
        Column(
            "cut_risk",
            "DOUBLE",
            COMBINED_RISK.unit,
            "Least combined risk that had a place by risk in that month.",
            "名额线",
            null_means="nobody was listed, or not judged",
            range=(0, 1),
        ),
        Column(
            "places_needed", "INTEGER", COUNT, "Places that would have reached it.", "需要名额", null_means=_NOT_JUDGED, range=(1, None)
        ),
        Column("places_count", "INTEGER", COUNT, "Places that there were.", "名额", null_means=_NOT_JUDGED, range=(0, None)),
        Column(
            "lacking_log_odds",
            "DOUBLE",
            LOG_ODDS,
            "Evidence it lacked for the cut; 0 where its risk reached it.",
            "差额",
            null_means="no cut, or not judged",
            range=(0, None),
        ),
        Column(
            "is_candidate",
            "BOOLEAN",
            None,
            "Whether it was at the line in that month, without a place.",
            "是否达线",
            null_means=_NOT_JUDGED,
        ),
        Column(
            "is_at_cut",
            "BOOLEAN",
            None,
            "Whether its risk reached the cut in that month.",
            "是否达名额线",
            null_means="no cut, or not judged",
        ),
        Column(
            "strongest_feature", "VARCHAR", None, "Evidence that spoke most for it.", "最强迹象", null_means="none", allowed=FEATURES.keys
        ),
        Column("strongest_log_odds", "DOUBLE", LOG_ODDS, "What that added.", "贡献", null_means="none"),
        Column(
            "needed_log_odds", "DOUBLE", LOG_ODDS, "What that would have had to add for the cut.", "所需贡献", null_means="none, or no cut"
        ),
        Column(
            "against_feature", "VARCHAR", None, "Evidence that spoke most against it.", "最强反向", null_means="none", allowed=FEATURES.keys
        ),
        Column("against_log_odds", "DOUBLE", LOG_ODDS, "What that took away.", "反向贡献", null_means="none"),
        Column("late_record", "VARCHAR", None, "What arrived too late.", "迟到材料", null_means=_NOTHING_LATE, allowed=MISS_RECORDS.keys),
        Column(
            "late_kind",
            "VARCHAR",
            None,
            "Its kind: of a signal, the topic of an appeal, what a visit found.",
            "类别",
            null_means=_NOTHING_LATE,
        ),
        Column("late_happened_on", "DATE", None, "Day it happened.", "发生日", null_means=_NOTHING_LATE),
        Column("late_known_on", "DATE", None, "Day it was known, after the last list before it left.", "知晓日", null_means=_NOTHING_LATE),
    ),
    key=("month", "uscc"),
    caveats=(
        Caveat("Judged by the risks and lists that were published; who left unnoticed and unrecorded is not here."),
        Caveat("What would have listed it looks back on one case; it is no rule for the next."),
    ),
)
