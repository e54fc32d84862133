"""Whose warning of the month before would have been another one, had it known what is known now."""

from warehouse.columns import MONTH, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import COUNT, LEVELS, PROBABILITY

OUT_OF_SCOPE = "out of scope"

TABLE = Table(
    name="out_revisions__monthly_enterprises",
    meaning="Enterprises with restated figures: the month before's risk and level from what was known then and from what is known now.",
    columns=(
        MONTH,
        USCC,
        Column("restated_count", "INTEGER", COUNT, "Figures of the enterprise that were restated.", "修订数", range=(1, None)),
        Column(
            "combined_risk_then",
            "DOUBLE",
            PROBABILITY,
            "Risk from the figures known then.",
            "当时风险",
            null_means=OUT_OF_SCOPE,
            range=(0, 1),
        ),
        Column(
            "combined_risk_now",
            "DOUBLE",
            PROBABILITY,
            "Risk from the figures known now.",
            "现在风险",
            null_means=OUT_OF_SCOPE,
            range=(0, 1),
        ),
        Column(
            "level_then", "VARCHAR", None, "Level from the figures known then.", "当时等级", null_means="below entry", allowed=LEVELS.keys
        ),
        Column(
            "level_now", "VARCHAR", None, "Level from the figures known now.", "现在等级", null_means="below entry", allowed=LEVELS.keys
        ),
    ),
    key=("month", "uscc"),
    caveats=(
        Caveat("Both are scored by the same model and graded without hysteresis or the cut to capacity, so that only figures differ."),
        Caveat("Late first deliveries of the same enterprises and what was restated of their peers are among what is known now."),
    ),
)
