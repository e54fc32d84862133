"""A month of an installation of many districts: hand over, run every district as a block, put down what came of each, sum up."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import polars as pl

from pipelines.blocks import map_blocks
from pipelines.data_dir import DataDir
from pipelines.delivery.publication import read_manifest
from pipelines.districts.handing_over import Handed, hand_over
from pipelines.districts.month_block import MonthBlock, run_block
from pipelines.districts.neighbours import gather_learned
from pipelines.districts.outcome import DistrictOutcome
from pipelines.errors import NoUsableInputError, UsageError
from pipelines.month.run import MonthRun
from pipelines.run_records.terminal_notices import tell
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.ops.verdicts import CheckResult
from warehouse.vocabulary import LEVELS

# What a line at the terminal is about; no sentence of a month.
PROGRESS = "district"
# How many enterprises stand in no district; no sentence of a month either.
UNPLACED = "unplaced"


def run_districts(run: MonthRun) -> tuple[pl.DataFrame, list[DistrictOutcome], int]:
    """Run the month of every district, or of the one the run names.

    Returns the rows of out_districts, those of the others as they were, what came of those that were run, and how many enterprises of the
    register stand in no district: nobody judges them.
    Raises NoUsableInputError where the installation has no districts, UsageError for one it does not have.
    """
    handed = hand_over(run.home, run.settings.runs)
    wanted = _wanted(handed, run.district)
    if handed.unplaced:
        tell({UNPLACED: handed.unplaced})
    gather_learned(run.home, run.month)
    sampled = sample_of(handed.homes, run.month, run.settings.runs.sampled_districts)
    blocks = [MonthBlock(home.root, run.month, run.as_of, run.is_explained, home.district in sampled) for home in wanted]
    outcomes: dict[str, DistrictOutcome] = {}
    for _, outcome in map_blocks(run_block, blocks):
        outcomes[outcome.folder] = outcome
        tell({PROGRESS: (len(outcomes), len(blocks), outcome)})
    made = outcome_rows(run.home, run.month, outcomes.values())
    others = run.read(names.DISTRICTS).filter(~pl.col("folder").is_in(list(outcomes)))
    rows = pl.concat([others, made.select(others.columns)]).sort("folder")
    return rows, [outcomes[home.district] for home in wanted], handed.unplaced


def sample_of(homes: Mapping[str, DataDir], month: date, most: int) -> frozenset[str]:
    """Return the folders of so many districts at most: others every month, and the same ones whenever a month is run."""
    folders = sorted((home.district for home in homes.values()), key=lambda folder: sha256(f"{month} {folder}".encode()).digest())
    return frozenset(folders[:most])


def progress_line(notice: Mapping[str, Any]) -> str:
    """Return the line about a district that has just been run."""
    done, of, outcome = notice[PROGRESS]
    why = f": {outcome.sentence}" if outcome.sentence else ""
    return f"  {done:>4} of {of} districts  {outcome.name}  {outcome.status}  {outcome.seconds:.1f} s{why}"


def unplaced_line(notice: Mapping[str, Any]) -> str:
    """Return the line about enterprises that no district has."""
    return f"  {notice[UNPLACED]} enterprises of the register stand in no district and are judged by none; have the register name theirs"


def _wanted(handed: Handed, district: str) -> Sequence[DataDir]:
    """Return the homes of the districts that are to run."""
    if not handed.homes:
        raise NoUsableInputError("the register names no two districts, so there is nothing to run by district; call `earlywarn run`")
    if not district:
        return list(handed.homes.values())
    found = [home for name, home in handed.homes.items() if district in (name, home.district)]
    if not found:
        raise UsageError(f"there is no district {district!r}; the installation has {', '.join(handed.homes)}")
    return found


def outcome_rows(home: DataDir, month: date, outcomes: Iterable[DistrictOutcome]) -> pl.DataFrame:
    """Return outcomes as rows of out_districts, without the month, with how many each edition warns of."""
    table = table_named(names.DISTRICTS)
    schema = {name: kind for name, kind in table.polars_schema().items() if name != "month"}
    return pl.DataFrame([_row(home, month, outcome) for outcome in outcomes], schema=schema)


def _row(home: DataDir, month: date, outcome: DistrictOutcome) -> dict[str, object]:
    manifest = read_manifest(home.of_district(outcome.folder).briefing(month)) if outcome.is_out else None
    counts = {f"{level}_count": int(manifest["warnings"].get(level, 0)) if manifest else None for level in LEVELS.keys}
    return {
        "folder": outcome.folder,
        "district": outcome.name,
        "status": outcome.status,
        "sentence": outcome.sentence or None,
        "exit_code": outcome.exit_code,
        "revision": outcome.revision,
        "content_id": outcome.content_id,
        **counts,
    }


def check_districts(rows: pl.DataFrame) -> CheckResult:
    """Return whether every district has its edition."""
    out = rows.filter(pl.col("status") == "published").height
    missing = rows.filter(pl.col("status") != "published")["district"].to_list()
    observed = f"{out} of {rows.height} districts have an edition"
    examples = f"; without one: {', '.join(missing)}" if missing else ""
    return CheckResult("districts", "warn", not missing, observed, "各区均已发布", f"{rows.height}个区中{out}个已发布", examples)


def described_by_district(rows: pl.DataFrame, outcomes: Iterable[DistrictOutcome]) -> str:
    """Return the table of districts that Dagster shows; rules broken and seconds of those that were run."""
    head = ["district", "status", "revision", *LEVELS.keys, "rules broken", "CPU s", "why not"]
    ran = {one.folder: [one.failed_checks, one.seconds] for one in outcomes}
    lines = [
        [
            *(row["district"], row["status"], row["revision"], *(row[f"{level}_count"] for level in LEVELS.keys)),
            *(*ran.get(row["folder"], [None, None]), row["sentence"]),
        ]
        for row in rows.iter_rows(named=True)
    ]
    cells = [head, ["---"] * len(head), *([("" if cell is None else str(cell)).replace("|", "/") for cell in line] for line in lines)]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)
