"""Layouts are data: checked when loaded, found by their columns, never mistaken for one another."""

from itertools import combinations

import pytest

from pipelines.errors import SettingsError
from pipelines.ingest.layout import recognise
from pipelines.ingest.layout_files import FOLDER, all_layouts, parse_layout
from pipelines.ingest.refusals import FileRefusedError

LAYOUTS = {layout.key: layout for layout in all_layouts()}
SIGNAL = """
key = "s"
table = "core_signals__event_enterprises"
cells = "strict"
known = "event"
event_day = "observed_on"
fields = [
    { target = "uscc", headers = ["uscc"], kind = "code" },
    { target = "observed_on", headers = ["observed_on"], kind = "past_date" },
    { target = "kind", headers = ["kind"], kind = "text" },
]
"""


def required(key: str) -> tuple[str, ...]:
    return tuple(LAYOUTS[key].missing(()))


def test_there_is_a_layout_for_every_tidy_delivery():
    assert {"enterprises", "observations", "signals", "outcomes", "appeals", "visits", "policies", "claims"} <= set(LAYOUTS)


@pytest.mark.parametrize("key", sorted(LAYOUTS))
def test_required_columns_in_any_order_and_case_are_enough(key):
    header = tuple(name.upper() for name in reversed(required(key)))
    assert recognise(header, all_layouts()).key == key


@pytest.mark.parametrize("key", sorted(LAYOUTS))
def test_one_column_less_is_not_enough(key):
    for missing in required(key):
        header = tuple(name for name in required(key) if name != missing)
        with pytest.raises(FileRefusedError) as caught:
            recognise((*header, "other"), (LAYOUTS[key],))
        assert missing in caught.value.reason


def test_no_layout_needs_exactly_what_another_needs():
    for first, second in combinations(LAYOUTS, 2):
        assert set(required(first)) != set(required(second))


def test_the_more_specific_layout_wins():
    assert recognise(("uscc", "name", "visited_on", "by"), all_layouts()).key == "visits"


def test_subscribers_are_never_taken():
    with pytest.raises(FileRefusedError) as caught:
        recognise(("email", "name", "scope", "editions", "language"), all_layouts())
    assert caught.value.rule == "subscribers_not_taken"


def test_two_columns_for_one_thing_are_refused():
    with pytest.raises(FileRefusedError, match="two columns bring uscc"):
        LAYOUTS["signals"].assign(("uscc", "USCC", "observed_on", "kind"))


MISTAKES = [
    ('target = "kind"', 'target = "sort"', r"targets \['sort'\] have no field or are not columns of core_signals"),
    ('kind = "text"', 'kind = "prose"', r"fields\[3\].kind is 'prose', expected 'code', 'account'"),
    ('event_day = "observed_on"', 'event_day = "day"', "event_day is 'day', expected one of the targets"),
    ('{ target = "kind", headers = ["kind"], kind = "text" },', "", r"nothing brings \['kind'\]"),
    ('key = "s"', 'kex = "s"', "key is missing; add it; layout s.toml: kex is read by nothing"),
    ('headers = ["kind"],', "", r"fields\[3\].headers is missing"),
    ('headers = ["kind"]', 'headers = "kind"', r"fields\[3\].headers is 'kind', expected a list"),
    ('kind = "text"', 'kind = "text", optional = 1', r"fields\[3\].optional is 1, expected true or false"),
    ('kind = "text"', 'kind = "text", allowed = ["x"]', r"fields\[3\].allowed is read by nothing"),
    (
        'table = "core_signals__event_enterprises"',
        'table = "core_rumours"',
        "table is 'core_rumours', expected 'core_accounts",
    ),
    ('cells = "strict"', 'cells = "strict"\nfigures = [{ indicator = "steam", basis = "month", value = ["x"] }]', "indicator is 'steam'"),
    ('cells = "strict"', 'cells = "strict"\nfigures = [{ indicator = "gas", basis = "week", value = ["x"] }]', "basis is 'week'"),
    ('key = "s"', "key = ", "is not valid TOML"),
]


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES)
def test_a_mistaken_layout_is_refused_when_loaded(old, new, message):
    assert parse_layout(SIGNAL, "s.toml").key == "s"
    with pytest.raises(SettingsError, match=f"layout s.toml.*{message}"):
        parse_layout(SIGNAL.replace(old, new, 1), "s.toml")


def test_a_unit_and_a_meaning_nobody_knows_are_refused():
    gas = next(path.read_text(encoding="utf-8") for path in FOLDER.glob("gas_bills.toml"))
    tiers = next(path.read_text(encoding="utf-8") for path in FOLDER.glob("department_register.toml"))
    with pytest.raises(SettingsError, match=r"units \['亩'\]"):
        parse_layout(gas.replace('unit = "立方米"', 'unit = "亩"'), "gas.toml")
    with pytest.raises(SettingsError, match=r"{'部门': 'office'} are not among the values"):
        parse_layout(tiers.replace('"部门" = "department"', '"部门" = "office"'), "register.toml")
