"""An enterprise that leaves without having been listed: from the outcome that is delivered to its page, its row and its cause."""

import shutil
from datetime import date

import polars as pl
import pytest

from pipelines.commands.explain import explain
from pipelines.commands.run import RunOptions, run
from pipelines.commands.verify import verify
from pipelines.data_dir import DataDir
from pipelines.delivery.edition_archive import Archive
from tests.district import FIRST, LAST, District, read_published, without_paper
from warehouse import names
from warehouse.miss_vocabulary import MISS_CAUSES
from warehouse.store import Store

LEFT_ON, KNOWN_ON = date(2026, 6, 20), date(2026, 7, 10)


@pytest.fixture(scope="module")
def left(district: District, tmp_path_factory: pytest.TempPathFactory) -> tuple[DataDir, str]:
    """A copy of the district in which somebody who was not on the first month's list left soon after it."""
    home = district.copied(tmp_path_factory.mktemp("missed") / "home")
    with Store(home.warehouse, read_only=True) as store:
        risk = store.read(names.RISK, month=FIRST).drop_nulls("combined_risk")
    listed = Archive(home.ops, home.briefings).candidates(FIRST).filter("is_listed")
    uscc = risk.join(listed, on="uscc", how="anti").sort("combined_risk", "uscc")["uscc"][-1]
    (home.inbox / "outcome_of_one.csv").write_text(f"uscc,on,outcome,received_on\n{uscc},{LEFT_ON},relocated_out,{KNOWN_ON}\n", "utf-8")
    with without_paper():
        run(home, RunOptions(LAST))
    return home, uscc


def test_the_departure_has_a_row_with_its_cause_and_its_months(left: tuple[DataDir, str]) -> None:
    home, uscc = left
    with Store(home.warehouse, read_only=True) as store:
        rows, months = store.read(names.MISSES, month=LAST), store.read(names.MISS_MONTHS, month=LAST)
    own = rows.filter(pl.col("uscc") == uscc).row(0, named=True)
    assert (own["occurred_on"], own["known_on"], own["lists_count"], own["listed_count"]) == (LEFT_ON, KNOWN_ON, 1, 0)
    assert own["cause"] in MISS_CAUSES
    assert own["nearest_month"] == FIRST
    assert months.filter(pl.col("uscc") == uscc)["list_month"].to_list() == [FIRST]


def test_it_has_a_page_that_bulletin_workbook_and_index_lead_to(left: tuple[DataDir, str]) -> None:
    home, uscc = left
    files = read_published(home, LAST)
    page = f"misses/{uscc}.html"
    assert page in files
    assert f'href="{page}"' in files["bulletin.html"].decode()
    assert verify(home.briefing(LAST)).lines[-1] == "sound"
    assert "bulletin.html#misses" in (home.briefings / "index.html").read_text(encoding="utf-8")


def test_explain_names_the_cause(left: tuple[DataDir, str]) -> None:
    lines = "\n".join(explain(left[0], left[1], LAST, "en"))
    assert "Not listed in time (June 2026)" in lines
    assert f"{left[1]}.html" in lines


def test_the_same_facts_make_no_new_revision(left: tuple[DataDir, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    home = DataDir(tmp_path_factory.mktemp("again") / "home")
    shutil.copytree(left[0].root, home.root)
    before = read_published(home, LAST)
    with without_paper():
        run(home, RunOptions(LAST))
    assert read_published(home, LAST) == before
