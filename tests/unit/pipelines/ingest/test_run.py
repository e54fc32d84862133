"""Deliveries end to end: what is stored, what is refused and why, and that nothing is lost or counted twice."""

import os
import signal
import subprocess
import sys
from datetime import date

import pytest

from pipelines.errors import NoUsableInputError, exit_code_of
from pipelines.ingest.settings import SourceSettings
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, THIRD_CODE, TODAY, Inbox, figure
from warehouse import names

JANUARY = date(2026, 1, 1)


@pytest.mark.parametrize("name", ["figures.csv", "深/层/文件夹/无后缀", "data.parquet"])
def test_a_figure_is_stored_whatever_its_file_is_called(inbox, name):
    inbox.put(name, [figure()])
    report = inbox.ingest()
    row = inbox.figures().row(0, named=True)
    assert (row["uscc"], row["indicator"], row["period"], row["basis"], row["value"]) == (CODE, "electricity", JANUARY, "month", 1200.5)
    assert (row["known_on"], row["is_nominal_known"], row["source"], row["row_number"]) == (date(2026, 2, 10), True, "observations", 1)
    assert (report.rows_in, report.rows_stored, report.files[0].layout) == (1, 1, "observations")


BAD_FIGURES = [
    ({"uscc": "91440300192413773R"}, "bad_code"),
    ({"uscc": "9144"}, "bad_code"),
    ({"uscc": ""}, "uscc_missing"),
    ({"indicator": "power"}, "unknown_indicator"),
    ({"indicator": ""}, "indicator_missing"),
    ({"period": "2026-13"}, "bad_period"),
    ({"period": "2026-04"}, "future_period"),
    ({"period": ""}, "period_missing"),
    ({"value": "abc"}, "bad_value"),
    ({"value": ""}, "value_missing"),
    ({"value": "nan"}, "bad_value"),
    ({"value": "-inf"}, "bad_value"),
    ({"value": "9" * 400}, "impossible_size"),
    ({"value": "9000000000000000"}, "impossible_size"),
    ({"unit": "furlong"}, "unknown_unit"),
    ({"unit": "万元"}, "impossible_unit"),
    ({"unit": "吨"}, "impossible_unit"),
    ({"unit": ""}, "unit_missing"),
    ({"basis": "year"}, "unknown_basis"),
    ({"basis": ""}, "basis_missing"),
    ({"received_on": "2026-03-06"}, "future_receipt"),
    ({"received_on": "2025-12-31"}, "received_before_period"),
    ({"covers_months": "3"}, "bad_covers_months"),
    ({"covers_months": "x"}, "bad_covers_months"),
    ({"channel": "rumour"}, "unknown_channel"),
    ({"indicator": "employment", "unit": "人", "value": "-1"}, "negative_head_count"),
]


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize(("broken", "rule"), BAD_FIGURES, ids=[f"{rule}-{number}" for number, (_, rule) in enumerate(BAD_FIGURES)])
def test_a_bad_row_is_refused_with_its_rule_and_the_others_go_in(inbox, broken, rule, form):
    good, extra = figure(), dict.fromkeys(broken, "")
    for name, filler in (("received_on", "2026-02-12"), ("covers_months", "1"), ("same_period_last_year", "5"), ("channel", "public")):
        if name in extra:
            good[name] = filler
    inbox.put(f"figures.{form}", [good, {**good, **broken}, {**good, "uscc": OTHER_CODE}])
    report = inbox.ingest()
    assert inbox.rules() == [(2, rule)]
    assert (report.rows_stored, report.rows_refused) == (2, 1)
    row = inbox.quarantine().row(0, named=True)
    assert (row["file_name"], row["action"], row["quarantined_on"]) == (f"figures.{form}", "refused", TODAY)
    assert row["reason"].endswith(("again", "come", "it", "in", "indicator", "two"))


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("broken", [{"received_on": "2026-02-30"}, {"received_on": "soon"}, {"same_period_last_year": "x"}])
def test_an_optional_cell_that_cannot_be_read_costs_no_row_and_is_named(inbox, broken, form):
    (name, text), *_ = broken.items()
    inbox.put(f"figures.{form}", [figure(**broken), figure(uscc=OTHER_CODE, **dict.fromkeys(broken, ""))])
    report = inbox.ingest()
    assert (report.rows_stored, report.rows_refused) == (2, 0)
    assert inbox.figures()[name].to_list() == [None, None] if name != "received_on" else inbox.figures()["is_nominal_known"].all()
    assert report.files[0].note == f"column {name}: 1 cell could not be read and counts as empty, such as {text!r} in row 1"


