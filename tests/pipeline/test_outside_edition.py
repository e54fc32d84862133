"""The edition for readers outside and the check of folders, on the small district: made, made again, tampered with."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines.commands.outside import outside
from pipelines.commands.verify import verify
from pipelines.data_dir import DataDir
from pipelines.delivery.outside_publisher import editions_known, printed_before, publish_outside, read_totals
from pipelines.errors import CheckFailedError, NoUsableInputError
from pipelines.settings import load_settings
from tests.district import FIRST, LAST, District
from tests.forged_folder import reseal
from warehouse import names
from warehouse.snapshot import open_snapshot

FEATURES = ["street", "section", "size"]


@pytest.fixture(scope="module")
def home(district: District, tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    """A home in which both months' editions for readers outside are out."""
    copied = district.copied(tmp_path_factory.mktemp("outside") / "home")
    for month in (FIRST, LAST):
        outside(copied, month)
    return copied


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def folder(home: DataDir, tmp_path: Path) -> Path:
    """A copy of the last edition's folder, alone."""
    return Path(shutil.copytree(home.briefings / "outside" / "2026-06", tmp_path / "2026-06"))


@pytest.fixture
def month(home: DataDir, tmp_path: Path) -> Path:
    """A copy of the last month's own folder, alone."""
    return Path(shutil.copytree(home.briefing(LAST), tmp_path / "2026-06"))


def test_nobody_is_named(home: DataDir) -> None:
    with open_snapshot(home.snapshot, home.warehouse, home.ops) as store:
        register = store.as_of(names.REGISTER, LAST.replace(month=12))
    words = [*register["uscc"], *register["name"], *register["owner"].drop_nulls().unique()]
    for path in (home.briefings / "outside").rglob("*"):
        if path.is_file() and path.suffix != ".xlsx":
            text = path.read_text(encoding="utf-8")
            assert [word for word in words if word and word in text] == []


def test_printed_totals_are_the_sums_of_the_warehouse_over_three_or_more(home: DataDir) -> None:
    rows = read_totals(home.briefings / "outside" / "2026-06")
    shown = rows.filter(pl.col("value").is_not_null())
    assert shown.height
    with open_snapshot(home.snapshot, home.warehouse, home.ops) as store:
        series = store.read(names.SERIES, month=LAST)
    for row in shown.filter(pl.all_horizontal(pl.col(FEATURES).is_null())).to_dicts():
        months = pl.col("period") == LAST if row["span"] == "month" else pl.col("period").is_between(LAST.replace(month=1), LAST)
        own = series.filter(pl.col("indicator") == row["measure"], months, pl.col("value").is_not_null())
        assert own["uscc"].n_unique() >= 3
        assert row["value"] == pytest.approx(own["value"].sum(), rel=0.02)
    assert (shown["enterprises_about"] >= 3).all()


def test_made_again_it_is_the_same_and_a_later_one_stands_in_the_way_of_none(home: DataDir) -> None:
    before = files_of(home.briefings / "outside" / "2026-05")
    again = publish_outside(home, load_settings(home.config), FIRST)
    assert not again.published.is_new
    assert files_of(again.published.folder) == before


def test_the_next_edition_knows_what_earlier_ones_printed(home: DataDir) -> None:
    printed = printed_before(editions_known(home), LAST, own=False)
    assert set(printed["month"]) == {FIRST}
    assert printed.drop("month").height == read_totals(home.briefings / "outside" / "2026-05").height


def test_a_folder_that_is_lost_takes_nothing_with_it_that_readers_know(home: DataDir) -> None:
    folder, settings = home.briefings / "outside" / "2026-05", load_settings(home.config)
    before, printed = files_of(folder), printed_before(editions_known(home), LAST, own=False)
    shutil.rmtree(folder)
    assert printed_before(editions_known(home), LAST, own=False).equals(printed)
    # Although that of the next month is out: it is no other edition than the one that was.
    again = publish_outside(home, settings, FIRST)
    assert (again.published.is_new, again.published.revision) == (True, 1)
    assert files_of(folder) == before
    shutil.rmtree(folder)
    other = replace(settings, disclosure=replace(settings.disclosure, count_step=settings.disclosure.count_step * 2))
    with pytest.raises(CheckFailedError, match="that of 2026-06 has come out"):
        publish_outside(home, other, FIRST)
    publish_outside(home, settings, FIRST)


def test_without_a_bulletin_there_is_no_edition(home: DataDir) -> None:
    with pytest.raises(NoUsableInputError, match="earlywarn run --month 2026-03"):
        outside(home, LAST.replace(month=3))


