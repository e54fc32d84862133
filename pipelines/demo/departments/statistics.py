"""The statistics office: direct reports (B204-1) with output, sales and exports, and value added of the larger enterprises."""

import numpy as np
import polars as pl

from pipelines.demo.departments.forms import MAIN_THROUGH_DAY, Column, Figure, Form
from pipelines.demo.departments.records import Records, named, records_of, stated
from pipelines.demo.simulation import Simulation

OUTPUT, SALES = "工业总产值(当年价格);千元", "工业销售产值(当年价格);千元"
EXPORTS, VALUE_ADDED = "工业销售产值(当年价格);出口交货值;千元", "工业增加值(当年价格);千元"
SPANS = ("本月", "1-本月", "上年同期;本月", "上年同期;1-本月")
EXPORTER_SHARE = 0.45
SURNAMES = "陈林黄张李王吴刘郑谢罗梁"


def _figure(indicator: str, parent: str) -> Figure:
    """Name the four columns of a figure by what they hold."""
    month, total, base_month, base = (f"{span};{parent}" for span in SPANS)
    return Figure(indicator, total, month, base, base_month)


FORM = Form(
    department="statistics",
    title="B204-1",
    columns=(
        Column("数据处理地"),
        Column("组织机构代码"),
        Column("单位详细名称"),
        Column("期别(月)", "month", "%-m"),
        Column("期别(年)", "month", "%Y"),
        Column("统一社会信用代码", "code"),
        Column("单位负责人"),
        Column("统计负责人"),
        Column("填表人"),
        Column("报出日期(年)", "receipt", "%Y"),
        Column("报出日期(月)", "receipt", "%-m"),
        Column("报出日期(日)", "receipt", "%-d"),
        Column("填表人联系电话"),
        *(Column(span, "number", parent=parent) for parent in (OUTPUT, SALES, EXPORTS, VALUE_ADDED) for span in SPANS),
        Column("调查对象审核错误说明"),
        Column("上期反馈说明"),
        Column("报送时间", "receipt", "%Y-%m-%d %H:%M:%S"),
    ),
    figures=(_figure("output_value", OUTPUT), _figure("value_added", VALUE_ADDED)),
    key=("firm",),
    faults=(
        "unit_slip", "bad_check_digit", "numeric_code", "conflict", "future_period", "duplicate", "swapped_columns", "swapped_years",
        "month_for_total", "total_for_month",
    ),
    encoding="gb18030",
    is_by_hand=True,
    has_totals=True,
    by_arrival=False,
)  # fmt: skip


def build(world: Simulation, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the direct reports: one an enterprise, month and day of report, with the figures that came that day."""
    rng = world.settings.random("statistics export")
    output, added = (_figures(figure, records_of(rows, figure.indicator, world)) for figure in FORM.figures)
    both = output.join(added, on=["firm", "period", "slot"], how="full", coalesce=True)
    # Whoever reports twice before the file is closed is in it once, with the later day.
    both = both.with_columns(pl.max_horizontal("received_on", "received_on_right").alias("received_on")).drop("slot", "received_on_right")
    both = _with_sales(rng, both.sort("received_on", "period", "firm"), world)
    return named(stated(both, rng), world).with_columns(_static(rng, world)).with_columns(pl.lit(True).alias("is_main")).drop("industry")


def _figures(figure: Figure, records: Records) -> pl.DataFrame:
    """The four columns of one indicator, and the day or the closing day of the file the row belongs to."""
    base = records.frame["base"].to_numpy()
    year_before = records.amounts[records.firm, records.month - 12]
    total_before = records.totals[records.firm, records.month - 12]
    share = np.divide(year_before, total_before, out=np.zeros_like(base), where=np.abs(total_before) > 0)
    columns = (records.value - records.before, records.value, base * share, base)
    closing = pl.col("period").str.to_date("%Y-%m").dt.offset_by("1mo").dt.offset_by(f"{MAIN_THROUGH_DAY - 1}d")
    return records.frame.select("firm", "period", "received_on", pl.max_horizontal("received_on", closing).alias("slot")).with_columns(
        pl.Series(name, np.round(values)).fill_nan(None)
        for name, values in zip((figure.month, figure.value, figure.base_month, figure.base), columns, strict=True)
    )


def _with_sales(rng: np.random.Generator, frame: pl.DataFrame, world: Simulation) -> pl.DataFrame:
    """Add sales and exports: shares of output of each enterprise's own; nobody downstream needs them."""
    count = len(world.register.codes)
    sold = rng.uniform(0.92, 1.02, count)
    exported = sold * np.where(rng.random(count) < EXPORTER_SHARE, rng.uniform(0.05, 0.8, count), 0.0)
    firm = frame["firm"].to_numpy()
    shares = {parent: pl.Series(share[firm]) for parent, share in ((SALES, sold), (EXPORTS, exported))}
    return frame.with_columns(
        (pl.col(f"{span};{OUTPUT}") * share).round(0).alias(f"{span};{parent}") for parent, share in shares.items() for span in SPANS
    )


def _static(rng: np.random.Generator, world: Simulation) -> list[pl.Expr]:
    """Who is responsible in each enterprise; people have a family name and no more."""
    count = len(world.register.codes)
    people = {name: [SURNAMES[i] + "某" for i in rng.integers(0, len(SURNAMES), count)] for name in ("单位负责人", "统计负责人", "填表人")}
    phones = [f"0755-****{number:04d}" for number in rng.integers(0, 10_000, count)]
    columns = {**people, "填表人联系电话": phones}
    return [
        pl.lit(f"{world.settings.place.region_code} {world.settings.place.name}").alias("数据处理地"),
        pl.col("uscc").str.slice(8, 9).alias("组织机构代码"),
        pl.col("name").alias("单位详细名称"),
        pl.col("uscc").alias("统一社会信用代码"),
        *(pl.col("firm").replace_strict(dict(enumerate(words)), return_dtype=pl.String).alias(name) for name, words in columns.items()),
        pl.lit(None, dtype=pl.String).alias("调查对象审核错误说明"),
        pl.lit(None, dtype=pl.String).alias("上期反馈说明"),
    ]
