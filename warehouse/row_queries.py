"""The statement that reads rows of one table: by values of columns, and by being alike to a few given rows.

In: words and bound values. Out: running it (warehouse.store).
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from warehouse.contract import Table


def sample_name(place: int) -> str:
    """Return the name under which a statement reads the sample at a place."""
    return f"sample_{place}"


def rows_query(table: Table, filters: Mapping[str, object], samples: Sequence[pl.DataFrame]) -> tuple[str, list[object]]:
    """Return the statement and its values; raises KeyError where the table has no such column.

    A row passes where each filter's column has its value (a list or tuple means any of them) and, where there are samples, where it agrees
    with a row of any of them on all of its columns.
    """
    parts: list[str] = []
    values: list[object] = []
    for name, wanted in filters.items():
        # Values are bound and names checked against the contract, so no filter can become a statement.
        choices = list(wanted) if isinstance(wanted, list | tuple | set | frozenset) else [wanted]
        parts.append(f"{table.column(name).name} in ({', '.join('?' * len(choices)) or 'null'})")
        values += choices
    # Each sample looks at its own columns alone, and whole rows are read of the few that are found.
    alike = " union ".join(_alike(table, samples))
    parts += [f"t.rowid in ({alike})"] if alike else []
    where = f"where {' and '.join(parts)}" if parts else ""
    # The same rows in the same order on every machine, or the same bytes could not follow from them.
    order = ", ".join(f"{name} nulls first" for name in table.key)
    return f"select * from {table.name} t {where} order by {order}", values  # noqa: S608


def _alike(table: Table, samples: Sequence[pl.DataFrame]) -> Iterator[str]:
    for place, sample in enumerate(samples):
        same = " and ".join(f"s.{table.column(name).name} = a.{name}" for name in sample.columns)
        yield f"select a.rowid from {table.name} a semi join {sample_name(place)} s on {same}"  # noqa: S608 - columns of the contract
