"""`earlywarn bench`: verbs as a terminal has them, done by pipelines.commands.bench. Nothing heavy is imported before a verb runs."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli_options import FOLDER, LANGUAGE, Month

if TYPE_CHECKING:
    from warehouse.vocabulary import Language

OUT = click.argument("out", type=FOLDER)
ENTERPRISES = click.option(
    "--enterprises", type=click.IntRange(20, 20_000), default=1040, show_default=True, help="How many in a district."
)


@click.group()
def bench() -> None:
    """An open benchmark: fictional districts with their truth, and the yardsticks for the scores of any system."""


@bench.command("districts")
@OUT
@click.option("--districts", type=click.IntRange(1, 100), default=1, show_default=True, help="How many, with the seeds from --seed on.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="1 to 9 are for development; report on others.")
@click.option(
    "--world", type=click.Choice(["first", "second"]), default="first", show_default=True, help="The second has other mechanisms."
)
@ENTERPRISES
@click.option("--months", type=click.IntRange(14, 240), default=60, show_default=True, help="How many months of figures.")
@click.option("--scored", type=click.IntRange(1), default=24, show_default=True, help="The last so many of them are to be scored.")
@click.option("--last", type=Month(), default="2026-10", show_default=True, help="The last month.")
@click.option("--shocks", type=click.IntRange(0), default=0, show_default=True, help="The last so many have a district-wide shock.")
def write_districts(
    out: Path, districts: int, seed: int, world: str, enterprises: int, months: int, scored: int, last: date, shocks: int
) -> None:
    """Write districts below OUT: deliveries, truth, labels with their definitions, evidence, and the baselines' scores.

    What is finished is not made again.
    """
    from pipelines.benchmark.bench_plan import BenchPlan
    from pipelines.commands import bench as command

    plan = BenchPlan(seed, "second" if world == "second" else "first", False, enterprises, months, scored, last)
    _echo(command.make_districts(out, plan, districts, shocks, _progress))


@bench.command("run")
@OUT
@click.argument("scores", type=FOLDER)
def run_program(out: Path, scores: Path) -> None:
    """Have this program score every district below OUT month by month; its scores go into SCORES, one file a district."""
    from pipelines.commands import bench as command

    _echo(command.score_own(out, scores, _progress))


@bench.command("score")
@OUT
@click.argument("scores", type=click.Path(path_type=Path))
@click.option("--replicates", type=click.IntRange(0), default=200, show_default=True, help="Draws behind each interval.")
@LANGUAGE
def judge_scores(out: Path, scores: Path, replicates: int, language: "Language") -> None:
    """Judge SCORES beside the baselines of the districts below OUT.

    SCORES is a folder with a file NAME.parquet for each district, or a file where OUT is one district. Columns: month, uscc,
    operating_risk, relocation_risk; relocation_share, listed and is_candidate where the system has them.
    """
    from pipelines.commands import bench as command

    _echo(command.judge(out, scores, replicates, language))


def _progress(what: str) -> None:
    click.echo(what, err=True)


def _echo(lines: list[str]) -> None:
    for line in lines:
        click.echo(line)
