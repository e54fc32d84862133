"""The benchmark's files and yardsticks: a district is made once, anybody's scores are read, perfect ones are perfect."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from models.evaluation.labels import LABEL_COLUMNS
from pipelines.benchmark.bench_judging import judge_scores, read_scores
from pipelines.benchmark.bench_making import make_district, score_by_program
from pipelines.benchmark.bench_plan import BenchPlan, kept_folders, kept_plan
from pipelines.benchmark.month_by_month import BASELINES, evidence_months
from pipelines.commands.bench import judge, make_districts
from pipelines.errors import UsageError
from pipelines.settings import load_settings

PLAN = BenchPlan(5, "second", enterprises=60, months=26, scored=3, last=date(2026, 6, 1))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bench")
    make_districts(out, PLAN, 1, 0, lambda _: None)
    return out


def perfect(out: Path, scores: Path) -> Path:
    """Scores that know the truth."""
    labels = pl.read_parquet(out / PLAN.name / "truth" / "labels.parquet")
    known = {"operating_risk": pl.col("any_truth"), "relocation_risk": pl.col("relocation_label")}
    scores.mkdir()
    given = labels.select(
        pl.col("month").dt.strftime("%Y-%m"), "uscc", **{name: one.fill_null(False).cast(pl.Float64) for name, one in known.items()}
    )
    given.write_parquet(scores / f"{PLAN.name}.parquet")
    return scores


def test_a_district_has_deliveries_truth_evidence_and_baselines(made: Path) -> None:
    folder = made / PLAN.name
    assert kept_folders(made) == kept_folders(folder) == [folder]
    assert kept_plan(folder) == PLAN
    assert (folder / "inbox" / "enterprises.csv").exists()
    labels = pl.read_parquet(folder / "truth" / "labels.parquet")
    assert tuple(labels.columns) == LABEL_COLUMNS
    assert labels["month"].unique().sort().to_list() == PLAN.scored_months
    for name in BASELINES:
        scores = pl.read_parquet(folder / "baselines" / f"{name}.parquet")
        assert scores.filter("listed").group_by("month").len()["len"].max() <= PLAN.capacity
    stated = json.loads((folder / "district.json").read_text(encoding="utf-8"))
    assert stated["as_of"]["2026-06"] == "2026-07-16"
    assert stated["definitions"]["label_settings"]["lasting_share"] == 0.75


def test_what_is_finished_is_not_made_again(made: Path) -> None:
    before = (made / PLAN.name / "district.json").stat().st_mtime_ns
    make_district(PLAN, made, load_settings(), lambda _: pytest.fail("made again"))
    assert (made / PLAN.name / "district.json").stat().st_mtime_ns == before


def test_scores_that_know_the_truth_are_perfect_and_beside_them_stand_the_baselines(made: Path, tmp_path: Path) -> None:
    found = judge_scores(made, perfect(made, tmp_path / "scores"), 0)
    figures = {(row["maker"], row["figure"]): row["value"] for row in found.figures.iter_rows(named=True)}
    assert figures["scores", "average_precision_any"] == pytest.approx(1.0)
    assert figures["chance", "average_precision_any"] < 0.5
    assert {maker for maker, _ in figures} == {"scores", *BASELINES}
    assert ("chance", "calibration_error_operating") not in figures


def test_the_figures_are_printed_in_both_languages(made: Path, tmp_path: Path) -> None:
    scores = perfect(made, tmp_path / "scores")
    english, chinese = (judge(made, scores, 0, language) for language in ("en", "zh"))
    assert "expert alone" in english[2]
    assert "仅专家权重" in chinese[2]
    assert len(english) == len(chinese)


def test_the_program_scores_the_months_it_is_asked_for(made: Path) -> None:
    scores = score_by_program(PLAN, made / PLAN.name, load_settings(), lambda _: None)
    assert scores["month"].unique().sort().to_list() == PLAN.scored_months
    assert scores.filter("listed").group_by("month").len()["len"].max() <= PLAN.capacity
    assert scores["operating_risk"].is_between(0, 1).all()


def test_months_before_are_those_that_teach_and_have_a_year_before_them() -> None:
    months = evidence_months(PLAN, 36)
    assert months[-1] == PLAN.last
    assert months[0] == date(2025, 5, 1)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pl.DataFrame({"month": ["2026-06"], "uscc": ["A"]}), "lacks operating_risk, relocation_risk"),
        (
            pl.DataFrame({"month": ["2026-06"] * 2, "uscc": ["A"] * 2, "operating_risk": [0.1] * 2, "relocation_risk": [0.1] * 2}),
            "several rows",
        ),
    ],
)
def test_scores_that_cannot_be_judged_are_refused(tmp_path: Path, frame: pl.DataFrame, words: str) -> None:
    frame.write_parquet(tmp_path / "scores.parquet")
    with pytest.raises(UsageError, match=words):
        read_scores(tmp_path / "scores.parquet")


def test_missing_scores_and_missing_districts_are_named(made: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=PLAN.name):
        judge_scores(made, tmp_path, 0)
    with pytest.raises(UsageError, match="bench districts"):
        kept_folders(tmp_path)
