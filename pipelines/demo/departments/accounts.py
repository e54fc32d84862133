"""Accounts at the grid, the water and the gas company: who has which, since when, and which are shared by tenants of a park."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from pipelines.demo.arrays import Counts
from pipelines.demo.indicator_traits import ROW, UTILITIES
from pipelines.demo.simulation import Simulation
from warehouse.periods import shift_month
from warehouse.vocabulary import INDICATORS

# How the map of accounts calls what is metered.
METERED = {key: INDICATORS[key].zh.removeprefix("用") for key in UTILITIES}
# Chance of one, two and three accounts.
COUNTS = {"electricity": (0.70, 0.22, 0.08), "water": (0.88, 0.12, 0.0), "gas": (1.0, 0.0, 0.0)}
DIGITS = {"electricity": 16, "water": 9, "gas": 10}
# An account at the grid gets another number when its meter or its contract is replaced.
RENUMBERED_SHARE = 0.03
POOL_CHANCE = 0.6
# Readings at month end, or on the day the reader's route comes by.
ROUTE_SHARE = {"electricity": 0.0, "water": 0.5, "gas": 0.3}
REREAD_SHARE = 0.015
MONTH_END = 31

# What is metered, account, whose name is on it, code, name, part, first and last day.
Link = tuple[str, str, str, str, str, str, date | None, date | None]


@dataclass(frozen=True, slots=True)
class Pool:
    """An account that tenants of one park share: members with their parts, which add up to one."""

    account: str
    park: str
    members: tuple[int, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts of one utility.

    `own` has account, firm, weight, first and last month index (inclusive), reading_day, and changed_at and new_day of those few whose
    reading day changes for good (else null). `pools` are shared accounts.
    """

    utility: str
    own: pl.DataFrame
    pools: tuple[Pool, ...]


def plan_accounts(world: Simulation, utility: str) -> Accounts:
    """Give every enterprise that uses a utility its accounts."""
    rng = world.settings.random(f"{utility} accounts")
    users = np.flatnonzero(world.figures.has[ROW[utility]])
    pools = _pools(rng, world, users, utility) if utility == "electricity" else ()
    tenants = {firm for pool in pools for firm in pool.members}
    counts = 1 + rng.choice(3, size=len(users), p=COUNTS[utility])
    counts[np.isin(users, list(tenants))] = 1
    firm = np.repeat(users, counts)
    numbers = iter(_numbers(rng, _prefix(utility, world.settings.number), 2 * len(firm)))
    own = pl.DataFrame(
        {
            "account": [next(numbers) for _ in firm],
            "firm": firm,
            "weight": rng.uniform(0.3, 1.0, len(firm)),
            "first": np.zeros(len(firm), dtype=int),
            "last": np.full(len(firm), world.timeline.count - 1),
            "reading_day": np.where(rng.random(len(firm)) < ROUTE_SHARE[utility], rng.integers(4, 28, len(firm)), MONTH_END),
        }
    )
    if utility == "electricity":
        own = _renumbered(rng, own, list(numbers), world)
    return Accounts(utility, _with_changed_days(rng, own, world, tenants, utility), pools)


def _prefix(utility: str, district: int) -> str:
    """Return what account numbers of a utility begin with; no two districts share a number."""
    if district == 1:
        return "0300000000"[: DIGITS[utility] - 8]
    return f"03{district:06d}" if utility == "electricity" else f"{district:04d}"


def _numbers(rng: np.random.Generator, prefix: str, count: int) -> list[str]:
    """Different account numbers, as text."""
    return [f"{prefix}{number}" for number in rng.choice(90_000_000, size=count, replace=False) + 10_000_000]


def _pools(rng: np.random.Generator, world: Simulation, users: Counts, utility: str) -> tuple[Pool, ...]:
    """In some parks two to four small enterprises share a meter beside their own (lifts, air conditioning, compressed air)."""
    small = np.median(world.register.output)
    parks = world.register.frame["park"].to_list()
    pools: list[Pool] = []
    for park in sorted({park for park in parks if park}):
        tenants = [int(firm) for firm in users if parks[firm] == park and world.register.output[firm] < small]
        size = int(rng.integers(2, 5))
        if rng.random() < POOL_CHANCE and len(tenants) >= size:
            members = tuple(int(firm) for firm in sorted(rng.choice(tenants, size=size, replace=False)))
            parts = rng.uniform(0.5, 1.5, size)
            shares = np.round(parts / parts.sum(), 2)
            shares[0] = round(1 - shares[1:].sum(), 2)
            prefix = "0399" if world.settings.place.is_first else f"9{world.settings.number:04d}"
            pools.append(Pool(f"{prefix}{len(pools):04d}{int(rng.integers(10**7, 10**8))}", park, members, tuple(float(s) for s in shares)))
    return tuple(pools)


