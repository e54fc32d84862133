"""Where figures come from, as Dagster shows it: one asset a source, delivered by its department, due by its own release day.

In: the sources of the configuration as assets without code, and the arrival of something new from one. Out: taking deliveries in.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

import dagster as dg

from pipelines.clock import SCHEDULED_DAY, TIME_ZONE
from pipelines.config.early_settings import Source
from warehouse import names
from warehouse.vocabulary import INDICATORS

if TYPE_CHECKING:
    import polars as pl

    from warehouse.store import Store

GROUP: Final = "sources"
PREFIX: Final = "source_"
SOURCE_ASSETS: Final = tuple(f"{PREFIX}{indicator}" for indicator in INDICATORS.keys)
# A table of facts that is about one indicator and does not name it.
OF_ONE_INDICATOR: Final = {names.PAYMENTS: "tax", names.PROJECTS: "fixed_investment"}
OF_SEVERAL: Final = (names.OBSERVATIONS, names.BILLS)
# Until this hour of the scheduled day the month is published, whoever starts it.
PUBLISHED_BY_HOUR: Final = 18


def source_specs(sources: Mapping[str, Source], owner: str) -> list[dg.AssetSpec]:
    """Return an asset for every source: what is known of it without any delivery, and by which day of a month it is due."""
    return [_spec(indicator, sources.get(indicator), owner) for indicator in INDICATORS.keys]


def _spec(indicator: str, source: Source | None, owner: str) -> dg.AssetSpec:
    words = INDICATORS[indicator]
    return dg.AssetSpec(
        f"{PREFIX}{indicator}",
        group_name=GROUP,
        owners=[owner],
        description=f"{words.en} ({words.zh})" + (f", delivered by {source.department}: {source.legal_basis}" if source else ""),
        tags={"channel": source.channel} if source else {},
        metadata={"department": source.department, "release_day": source.release_day} if source else {},
        freshness_policy=due_by(source.release_day) if source else None,
    )


@cache
def due_by(day: int) -> dg.FreshnessPolicy:
    """Return that something has to come from the first of a month to the end of a day of it."""
    # Dagster goes through years of such days to check a policy, and several sources share theirs.
    return dg.FreshnessPolicy.cron(f"59 23 {day} * *", timedelta(days=day), TIME_ZONE.key)


def published_in_time() -> dg.FreshnessPolicy:
    """Return that a month has to come out in the first half of the month after it, on the scheduled day at the latest."""
    window = timedelta(days=SCHEDULED_DAY - 1, hours=PUBLISHED_BY_HOUR)
    return dg.FreshnessPolicy.cron(f"0 {PUBLISHED_BY_HOUR} {SCHEDULED_DAY} * *", window, TIME_ZONE.key)


def arrivals(store: "Store", batches: list[int]) -> Iterator[dg.AssetMaterialization]:
    """Yield every source that something new was stored of in these batches, with how many rows."""
    rows = _rows_by_source(store, store.read(names.DELIVERIES, batch_id=batches)) if batches else {}
    for indicator, count in sorted(rows.items()):
        # Without a version: what came is told by the tables it went into.
        yield dg.AssetMaterialization(f"{PREFIX}{indicator}", metadata={"rows stored": count})


def _rows_by_source(store: "Store", ledger: "pl.DataFrame") -> dict[str, int]:
    """Return how many rows are stored of some deliveries (rows of the ledger) about each indicator."""
    # Counted where they are: a first delivery of many districts does not fit into memory twice.
    counts = {indicator: int(ledger.filter(table_name=table)["rows_stored"].sum()) for table, indicator in OF_ONE_INDICATOR.items()}
    for table in OF_SEVERAL:
        delivered = ledger.filter(table_name=table)["delivery_id"].unique().to_list()
        for indicator, count in store.count_by_indicator(table, delivered).items() if delivered else ():
            counts[indicator] = counts.get(indicator, 0) + count
    return {indicator: count for indicator, count in counts.items() if count}
