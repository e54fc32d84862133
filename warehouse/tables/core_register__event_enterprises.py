"""The register of monitored enterprises, as vintages."""

from warehouse.columns import (
    DELIVERY_ID,
    DISTRICT,
    INDUSTRY,
    KNOWN_ON,
    NAME,
    OWNER,
    OWNER_EMAIL,
    ROW_NUMBER,
    STREET,
    TIER,
    USCC,
)
from warehouse.contract import Caveat, Column, Table
from warehouse.policy_vocabulary import YES_NO

TABLE = Table(
    name="core_register__event_enterprises",
    meaning="Register of monitored enterprises: every version of every row that was ever delivered.",
    columns=(
        USCC,
        NAME,
        DISTRICT,
        INDUSTRY,
        Column(
            "industry_division",
            "VARCHAR",
            None,
            "Section letter and two digits of GB/T 4754-2017, such as C39.",
            "行业大类",
            null_means="the industry does not say it",
        ),
        STREET,
        Column("park", "VARCHAR", None, "Industrial park the enterprise stands in.", "园区", null_means="in no park or not stated"),
        TIER,
        OWNER,
        OWNER_EMAIL,
        Column(
            "high_tech",
            "VARCHAR",
            None,
            "Whether it is a high-tech enterprise.",
            "高新技术企业",
            null_means="not stated",
            allowed=YES_NO.keys,
        ),
        Column("registered_on", "DATE", None, "Day it entered the register.", "入库日", null_means="since before the first delivery"),
        Column("left_register_on", "DATE", None, "Day it left the register.", "退库日", null_means="still in the register"),
        KNOWN_ON,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    caveats=(
        Caveat("The first undated row of an enterprise is known from 1900-01-01, a later one from its own day, else that of ingest."),
        Caveat("Two different rows for one code known from the same day: the more complete one counts, then the larger in text order."),
    ),
    identity=("uscc",),
    provenance=("known_on", "delivery_id", "row_number"),
)
