"""Every district gets the rows of its enterprises, each once, whatever comes in which order; nobody gets another's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.data_dir import DataDir
from pipelines.districts import handing_over
from pipelines.districts.handing_over import Handed, hand_over, waiting_parts
from pipelines.districts.taking_in import take_in_parts
from tests.unit.pipelines.districts.landing import DAY, SETTINGS, code, deliver, figures, register
from warehouse import names
from warehouse.store import Store

if TYPE_CHECKING:
    from pathlib import Path

EAST, WEST = "东区", "西区"
BOTH = {EAST: (1, 2, 3), WEST: (11, 12)}


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path / "home")


def run(home: DataDir, day: date = DAY) -> Handed:
    """Hand over and let every district take in."""
    handed = hand_over(home, SETTINGS)
    for district in handed.homes.values():
        take_in_parts(district, day)
    return handed


def held(home: DataDir, table: str = names.OBSERVATIONS) -> pl.DataFrame:
    with Store(home.warehouse, ops=home.ops) as store:
        store.verify_ledger()
        return store.read(table)


def known(home: DataDir, day: date = DAY) -> pl.DataFrame:
    with Store(home.warehouse, ops=home.ops) as store:
        return store.register_as_of(day)


def test_a_register_of_one_district_makes_no_districts(home: DataDir) -> None:
    deliver(home, {"register.csv": register({EAST: (1, 2, 3)}), "figures.csv": figures((1, 2, 3))})
    assert hand_over(home, SETTINGS).homes == {}
    assert not home.districts()


def test_a_district_misspelt_in_one_row_founds_none_and_is_counted(home: DataDir) -> None:
    deliver(home, {"register.csv": register({EAST: (1, 2), WEST: (11, 12), "西 区": (13,), "": (14,)})})
    handed = run(home)
    assert sorted(handed.homes) == sorted([EAST, WEST])
    assert handed.unplaced == 2


def test_every_district_holds_its_own_rows_and_its_ledger_adds_up(home: DataDir) -> None:
    deliver(home, {"register.csv": register(BOTH), "figures.csv": figures((1, 2, 3, 11, 12))})
    homes = run(home).homes
    for district, numbers in BOTH.items():
        own = {code(number) for number in numbers}
        assert set(held(homes[district])["uscc"]) == own
        assert set(known(homes[district])["uscc"]) == own
        assert held(homes[district]).height == 2 * len(numbers)


def test_nothing_new_hands_nothing_over_and_a_part_handed_twice_is_stored_once(home: DataDir) -> None:
    deliver(home, {"register.csv": register(BOTH), "figures.csv": figures((1, 2, 3, 11, 12))})
    east = run(home).homes[EAST]
    before = held(east)
    run(home)
    assert held(east).equals(before)
    # A stop before it was noted hands everything over again.
    (home.root / "districts" / handing_over.NOTE).unlink()
    run(home)
    assert held(east).equals(before)
    assert not waiting_parts(east)


def test_a_later_delivery_brings_each_district_its_new_rows(home: DataDir) -> None:
    deliver(home, {"register.csv": register(BOTH), "figures.csv": figures((1, 11))})
    homes = run(home).homes
    deliver(home, {"more.csv": figures((1, 2, 12), ["2025-12"])})
    run(home)
    assert held(homes[EAST]).height == 2 + 2
    assert held(homes[WEST]).height == 2 + 1


def test_figures_of_an_enterprise_that_the_register_names_later_come_with_it(home: DataDir) -> None:
    deliver(home, {"register.csv": register(BOTH), "figures.csv": figures((1, 11, 20))})
    east = run(home).homes[EAST]
    assert code(20) not in set(held(east)["uscc"])
    deliver(home, {"later.csv": register({EAST: (20,)})})
    run(home)
    assert held(east).filter(uscc=code(20)).height == 2


def test_who_moves_to_another_district_leaves_one_register_and_enters_the_other_with_all_figures(home: DataDir) -> None:
    deliver(home, {"register.csv": register(BOTH), "figures.csv": figures((1, 2, 3, 11, 12))})
    homes = run(home).homes
    before, after = date(2026, 4, 11), date(2026, 4, 12)
    deliver(home, {"moved.csv": register({WEST: (1,)}), "more.csv": figures((1,), ["2026-03"])}, after)
    run(home, after)
    assert known(homes[EAST], before).filter(uscc=code(1))["left_register_on"].to_list() == [None]
    left = known(homes[EAST], after).filter(uscc=code(1))
    assert left["left_register_on"].to_list() == [after]
    assert left["district"].to_list() == [EAST]
    assert known(homes[WEST], before).filter(uscc=code(1)).is_empty()
    assert known(homes[WEST], after).filter(uscc=code(1))["district"].to_list() == [WEST]
    assert held(homes[WEST]).filter(uscc=code(1)).height == 3


def test_a_register_row_that_leaves_the_district_out_keeps_the_one_that_was_named(home: DataDir) -> None:
    deliver(home, {"register.csv": register(BOTH)})
    homes = run(home).homes
    later = date(2026, 4, 12)
    deliver(home, {"again.csv": register({"": (1,)}).replace("一街", "二街")}, later)
    run(home, later)
    assert known(homes[EAST], later).filter(uscc=code(1)).select("district", "street").rows() == [(EAST, "二街")]


def test_a_district_whose_home_is_gone_gets_everything_again(home: DataDir) -> None:
    deliver(home, {"register.csv": register(BOTH), "figures.csv": figures((1, 2, 3, 11, 12))})
    east = run(home).homes[EAST]
    before = held(east)
    east.root.rename(home.root / "away")
    run(home)
    assert held(east).select("uscc", "period", "value").equals(before.select("uscc", "period", "value"))


def test_refused_rows_go_to_the_district_of_the_enterprise_they_name(home: DataDir) -> None:
    deliver(
        home, {"register.csv": register(BOTH), "figures.csv": figures((1, 11)) + f"{code(2)},output_value,2026-02,many,CNY_10k,month,\n"}
    )
    homes = run(home).homes
    assert held(homes[EAST], names.QUARANTINE)["uscc"].to_list() == [code(2)]
    assert held(homes[WEST], names.QUARANTINE).is_empty()
    ledger = held(homes[EAST], names.DELIVERIES)
    assert (ledger["rows_in"] == ledger["rows_stored"] + ledger["rows_refused"]).all()
    assert ledger["rows_refused"].sum() == 1


def test_that_somebody_left_a_district_is_the_record_of_that_district_and_not_of_the_one_it_went_to(home: DataDir) -> None:
    deliver(home, {"register.csv": register(BOTH), "figures.csv": figures((1, 2, 3, 11, 12))})
    homes = run(home).homes
    left, later = date(2026, 4, 1), date(2026, 4, 12)
    outcomes = f"uscc,on,outcome\n{code(1)},{left},relocated_out\n{code(2)},{left},recovered\n"
    deliver(home, {"moved.csv": register({WEST: (1,)}), "outcomes.csv": outcomes}, later)
    run(home, later)
    assert set(held(homes[EAST], names.OUTCOMES)["uscc"]) == {code(1), code(2)}
    assert held(homes[WEST], names.OUTCOMES).is_empty()
    # What happens to it at the new place is the new district's.
    deliver(home, {"gone.csv": f"uscc,on,outcome\n{code(1)},2026-05-20,relocated_out\n"}, date(2026, 6, 1))
    run(home, date(2026, 6, 1))
    assert held(homes[WEST], names.OUTCOMES)["occurred_on"].to_list() == [date(2026, 5, 20)]


def test_what_a_district_has_not_taken_in_yet_waits_for_it_however_often_it_is_handed_more(home: DataDir) -> None:
    deliver(home, {"register.csv": register(BOTH), "figures.csv": figures((1, 2, 3, 11, 12))})
    # The month of the district ended before it took anything in, twice.
    hand_over(home, SETTINGS)
    hand_over(home, SETTINGS)
    deliver(home, {"more.csv": figures((1, 11), ["2025-12"])})
    east = run(home).homes[EAST]
    assert held(east).height == 2 * 3 + 1
    assert set(known(east)["uscc"]) == {code(number) for number in BOTH[EAST]}
    assert not waiting_parts(east)


def test_readings_go_to_the_district_of_the_enterprise_or_of_the_one_the_account_is_mapped_to(home: DataDir) -> None:
    accounts = "户号,能源类型,统一社会信用代码\n"
    of_account = "account,indicator,read_on,value\n"
    of_enterprise = "uscc,indicator,read_on,value\n"
    deliver(
        home,
        {
            "register.csv": register(BOTH),
            "figures.csv": figures((1, 2, 3, 11, 12)),
            "户号对照.csv": f"{accounts}0310001,电,{code(1)}\n0310002,电,{code(11)}\n",
            "accounts.csv": of_account + "".join(f"031000{place},electricity,2026-03-01,{4 + place}\n" for place in (1, 2, 3)),
            "whole.csv": f"{of_enterprise}{code(2)},electricity,2026-03-01,8\n{code(12)},electricity,2026-03-01,9\n",
        },
    )
    homes = run(home).homes
    assert sorted(held(homes[EAST], names.READINGS)["value"]) == [5.0, 8.0]
    assert sorted(held(homes[WEST], names.READINGS)["value"]) == [6.0, 9.0]
