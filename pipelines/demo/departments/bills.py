"""The grid, the water and the gas company: bills by account, with the day or the span they were read.

Consumption runs evenly within a month. Where a meter is read at month end, a bill is the enterprise's figure or its part of it; where it
is read on another day, it is the sum over the days between two readings.
"""

import numpy as np
import polars as pl

from pipelines.demo.arrays import Counts, Days, Floats
from pipelines.demo.departments.accounts import MONTH_END, Accounts, Pool
from pipelines.demo.departments.forms import Column, Figure, Form
from pipelines.demo.departments.records import Records, named, records_of, stated
from pipelines.demo.indicator_traits import ROW, TRAITS
from pipelines.demo.simulation import Simulation

# Share of the smallest tenant's use that runs over the shared meter.
POOLED_USE = (0.35, 0.50)
NEVER = 10**6
PRICES = {"electricity": 0.74, "water": 5.2, "gas": 4.1}
KWH, TONNES, CUBIC_METRES = "当月合计电量", "用水量(吨)", "用气量(立方米)"
FAULTS = ("unit_slip", "conflict", "future_period", "duplicate")

GRID = Form(
    department="grid",
    title="电费账单",
    columns=(
        Column("户号"),
        Column("户名"),
        Column("营业区编号"),
        Column("用电类别"),
        Column("结算年月", "month", "%Y%m"),
        Column("抄表例日", "number"),
        Column(KWH, "number", decimals=2),
        Column("当月合计电费", "number", decimals=2),
        Column("导出日期", "receipt", "%Y-%m-%d"),
    ),
    figures=(Figure("electricity", KWH),),
    key=("account",),
    faults=(*FAULTS, "total_for_month"),
)
WATER = Form(
    department="water",
    title="水费账单",
    columns=(
        Column("用户号"),
        Column("户名"),
        Column("用水性质"),
        Column("抄表起日", "day", "%Y/%-m/%-d"),
        Column("抄表止日", "day", "%Y/%-m/%-d"),
        Column(TONNES, "number"),
        Column("水费", "number", decimals=2),
        Column("导出日期", "receipt", "%Y/%-m/%-d"),
    ),
    figures=(Figure("water", TONNES),),
    key=("account",),
    faults=FAULTS,
    encoding="gb18030",
    periods=("抄表起日", "抄表止日"),
)
GAS = Form(
    department="gas",
    title="燃气账单",
    columns=(
        Column("用户编号"),
        Column("户名"),
        Column("账期", "month", "%Y-%m"),
        Column("起抄日期", "day", "%Y-%m-%d"),
        Column("止抄日期", "day", "%Y-%m-%d"),
        Column(CUBIC_METRES, "number"),
        Column("燃气费", "number", decimals=2),
        Column("导出日期", "receipt", "%Y-%m-%d"),
    ),
    figures=(Figure("gas", CUBIC_METRES),),
    key=("account",),
    faults=(*FAULTS, "total_for_month"),
    periods=("起抄日期", "止抄日期"),
)


def build_grid(world: Simulation, rows: pl.DataFrame, accounts: Accounts) -> pl.DataFrame:
    """Electricity by account and month of settlement, own accounts and shared ones."""
    rng = world.settings.random("grid bills")
    records = records_of(rows, "electricity", world)
    pooled = [_pool_bills(rng, world, records, pool) for pool in accounts.pools]
    rest = records.value.copy()
    for pool, bills in zip(accounts.pools, pooled, strict=True):
        _take_share(rest, records, pool, bills)
    own = _split(records, rest, accounts)
    own = own.with_columns(pl.Series("bill", _at_new_day(own, records)), _reading_day(world, own))
    bills = pl.concat([own, *pooled], how="diagonal_relaxed").sort("received_on", "period", "account")
    frame = named(stated(bills, rng), world).with_columns(
        pl.col("account").alias("户号"),
        pl.coalesce("name", pl.col("landlord") if "landlord" in bills.columns else pl.lit(None, dtype=pl.String)).alias("户名"),
        pl.lit(world.settings.place.region_code).alias("营业区编号"),
        pl.when(pl.col("bill") > 50_000).then(pl.lit("大工业用电")).otherwise(pl.lit("一般工商业用电")).alias("用电类别"),
        pl.col("day").alias("抄表例日"),
        pl.col("bill").round(2).alias(KWH),
        (pl.col("bill") * PRICES["electricity"]).round(2).alias("当月合计电费"),
    )
    return frame.drop("name", "industry", "street", "park")