def test_the_quarantine_shows_what_was_delivered(inbox):
    inbox.put("f.csv", [figure(value="12,x", period="2026-1")])
    inbox.ingest()
    row = inbox.quarantine().row(0, named=True)
    assert (row["uscc"], row["indicator"], row["period"], row["value_text"]) == (CODE, "electricity", "2026-1", "12,x")


def test_malformed_rows_are_counted_with_their_place(inbox):
    inbox.put(
        "f.csv",
        f'uscc,indicator,period,value,unit,basis\n{CODE},electricity,2026-01,1,"斤,month\n{CODE},electricity,2026-01,1,kWh,month,x\n'
        f"{CODE},electricity,2026-01,5,kWh,month\n",
    )
    report = inbox.ingest()
    assert inbox.rules() == [(1, "unknown_unit"), (2, "malformed_row")]
    assert (report.rows_in, report.rows_stored, report.rows_refused) == (3, 1, 2)
    assert inbox.figures()["row_number"].to_list() == [3]


def test_a_credit_code_from_a_numeric_column_is_refused_by_type(inbox):
    inbox.put("f.parquet", [figure(uscc=914403001924137731)])
    inbox.ingest()
    assert inbox.rules() == [(1, "code_not_text")]


BAD_FILES = [
    ("empty.csv", b"", "empty_file"),
    ("empty.parquet", b"", "empty_file"),
    ("head.csv", b"uscc,name\n", "no_rows"),
    ("other.csv", b"foo,bar\n1,2\n", "unknown_layout"),
    ("cut.parquet", b"PAR1\x15\x04\x15", "broken_parquet"),
    ("fake.parquet", b"uscc,name\n", "broken_parquet"),
    ("book.xls", b"\xd0\xcf\x11\xe0abc", "unknown_format"),
    ("noise.csv", bytes(range(256)), "not_text"),
    ("twice.csv", f"uscc,uscc,name\n{CODE},{CODE},x\n".encode(), "duplicate_column"),
    ("subscribers.csv", "email,name,scope\na@b.c,甲,district\n".encode(), "subscribers_not_taken"),
]


@pytest.mark.parametrize(("name", "content", "rule"), BAD_FILES, ids=[name for name, _, _ in BAD_FILES])
def test_a_bad_file_is_refused_as_a_whole_and_the_others_go_in(inbox, name, content, rule):
    inbox.put(name, content)
    inbox.put("good.csv", [figure()])
    report = inbox.ingest()
    assert inbox.rules() == [(None, rule)]
    assert report.rows_stored == 1
    report.require_usable("inbox")
    inbox.ingest()
    assert inbox.quarantine().height == 1


def test_an_inbox_without_a_usable_file_is_no_input(inbox):
    with pytest.raises(NoUsableInputError, match="is empty") as caught:
        inbox.ingest().require_usable("inbox")
    assert exit_code_of(caught.value) == 10
    inbox.put("other.csv", "foo,bar\n1,2\n")
    with pytest.raises(NoUsableInputError, match=r"other\.csv: no layout has the columns foo, bar"):
        inbox.ingest().require_usable("inbox")


