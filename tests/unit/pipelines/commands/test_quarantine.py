"""Settling what was set aside: as data, by somebody, for a reason, from a day on; the wrong way is one clear sentence."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.commands import quarantine
from pipelines.commands.quarantine import Filters, list_items, settle
from pipelines.data_dir import DataDir
from pipelines.errors import UsageError, exit_code_of
from pipelines.ingest.run import ingest_inbox
from pipelines.ingest.settings import SourceSettings
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, TODAY, empty_warehouse, figure, to_csv
from warehouse import names
from warehouse.errors import WarehouseBusyError
from warehouse.store import Store

RECEIVED, SETTLED = date(2026, 3, 1), TODAY
LATER = SETTLED + timedelta(days=10)


class Home:
    """A home whose inbox is taken in without Dagster, on a day of the test's choice."""

    def __init__(self, folder: Path) -> None:
        self.place = DataDir(folder)
        self.place.inbox.mkdir(parents=True)
        self.place.warehouse.write_bytes(empty_warehouse())

    def deliver(self, name: str, *rows: dict[str, object], day: date = TODAY) -> None:
        (self.place.inbox / name).write_text(to_csv(list(rows)), encoding="utf-8")
        with Store(self.place.warehouse, ops=self.place.ops) as store:
            ingest_inbox(store, self.place.inbox, day, SourceSettings())
        self.place.snapshot.unlink(missing_ok=True)

    def figures(self, day: date) -> list[float]:
        with Store(self.place.warehouse, ops=self.place.ops, read_only=True) as store:
            return store.as_of(names.OBSERVATIONS, day)["value"].to_list()

    def open_ids(self) -> dict[str, str]:
        """Return the short names of the open items by the value they show; of whole rows without one, by rule."""
        lines = list_items(self.place, Filters(), "en", is_csv=True)
        rows = pl.read_csv("\n".join(lines).encode(), infer_schema=False).to_dicts()
        return {row["value_text"] or row["rule"]: row["item_id"] for row in rows}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(quarantine, "today", lambda: SETTLED)
    made = Home(tmp_path)
    made.deliver("register.csv", {"uscc": CODE, "name": "甲公司"}, {"uscc": OTHER_CODE, "name": "乙公司"})
    return made


def clash(home: Home, *values: str, received: date = RECEIVED) -> None:
    for place, value in enumerate(values):
        home.deliver(f"clash_{value}_{place}.csv", figure(value=value, received_on=received))


def say(home: Home, action: str, *ids: str, by: str = "张三", why: str = "电话核实") -> list[str]:
    return settle(home.place, ids, action, by, why, "en")


def test_a_released_value_counts_from_the_day_it_was_settled(home: Home) -> None:
    clash(home, "100", "200")
    ids = home.open_ids()
    assert set(ids) == {"100.0", "200.0"}
    said = say(home, "release", ids["200.0"])
    assert ids["200.0"] in said[0]
    assert ids["100.0"] in said[1]
    assert home.figures(SETTLED - timedelta(days=1)) == []
    assert home.figures(SETTLED) == home.figures(LATER) == [200.0]
    assert home.open_ids() == {}


def test_of_two_values_the_one_that_is_not_rejected_stands(home: Home) -> None:
    clash(home, "100", "200")
    say(home, "reject", home.open_ids()["200.0"])
    assert home.figures(SETTLED) == [100.0]


def test_of_three_values_two_still_clash_after_a_rejection(home: Home) -> None:
    clash(home, "100", "200", "300")
    say(home, "reject", home.open_ids()["200.0"])
    assert home.figures(SETTLED) == []
    assert set(home.open_ids()) == {"100.0", "300.0"}
    say(home, "reject", home.open_ids()["300.0"])
    assert home.figures(SETTLED) == [100.0]


def test_the_vintage_before_a_clash_counts_until_it_is_settled(home: Home) -> None:
    clash(home, "50", received=date(2026, 2, 20))
    clash(home, "100", "200")
    assert home.figures(SETTLED) == [50.0]
    say(home, "release", home.open_ids()["100.0"])
    assert home.figures(SETTLED - timedelta(days=1)) == [50.0]
    assert home.figures(SETTLED) == [100.0]


def test_a_clash_of_the_day_it_is_settled_on(home: Home) -> None:
    clash(home, "100", "200", received=SETTLED)
    say(home, "release", home.open_ids()["100.0"])
    assert home.figures(SETTLED) == [100.0]


@pytest.mark.parametrize("received", [SETTLED, SETTLED + timedelta(days=3)], ids=["same day", "later"])
def test_a_value_known_later_stands_before_the_decision(home: Home, received: date) -> None:
    clash(home, "100", "200")
    say(home, "release", home.open_ids()["100.0"])
    home.deliver("restated.csv", figure(value="300", received_on=received), day=LATER)
    assert home.figures(LATER) == [300.0]
    lines = list_items(home.place, Filters(is_settled=True), "en")
    assert sum("no longer holds" in line for line in lines) == 2