def test_both_folders_are_sound(folder: Path, home: DataDir) -> None:
    assert verify(folder).lines[-1] == "sound"
    assert verify(home.briefing(LAST)).lines[-1] == "sound"


def test_one_changed_byte_anywhere_is_named(month: Path) -> None:
    for path in sorted(month.rglob("*")):
        if path.is_file() and path.name != "manifest.json":
            content = path.read_bytes()
            path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
            answer = verify(month)
            assert answer.exit_code == 20
            assert [line for line in answer.lines if line.startswith(f"  {path.relative_to(month).as_posix()}: was changed")]
            path.write_bytes(content)
    (month / "more.txt").write_text("x", encoding="utf-8")
    assert "  more.txt: is not named in the manifest; it does not belong to the publication" in verify(month).lines


def test_a_number_that_does_not_follow_is_named(month: Path) -> None:
    page = sorted((month / "enterprises").glob("*.html"))
    codes = set(pl.read_csv(month / "warning_list.csv")["uscc"])
    listed = next(path for path in page if path.stem in codes)
    text = listed.read_text(encoding="utf-8")
    reseal(
        month,
        f"enterprises/{listed.name}",
        re.sub(r'(<div class="risks"><div><b>)[^<]*(?:<[^b][^<]*)*', r"\g<1>3%", text, count=1).encode(),
    )
    bulletin = (month / "bulletin.html").read_text(encoding="utf-8")
    reseal(month, "bulletin.html", re.sub(r'(<div class="n">(?:<span class="nw">)?)\d+', r"\g<1>99", bulletin, count=1).encode())
    answer = verify(month)
    assert answer.exit_code == 20
    assert any(line.startswith(f"  enterprises/{listed.name}: prints the risks 3%") for line in answer.lines)
    assert any(line.startswith("  bulletin.html: prints 99 red warnings") for line in answer.lines)


def test_a_list_in_another_order_or_with_another_risk_is_named(month: Path) -> None:
    lines = (month / "warning_list.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    reseal(month, "warning_list.csv", "".join([lines[0], lines[2], lines[1], *lines[3:]]).encode())
    assert "ranks do not count from 1" in "\n".join(verify(month).lines)


def test_a_total_that_can_be_worked_out_is_named(folder: Path) -> None:
    rows = read_totals(folder)
    # The whole and all streets but one are printed, as if nobody had looked after the last.
    own = (pl.col("measure") == "tax") & pl.col("section").is_null() & pl.col("size").is_null()
    streets = rows.filter(own, pl.col("street").is_not_null())["street"].unique().sort()
    shown = own & (pl.col("street").is_null() | (pl.col("street") != streets[0]))
    value = pl.when(shown).then(pl.when(pl.col("street").is_null()).then(1000.0 * len(streets)).otherwise(1000.0)).otherwise("value")
    broken = rows.with_columns(
        value=pl.when(own & ~shown).then(None).otherwise(value), is_hidden=pl.when(own).then(~shown).otherwise("is_hidden")
    )
    # Nothing else of tax is printed, so that only this row of totals counts.
    other = (pl.col("measure") == "tax") & ~own
    broken = broken.with_columns(
        value=pl.when(other).then(None).otherwise("value"), is_hidden=pl.when(other).then(True).otherwise("is_hidden")
    )
    reseal(folder, "totals.csv", broken.write_csv().encode())
    answer = verify(folder)
    assert answer.exit_code == 20
    assert any(f"tax of {streets[0]} (month) is left out and lies between" in line for line in answer.lines)


@pytest.mark.parametrize("is_owned_up", [False, True])
def test_a_total_filled_in_is_named(folder: Path, is_owned_up: bool) -> None:
    rows = read_totals(folder).with_row_index("place")
    first = rows.filter("is_hidden")["place"][0]
    filled = rows.with_columns(
        value=pl.when(pl.col("place") == first).then(7.0).otherwise("value"),
        is_hidden=pl.col("is_hidden") & ((pl.col("place") != first) | (not is_owned_up)),
    )
    reseal(folder, "totals.csv", filled.drop("place").write_csv().encode())
    wrong = "outside.html: prints" if is_owned_up else "totals.csv: prints 7 for a total that it says is left out"
    assert any(wrong in line for line in verify(folder).lines)


def test_nothing_of_the_months_tables_is_in_it(folder: Path, home: DataDir) -> None:
    assert not [path for path in folder.rglob("*") if path.suffix == ".parquet" or path.name == "record.json"]
    named = re.search(r'<meta name="record" content="([0-9a-f]+)">', (home.briefing(LAST) / "bulletin.html").read_text(encoding="utf-8"))
    assert named is not None
    assert not [path for path in folder.glob("*.html") if 'name="record"' in path.read_text(encoding="utf-8")]
