"""Anybody's scores of the benchmark's districts against the truth, beside the baselines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from models.evaluation.backtest import BacktestReport, BacktestSettings, compare, run_backtest
from pipelines.benchmark.bench_making import BASELINE_FOLDER, TRUTH
from pipelines.benchmark.bench_plan import kept_folders, kept_plan
from pipelines.errors import UsageError

GIVEN = "scores"
WANTED = {"month", "uscc", "operating_risk", "relocation_risk"}
OPTIONAL = ("relocation_share", "listed", "is_candidate")


@dataclass(frozen=True, slots=True)
class BenchJudgement:
    """Figures of every maker (maker, figure, value, low, high, count), and the share of all trouble that a full list can reach."""

    figures: pl.DataFrame
    districts: list[str]
    reachable: float
    capacity: int


def judge_scores(out: Path, scores: Path, replicates: int) -> BenchJudgement:
    """Judge scores beside the baselines, pooled over the districts.

    `out`: one district or a folder of several; `scores`: a file, or a folder that holds the districts' files below their names, or a single
    district's. Raises UsageError where a file lacks a column, covers no scored month, or the districts' lists are of different lengths.
    """
    folders = kept_folders(out)
    plans = [kept_plan(folder) for folder in folders]
    if len({plan.capacity for plan in plans}) > 1:
        raise UsageError(f"the districts in {out} have lists of different lengths; judge those of one size together")
    settings = BacktestSettings(capacity=plans[0].capacity, replicates=replicates)
    makers = {GIVEN: _pooled((folder.name, read_scores(_file_of(scores, folder, len(folders)))) for folder in folders)}
    for path in sorted({one.name for folder in folders for one in (folder / BASELINE_FOLDER).glob("*.parquet")}):
        makers[path.removesuffix(".parquet")] = _pooled(_baseline(folders, path))
    labels, trouble = (_pooled((f.name, pl.read_parquet(f / TRUTH / f"{name}.parquet")) for f in folders) for name in ("labels", "trouble"))
    reports = judged_makers(makers, labels, trouble, settings)
    return BenchJudgement(compare(reports), [folder.name for folder in folders], _reachable(labels, settings.capacity), settings.capacity)


def judged_makers(
    makers: Mapping[str, pl.DataFrame], labels: pl.DataFrame, trouble: pl.DataFrame, settings: BacktestSettings
) -> dict[str, BacktestReport]:
    """Judge every maker on the same enterprise-months; what all risks of a maker lie between 0 and 1 is taken for probabilities."""
    return {name: run_backtest(frame, labels, trouble, settings, is_probability=_is_chance(frame, name)) for name, frame in makers.items()}


def _is_chance(frame: pl.DataFrame, maker: str) -> bool:
    if maker == "chance":
        return False
    ends = frame.select(pl.min_horizontal(pl.col("^.*_risk$").min()), high=pl.max_horizontal(pl.col("^.*_risk$").max())).row(0)
    return ends[0] is not None and ends[0] >= 0 and ends[1] <= 1


def read_scores(path: Path) -> pl.DataFrame:
    """Read scores in the columns of `scores.parquet`; months as dates or written YYYY-MM."""
    frame = pl.read_parquet(path)
    if missing := sorted(WANTED - set(frame.columns)):
        raise UsageError(f"{path} lacks {', '.join(missing)}; scores have {', '.join(sorted(WANTED))}, and may have {', '.join(OPTIONAL)}")
    if frame.schema["month"] == pl.String:
        frame = frame.with_columns(pl.col("month").str.to_date("%Y-%m"))
    known = frame.select("month", "uscc", pl.col("operating_risk", "relocation_risk").cast(pl.Float64), *_present(frame))
    if known.select("month", "uscc").is_duplicated().any():
        raise UsageError(f"{path} has several rows for one enterprise and month; leave one of each")
    return known


def _present(frame: pl.DataFrame) -> list[str]:
    return [name for name in OPTIONAL if name in frame.columns]


def _file_of(scores: Path, folder: Path, count: int) -> Path:
    """Return the file with a district's scores; raises UsageError where there is none."""
    tried = [scores] if scores.is_file() and count == 1 else []
    tried += [scores / f"{folder.name}.parquet", *sorted((scores / folder.name).glob("*.parquet"))]
    if count == 1 and scores.is_dir():
        tried += sorted(scores.glob("*.parquet"))
    for path in tried:
        if path.is_file():
            return path
    raise UsageError(f"there are no scores of {folder.name} in {scores}; put them into {scores}/{folder.name}.parquet")


def _baseline(folders: Iterable[Path], name: str) -> Iterable[tuple[str, pl.DataFrame]]:
    for folder in folders:
        path = folder / BASELINE_FOLDER / name
        if not path.exists():
            raise UsageError(f"{path} is missing, while other districts have it; make it there too or take it away everywhere")
        yield folder.name, read_scores(path)


def _pooled(frames: Iterable[tuple[str, pl.DataFrame]]) -> pl.DataFrame:
    # The same made-up code may occur in two districts.
    named = [frame.with_columns(uscc=pl.lit(f"{name}/") + pl.col("uscc"), district=pl.lit(name)) for name, frame in frames]
    return pl.concat(named, how="diagonal")


def _reachable(labels: pl.DataFrame, capacity: int) -> float:
    """Return the share of all enterprise-months in trouble that have a place when every place is given to one of them."""
    months = labels.filter("any_truth").group_by("district", "month").len()
    found = months.select(pl.min_horizontal("len", pl.lit(capacity)).sum() / pl.col("len").sum()).item()
    return float(found or 0.0)
