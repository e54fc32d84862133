"""Bills of the grid, water and gas companies by account, as append-only vintages in canonical units."""

from warehouse.columns import (
    ACCOUNT,
    CHANNEL,
    DELIVERY_ID,
    IS_NOMINAL_KNOWN,
    KNOWN_ON,
    METERS_COUNT,
    PERIOD,
    RECEIVED_ON,
    ROW_NUMBER,
    SOURCE,
    UTILITY,
)
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import INDICATOR_UNIT

TABLE = Table(
    name="core_bills__monthly_accounts",
    meaning="Bills by account as they were delivered, one row for each vintage; enterprises are found through the account map.",
    columns=(
        UTILITY,
        ACCOUNT,
        PERIOD,
        Column("read_from_on", "DATE", None, "First day the bill covers.", "起抄日", null_means="not stated"),
        Column("read_to_on", "DATE", None, "Last day the bill covers.", "止抄日", null_means="not stated"),
        Column(
            "value",
            "DOUBLE",
            INDICATOR_UNIT,
            "What the meter counted, rounded to 6 decimals.",
            "用量",
            null_means="the sender takes the figure back; from then on there is none",
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
        Caveat("period is the month of settlement; where only reading days are stated, the month of the last day read."),
        Caveat("Two bills of one month with different last days are two bills (the meter was changed); with the same day, a restatement."),
        Caveat("A later row that adds up fewer meters than one before it is refused: it would take the place of all of them."),
        Caveat("Bills of accounts that no enterprise is mapped to are stored and stay unseen until the map names them."),
    ),
    identity=("indicator", "account", "period", "read_to_on"),
    provenance=("meters_count", "received_on", "known_on", "is_nominal_known", "source", "delivery_id", "row_number"),
)
