"""How much the edition for readers outside leaves out, beside a greedy choice and beside leaving out whole rows.

`python -m tests.bench.outside REGISTER SERIES MONTH [MEASURE ...]`: Parquet files with the register (one row an enterprise) and feat_series
of the month, as `duckdb` copies them out of a snapshot. Written are the totals, the sensitive ones, and for each way the share of totals
and of value that is left out, with the seconds it took.
"""

import sys
from dataclasses import replace
from time import perf_counter

import numpy as np
import polars as pl

from models.disclosure.outside_tables import MEASURES, OutsideInputs, empty_totals, outside_tables
from models.disclosure.settings import DisclosureSettings
from models.disclosure.suppression import Protection, choose_greedily
from models.district.totals import counted_series
from warehouse.periods import month_of_key


def whole_rows(protection: Protection) -> np.ndarray:
    """Leave out every total of a street, a section or a size that has a sensitive one."""
    totals = protection.sums.totals
    touched = {
        (place, total.group[place])
        for total, sensitive in zip(totals, protection.start, strict=True)
        if sensitive
        for place in range(len(total.group))
        if total.group[place] is not None
    }
    return np.array(
        [protection.open[n] and any((place, value) in touched for place, value in enumerate(t.group)) for n, t in enumerate(totals)]
    )


def shares(protection: Protection, hidden: np.ndarray) -> str:
    """Shares of printable totals and of their value that are left out."""
    sizes = np.abs(protection.sums.values)
    cells = hidden.sum() / protection.open.sum()
    return f"{hidden.sum():4d} totals {100 * cells:3.0f} %, value {100 * sizes[hidden].sum() / sizes[protection.open].sum():3.0f} %"


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(register_file: str, series_file: str, key: str, *measures: str) -> None:
    """Write a block for each measure."""
    month, register = month_of_key(key), pl.read_parquet(register_file)
    series = counted_series(pl.read_parquet(series_file), register, month)
    inputs = OutsideInputs(series, register, month, empty_totals().with_columns(month=pl.lit(None, pl.Date)))
    for measure in measures or MEASURES:
        begun = perf_counter()
        (made,) = outside_tables(inputs, DisclosureSettings(), [measure])
        seconds, protection = perf_counter() - begun, made.protection
        _write(f"{measure}: {protection.open.sum()} totals, {(protection.open & protection.sensitive).sum()} sensitive")
        _write(f"  {made.pattern.way:10} {shares(protection, made.pattern.hidden)}, {made.pattern.rounds} rounds, {seconds:.0f} s")
        begun = perf_counter()
        greedy = choose_greedily(replace(protection))
        _write(f"  greedy     {shares(protection, greedy.hidden)}, {greedy.rounds} rounds, {perf_counter() - begun:.0f} s")
        rows = whole_rows(protection)
        _write(f"  whole rows {shares(protection, rows)}; attacks that succeed: {len(protection.attacked(rows))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
