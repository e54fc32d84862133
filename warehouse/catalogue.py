"""The list of all table contracts, in the order in which data flows through them."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from warehouse import tables
from warehouse.contract import Table

LAYER_ORDER = ("raw", "core", "feat", "pred", "out")


@cache
def all_tables() -> tuple[Table, ...]:
    """Return every contract below `warehouse/tables`, by layer and then by name; a module without `TABLE` is a mistake."""
    # Found by looking, so that a contract cannot be written and then forgotten in a list.
    modules = (import_module(f"{tables.__name__}.{found.name}") for found in iter_modules(tables.__path__))
    found_tables: list[Table] = [module.TABLE for module in modules]
    return tuple(sorted(found_tables, key=lambda table: (LAYER_ORDER.index(table.layer), table.name)))


@cache
def table_named(name: str) -> Table:
    """Return the contract of that name; raises KeyError listing the tables there are."""
    for table in all_tables():
        if table.name == name:
            return table
    raise KeyError(f"no table {name!r} in the warehouse; there are {', '.join(table.name for table in all_tables())}")


def core_tables() -> tuple[Table, ...]:
    """Return the contracts of the facts that deliveries fill."""
    return tuple(table for table in all_tables() if table.layer == "core")
