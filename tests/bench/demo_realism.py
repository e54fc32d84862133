"""How rough and how hard the fictional district is, beside the real panels: `python -m tests.bench.demo_realism [seed …]`.

Prints quantiles of log changes relative to the median enterprise (month on month, over 3, 6 and 12 months), the spread of volatility,
shares of firm-months in trouble, and the average precision of plain year-on-year rules on what was known at the time.
Seeds 1 to 9 are for development; judging uses others.
"""

import os
import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings
from warehouse.periods import month_number

SHARED = Path(os.environ.get("EARLYWARN_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
QUANTILES = (0.01, 0.05, 0.25, 0.75, 0.95, 0.99)
SPANS = (1, 3, 6, 12)
LAST = date(2026, 6, 1)
SCORED_MONTHS = 24


def say(line: str) -> None:
    """Write one line of the report."""
    sys.stdout.write(line + "\n")


def main(seeds: list[int]) -> None:
    """Write each district, print its figures and their means."""
    show_panels()
    for with_shock in (False, True):
        results = [measure(seed, with_shock, is_shown=seed == seeds[0] and not with_shock) for seed in seeds]
        say(f"\n== {'with' if with_shock else 'without'} shock, mean of seeds {seeds}")
        for name in results[0]:
            say(f"{name:38s} {np.nanmean([r[name] for r in results]):8.3f}   {' '.join(f'{r[name]:.3f}' for r in results)}")


def measure(seed: int, with_shock: bool, *, is_shown: bool) -> dict[str, float]:
    """Rates and rule precision of one district; prints its quantiles where asked to."""
    with tempfile.TemporaryDirectory() as folder:
        inbox, truth = Path(folder) / "inbox", Path(folder) / "truth"
        write_district(inbox, truth, DemoSettings(last=LAST, seed=seed, with_shock=with_shock, layouts="tidy"))
        rows = read_rows(inbox)
        events, activity = (pl.read_parquet(truth / f"truth_{n}.parquet") for n in ("events", "activity"))
    if is_shown:
        for indicator in ("electricity", "output_value", "tax", "water", "employment"):
            report_quantiles(f"demo {seed} {indicator}", monthly(rows, indicator)[1])
    codes, state = states(events, activity)
    falls = {k: year_on_year(rows, k, codes, state.shape[1]) for k in ("output_value", "electricity", "tax", "employment", "water")}
    return rates(state) | precision(state, falls)


def read_rows(inbox: Path) -> pl.DataFrame:
    """Every observation that was known on the 16th after its period, in file order."""
    frames = [pl.read_parquet(p) for p in sorted(inbox.glob("*.parquet"))]
    wanted = frames[0].columns
    for path in sorted(inbox.glob("*_2*.csv")):
        frames.append(pl.read_csv(path, try_parse_dates=True, schema_overrides={"period": pl.String}).select(wanted).cast(frames[0].schema))
    rows = pl.concat(frames).filter(~pl.col("period").str.starts_with("209"))
    return rows.with_columns(month=pl.col("period").str.to_date("%Y-%m"))


def monthly(rows: pl.DataFrame, indicator: str, *, in_time: bool = False) -> tuple[list[str], np.ndarray]:
    """Codes and monthly values (N, T); a cumulative series is differenced, its January and February are missing."""
    chosen = rows.filter(pl.col("indicator") == indicator)
    if in_time:
        chosen = chosen.filter(pl.col("received_on") < pl.col("month").dt.offset_by("1mo").dt.offset_by("15d"))
    latest = chosen.sort("received_on", maintain_order=True).unique(["uscc", "month"], keep="last", maintain_order=True)
    wide = latest.pivot(on="month", index="uscc", values="value").sort("uscc")
    columns = sorted(c for c in wide.columns if c != "uscc")
    values = wide.select(columns).to_numpy().astype(float)
    if chosen["basis"][0] == "ytd":
        numbers = np.array([int(c[5:7]) for c in columns])
        values = np.diff(values, axis=1, prepend=np.nan)
        values[:, numbers <= 2] = np.nan
        values, columns = with_januaries(values, columns)
    return wide["uscc"].to_list(), values


def with_januaries(values: np.ndarray, columns: list[str]) -> tuple[np.ndarray, list[str]]:
    """Put the months that no report has back as missing ones, so that a step is a month."""
    first, last = date.fromisoformat(columns[0]), date.fromisoformat(columns[-1])
    count = month_number(last) - month_number(first) + 1
    months = [date(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1, 1).isoformat() for i in range(count)]
    full = np.full((len(values), count), np.nan)
    full[:, [months.index(c) for c in columns]] = values
    return full, months


def report_quantiles(name: str, values: np.ndarray, floor: float = 0.0) -> None:
    """Print quantiles of log changes relative to the median enterprise, and the spread of volatility."""
    logs = np.log(np.where(values > floor, values, np.nan))
    parts = []
    for span in SPANS:
        change = logs[:, span:] - logs[:, :-span]
        seen = np.isfinite(change).sum(axis=0) > 20
        change = change[:, seen] - np.nanmedian(change[:, seen], axis=0)
        if span == 1:
            enough = np.isfinite(change).sum(axis=1) >= 8
            volatility = 1.4826 * np.nanmedian(np.abs(change[enough]), axis=1)
        parts.append(f"{span:2d}m " + " ".join(f"{q:+.2f}" for q in np.nanquantile(change, QUANTILES)))
    spread = " ".join(f"{v:.2f}" for v in np.nanquantile(volatility, (0.05, 0.5, 0.95)))
    negative, zero = np.nanmean(values < 0), np.nanmean(values == 0)
    say(f"{name:26s} {' | '.join(parts)} | volatility {spread} | negative {negative:.3f} zero {zero:.3f}")


PANELS = (("yangzhong_power", "electricity", 35, 100), ("invoice_panel", "output_value", 0, 0), ("invoice_panel", "tax", 0, 0))
# Active: of the meters, never below 100 kWh; of the invoices, positive in nine months of ten (tax: of two).
ACTIVE_SHARE = {"electricity": 1.0, "output_value": 0.9, "tax": 0.5}


def show_panels() -> None:
    """The same quantiles of the real panels, of all enterprises and of those always active."""
    if not SHARED.exists():
        say(f"no panels at {SHARED}")
        return
    say("quantiles of log changes: " + " ".join(map(str, QUANTILES)))
    for panel, indicator, floor, least in PANELS:
        rows = pl.read_parquet(SHARED / panel / "observations.parquet").with_columns(month=pl.col("period").str.to_date("%Y-%m"))
        wide = rows.filter(pl.col("indicator") == indicator).pivot(on="month", index="uscc", values="value", aggregate_function="sum")
        values = wide.select(sorted(c for c in wide.columns if c != "uscc")).to_numpy().astype(float)
        report_quantiles(f"{indicator} all", values, floor)
        active = (values > least).mean(axis=1) >= ACTIVE_SHARE[indicator]
        report_quantiles(f"{indicator} active", values[active], floor)


def states(events: pl.DataFrame, activity: pl.DataFrame) -> tuple[list[str], np.ndarray]:
    """State of every enterprise-month: 0 healthy, 1 decline, 2 leaving, 9 neither, 99 gone."""
    codes = activity["uscc"].unique(maintain_order=True).to_list()
    months = activity["period"].unique(maintain_order=True).to_list()
    share = activity["activity_share"].to_numpy().reshape(len(codes), len(months))
    state = np.zeros(share.shape, dtype=int)
    where = {m: i for i, m in enumerate(months)}
    first, row = months[0], {c: i for i, c in enumerate(codes)}
    for event in events.sort("left_on", nulls_last=False).iter_rows(named=True):
        i, onset = row[event["uscc"]], index_of(event["onset"], first)
        end = index_of(event["end"], first) if event["end"] else len(where)
        span = slice(max(onset, 0), max(end, 0))
        if event["kind"] in ("decline", "closure", "relocation"):
            state[i, max(onset - 3, 0) : max(onset, 0)] = 9
            code = 2 if event["kind"] == "relocation" else 1
            state[i, span] = code if code == 2 else np.where(share[i, span] <= 0.87, 1, 9)
        if event["left_on"]:
            state[i, max(index_of(event["left_on"], first), 0) :] = 99
    state[(state == 0) & (share <= 0.87)] = 9
    return codes, state


def index_of(month: date, first: date) -> int:
    """Months from the first one."""
    return (month.year - first.year) * 12 + month.month - first.month


def year_on_year(rows: pl.DataFrame, indicator: str, codes: list[str], months: int) -> np.ndarray:
    """The smaller of the last two year-on-year falls (N, T) on figures known in time; a month without one keeps the last."""
    known, values = monthly(rows, indicator, in_time=True)
    full = np.full((len(codes), months), np.nan)
    row = {c: i for i, c in enumerate(codes)}
    for code, series in zip(known, values, strict=True):
        if code in row:
            full[row[code], months - len(series) :] = series
    fall = np.full(full.shape, np.nan)
    base = np.where(full[:, :-12] > 0, full[:, :-12], np.nan)
    fall[:, 12:] = 1 - full[:, 12:] / base
    for t in range(1, months):
        fall[:, t] = np.where(np.isfinite(fall[:, t]), fall[:, t], fall[:, t - 1])
    return np.minimum(fall[:, 1:], fall[:, :-1])


def rates(state: np.ndarray) -> dict[str, float]:
    """Shares of firm-months in trouble among those still there, over the whole range and in the scored months."""
    late = state[:, -SCORED_MONTHS:]
    found = {}
    for name, part in (("all", state), ("scored", late), ("first year", state[:, :12])):
        there = part != 99
        found[f"share in trouble, {name}"] = float(np.isin(part, (1, 2)).sum() / there.sum())
        found[f"share leaving, {name}"] = float((part == 2).sum() / there.sum())
        found[f"share neither, {name}"] = float((part == 9).sum() / there.sum())
    return found


def precision(state: np.ndarray, falls: dict[str, np.ndarray]) -> dict[str, float]:
    """Average precision of three forms of the year-on-year rule for any risk and for relocation."""
    late = state[:, -SCORED_MONTHS:]
    counted = ~np.isin(late, (9, 99))
    stack = np.stack([f[:, -SCORED_MONTHS:] for f in falls.values()])
    with np.errstate(all="ignore"):
        scores = {
            "output": stack[0],
            "output or electricity": np.nanmax(stack[:2], axis=0),
            "mean of output, electricity": np.nanmean(stack[:2], axis=0),
            "any of five": np.nanmax(stack, axis=0),
            "median of five": np.nanmedian(stack, axis=0),
        }
    found = {}
    for name, score in scores.items():
        filled = np.nan_to_num(score, nan=0.0)[counted]
        found[f"AP any, yoy {name}"] = average_precision(filled, np.isin(late[counted], (1, 2)))
        found[f"AP leaving, yoy {name}"] = average_precision(filled, late[counted] == 2)
    return found


def average_precision(score: np.ndarray, truth: np.ndarray) -> float:
    """Mean of precision over the positives, in order of falling score."""
    ordered = truth[np.argsort(-score, kind="stable")]
    hits = np.cumsum(ordered)
    return float((hits / np.arange(1, len(ordered) + 1))[ordered].mean()) if ordered.any() else float("nan")


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [1, 2, 3])
