"""Who supplies whom, by year."""

from warehouse.columns import DELIVERY_ID, KNOWN_ON, RECEIVED_ON, ROW_NUMBER
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import CNY_10K, SHARE

TABLE = Table(
    name="core_supplies__event_enterprises",
    meaning="Supply relations between enterprises: every version of every row that was ever delivered.",
    columns=(
        Column("supplier_uscc", "VARCHAR", None, "Credit code of the enterprise that sells.", "供应商统一社会信用代码"),
        Column("buyer_uscc", "VARCHAR", None, "Credit code of the enterprise that buys.", "采购方统一社会信用代码"),
        Column("year", "INTEGER", None, "Calendar year the trade is of.", "年度", null_means="not stated", range=(1900, 2100)),
        Column(
            "sales_share",
            "DOUBLE",
            SHARE,
            "Part of the supplier's sales that goes to the buyer.",
            "占供应商销售额比例",
            null_means="not stated; worked out from the amounts delivered",
            range=(0, 1),
        ),
        Column("amount_cny_10k", "DOUBLE", CNY_10K, "Value of the trade in the year.", "交易额", null_means="not stated"),
        RECEIVED_ON,
        KNOWN_ON,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    caveats=(
        Caveat("The first undated delivery of a relation is known from 1900-01-01, a changed row from the day of its ingest."),
        Caveat("A share worked out from amounts is of the delivered trade; trade nobody delivered makes it too high."),
    ),
    identity=("supplier_uscc", "buyer_uscc", "year"),
    provenance=("received_on", "known_on", "delivery_id", "row_number"),
)