def test_what_was_restated_before_needs_no_settling(home: Home) -> None:
    clash(home, "100", "200")
    ids = home.open_ids()
    home.deliver("restated.csv", figure(value="300", received_on=SETTLED))
    assert home.open_ids() == {}
    with pytest.raises(UsageError, match="settled by itself"):
        say(home, "release", ids["100.0"])


def test_a_value_and_its_withdrawal_can_be_settled(home: Home) -> None:
    clash(home, "50", received=date(2026, 2, 20))
    clash(home, "100", "withdrawn")
    ids = home.open_ids()
    say(home, "reject", ids["100.0"])
    assert home.figures(SETTLED - timedelta(days=1)) == [50.0]
    assert home.figures(SETTLED) == []


def test_a_third_value_of_the_day_is_an_item_of_its_own(home: Home) -> None:
    clash(home, "100", "200")
    say(home, "release", home.open_ids()["100.0"])
    home.deliver("third.csv", figure(value="300", received_on=RECEIVED), day=LATER)
    assert home.figures(LATER) == [100.0]
    say(home, "release", home.open_ids()["300.0"])
    assert home.figures(LATER) == [300.0]


def test_bills_of_accounts_are_settled_like_figures(home: Home) -> None:
    head = "户号,结算年月,当月合计电量(千瓦时)\n"
    for used in (900, 990):
        (home.place.inbox / f"bill_{used}.csv").write_text(f"{head}0316001935,202601,{used}\n", encoding="utf-8")
    with Store(home.place.warehouse, ops=home.place.ops) as store:
        ingest_inbox(store, home.place.inbox, RECEIVED, SourceSettings())
    say(home, "release", home.open_ids()["990.0"])
    with Store(home.place.warehouse, ops=home.place.ops, read_only=True) as store:
        assert store.as_of(names.BILLS, SETTLED - timedelta(days=1)).is_empty()
        assert store.as_of(names.BILLS, SETTLED)["value"].to_list() == [990.0]


def test_readings_of_a_day_are_settled_like_figures(home: Home) -> None:
    head = "account,indicator,read_on,value,received_on\n"
    for used in (30, 33):
        (home.place.inbox / f"reading_{used}.csv").write_text(
            f"{head}0316001935,electricity,2026-02-20,{used},2026-02-21\n", encoding="utf-8"
        )
    with Store(home.place.warehouse, ops=home.place.ops) as store:
        ingest_inbox(store, home.place.inbox, SETTLED, SourceSettings())
    say(home, "release", home.open_ids()["33.0"])
    with Store(home.place.warehouse, ops=home.place.ops, read_only=True) as store:
        assert store.as_of(names.READINGS, SETTLED - timedelta(days=1)).is_empty()
        assert store.as_of(names.READINGS, SETTLED)["value"].to_list() == [33.0]


def test_a_refused_row_cannot_be_released_and_can_be_put_away(home: Home) -> None:
    home.deliver("broken.csv", figure(), figure(indicator="tax", value="much", unit="CNY"))
    (wanted,) = home.open_ids().values()
    with pytest.raises(UsageError, match="never stored, so there is no value to release") as caught:
        say(home, "release", wanted)
    assert exit_code_of(caught.value) == 2
    say(home, "reject", wanted, why="office is closed")
    assert home.open_ids() == {}
    with Store(home.place.warehouse, ops=home.place.ops, read_only=True) as store:
        assert store.read(names.QUARANTINE).height == 1


def test_a_description_that_says_less_is_not_released(home: Home) -> None:
    home.deliver("register_2.csv", {"uscc": CODE, "name": "甲厂", "street": "A"}, {"uscc": CODE, "name": "甲厂", "street": ""})
    ids = home.open_ids()
    with pytest.raises(UsageError, match="says less than another row"):
        say(home, "release", next(iter(ids.values())))


def test_all_of_a_file_can_be_settled_at_once(home: Home) -> None:
    rows = [figure(period=f"2025-{month:02}", value=value, received_on=RECEIVED) for month in (1, 2, 3) for value in ("100",)]
    home.deliver("right.csv", *rows)
    home.deliver("wrong.csv", *({**row, "value": "200"} for row in rows), figure(value="much"))
    assert len(home.open_ids()) == 3
    with pytest.raises(UsageError, match=r"nothing of other\.csv with the rule two_values_one_day is open"):
        settle(home.place, Filters(file="other.csv", rule="two_values_one_day"), "reject", "x", "y")
    said = settle(home.place, Filters(file="wrong.csv", rule="two_values_one_day"), "reject", "张三", "旧版本", "en")
    assert len(said) == 6
    assert home.figures(SETTLED) == [100.0] * 3
    assert list(home.open_ids()) == ["much"]


def test_a_file_that_contradicts_itself_is_settled_once(home: Home) -> None:
    home.deliver("both.csv", *(figure(value=value, received_on=RECEIVED) for value in ("100", "200")))
    with pytest.raises(UsageError, match="already"):
        settle(home.place, Filters(file="both.csv"), "release", "x", "y")
    home.deliver("third.csv", figure(value="300", received_on=RECEIVED))
    said = settle(home.place, Filters(file="both.csv"), "reject", "x", "y", "en")
    assert len(said) == 3
    assert home.figures(SETTLED) == [300.0]


