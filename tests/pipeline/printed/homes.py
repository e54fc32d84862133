"""Seeded districts that are run, answered by their officials and written to by mail, for the checker of what is printed."""

import re
from datetime import date
from pathlib import Path

import duckdb

from pipelines.commands.demo import demo, return_demo_lists
from pipelines.commands.run import RunOptions, run
from pipelines.commands.send import send
from pipelines.data_dir import DataDir

ENTERPRISES, MONTHS = 60, 30
# So few places that somebody at the line has none: the watch list and leavers for want of a place occur.
FEW_PLACES = "[thresholds]\ncapacity_total = { value = 6, reason = 'fewer places than reach the line' }\n"
READERS = 'email,name,scope,editions,language\ndirector@example.cn,甲,district,"bulletin,urgent",zh\n'


def run_district(home: DataDir, seed: int, first: date, last: date) -> None:
    """Write a district, run its months, have its officials return the lists, and run the last month with what they found."""
    demo(home, enterprises=ENTERPRISES, months=MONTHS, last=last, seed=seed)
    if seed % 2:
        (home.config / "levels.toml").write_text(FEW_PLACES, encoding="utf-8")
    run(home, RunOptions(last, first))
    return_demo_lists(home)
    run(home, RunOptions(last, last))
    write_mails(home, last)


def write_mails(home: DataDir, month: date) -> None:
    """Write the mails of a month as files: to the district, to a street, a tier and an owner that have somebody on the list."""
    home.subscribers.write_text(READERS + "".join(_reader(*scope) for scope in _scopes(home.warehouse, month)), encoding="utf-8")
    send(home, month, is_dry_run=True, held=None)


def _scopes(warehouse: Path, month: date) -> list[tuple[str, str]]:
    """Return a street, a tier and an owner of the first of the list."""
    with duckdb.connect(str(warehouse), read_only=True) as found:
        row = found.execute(
            "select street, tier, owner from out_warnings__monthly_enterprises where month = ? and is_listed order by rank limit 1", [month]
        ).fetchone()
    return [] if row is None else list(zip(("street", "tier", "owner"), row, strict=True))


def _reader(column: str, value: str) -> str:
    return f'{column}@example.cn,乙,{column}:{value},"bulletin,urgent",zh\n'


def scope_of(mail: Path, readers: Path) -> tuple[str, str]:
    """Return the scope of the reader a mail's file is named after: a column of the register and its value, both empty for the district."""
    address = re.sub(r"^\d+-\w+-|\.eml$", "", mail.name)
    line = next(line for line in readers.read_text(encoding="utf-8").splitlines() if line.startswith(address))
    column, _, value = line.split(",")[2].partition(":")
    return (column, value) if value else ("", "")
