"""Which forecaster was best for which indicator and size."""

from warehouse.columns import INDICATOR, MONTH
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import COUNT, NAIVE_ERROR

TABLE = Table(
    name="out_tournament__quarterly_classes",
    meaning="The forecasters' tournament, held by quarter: errors by indicator and size class, and who speaks for the class from then on.",
    columns=(
        MONTH,
        INDICATOR,
        Column("size_class", "VARCHAR", None, "Third of the enterprises by size, 3 the largest; empty where the size is unknown.", "规模"),
        Column("forecaster", "VARCHAR", None, "Key of the forecaster or combination.", "预测方法"),
        Column(
            "scaled_error",
            "DOUBLE",
            NAIVE_ERROR,
            "Mean absolute error on the log-like scale over series, origins and horizons of 1, 3, 6 and 12 months.",
            "误差",
            range=(0, None),
        ),
        Column(
            "screening_error",
            "DOUBLE",
            NAIVE_ERROR,
            "The screening forecaster's error on the same series.",
            "稳健组合误差",
            range=(0, None),
        ),
        Column("series_count", "INTEGER", COUNT, "Series compared.", "序列数", range=(0, None)),
        Column("forecasts_count", "INTEGER", COUNT, "Forecasts compared.", "预测数", range=(0, None)),
        Column(
            "fallback_count", "INTEGER", COUNT, "Fits that failed and were replaced by the seasonal naive.", "替代次数", range=(0, None)
        ),
        Column("bounded_count", "INTEGER", COUNT, "Fits whose forecast exploded and was cut.", "截断次数", range=(0, None)),
        Column("capped_count", "INTEGER", COUNT, "Errors that count as ten, however large they were.", "封顶次数", range=(0, None)),
        Column("is_chosen", "BOOLEAN", None, "Whether it speaks for the class in the months after.", "采用"),
        Column("as_of", "DATE", None, "Last day of what the tournament saw.", "截至日期"),
    ),
    key=("month", "indicator", "size_class", "forecaster"),
    caveats=(
        Caveat("The month is the last one of the quarter; the choice holds for later months whose as-of day is not before `as_of`."),
        Caveat("Fitted forecasters run on fewer series than cheap ones, so compare each with `screening_error` and not with each other."),
    ),
)