def _renumbered(rng: np.random.Generator, own: pl.DataFrame, numbers: list[str], world: Simulation) -> pl.DataFrame:
    """Replace a few accounts in the middle of the range by one with another number."""
    start, stop = world.timeline.history + 3, world.timeline.count - 3
    picked = pl.Series(rng.random(own.height) < RENUMBERED_SHARE)
    changed = pl.Series(rng.integers(start, stop, own.height))
    old = own.with_columns(last=pl.when(picked).then(changed - 1).otherwise("last"))
    new = own.with_columns(pl.Series("account", numbers[: own.height]), first=changed).filter(picked)
    return pl.concat([old, new.select(pl.col(name).cast(dtype) for name, dtype in old.schema.items())])


def _with_changed_days(rng: np.random.Generator, own: pl.DataFrame, world: Simulation, tenants: set[int], utility: str) -> pl.DataFrame:
    """Change the reading day for good in a few enterprises with a single account."""
    shifted = {event.firm for event in world.events if event.kind == "shifted_meter"}
    single = (pl.len().over("firm") == 1) & ~pl.col("firm").is_in(sorted(tenants | shifted))
    picked = pl.Series(rng.random(own.height) < (REREAD_SHARE if utility == "electricity" else 0.0))
    months = pl.Series(rng.integers(world.timeline.history + 2, world.timeline.count - 2, own.height))
    days = pl.Series(rng.integers(20, 28, own.height))
    return own.with_columns(
        changed_at=pl.when(single & picked).then(months),
        new_day=pl.when(single & picked).then(days),
    )


def link_rows(world: Simulation, plans: list[Accounts]) -> pl.DataFrame:
    """The map from accounts to enterprises: part, first and last day where they are known."""
    rows = []
    for plan in plans:
        closed = _closing_days(world.settings.random(f"{plan.utility} closings"), world, plan.utility)
        rows += [*_own_links(world, plan, closed), *_shared_links(world, plan, closed)]
    columns = ("能源类型", "户号", "户名", "统一社会信用代码", "企业名称", "分摊比例", "生效日期", "失效日期")
    days = {"生效日期": pl.Date, "失效日期": pl.Date}
    return pl.DataFrame(rows, schema=list(columns), orient="row", schema_overrides=days, infer_schema_length=None)


def _own_links(world: Simulation, plan: Accounts, closed: dict[int, date]) -> Iterator[Link]:
    """Accounts of one enterprise alone; one that was never used after it was replaced is no account."""
    codes, names = world.register.codes, world.register.frame["name"].to_list()
    for account, firm, first, last in plan.own.select("account", "firm", "first", "last").iter_rows():
        begins = world.timeline.at(first) if first else None
        ends = world.timeline.at(last + 1) - timedelta(days=1) if last < world.timeline.count - 1 else closed.get(firm)
        if begins is None or ends is None or begins <= ends:
            yield METERED[plan.utility], account, names[firm], codes[firm], names[firm], "100%", begins, ends


def _shared_links(world: Simulation, plan: Accounts, closed: dict[int, date]) -> Iterator[Link]:
    """Accounts that the tenants of a park share."""
    codes, names = world.register.codes, world.register.frame["name"].to_list()
    for pool in plan.pools:
        for firm, share in zip(pool.members, pool.shares, strict=True):
            landlord, part = f"{pool.park}物业管理处", f"{round(100 * share)}%"
            yield METERED[plan.utility], pool.account, landlord, codes[firm], names[firm], part, None, closed.get(firm)


def _closing_days(rng: np.random.Generator, world: Simulation, utility: str) -> dict[int, date]:
    """Last day of the accounts of those that are gone, some months after their last bill, as far as it has come."""
    stop = world.effects.stop[ROW[utility]]
    lags = rng.integers(1, 4, len(stop))
    days = {
        int(f): shift_month(world.timeline.at(int(stop[f])), int(lags[f])) - timedelta(days=1)
        for f in np.flatnonzero(stop < world.timeline.count)
    }
    return {firm: day for firm, day in days.items() if day <= world.settings.last_day}