def _pool_bills(rng: np.random.Generator, world: Simulation, records: Records, pool: Pool) -> pl.DataFrame:
    """Bills of a shared account: such that no tenant's part is more than half of its use in any version of its figure."""
    share = dict(zip(pool.members, pool.shares, strict=True))
    tenants = records.frame.filter(pl.col("firm").is_in(pool.members))
    least = tenants.group_by("month", "period").agg((pl.col("value") / pl.col("firm").replace_strict(share, return_dtype=pl.Float64)).min())
    least = least.sort("month")
    source, month = TRAITS["electricity"].delivered, least["month"].to_numpy()
    starts = np.array([world.timeline.at(int(t) + 1) for t in month], dtype="datetime64[D]")
    arrival = starts + (source.day - 1 + rng.integers(-1, 3, len(month))).astype("timedelta64[D]")
    bills = least.select(
        pl.lit(-1, dtype=pl.Int64).alias("firm"),
        "month",
        "period",
        (pl.col("value") * pl.Series(rng.uniform(*POOLED_USE, len(month)))).floor().alias("bill"),
        pl.Series("received_on", arrival),
        pl.lit(pool.account).alias("account"),
        pl.lit(f"{pool.park}物业管理处").alias("landlord"),
        pl.lit(float(MONTH_END)).alias("day"),
        pl.lit(True).alias("is_main"),
    )
    return bills.filter(pl.col("received_on") <= world.settings.last_day)


def _take_share(rest: Floats, records: Records, pool: Pool, bills: pl.DataFrame) -> None:
    """Take each tenant's part of the shared account out of what its own account shows."""
    shared = np.zeros(records.amounts.shape[1])
    shared[bills["month"].to_numpy()] = bills["bill"].to_numpy()
    for firm, share in zip(pool.members, pool.shares, strict=True):
        rows = records.firm == firm
        rest[rows] = np.round(rest[rows] - share * shared[records.month[rows]], 2)


def _split(records: Records, whole: Floats, accounts: Accounts) -> pl.DataFrame:
    """Share out what each record says among the accounts open in its month; the last one takes the remainder."""
    rows = records.frame.with_row_index("row").with_columns(pl.Series("whole", whole))
    parts = rows.join(accounts.own, on="firm", maintain_order="left_right").filter(pl.col("month").is_between("first", "last"))
    part = (pl.col("whole") * pl.col("weight") / pl.col("weight").sum().over("row")).round(0)
    is_last = pl.int_range(pl.len()).over("row") == pl.len().over("row") - 1
    parts = parts.with_columns(part.alias("part"), is_last.alias("is_last"))
    others = pl.when("is_last").then(0.0).otherwise("part").sum().over("row")
    bill = pl.when("is_last").then((pl.col("whole") - others).round(2)).otherwise("part")
    return parts.with_columns(bill.alias("bill")).with_columns(
        (pl.col("bill").abs() * 3 >= pl.col("whole").abs()).alias("is_main"), (pl.len().over("row") == 1).alias("is_single")
    )


def _reading_day(world: Simulation, own: pl.DataFrame) -> pl.Series:
    """The day each meter was read: month end, an early reading that the figures show, or the day it was changed to."""
    early = {
        (event.firm, event.onset): event.depth
        for event in world.events
        if event.kind == "shifted_meter" and _is_early(world, event.firm, event.onset)
    }
    days = [_early_day(world, month, early.get((firm, month), 0.0)) for firm, month in own.select("firm", "month").iter_rows()]
    changed = pl.col("month") >= pl.col("changed_at")
    return (
        own.with_columns(pl.Series("day", days))
        .select(pl.when(changed).then("new_day").otherwise("day").cast(pl.Float64).alias("day"))
        .to_series()
    )


def _is_early(world: Simulation, firm: int, month: int) -> bool:
    """Whether a shifted reading made its own month the low one."""
    share = world.effects.share[ROW["electricity"], firm]
    return 0 <= month < len(share) - 1 and bool(share[month] < share[month + 1])


def _early_day(world: Simulation, month: int, missing: float) -> int:
    """The day up to which a bill runs that lacks a share of its month."""
    if not missing:
        return MONTH_END
    length = (world.timeline.at(month + 1) - world.timeline.at(month)).days
    return max(1, round(length * (1 - missing)))