def test_a_parquet_file_cut_or_flipped_anywhere_never_stops_the_ingest(inbox):
    whole = inbox.put("whole.parquet", [figure(value=float(number)) for number in range(50)]).read_bytes()
    for number, position in enumerate(range(4, len(whole) - 1, max(1, len(whole) // 40))):
        inbox.put(f"cut{number}.parquet", whole[:position])
        inbox.put(f"flip{number}.parquet", whole[:position] + bytes([whole[position] ^ 0xFF]) + whole[position + 1 :])
    assert inbox.ingest().rows_in >= 50


def test_unknown_columns_are_left_out_and_named(inbox, caplog):
    inbox.put("f.csv", [figure(mood="good", weather="rain")])
    report = inbox.ingest()
    assert report.files[0].ignored_columns == ("mood", "weather")
    assert "columns left out: mood, weather" in caplog.text
    assert inbox.store.read(names.DELIVERIES)["ignored_columns"].to_list() == ["mood, weather"]


def test_a_second_delivery_changes_nothing(registered):
    registered.put("a.csv", [figure(), figure(value="x")])
    registered.ingest()
    facts, quarantine, ledger = registered.facts(), registered.quarantine(), registered.store.read(names.DELIVERIES)
    again = registered.ingest(date(2026, 4, 1))
    assert (again.batch_id, again.rows_in, again.rows_duplicate) == (None, 4, 4)
    assert registered.store.read(names.DELIVERIES).equals(ledger)
    registered.put("copy.csv", (registered.folder / "a.csv").read_bytes())
    copied = registered.ingest(date(2026, 4, 1))
    assert {file.file_name: file.status for file in copied.files} == {"a.csv": "known", "copy.csv": "copy", "register.csv": "known"}
    assert registered.facts() == facts
    assert registered.quarantine().equals(quarantine)


def test_copies_within_one_inbox_count_once(inbox):
    for name in ("a.csv", "b/c.csv"):
        inbox.put(name, [figure(), figure(value="x")])
    report = inbox.ingest()
    assert [(file.rows_stored, file.rows_refused, file.rows_duplicate) for file in report.files] == [(1, 1, 0), (0, 0, 2)]


def test_a_refused_row_that_comes_again_is_a_duplicate_too(inbox):
    inbox.put("a.csv", [figure(value="x"), figure(value="x"), figure(value="y")])
    assert (inbox.ingest().rows_refused, inbox.quarantine().height) == (2, 2)
    inbox.put("b.csv", [figure(value="x", channel=""), figure(value="z")])
    inbox.put("c.csv", "uscc,name\n1,2,3\n1,2,3\n")
    report = inbox.ingest()
    assert {file.file_name: (file.rows_refused, file.rows_duplicate) for file in report.files} == {
        "a.csv": (0, 3),
        "b.csv": (1, 1),
        "c.csv": (1, 1),
    }
    assert inbox.quarantine()["value_text"].drop_nulls().sort().to_list() == ["x", "y", "z"]


def test_one_figure_in_two_units_is_one_figure(inbox):
    inbox.put("a.csv", [figure(indicator="tax", value="1234.7", unit="千元"), figure(indicator="tax", value="123.47", unit="万元")])
    report = inbox.ingest()
    assert (report.rows_stored, report.rows_duplicate) == (1, 1)
    assert inbox.figures()["value"].to_list() == [123.47]


def test_a_restatement_is_a_new_vintage(registered):
    registered.put("a.csv", [figure(value="5")])
    registered.ingest(date(2026, 3, 5))
    registered.put("b.csv", [figure(value="6")])
    registered.ingest(date(2026, 3, 9))
    seen = [registered.store.observations_as_of(date(2026, 3, day))["value"].to_list() for day in (8, 9)]
    assert seen == [[5.0], [6.0]]


def test_a_period_is_nominally_known_on_the_release_day_of_its_source(inbox):
    inbox.put(
        "a.csv",
        [figure(), figure(indicator="tax", unit="元"), figure(indicator="gas", unit="m3", period="2026-02"), figure(period="2026-03")],
    )
    inbox.ingest(settings=SourceSettings(release_day=10, release_days={"tax": 20}))
    known = dict(inbox.figures().select("period", "known_on").rows())
    assert inbox.figures().filter(indicator="tax")["known_on"].to_list() == [date(2026, 2, 20)]
    # Neither the release of February nor of March has come by the day of the ingest.
    assert known[date(2026, 2, 1)] == TODAY
    assert known[date(2026, 3, 1)] == TODAY


def test_a_future_month_is_taken_when_its_time_has_come(inbox):
    inbox.put("a.csv", [figure(), figure(period="2026-05")])
    first = inbox.ingest()
    assert (first.rows_stored, first.rows_refused) == (1, 1)
    later = inbox.ingest(date(2026, 6, 12))
    assert (later.rows_stored, later.rows_refused, later.rows_duplicate) == (1, 0, 1)
    assert inbox.figures()["known_on"].to_list() == [date(2026, 2, 10), date(2026, 6, 10)]
    assert inbox.ingest(date(2026, 6, 13)).batch_id is None


def test_a_layout_learned_later_takes_the_files_it_was_made_for(inbox, monkeypatch):
    from pipelines.ingest import run

    inbox.put("a.csv", [figure()])
    everything = run.all_layouts()
    monkeypatch.setattr(run, "all_layouts", lambda: tuple(layout for layout in everything if layout.key != "observations"))
    assert inbox.ingest().rows_refused == 1
    monkeypatch.undo()
    assert inbox.ingest().rows_stored == 1


def test_clashing_values_are_stored_set_aside_and_named(registered):
    registered.put("a.csv", [figure(value="5")])
    registered.put("b.csv", [figure(value="6"), figure(indicator="water", unit="吨")])
    report = registered.ingest()
    assert (report.rows_stored, report.set_aside) == (3, 2)
    aside = registered.quarantine().sort("file_name")
    assert aside.select("file_name", "row_number", "action", "rule", "value_text").rows() == [
        ("a.csv", 1, "set_aside", "two_values_one_day", "5.0"),
        ("b.csv", 1, "set_aside", "two_values_one_day", "6.0"),
    ]
    assert registered.store.observations_as_of(TODAY)["indicator"].to_list() == ["water"]


EVENTS = {
    "signals": (
        names.SIGNALS,
        {"uscc": CODE, "observed_on": "2026-01-05", "kind": "lease_ending", "destination": "东莞"},
    ),
    "outcomes": (names.OUTCOMES, {"uscc": CODE, "on": "2026-01-05", "outcome": "relocated_out", "note": "迁往东莞"}),
    "appeals": (names.APPEALS, {"uscc": CODE, "raised_on": "2026-01-05", "topic": "用地", "closed_on": ""}),
    "visits": (names.VISITS, {"uscc": CODE, "visited_on": "2026-01-05", "by": "张三", "finding": "订单下降"}),
    "claims": (names.CLAIMS, {"uscc": CODE, "policy": "P1", "claimed_on": "2026-01-05"}),
}


@pytest.mark.parametrize("key", sorted(EVENTS))
def test_events_are_known_from_their_own_day_or_their_receipt(inbox, key):
    table, row = EVENTS[key]
    inbox.put("a.csv", [row])
    inbox.put("b.csv", [{**row, "uscc": OTHER_CODE, "received_on": "2026-02-01"}])
    report = inbox.ingest()
    assert {file.layout for file in report.files} == {key}
    seen = [inbox.store.as_of(table, day)["uscc"].to_list() for day in (date(2026, 1, 4), date(2026, 1, 5), date(2026, 2, 1))]
    assert seen == [[], [CODE], sorted([CODE, OTHER_CODE])]


@pytest.mark.parametrize("key", sorted(EVENTS))
def test_events_from_the_future_are_refused(inbox, key):
    _, row = EVENTS[key]
    day = next(name for name in row if name in ("on", "observed_on", "raised_on", "visited_on", "claimed_on"))
    inbox.put("a.csv", [{**row, day: "2026-03-06"}])
    inbox.ingest()
    assert inbox.rules() == [(1, "future_date")]


def test_supplies_are_versions_by_pair_and_year(inbox):
    head = "supplier_uscc,buyer_uscc,share,amount_cny_10k,year,received_on"
    inbox.put("a.csv", f"{head}\n{CODE},{OTHER_CODE},0.4,120,2025,2026-01-05\n{CODE},{OTHER_CODE},35%,,2024,\n")
    inbox.put("b.csv", f"{head}\n{CODE},{OTHER_CODE},0.5,150,2025,2026-02-01\n{CODE},{OTHER_CODE},0.5,150,25,\n")
    report = inbox.ingest()
    assert {file.layout for file in report.files} == {"supplies"}
    assert inbox.rules() == [(2, "bad_year")]
    table = names.SUPPLIES
    seen = [
        inbox.store.as_of(table, day).select("year", "sales_share", "amount_cny_10k").rows() for day in (date(2026, 1, 5), date(2026, 2, 1))
    ]
    assert seen == [[(2024, 0.35, None), (2025, 0.4, 120.0)], [(2024, 0.35, None), (2025, 0.5, 150.0)]]


def test_policies_are_versions_of_a_catalogue(inbox):
    inbox.put("a.csv", "policy,title,valid_to\nP1,厂房租金补贴,2027-01-01\n")
    inbox.ingest()
    inbox.put("b.csv", "policy,title,valid_to\nP1,厂房租金补贴,2028-01-01\n")
    inbox.ingest(date(2026, 4, 1))
    table = names.POLICIES
    ends = [inbox.store.as_of(table, day)["valid_to_on"].to_list() for day in (date(2020, 1, 1), date(2026, 4, 1))]
    assert ends == [[date(2027, 1, 1)], [date(2028, 1, 1)]]


def test_the_register_brings_division_tier_and_dates(inbox):
    row = {
        "name": "甲公司",
        "district": "坪山区",
        "industry": "C3921",
        "street": "马峦街道",
        "park": "",
        "tier": "Department",
        "owner": "李四",
        "owner_email": "li@example.org",
        "registered_on": "2020-01-01",
        "left_register_on": "2026-02-01",
    }
    inbox.put(
        "a.csv",
        [
            {"uscc": CODE, **row},
            {"uscc": OTHER_CODE, **row, "tier": "royal", "industry": "计算机制造"},
            {"uscc": THIRD_CODE, **row, "registered_on": "soon"},
        ],
    )
    inbox.ingest()
    register = inbox.store.register_as_of(TODAY)
    assert sorted(register.select("tier", "industry_division", "registered_on").rows(), key=str) == [
        ("department", "C39", None),
        ("department", "C39", date(2020, 1, 1)),
        (None, None, date(2020, 1, 1)),
    ]
    # A day nobody can read is no day; it does not cost the enterprise its place in the register.
    assert inbox.rules() == []
    assert inbox.store.register_as_of(date(2026, 1, 31))["left_register_on"].to_list() == [None, None, None]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("uscc,name,district", "uscc,name,district,received_on"),
        ("统一社会信用代码,企业名称,所属区,街道", "统一社会信用代码,企业名称,所属区,更新日期,街道"),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_a_changed_row_of_the_register_is_known_from_the_day_it_names(inbox, first, second, together):
    inbox.put("register.csv", f"{first}\n{CODE},甲公司,甲区,一街道\n" if "街道" in first else f"{first}\n{CODE},甲公司,甲区\n")
    if not together:
        inbox.ingest(date(2026, 1, 20))
    row = f"{CODE},甲公司,乙区,2026-02-10"
    inbox.put("later.csv", f"{second}\n{row},二街道\n" if "街道" in second else f"{second}\n{row}\n")
    inbox.ingest()
    seen = [inbox.store.register_as_of(day)["district"].to_list() for day in (date(2026, 2, 9), date(2026, 2, 10), TODAY)]
    assert seen == [["甲区"], ["乙区"], ["乙区"]]


def test_figures_of_strangers_wait_for_the_register(registered):
    registered.put("a.csv", [figure(uscc=THIRD_CODE)])
    registered.ingest()
    assert registered.store.observations_as_of(TODAY).height == 0
    registered.put("more.csv", f"uscc,name\n{THIRD_CODE},丙公司\n")
    registered.ingest()
    assert registered.store.observations_as_of(TODAY).height == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_chinese_names_survive_every_encoding(inbox, encoding):
    inbox.put("a.csv", f'uscc,name,street\n{CODE},"深圳㙍洋（集团）有限公司",马峦街道\n'.encode(encoding))
    inbox.ingest()
    assert inbox.store.register_as_of(TODAY).select("name", "street").rows() == [("深圳㙍洋（集团）有限公司", "马峦街道")]


INGEST_AND_DIE = """
import sys
from datetime import date
from pathlib import Path
from pipelines.ingest import run
from pipelines.ingest.settings import SourceSettings
from warehouse.store import Store
store = Store(Path(sys.argv[1]))
step, limit = [0], int(sys.argv[3])
for name in ("load", "append", "checkpoint"):
    def hooked(*arguments, original=getattr(store, name), **more):
        step[0] += 1
        if step[0] == limit:
            print("now", flush=True)
            sys.stdin.readline()
        return original(*arguments, **more)
    setattr(store, name, hooked)
run.ingest_inbox(store, Path(sys.argv[2]), date(2026, 3, 5), SourceSettings())
"""


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6])
def test_a_kill_at_any_step_loses_nothing_and_halves_nothing(tmp_path, limit):
    inbox = Inbox(tmp_path)
    inbox.put("a.csv", [figure(), figure(value="6"), figure(value="x")])
    inbox.put("r.csv", f"uscc,name\n{CODE},甲公司\n")
    inbox.store.close()
    command = [sys.executable, "-c", INGEST_AND_DIE, str(inbox.store.path), str(inbox.folder), str(limit)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
    again = Inbox.__new__(Inbox)
    again.folder, again.store = inbox.folder, type(inbox.store)(inbox.store.path)
    assert again.store.count_facts() in (0, 3)
    again.store.verify_ledger()
    again.ingest()
    assert again.store.count_facts() == 3
    assert again.quarantine().height == 3
    again.store.close()


def test_a_row_without_a_code_is_no_second_heading_for_a_word_that_heads_another_column(inbox):
    rows = [figure(), figure(uscc="", period="x", value="nan", basis="month"), figure(period="2026-02", basis="month")]
    inbox.put("f.csv", rows)
    report = inbox.ingest()
    assert (report.rows_in, report.rows_stored) == (3, 2)
    assert inbox.rules() == [(2, "uscc_missing")]
