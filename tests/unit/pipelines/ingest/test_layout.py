"""Layouts are data: checked when loaded, found by their columns, never mistaken for one another."""

from itertools import combinations

import pytest

from pipelines.ingest.layout import all_layouts, parse_layout, recognise
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


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('target = "kind"', 'target = "sort"', "sort"),
        ('kind = "text"', 'kind = "prose"', "prose"),
        ('event_day = "observed_on"', 'event_day = "day"', "event_day"),
        ('{ target = "kind", headers = ["kind"], kind = "text" },', "", "nothing brings"),
        ('key = "s"', 'kex = "s"', "kex"),
        ('headers = ["kind"],', "", "headers"),
    ],
)
def test_a_mistaken_layout_is_refused_when_loaded(old, new, message):
    assert parse_layout(SIGNAL, "s.toml").key == "s"
    with pytest.raises((ValueError, KeyError), match=message):
        parse_layout(SIGNAL.replace(old, new), "s.toml")
