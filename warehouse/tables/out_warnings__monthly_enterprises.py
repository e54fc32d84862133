"""The warning list: candidates above entry, with who is listed after the cut to capacity."""

from warehouse.columns import (
    COMBINED_RISK,
    DISTRICT,
    INDUSTRY,
    MONTH,
    NAME,
    OPERATING_RISK,
    OWNER,
    OWNER_EMAIL,
    RELOCATION_RISK,
    STREET,
    TIER,
    USCC,
)
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import (
    CNY_10K,
    EXPOSURE_CLASSES,
    FAMILY_AGREEMENTS,
    KINDS,
    LEVELS,
    MONTHS,
    PERSONS,
    PROBABILITY,
    SHARE,
    STATUSES,
)

NO_FIGURES = "no figures"
NOT_LISTED = "not listed"

TABLE = Table(
    name="out_warnings__monthly_enterprises",
    meaning="Enterprises above entry at a month: level, status, exposure, response day; is_listed after the cut to capacity.",
    columns=(
        MONTH,
        USCC,
        Column("rank", "INTEGER", None, "Place on the list, from 1.", "序号", null_means=NOT_LISTED, range=(1, None)),
        NAME,
        DISTRICT,
        STREET,
        INDUSTRY,
        TIER,
        OWNER,
        OWNER_EMAIL,
        Column("level", "VARCHAR", None, "Level of the warning.", "等级", null_means="below entry", allowed=LEVELS.keys),
        Column(
            "previous_level",
            "VARCHAR",
            None,
            "Level on last month's published list.",
            "上月等级",
            null_means="was not listed",
            allowed=LEVELS.keys,
        ),
        Column("kind", "VARCHAR", None, "Which risk it is about.", "预警类型", null_means="below entry", allowed=KINDS.keys),
        Column("status", "VARCHAR", None, "Against last month's published list.", "变化", null_means=NOT_LISTED, allowed=STATUSES.keys),
        Column(
            "months_listed",
            "INTEGER",
            MONTHS,
            "For how many months running it has been listed.",
            "连续预警月数",
            null_means=NOT_LISTED,
            range=(0, None),
        ),
        Column("first_listed_on", "DATE", None, "First month it was ever listed.", "首次预警月", null_means="never listed"),
        OPERATING_RISK,
        RELOCATION_RISK,
        COMBINED_RISK,
        Column("exposure_output_cny_10k", "DOUBLE", CNY_10K, "Output of the last 12 months.", "近12个月产值", null_means=NO_FIGURES),
        Column("exposure_tax_cny_10k", "DOUBLE", CNY_10K, "Tax of the last 12 months.", "近12个月纳税", null_means=NO_FIGURES),
        Column("exposure_jobs", "DOUBLE", PERSONS, "Latest head-count.", "用工人数", null_means=NO_FIGURES),
        Column("exposure_output_share", "DOUBLE", SHARE, "Part of the district's output.", "占全区产值", null_means=NO_FIGURES),
        Column("exposure_tax_share", "DOUBLE", SHARE, "Part of the district's tax.", "占全区纳税", null_means=NO_FIGURES),
        Column("exposure_jobs_share", "DOUBLE", SHARE, "Part of the district's jobs.", "占全区用工", null_means=NO_FIGURES),
        Column(
            "exposure_class", "VARCHAR", None, "Size of what is at stake.", "影响程度", null_means=NO_FIGURES, allowed=EXPOSURE_CLASSES.keys
        ),
        Column("is_listed", "BOOLEAN", None, "Whether it is on the list after the cut to capacity.", "是否列入"),
        Column("respond_by_on", "DATE", None, "By when the owner should have been there.", "响应期限", null_means=NOT_LISTED),
        Column("true_chance", "DOUBLE", PROBABILITY, "Chance that the warning comes true either way.", "预警成真概率", range=(0, 1)),
        Column(
            "family_agreement",
            "VARCHAR",
            None,
            "Whether physical and booked figures agree.",
            "实物与账面",
            null_means="stored before it was judged",
            allowed=FAMILY_AGREEMENTS.keys,
        ),
    ),
    key=("month", "uscc"),
    caveats=(Caveat("Status and months_listed continue the published list of the month before; without one all are new with 1."),),
)
