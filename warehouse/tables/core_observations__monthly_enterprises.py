"""Every figure ever delivered for an enterprise as a whole, as append-only vintages in canonical units."""

from warehouse.columns import (
    CHANNEL,
    DELIVERY_ID,
    INDICATOR,
    IS_NOMINAL_KNOWN,
    KNOWN_ON,
    PERIOD,
    RECEIVED_ON,
    ROW_NUMBER,
    SOURCE,
    USCC,
)
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import BASES, INDICATOR_UNIT, MONTHS

TABLE = Table(
    name="core_observations__monthly_enterprises",
    meaning="Figures of enterprises as they were delivered, one row for each vintage; nothing is ever updated or deleted.",
    columns=(
        USCC,
        INDICATOR,
        PERIOD,
        Column("basis", "VARCHAR", None, "month: the month alone. ytd: cumulative since January.", "口径", allowed=BASES.keys),
        Column("covers_months", "TINYINT", MONTHS, "How many months the figure covers.", "覆盖月数", null_means="not stated", range=(1, 2)),
        Column(
            "value",
            "DOUBLE",
            INDICATOR_UNIT,
            "The figure, rounded to 6 decimals.",
            "数值",
            null_means="the sender takes the figure back; from then on there is none",
        ),
        Column(
            "same_period_last_year",
            "DOUBLE",
            INDICATOR_UNIT,
            "Last year's figure on this year's basis, as the sender restates it.",
            "上年同期",
            null_means="not stated",
        ),
        RECEIVED_ON,
        KNOWN_ON,
        IS_NOMINAL_KNOWN,
        CHANNEL,
        SOURCE,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number", "indicator"),
    caveats=(
        Caveat("Cumulative and monthly figures stand side by side; comparable months are made of them by each run."),
        Caveat("Two different values known on the same day are both set aside; the vintage before them counts."),
        Caveat("Figures of enterprises outside the register are stored and stay unseen until the register names them."),
        Caveat("An office that knows only organisation codes leaves 9 characters in uscc; the register's code with these inside is meant."),
        Caveat("One row of a wide file brings a row for each figure in it, all with the same row_number."),
    ),
    identity=("uscc", "indicator", "period", "basis"),
    provenance=("received_on", "known_on", "is_nominal_known", "source", "delivery_id", "row_number"),
)
