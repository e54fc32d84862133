"""Social insurance: insured people by enterprise at the end of the month."""

import polars as pl

from pipelines.demo.departments.forms import Column, Figure, Form
from pipelines.demo.departments.records import named, records_of, stated
from pipelines.demo.simulation import Simulation

FORM = Form(
    department="social_insurance",
    title="参保人数",
    columns=(
        Column("统一社会信用代码", "code"),
        Column("单位名称"),
        Column("费款所属期", "month", "%Y%m"),
        Column("险种"),
        Column("参保人数", "number"),
        Column("导出日期", "receipt", "%Y-%m-%d"),
    ),
    figures=(Figure("employment", "参保人数"),),
    key=("firm",),
    faults=("unit_slip", "bad_check_digit", "conflict", "future_period", "duplicate"),
    encoding="utf-8-sig",
    is_by_hand=True,
)


def build(world: Simulation, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the head-count list."""
    records = records_of(rows, "employment", world)
    frame = stated(records.frame.drop("month", "base", "billed_months"), world.settings.random("insurance export"))
    return named(frame, world).select(
        "firm", "uscc", "period", "stated", "received_on", "clock",
        pl.lit(True).alias("is_main"),
        pl.col("uscc").alias("统一社会信用代码"),
        pl.col("name").alias("单位名称"),
        pl.lit("城镇职工基本养老保险").alias("险种"),
        pl.col("value").alias("参保人数"),
    )  # fmt: skip
