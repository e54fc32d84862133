"""What a person settles is used by the runs that see the day of the decision, stands in the notes, and leaves past months alone."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import pytest

from pipelines.commands import quarantine
from pipelines.commands.ingest import ingest
from pipelines.commands.quarantine import Filters, list_items, settle
from pipelines.commands.report import report
from pipelines.data_dir import DataDir
from pipelines.delivery.publication import read_manifest
from tests.district import FIRST, LAST, District, read_published, without_paper
from tests.untraced import untraced
from warehouse import names
from warehouse.store import Store

# After the day of the month before (16 June) and before that of the last (16 July).
SETTLED, PAST = date(2026, 7, 10), date(2026, 6, 16)


@dataclass(frozen=True)
class Settled:
    """A home in which a suspected figure was released, another rejected, and a clash settled; then both months were made again."""

    home: DataDir
    released: dict[str, object]
    rejected: dict[str, object]
    clash: tuple[str, float]
    before: dict[date, dict[str, bytes]]


def items(home: DataDir) -> pl.DataFrame:
    return pl.read_csv("\n".join(list_items(home, Filters(), is_csv=True)).encode(), infer_schema=False)


@pytest.fixture(scope="module")
def settled(district: District, tmp_path_factory: pytest.TempPathFactory) -> Settled:
    """Settle three items on a copy of the district and make both months again."""
    home = district.copied(tmp_path_factory.mktemp("settled") / "home")
    with Store(home.warehouse) as store:
        uscc, value = store.as_of(names.OBSERVATIONS, SETTLED).filter(indicator="employment", period=LAST).select("uscc", "value").row(0)
    head = "uscc,indicator,period,value,unit,basis,received_on\n"
    for place, wrong in enumerate((value + 1, value + 2)):
        row = f"{uscc},employment,{LAST:%Y-%m},{wrong},persons,month,2026-07-08\n"
        (home.inbox / f"clash_{place}.csv").write_text(head + row, encoding="utf-8")
    ingest(home, None)
    make_both(home)
    before = {month: read_published(home, month) for month in (FIRST, LAST)}
    found = items(home)
    whole = found.filter(pl.col("kind") == "suspected", pl.col("uscc").is_not_null(), pl.col("indicator") != "tax")
    released, rejected = whole.to_dicts()[:2]
    right = found.filter(pl.col("kind") == "clash", pl.col("value_text") == str(value + 2))["item_id"][0]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(quarantine, "today", lambda: SETTLED)
        settle(home, [right], "release", "王五", "社保局复函")
        settle(home, [released["item_id"]], "release", "王五", "企业确认属实")
        settle(home, [rejected["item_id"]], "reject", "赵六", "小数点错位")
    make_both(home)
    return Settled(home, released, rejected, (uscc, value + 2), before)


@untraced
def make_both(home: DataDir) -> None:
    with without_paper():
        for month in (FIRST, LAST):
            report(home, month, None)


def series_value(home: DataDir, month: date, item: dict[str, object]) -> list[float]:
    period = date.fromisoformat(f"{item['period']}-01")
    with Store(home.warehouse, read_only=True) as store:
        rows = store.read(names.SERIES, month=month, uscc=item["uscc"], indicator=item["indicator"])
    return rows.filter(pl.col("period") == period)["value"].to_list()


def suspects(home: DataDir, month: date) -> dict[tuple[object, ...], str]:
    with Store(home.warehouse, read_only=True) as store:
        rows = store.read(names.EDITS, month=month)
    return {(row["uscc"], row["indicator"], f"{row['period']:%Y-%m}"): row["rule"] for row in rows.to_dicts()}


def about(item: dict[str, object]) -> tuple[object, ...]:
    return (item["uscc"], item["indicator"], item["period"])


def test_a_past_month_made_again_is_the_same(settled: Settled) -> None:
    now = read_published(settled.home, FIRST)
    assert now == settled.before[FIRST]


def test_a_released_figure_is_judged_no_more(settled: Settled) -> None:
    assert about(settled.released) in suspects(settled.home, FIRST)
    assert about(settled.released) not in suspects(settled.home, LAST)
    assert series_value(settled.home, LAST, settled.released)


def test_a_rejected_figure_stays_out_and_stays_named(settled: Settled) -> None:
    assert suspects(settled.home, LAST)[about(settled.rejected)] == "rejected_by_hand"
    listed = settled.home.briefing(LAST).joinpath("quarantine.csv").read_text(encoding="utf-8")
    assert "rejected_by_hand" in listed


def test_the_settled_value_of_one_day_is_used_from_its_day_on(settled: Settled) -> None:
    uscc, value = settled.clash
    with Store(settled.home.warehouse, read_only=True) as store:
        known = {
            day: store.as_of(names.OBSERVATIONS, day).filter(uscc=uscc, indicator="employment", period=LAST)["value"].to_list()
            for day in (date(2026, 7, 9), SETTLED)
        }
    assert known[SETTLED] == [value]
    assert value not in known[date(2026, 7, 9)]


def test_the_notes_say_what_was_settled_by_whom_and_why(settled: Settled) -> None:
    page = settled.home.briefing(LAST).joinpath("bulletin.html").read_text(encoding="utf-8")
    for part in ("上期以来人工核定", "王五", "赵六", "企业确认属实", "小数点错位"):
        assert part in page, part
    # Nothing was settled before that month, and no line says so.
    assert "人工核定" not in settled.home.briefing(FIRST).joinpath("bulletin.html").read_text(encoding="utf-8")


def test_the_month_that_saw_the_decisions_is_a_new_revision(settled: Settled) -> None:
    manifest = read_manifest(settled.home.briefing(LAST))
    assert manifest is not None
    assert read_published(settled.home, LAST) != settled.before[LAST]
    assert manifest["frame_rows"]["settlements"] == 3


def test_settled_items_are_listed_apart(settled: Settled) -> None:
    open_ids = set(items(settled.home)["item_id"])
    assert settled.released["item_id"] not in open_ids
    lines = "\n".join(list_items(settled.home, Filters(is_settled=True)))
    for part in (str(settled.released["item_id"]), str(settled.rejected["item_id"]), "社保局复函"):
        assert part in lines
