"""`earlywarn tidy`: what the rules of storage.toml let go, counted and removed; never facts, published months or the audit."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import chain, groupby

from pipelines.clock import now
from pipelines.data_dir import DataDir
from pipelines.retention.leftovers import Leftover, leftover_files
from pipelines.retention.old_runs import old_runs
from pipelines.room import MEBIBYTE
from pipelines.settings import load_settings
from warehouse.compaction import compact_sqlite, compact_warehouse
from warehouse.errors import WarehouseBusyError


def tidy(home: DataDir, *, is_dry_run: bool = False, clock: Callable[[], datetime] = now) -> Iterator[str]:
    """Remove what the rules let go, give back empty room, and yield what was done, in words; with `is_dry_run` only say what would go."""
    for one in (home, *home.districts()):
        if one.district:
            yield f"{one.district}:"
        yield from _tidy(one, clock(), is_dry_run=is_dry_run)


def _tidy(home: DataDir, moment: datetime, *, is_dry_run: bool) -> Iterator[str]:
    settings = load_settings(home.config).storage
    found = list(chain(leftover_files(home, settings, moment), old_runs(home, settings.run_days, moment)))
    for kind, group in groupby(found, key=lambda each: each.kind):
        yield _line(kind, list(group))
    total = sum(each.bytes for each in found) / MEBIBYTE
    if is_dry_run:
        yield f"{len(found)} things, about {total:,.1f} MiB, would go; nothing was removed"
        return
    for each in found:
        each.remove()
    yield f"{len(found)} things, about {total:,.1f} MiB, are gone" if found else "nothing is older than the rules of storage.toml allow"
    yield from _compact(home)


def _line(kind: str, group: list[Leftover]) -> str:
    """Return what of one kind goes: how many, how much, from which to which."""
    between = group[0].name if len(group) == 1 else f"{group[0].name} … {group[-1].name}"
    return f"  {kind:<24} {len(group):>6}  {sum(each.bytes for each in group) / MEBIBYTE:>9,.1f} MiB  {between}"


def _compact(home: DataDir) -> Iterator[str]:
    """Give back the room of what was deleted; a file that somebody uses is left as it is."""
    databases = [home.ops, *sorted(home.dagster.glob("**/*.db"))]
    works: list[tuple[str, Callable[[], int]]] = [(path.name, partial(compact_sqlite, path)) for path in databases if path.is_file()]
    if home.warehouse.exists():
        works.append((home.warehouse.name, partial(compact_warehouse, home.warehouse, home.ops)))
    for name, work in works:
        try:
            given_back = work()
        except WarehouseBusyError as error:
            yield f"  {error}"
        else:
            if given_back:
                yield f"  {name} gave back {given_back / MEBIBYTE:,.1f} MiB"
