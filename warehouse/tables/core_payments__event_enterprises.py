"""Tax as it was paid, line by line: several items a month, refunds negative."""

from warehouse.columns import CHANNEL, DELIVERY_ID, IS_NOMINAL_KNOWN, KNOWN_ON, PERIOD, RECEIVED_ON, ROW_NUMBER, SOURCE, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import CNY_10K

TABLE = Table(
    name="core_payments__event_enterprises",
    meaning="Lines of tax payments as they were delivered; an enterprise's tax of a month is the sum of its lines.",
    columns=(
        USCC,
        Column("item", "VARCHAR", None, "Tax or levy that was paid.", "征收项目", null_means="not stated"),
        Column("sub_item", "VARCHAR", None, "Part of the item.", "征收品目", null_means="not stated"),
        Column("taxed_from_on", "DATE", None, "First day of the tax period.", "税款所属期起", null_means="not stated"),
        Column("taxed_to_on", "DATE", None, "Last day of the tax period.", "税款所属期止", null_means="not stated"),
        Column("paid_on", "DATE", None, "Day the money arrived.", "入库日期", null_means="not stated"),
        Column("voucher", "VARCHAR", None, "Number of the tax receipt.", "电子税票号码", null_means="not stated"),
        PERIOD,
        Column("value_cny_10k", "DOUBLE", CNY_10K, "Amount, refunds negative, rounded to 6 decimals.", "金额"),
        RECEIVED_ON,
        KNOWN_ON,
        IS_NOMINAL_KNOWN,
        CHANNEL,
        SOURCE,
        DELIVERY_ID,
        ROW_NUMBER,
        Column(
            "copy_number", "BIGINT", None, "Counts payments of one file that say exactly the same, from 1.", "同文重复序号", range=(1, None)
        ),
    ),
    key=("delivery_id", "row_number"),
    caveats=(
        Caveat("period is the month the money arrived; where only the tax period is stated, the month after its end."),
        Caveat(
            "Lines without a receipt number that say the same are payments of their own within one file, and copies in another file; "
            "a file that says every line twice is taken once."
        ),
    ),
    identity=("uscc", "period", "item", "sub_item", "taxed_from_on", "taxed_to_on", "paid_on", "voucher", "value_cny_10k", "copy_number"),
    provenance=("received_on", "known_on", "is_nominal_known", "source", "delivery_id", "row_number"),
)
