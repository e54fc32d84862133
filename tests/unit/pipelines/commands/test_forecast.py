"""`earlywarn forecast` from the outside: every kind of bad series and bad file, blocks, and the same bytes whatever the threads."""

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines import cli
from pipelines.commands.forecast import forecast
from pipelines.errors import NoUsableInputError, UsageError
from warehouse.periods import shift_month

ROOT = Path(__file__).parents[3]
NAN, INF = float("nan"), float("inf")
SEASON = [100 + 30 * np.sin(month / 6 * np.pi) for month in range(60)]
FIGURES = ("mean", "lo_80", "hi_80", "lo_95", "hi_95")
# What each series is like, its figures, and the flags it must carry.
BAD = {
    "one point": ([5.0], "short"),
    "two points": ([5.0, 7.0], "short"),
    "all zeros": ([0.0] * 40, "constant"),
    "all equal": ([7.5] * 40, "constant"),
    "all missing": ([None] * 40, "no_figures,short"),
    "all not a number": ([NAN] * 40, "no_figures,not_finite,short"),
    "one giant outlier": ([*SEASON[:40], 1e12, *SEASON[41:]], "outlier"),
    "negatives": ([-abs(value) for value in SEASON], None),
    "both signs": ([value - 100 for value in SEASON], None),
    "gaps": ([None if month % 7 == 3 else value for month, value in enumerate(SEASON)], "gaps"),
    "not finite": ([INF if month == 30 else NAN if month == 31 else value for month, value in enumerate(SEASON)], "gaps,not_finite"),
    "starts last month": ([None] * 39 + [12.0], "short"),
    "huge": ([value * 1e300 for value in SEASON], None),
    "tiny": ([value * 1e-300 for value in SEASON], None),
    "worlds apart": ([1.0, 1.0, 1e300], "bounded,outlier,short"),
    "nearly the largest there is": ([8e307] * 30, "constant"),
    "400 months": ([SEASON[month % 12] for month in range(400)], None),
}


def lay(path: Path, *series: tuple[str, list[float | None]], dated: bool = False) -> Path:
    """Write series as a tidy file, by position or by month."""
    frames = []
    for name, values in series:
        steps = pl.Series("t", range(len(values)), dtype=pl.Int64)
        months = pl.Series("period", [shift_month(date(2000, 1, 1), step) for step in steps])
        time = months if dated else steps
        frames.append(pl.DataFrame([pl.Series("series_id", [name] * len(values)), time, pl.Series("value", values, dtype=pl.Float64)]))
    pl.concat(frames).write_parquet(path)
    return path


@pytest.mark.parametrize("dated", [False, True])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_series_beside_a_good_one_ends_finite_or_blank_with_its_flag(tmp_path: Path, name: str, dated: bool) -> None:
    values, flags = BAD[name]
    out = tmp_path / "out.parquet"
    forecast(lay(tmp_path / "in.parquet", ("good", SEASON), (name, values), dated=dated), out, 6, (80, 95))
    made = pl.read_parquet(out)
    rows = made.filter(pl.col("series_id") == name)
    assert rows.height == 6
    assert rows["flags"].unique().to_list() == [flags]
    figures = rows.select(FIGURES)
    if flags and "no_figures" in flags:
        assert figures.null_count().row(0) == (6,) * 5
    else:
        assert np.isfinite(figures.to_numpy()).all()
        assert (rows["lo_95"] <= rows["lo_80"]).all()
        assert (rows["hi_80"] <= rows["hi_95"]).all()
    good = made.filter(pl.col("series_id") == "good")
    assert good["mean"].to_numpy() == pytest.approx(SEASON[:6], rel=0.05)


