"""A small installation of districts whose deliveries lie in its inbox as tidy files, taken in by the ordinary ingest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from stdnum.cn import uscc as credit_codes

from pipelines.ingest.run import ingest_inbox
from pipelines.ingest.settings import SourceSettings
from pipelines.instance.settings import RunSettings
from warehouse.snapshot import publish_snapshot
from warehouse.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipelines.data_dir import DataDir

DAY = date(2026, 3, 20)
# Of two enterprises a district is made here.
SETTINGS = replace(RunSettings(), least_district_enterprises=2)


def code(number: int) -> str:
    """Return a valid credit code."""
    text = f"91440310M910{number:05d}"
    return text + credit_codes.calc_check_digit(text)


def register(districts: Mapping[str, Sequence[int]]) -> str:
    """Return the lines of a register: the numbers of the enterprises of each district."""
    head = "uscc,name,district,street\n"
    return head + "".join(f"{code(number)},企业{number},{district},一街\n" for district, numbers in districts.items() for number in numbers)


def figures(numbers: Sequence[int], periods: Sequence[str] = ("2026-01", "2026-02"), value: float = 100.0) -> str:
    """Return the lines of a file of output."""
    head = "uscc,indicator,period,value,unit,basis,received_on\n"
    rows = (f"{code(number)},output_value,{period},{value + number},CNY_10k,month," for number in numbers for period in periods)
    return head + "".join(f"{row}2026-03-10\n" for row in rows)


def deliver(home: DataDir, files: Mapping[str, str], day: date = DAY) -> None:
    """Lay files into the inbox and take everything in, as the installation's ingest does."""
    home.prepare()
    for name, text in files.items():
        path: Path = home.inbox / name
        path.write_text(text, encoding="utf-8")
    with Store(home.warehouse, ops=home.ops) as store:
        ingest_inbox(store, home.inbox, day, SourceSettings())
        publish_snapshot(store, home.snapshot)
