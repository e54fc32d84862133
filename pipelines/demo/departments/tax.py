"""The tax office: payments line by line, which add up to the month's tax in cents; refunds and corrections are lines of their own."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.demo.arrays import Counts, Flags
from pipelines.demo.departments.forms import Column, Figure, Form
from pipelines.demo.departments.records import Records, named, records_of, stated
from pipelines.demo.fictional_places import Place
from pipelines.demo.simulation import Simulation

AMOUNT = "实缴(退)金额"
REFUND_CHANCE = 0.06


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of payment: levy and what it is for, how often it occurs, its weight when it does, the quarter of days it comes in."""

    levy: str
    subject: str
    chance: float
    weight: float
    span: str = "month"
    first_day: int = 8


# The first takes the remainder and occurs always; surcharges follow it.
ITEMS = (
    Item("增值税", "制造业", 1.0, 1.0),
    Item("城市维护建设税", "市区(增值税附征)", 0.85, 0.07),
    Item("教育费附加", "增值税教育费附加", 0.45, 0.03),
    Item("个人所得税", "工资薪金所得", 0.45, 0.12),
    Item("印花税", "买卖合同", 0.30, 0.02, "quarter"),
    Item("企业所得税", "应纳税所得额", 1.0, 0.60, "prepaid", 11),
    Item("企业所得税", "汇算清缴", 1.0, 0.80, "settled", 18),
)
REFUND = Item("增值税", "留抵退税", 0.0, 0.0, first_day=16)
CORRECTION = Item("增值税", "更正申报", 0.0, 0.0, first_day=16)
LINES = (*ITEMS, REFUND, CORRECTION)
SPAN_MONTHS = {"month": (1, 1), "quarter": (3, 1), "prepaid": (3, 1)}

FORM = Form(
    department="tax",
    title="税收入库明细",
    columns=(
        Column("纳税人识别号", "code"),
        Column("纳税人名称"),
        Column("征收项目"),
        Column("征收品目"),
        Column("税款所属期起", "day", "%Y-%m-%d"),
        Column("税款所属期止", "day", "%Y-%m-%d"),
        Column("应纳税额", "number", decimals=2),
        Column(AMOUNT, "number", decimals=2),
        Column("入库日期", "day", "%Y-%m-%d"),
        Column("电子税票号码"),
        Column("导出日期", "receipt", "%Y-%m-%d"),
    ),
    figures=(Figure("tax", AMOUNT),),
    key=("firm", "电子税票号码"),
    faults=("unit_slip", "bad_check_digit", "future_period", "duplicate"),
    encoding="gb18030",
    periods=("税款所属期起", "税款所属期止", "入库日期"),
)