def _at_new_day(own: pl.DataFrame, records: Records) -> Floats:
    """Bills of accounts whose reading day has changed: the first one short, the others over the days between two readings."""
    bill = own["bill"].to_numpy().copy()
    month, firm = own["month"].to_numpy(), own["firm"].to_numpy()
    changed, day = own["changed_at"].fill_null(NEVER).to_numpy(), own["new_day"].fill_null(MONTH_END).to_numpy()
    true = records.amounts[firm, month]
    moved = np.flatnonzero((month >= changed) & (true > 0))
    until = _used(records, firm[moved], month[moved], day[moved])
    since = np.where(month[moved] > changed[moved], day[moved], MONTH_END)
    # A figure that is restated later is wrong by the same part here.
    bill[moved] = np.round((until - _used(records, firm[moved], month[moved] - 1, since)) * bill[moved] / true[moved])
    return bill


def _used(records: Records, firm: Counts, month: Counts, day: Counts) -> Floats:
    """True use from the beginning of the timeline up to a day of a month."""
    whole = np.cumsum(records.amounts, axis=1)
    part = 1 - np.minimum(day, records.lengths[month]) / records.lengths[month]
    return whole[firm, month] - part * records.amounts[firm, month]


def build_metered(world: Simulation, rows: pl.DataFrame, accounts: Accounts, form: Form) -> pl.DataFrame:
    """Water or gas by account and span of reading."""
    indicator = form.figures[0].indicator
    rng = world.settings.random(f"{indicator} bills")
    records = records_of(rows, indicator, world)
    own = _split(records, records.value, accounts)
    span, since, until = _readings(rng, records, accounts, own)
    begins, ends = form.periods
    own = own.with_columns(
        pl.Series("bill", _metered(records, own, span, since, until)),
        pl.Series(begins, _dates(world, own["month"].to_numpy() - span, since) + np.timedelta64(1, "D")),
        pl.Series(ends, _dates(world, own["month"].to_numpy(), until)),
    )
    frame = named(stated(own, rng), world).with_columns(
        pl.col("account").alias(form.columns[0].header),
        pl.col("name").alias("户名"),
        pl.lit("非居民用水").alias("用水性质"),
        pl.col("bill").alias(form.figures[0].value),
        (pl.col("bill") * PRICES[indicator]).round(2).alias("水费" if indicator == "water" else "燃气费"),
    )
    return frame.drop("name", "industry", "street", "park")


def _readings(rng: np.random.Generator, records: Records, accounts: Accounts, own: pl.DataFrame) -> tuple[Counts, Counts, Counts]:
    """Months billed, and the days of the month on which the meter was read before and now; routes run a day or two early or late."""
    route = accounts.own["reading_day"].to_numpy()[:, None]
    walked = np.clip(route + rng.integers(-2, 3, (len(route), records.amounts.shape[1])), 1, 28)
    days = np.where(route == MONTH_END, MONTH_END, walked)
    place = {account: number for number, account in enumerate(accounts.own["account"])}
    which = own["account"].replace_strict(place, return_dtype=pl.Int64).to_numpy()
    span, month = own["billed_months"].to_numpy(), own["month"].to_numpy()
    return (
        span,
        np.minimum(days[which, month - span], records.lengths[month - span]),
        np.minimum(days[which, month], records.lengths[month]),
    )


def _metered(records: Records, own: pl.DataFrame, span: Counts, since: Counts, until: Counts) -> Floats:
    """What the meter counted between two readings: the account's part of the use on those days."""
    firm, month, bill = own["firm"].to_numpy(), own["month"].to_numpy(), own["bill"].to_numpy()
    used = _used(records, firm, month, until) - _used(records, firm, month - span, since)
    whole = np.cumsum(records.amounts, axis=1)
    even = whole[firm, month] - whole[firm, month - span]
    metered: Floats = np.round(bill * np.divide(used, even, out=np.ones_like(used), where=even > 0)) + 0.0
    return metered


def _dates(world: Simulation, month: Counts, day: Counts) -> Days:
    """Days of months given by index."""
    starts = np.array([world.timeline.at(t) for t in range(world.timeline.count)], dtype="datetime64[D]")
    days: Days = starts[month] + (day - 1).astype("timedelta64[D]")
    return days
