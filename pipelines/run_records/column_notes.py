"""What Dagster shows of a column besides its contract: through which channel its figures come, and which column it was passed on from.

Both follow from what is declared, and a column of which that does not follow has neither: whose figure a column of several sources is,
its rows say; where a column was computed, the function says.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

import dagster as dg

from pipelines.config.early_settings import Source, load_sources
from pipelines.data_dir import find_home
from pipelines.run_records.sources import OF_ONE_INDICATOR
from warehouse.catalogue import all_tables, table_named
from warehouse.contract import Column, Table
from warehouse.vocabulary import INDICATOR_UNIT, INDICATORS

# Of the features, what one indicator's figures say.
OF_INDICATOR: Final = {f"evidence_{indicator}": indicator for indicator in INDICATORS.keys}
FIGURES_OF_ONE: Final = ("value_cny_10k",)
# Where the channel stands beside every figure.
BY_ROW: Final = "by row"


def column_tags(table: Table, column: Column) -> dict[str, str]:
    """Return what a column is for: part of the key, the unit of its figures, and their source and channel where there is one."""
    key = {"key": ""} if column.name in table.key else {}
    return {**key, **({"unit": column.unit.key, **_channel(table, column)} if column.unit else {})}


def _channel(table: Table, column: Column) -> dict[str, str]:
    """Return whose figures a column has, as the home's configuration names them when the definitions are loaded."""
    is_figure, indicator = column.unit == INDICATOR_UNIT, OF_INDICATOR.get(column.name)
    if column.name in FIGURES_OF_ONE:
        is_figure, indicator = True, OF_ONE_INDICATOR.get(table.name)
    source = _sources().get(indicator) if indicator else None
    told = {"source": indicator} if indicator else {}
    usual = {"department": source.department, "channel": source.channel} if source else {}
    return {**told, **usual, **({"channel": BY_ROW} if is_figure and "channel" in table.column_names else {})}


_TABLES: Final = frozenset(table.name for table in all_tables())


@cache
def _sources() -> Mapping[str, Source]:
    """Return who delivers what; read once a process, like the definitions that show it."""
    return load_sources(find_home().config)


def passed_on(name: str, read: Iterable[str]) -> dg.TableColumnLineage | None:
    """Return from which columns of the tables its step reads a table's columns are passed on unchanged; None where that follows of none.

    It follows where both tables have the same key and the very same contract of the column: a quantity has one name and one meaning.
    Facts are taken in beside one another and passed on by no table.
    """
    table, deps = table_named(name), dict[str, list[dg.TableColumnDep]]()
    # Records of ops.db are read too, and are no tables.
    for other in map(table_named, sorted(_TABLES & set(read)) if table.layer not in ("raw", "core") else ()):
        if other.key == table.key and other.name != table.name:
            for column in table.columns:
                if column in other.columns and column.name not in table.key:
                    deps.setdefault(column.name, []).append(dg.TableColumnDep(dg.AssetKey(other.name), column.name))
    return dg.TableColumnLineage(deps) if deps else None