def build(world: Simulation, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the tax office's list: several lines a month."""
    rng = world.settings.random("tax lines")
    records = records_of(rows, "tax", world)
    cents = _cents(rng, records, world)
    row, line = np.nonzero(cents)
    nothing = np.flatnonzero(~cents.any(axis=1))
    row, line = np.concatenate([row, nothing]), np.concatenate([line, np.zeros(len(nothing), dtype=int)])
    order = np.lexsort((line, row))
    row, line = row[order], line[order]
    amount = cents[row, line]
    frame = named(stated(records.frame[row].drop("value", "base", "billed_months"), rng), world).with_columns(
        _days(rng, world, records.month[row], line)
    )
    return frame.with_columns(
        pl.Series(AMOUNT, amount / 100),
        pl.Series("应纳税额", np.maximum(amount, 0) / 100),
        pl.Series("征收项目", [LINES[i].levy for i in line]),
        pl.Series("征收品目", [LINES[i].subject for i in line]),
        pl.Series("电子税票号码", _vouchers(rng, amount, world.settings.place), dtype=pl.String),
        pl.Series("is_main", 3 * np.abs(amount) >= np.abs(np.round(records.value[row] * 100))),
        pl.col("uscc").alias("纳税人识别号"),
        pl.col("name").alias("纳税人名称"),
    ).drop("month", "industry")


def _cents(rng: np.random.Generator, records: Records, world: Simulation) -> Counts:
    """Amounts by report and line in cents (R, L): each report's lines add up to it; a later report brings the difference alone."""
    whole = np.round(records.value * 100).astype(np.int64)
    number = world.timeline.month_numbers[records.month]
    earlier = _earlier(records, whole)
    # An outright repayment is a refund larger than what was paid beside it.
    refund = np.where((rng.random(len(whole)) < REFUND_CHANCE) & (whole > 0), -whole * rng.uniform(0.05, 0.5, len(whole)), 0.0)
    refund = np.where(whole < 0, whole * rng.uniform(1.05, 1.4, len(whole)), refund).astype(np.int64)
    weight = np.array([item.weight for item in ITEMS]) * rng.uniform(0.5, 1.5, (len(whole), len(ITEMS)))
    weight[:, 1:] *= rng.random((len(whole), len(ITEMS) - 1)) < np.array([item.chance for item in ITEMS[1:]])
    weight *= _in_season(number)
    lines = np.floor((whole - refund)[:, None] * weight / weight.sum(axis=1, keepdims=True)).astype(np.int64)
    lines[:, 0] = whole - refund - lines[:, 1:].sum(axis=1)
    first = np.column_stack([lines, refund, np.zeros_like(whole)])
    again = np.column_stack([np.zeros((len(whole), len(LINES) - 1), dtype=np.int64), whole - earlier])
    is_again = earlier != np.iinfo(np.int64).min
    return np.where(is_again[:, None], again, first)


def _earlier(records: Records, whole: Counts) -> Counts:
    """What was reported before for the same enterprise and month, the smallest integer where nothing was."""
    frame = records.frame.select("firm", "month", pl.Series("whole", whole))
    # Records are in order of arrival.
    return frame.select(pl.col("whole").shift(1).over("firm", "month").fill_null(np.iinfo(np.int64).min)).to_series().to_numpy()


def _in_season(number: Counts) -> Flags:
    """Which items can occur in a month (R, items): stamp duty and prepayment after each quarter, settlement in May."""
    quarter, settlement = np.isin(number, (1, 4, 7, 10)), number == 5
    always = np.ones_like(quarter)
    return np.column_stack([{"month": always, "quarter": quarter, "prepaid": quarter, "settled": settlement}[item.span] for item in ITEMS])


def _days(rng: np.random.Generator, world: Simulation, month: Counts, line: Counts) -> list[pl.Series]:
    """Day of payment in the month it counts for, and the tax period before it."""
    items = [LINES[i] for i in line]
    spans = [SPAN_MONTHS.get(item.span, (0, 0)) for item in items]
    starts = np.array([world.timeline.at(t) for t in range(-12, world.timeline.count + 1)], dtype="datetime64[D]")
    back, years = np.array([months for months, _ in spans]), world.timeline.years[month]
    january = np.array([f"{year - 1}-01-01" for year in range(years.min(), years.max() + 1)], dtype="datetime64[D]")[years - years.min()]
    december = np.array([f"{year - 1}-12-31" for year in range(years.min(), years.max() + 1)], dtype="datetime64[D]")[years - years.min()]
    paid = starts[month + 12] + (np.array([item.first_day for item in items]) + rng.integers(-1, 7, len(line)) - 1).astype("timedelta64[D]")
    begins = np.where(back > 0, starts[month + 12 - back], january)
    ends = np.where(back > 0, starts[month + 12] - np.timedelta64(1, "D"), december)
    return [pl.Series(name, days) for name, days in (("税款所属期起", begins), ("税款所属期止", ends), ("入库日期", paid))]


def _vouchers(rng: np.random.Generator, amount: Counts, place: Place) -> list[str | None]:
    """Receipt numbers of eighteen digits; a declaration of nothing has none."""
    numbers, prefix = rng.permutation(len(amount)), "34403161" if place.is_first else f"3{place.region_code}1"
    return [f"{prefix}{number:010d}" if value else None for number, value in zip(numbers, amount, strict=True)]
