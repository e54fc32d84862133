"""`earlywarn bench`: districts with their truth for anybody's system, and the yardsticks of its scores beside the baselines."""

from dataclasses import replace
from pathlib import Path

from pipelines.benchmark.bench_judging import judge_scores
from pipelines.benchmark.bench_making import OnMonth, make_district, score_by_program
from pipelines.benchmark.bench_plan import BenchPlan, kept_folders, kept_plan
from pipelines.settings import load_settings
from reports.benchmark_lines import benchmark_lines
from reports.words.text import Words
from warehouse.vocabulary import Language


def make_districts(out: Path, plan: BenchPlan, districts: int, shocks: int, on_month: OnMonth) -> list[str]:
    """Write districts with the seeds from the plan's on, the last so many with a shock; returns what was written, in words."""
    settings, lines = load_settings(), []
    for place in range(districts):
        own = replace(plan, seed=plan.seed + place, with_shock=place >= districts - shocks)
        folder = make_district(own, out, settings, on_month)
        lines.append(f"{folder}: {own.enterprises} enterprises, {len(own.scored_months)} months to score, {own.capacity} places")
    return [*lines, f"put a file of scores for each into a folder and judge it: earlywarn bench score {out} FOLDER"]


def score_own(out: Path, scores: Path, on_month: OnMonth) -> list[str]:
    """Have this program score every district of a folder; returns the files with its scores."""
    settings = load_settings()
    scores.mkdir(parents=True, exist_ok=True)
    for folder in kept_folders(out):
        target = scores / f"{folder.name}.parquet"
        if not target.exists():
            made = score_by_program(kept_plan(folder), folder, settings, on_month)
            # A file that is there is whole: what is finished is not made again.
            beside = target.with_suffix(".part")
            made.write_parquet(beside)
            beside.replace(target)
    return [str(scores / f"{folder.name}.parquet") for folder in kept_folders(out)]


def judge(out: Path, scores: Path, replicates: int, language: Language) -> list[str]:
    """Return the yardsticks of scores beside the baselines, in lines."""
    found = judge_scores(out, scores, replicates)
    return list(benchmark_lines(found.figures, found.districts, found.capacity, found.reachable, Words(language)))