REFUSED = {
    "a month twice": (pl.DataFrame({"series_id": "a", "t": [1, 2, 2], "value": [1.0, 2.0, 3.0]}), "the month t = 2 more than once"),
    "no figure at all": (
        pl.DataFrame({"series_id": "a", "t": [1, 2], "value": [None, NAN]}, strict=False),
        "All figures of the input are missing",
    ),
    "no rows": (pl.DataFrame(schema={"series_id": pl.String, "t": pl.Int64, "value": pl.Float64}), "no rows"),
    "no series": (pl.DataFrame({"t": [1], "value": [1.0]}), "no column series_id"),
    "no time": (pl.DataFrame({"series_id": ["a"], "value": [1.0]}), "no column period or t"),
    "no value": (pl.DataFrame({"series_id": ["a"], "t": [1]}), "no column value"),
    "none of the columns": (pl.DataFrame({"x": [1]}), "no column"),
    "text for figures": (pl.DataFrame({"series_id": ["a"], "t": [1], "value": ["1"]}), "must hold numbers"),
    "half months": (pl.DataFrame({"series_id": ["a"], "t": [1.5], "value": [1.0]}), "whole numbers"),
    "a month nobody can read": (pl.DataFrame({"series_id": ["a"], "period": ["May 2024"], "value": [1.0]}), "no readable period"),
    "a nameless row": (pl.DataFrame({"series_id": ["a", None], "t": [1, 1], "value": [1.0, 2.0]}), "no series"),
}


@pytest.mark.parametrize("block_rows", [1, 1000])
@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_forecast_is_refused_in_one_sentence(tmp_path: Path, name: str, block_rows: int) -> None:
    frame, words = REFUSED[name]
    frame.write_parquet(tmp_path / "in.parquet")
    with pytest.raises(NoUsableInputError, match=words):
        forecast(tmp_path / "in.parquet", tmp_path / "out.parquet", 3, (80,), block_rows)
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]


def test_a_file_that_is_no_parquet_and_a_place_that_cannot_be_written_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(NoUsableInputError, match="cannot be read as Parquet"):
        forecast(tmp_path / "in.csv", tmp_path / "out.parquet", 3, (80,))
    good = lay(tmp_path / "in.parquet", ("a", SEASON))
    with pytest.raises(UsageError, match="cannot be written"):
        forecast(good, good / "out.parquet", 3, (80,))


def test_the_command_line_ends_with_ten_and_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    REFUSED["a month twice"][0].write_parquet(tmp_path / "in.parquet")
    monkeypatch.setattr(sys, "argv", ["earlywarn", "forecast", str(tmp_path / "in.parquet"), str(tmp_path / "o.parquet"), "--horizon", "3"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr()
    assert end.value.code == 10
    assert "Traceback" not in said.out + said.err


@pytest.fixture
def scattered(tmp_path: Path) -> Path:
    """Forty series whose rows lie in no order, one of them without a figure."""
    random = np.random.default_rng(4)
    many = [(f"s{number:02d}", list(np.exp(random.normal(5, 0.3, 30 + number)))) for number in range(39)]
    path = lay(tmp_path / "in.parquet", *many, ("s99", [None] * 30))
    pl.read_parquet(path).sample(fraction=1, shuffle=True, seed=1).write_parquet(path)
    return path


def test_blocks_give_what_the_whole_gives(scattered: Path, tmp_path: Path) -> None:
    words = [forecast(scattered, tmp_path / f"{rows}.parquet", 6, (80,), rows) for rows in (10_000, 200, 1)]
    assert all(text.startswith("wrote 240 forecasts of 40 series") for text in words)
    whole, *others = (pl.read_parquet(tmp_path / f"{rows}.parquet") for rows in (10_000, 200, 1))
    for other in others:
        assert other.select("series_id", "t", "flags").equals(whole.select("series_id", "t", "flags"))
        for name in ("mean", "lo_80", "hi_80"):
            np.testing.assert_allclose(other[name].to_numpy(), whole[name].to_numpy(), rtol=1e-8)


def test_the_same_file_gives_the_same_bytes_whatever_the_threads(scattered: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from pipelines.commands.forecast import forecast\n"
        "forecast(Path(sys.argv[1]), Path(sys.argv[2]), 6, (80, 95), 300)"
    )
    digests = set()
    for threads in ("1", "2", "3"):
        limits = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"), threads)
        out = tmp_path / "same.parquet"
        command = [sys.executable, "-c", program, str(scattered), str(out)]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **limits, "PYTHONPATH": "."}, check=True)
        digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(digests) == 1
