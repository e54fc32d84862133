"""Signals that people report about an enterprise."""

from warehouse.columns import DELIVERY_ID, KNOWN_ON, RECEIVED_ON, ROW_NUMBER, SOURCE, USCC
from warehouse.contract import Caveat, Column, Table

TABLE = Table(
    name="core_signals__event_enterprises",
    meaning="Reported signals of a possible move or of trouble, and notices of planned overhauls, dated and sourced.",
    columns=(
        USCC,
        Column("observed_on", "DATE", None, "Day it was observed.", "发现日期"),
        Column("kind", "VARCHAR", None, "Kind of signal, such as lease_ending or equipment_disposal.", "信号类别"),
        Column("detail", "VARCHAR", None, "What was observed, in words.", "说明", null_means="not stated"),
        SOURCE,
        Column("destination", "VARCHAR", None, "Where to, if something moves.", "去向", null_means="not stated"),
        Column("from_on", "DATE", None, "First day of what a notice announces.", "起始日期", null_means="not stated, or no notice"),
        Column("until_on", "DATE", None, "Last day of what a notice announces.", "截止日期", null_means="not stated, or no notice"),
        RECEIVED_ON,
        KNOWN_ON,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    caveats=(Caveat("Kinds are kept as delivered; a kind the models do not know carries no weight."),),
    identity=("uscc", "observed_on", "kind"),
    provenance=("received_on", "known_on", "delivery_id", "row_number"),
)