def test_what_was_settled_stays_settled_and_says_by_whom(home: Home) -> None:
    clash(home, "100", "200")
    ids = home.open_ids()
    say(home, "release", ids["100.0"], by="李四", why="发票为证")
    for action in ("release", "reject"):
        for wanted in ids.values():
            with pytest.raises(UsageError, match=r"by 李四 on 2026-03-05 already \(发票为证\)"):
                say(home, action, wanted)


def test_two_values_that_contradict_each_other_are_not_both_released(home: Home) -> None:
    clash(home, "100", "200")
    with pytest.raises(UsageError, match="already"):
        say(home, "release", *home.open_ids().values())
    # All or none.
    assert len(home.open_ids()) == 2


@pytest.mark.parametrize(("wanted", "problem"), [("zzzzzzzz", "there is no item"), ("a", "there is no item"), ("", "there is no item")])
def test_an_unknown_name_is_refused(home: Home, wanted: str, problem: str) -> None:
    clash(home, "100", "200")
    with pytest.raises(UsageError, match=problem):
        say(home, "release", wanted)


def test_the_beginning_of_a_name_will_do_in_any_case(home: Home) -> None:
    clash(home, "100", "200")
    say(home, "release", home.open_ids()["100.0"][:6].upper())
    assert home.figures(SETTLED) == [100.0]


@pytest.mark.parametrize(("by", "why", "option"), [(" ", "x", "--by"), ("x", "", "--why")])
def test_who_and_why_have_to_be_said(home: Home, by: str, why: str, option: str) -> None:
    clash(home, "100", "200")
    with pytest.raises(UsageError, match=option):
        say(home, "release", home.open_ids()["100.0"], by=by, why=why)


def test_a_busy_warehouse_is_said_to_be_busy(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    clash(home, "100", "200")
    ids = home.open_ids()

    def busy(*_: object, **__: object) -> None:
        raise WarehouseBusyError("another process has the warehouse open")

    monkeypatch.setattr(quarantine, "Store", busy)
    with pytest.raises(WarehouseBusyError) as caught:
        say(home, "release", ids["100.0"])
    assert exit_code_of(caught.value) == 20


def test_a_failure_in_between_leaves_everything_as_it_was(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    clash(home, "100", "200")
    ids = home.open_ids()

    def broken(self: Store, table: str, frame: pl.DataFrame) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Store, "append", broken)
        with pytest.raises(KeyboardInterrupt):
            say(home, "release", ids["100.0"])
    assert home.open_ids() == ids
    assert home.figures(SETTLED) == []


def test_settling_is_no_delivery_and_the_ledger_still_adds_up(home: Home) -> None:
    clash(home, "100", "200")
    say(home, "release", home.open_ids()["100.0"])
    with Store(home.place.warehouse, ops=home.place.ops, read_only=True) as store:
        store.verify_ledger()


def test_the_past_has_the_same_digests_as_before(home: Home) -> None:
    clash(home, "100", "200")
    before = SETTLED - timedelta(days=1)
    with Store(home.place.warehouse, ops=home.place.ops, read_only=True) as store:
        then = [store.inputs_digest(before), store.fingerprint(before)]
        now = [store.inputs_digest(SETTLED), store.fingerprint(SETTLED)]
    say(home, "release", home.open_ids()["100.0"])
    with Store(home.place.warehouse, ops=home.place.ops, read_only=True) as store:
        assert [store.inputs_digest(before), store.fingerprint(before)] == then
        assert all(a != b for a, b in zip([store.inputs_digest(SETTLED), store.fingerprint(SETTLED)], now, strict=True))


def test_the_list_is_cut_by_its_filters(home: Home) -> None:
    clash(home, "100", "200")
    home.deliver("broken.csv", figure(uscc=OTHER_CODE, value="much", period="2026-02"))
    wanted = {
        Filters(): 3,
        Filters(month=date(2026, 2, 1)): 1,
        Filters(rule="two_values_one_day"): 2,
        Filters(uscc=OTHER_CODE.lower()): 1,
        Filters(uscc="甲公"): 2,
        Filters(is_settled=True): 0,
    }
    for filters, count in wanted.items():
        assert len(list_items(home.place, filters, "en", is_csv=True)) == count + 1, filters
    with pytest.raises(UsageError, match="no item has the rule 'two_values'"):
        list_items(home.place, Filters(rule="two_values"))


def test_the_list_says_what_can_be_done_in_either_language(home: Home) -> None:
    clash(home, "100", "200")
    text = "\n".join(list_items(home.place, Filters()))
    assert "待处理2条" in text
    assert "甲公司" in text
    assert "同日两值" in text
    english = list_items(home.place, Filters(most=1), "en")
    assert english[0] == "2 open"
    assert "1 more" in "\n".join(english)


def test_without_a_warehouse_there_is_nothing_to_settle(tmp_path: Path) -> None:
    for act in (lambda: list_items(DataDir(tmp_path), Filters()), lambda: settle(DataDir(tmp_path), ["abcdefgh"], "reject", "x", "y")):
        with pytest.raises(UsageError, match="no warehouse yet"):
            act()
    assert not list(tmp_path.iterdir())
