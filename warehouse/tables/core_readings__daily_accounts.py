"""Meters as they were read by the day or the week, of an account or of an enterprise, as append-only vintages in canonical units."""

from dataclasses import replace

from warehouse.columns import (
    ACCOUNT,
    CHANNEL,
    DELIVERY_ID,
    IS_NOMINAL_KNOWN,
    KNOWN_ON,
    METERS_COUNT,
    RECEIVED_ON,
    ROW_NUMBER,
    SOURCE,
    USCC,
    UTILITY,
)
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import DAYS, INDICATOR_UNIT

TABLE = Table(
    name="core_readings__daily_accounts",
    meaning="What meters counted in a day or a week, as delivered, one row for each vintage; nothing is ever updated or deleted.",
    columns=(
        UTILITY,
        replace(USCC, null_means="the account map says whose it is"),
        replace(ACCOUNT, null_means="read for the enterprise as a whole"),
        Column("read_on", "DATE", None, "Last day the reading covers.", "抄表日"),
        Column(
            "covers_days", "TINYINT", DAYS, "How many days it covers: one, or a week.", "覆盖天数", null_means="not stated", range=(1, 7)
        ),
        Column(
            "value",
            "DOUBLE",
            INDICATOR_UNIT,
            "What the meter counted on these days, rounded to 6 decimals.",
            "用量",
            null_means="the sender takes the reading back; from then on there is none",
            range=(0, None),
        ),
        METERS_COUNT,
        RECEIVED_ON,
        KNOWN_ON,
        IS_NOMINAL_KNOWN,
        CHANNEL,
        SOURCE,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    caveats=(
        Caveat("Beside the bills and never in their place: a month is added up of its days only where no bill of it has come."),
        Caveat("Where the sender does not say whether it is a day or a week, the distance of the readings of an account says it."),
        Caveat("Two different values known on the same day are both set aside; the vintage before them counts."),
        Caveat("Readings of accounts that no enterprise is mapped to are stored and stay unseen until the map names them."),
        Caveat("An as-of reading gives the half year before its day: nothing older is asked of days."),
    ),
    identity=("indicator", "uscc", "account", "read_on"),
    provenance=("meters_count", "received_on", "known_on", "is_nominal_known", "source", "delivery_id", "row_number"),
)
