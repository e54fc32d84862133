"""Everything that Dagster and the log keep of a home as text, and what must not be in it."""

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipelines.data_dir import DataDir
from warehouse import names
from warehouse.store import Store

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# Shorter figures would be met by chance among counts, days and event numbers.
LEAST_DIGITS = 6
ORGANISATION = slice(8, 17)


def kept_texts(home: DataDir) -> Iterator[tuple[str, str]]:
    """Yield every text that Dagster's home and the log files hold, with where: cells of SQLite tables, and files as they are."""
    for path in sorted(path for folder in (home.dagster, home.logs) for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".db":
            yield from _cells(path)
        yield path.relative_to(home.root).as_posix(), path.read_bytes().decode("utf-8", "replace")


def _cells(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the text of every row of every table of a SQLite file, what still lies in its log included."""
    # A row that crosses pages is not in one piece in the file.
    with sqlite3.connect(path) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            for row in connection.execute(f'select * from "{table}"'):  # noqa: S608 - names from the file itself
                yield f"{path.name}/{table}", " ".join(_text(value) for value in row if value is not None)


def _text(value: object) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    # Dagster writes JSON with escapes.
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def secrets_of(home: DataDir) -> tuple[set[str], set[str]]:
    """Return what names somebody (names, credit and organisation codes, accounts, addresses), and figures as they may be written."""
    with Store(home.warehouse, read_only=True) as store:
        register, figures, bills = (store.read(table) for table in (names.REGISTER, names.OBSERVATIONS, names.BILLS))
        risks, warnings = store.read(names.RISK), store.read(names.WARNINGS)
    codes = set(register["uscc"])
    named = {*codes, *(code[ORGANISATION] for code in codes), *register["name"].drop_nulls(), *register["owner_email"].drop_nulls()}
    named |= {account for account in bills["account"].drop_nulls() if len(account) >= LEAST_DIGITS}
    values = [
        figures["value"],
        bills["value"],
        *(frame[name] for frame in (risks, warnings) for name in frame.columns if _is_figure(frame, name)),
    ]
    return named, {text for series in values for value in series.drop_nulls() for text in _written(float(value))}


def _is_figure(frame: pl.DataFrame, name: str) -> bool:
    return frame.schema[name] == pl.Float64


def _written(value: float) -> Iterator[str]:
    """Yield how a figure may be written, where that is long enough to be told from a count."""
    for text in (repr(value), json.dumps(value), f"{value:,.3f}", f"{value:,.1f}", f"{value:.6f}"):
        if len(re.sub(r"\D", "", text).strip("0")) >= LEAST_DIGITS and "." in text and not text.endswith(".0"):
            yield text


def leaks(home: DataDir) -> list[str]:
    """Return where something is kept that must not be, and what."""
    named, figures = secrets_of(home)
    found = []
    for place, text in kept_texts(home):
        found += [f"{place}: {secret}" for secret in named if secret in text]
        found += [f"{place}: {number}" for number in figures.intersection(NUMBER.findall(text))]
    return found
