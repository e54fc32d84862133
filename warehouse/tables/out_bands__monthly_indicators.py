"""Do the bands cover what they promise."""

from warehouse.columns import HORIZON, INDICATOR, MONTH
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import COUNT, SHARE

TABLE = Table(
    name="out_bands__monthly_indicators",
    meaning="Measured coverage of the prediction bands.",
    columns=(
        MONTH,
        INDICATOR,
        Column("size_class", "VARCHAR", None, "Size or volatility class the band was pooled in.", "分组"),
        HORIZON,
        Column("nominal_share", "DOUBLE", SHARE, "Promised coverage.", "名义覆盖率", range=(0, 1)),
        Column("covered_share", "DOUBLE", SHARE, "Measured coverage.", "实际覆盖率", null_means="nothing to measure", range=(0, 1)),
        Column("count", "INTEGER", COUNT, "Figures measured.", "样本数", range=(0, None)),
    ),
    key=("month", "indicator", "size_class", "horizon_months", "nominal_share"),
    caveats=(
        Caveat(
            "Measured on the screening forecaster; a class for which the tournament chose another one keeps these bands around its values."
        ),
        Caveat("Size is taken over three years, since by its last months a firm that collapses would be called small."),
    ),
)
