"""Which enterprise an account at a utility belongs to, since when, and with which share."""

from warehouse.columns import ACCOUNT, DELIVERY_ID, KNOWN_ON, ROW_NUMBER, USCC, UTILITY
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import SHARE

TABLE = Table(
    name="core_accounts__event_enterprises",
    meaning="Account-to-enterprise map: every version of every row that was ever delivered.",
    columns=(
        UTILITY,
        ACCOUNT,
        USCC,
        Column(
            "account_share",
            "DOUBLE",
            SHARE,
            "Part of the account's bills that is the enterprise's.",
            "分摊比例",
            null_means="not stated; the account is split evenly among those it names at the time",
            range=(0, 1),
        ),
        Column("valid_from_on", "DATE", None, "First day the account serves the enterprise.", "生效日期", null_means="since ever"),
        Column("valid_to_on", "DATE", None, "Last day the account serves the enterprise.", "失效日期", null_means="still"),
        KNOWN_ON,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    caveats=(
        Caveat("The first delivery of a link is known from 1900-01-01, a changed row from the day of its ingest."),
        Caveat("A bill whose account changes hands inside it is shared out by days."),
    ),
    identity=("indicator", "account", "uscc", "valid_from_on"),
    provenance=("known_on", "delivery_id", "row_number"),
)
