"""Tables to classes: what is left out keeps its default, and every sentence says where, what was got and what was needed."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import pytest

from models.setting_types import Months, OneOf, Share, Text
from pipelines.config.validation import filling, plain, stated, table, under, validate
from pipelines.errors import SettingsError

STATED = {"unit": "months", "reason": "Because.", "owner": "x", "reviewed": date(2026, 1, 15)}


@dataclass(frozen=True)
class Example:
    """A class with every kind of field."""

    name: Text
    share: Share = 0.5
    months: Months = 3
    marks: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot go together."""
        if self.share == 0 and self.marks:
            raise ValueError("share is 0 with marks, expected none; remove them")


def read(kind: Any, entries: dict[str, Any]) -> Any:
    return validate(table({"file": (kind, ...)}), {"file": entries}, lambda place, _is_missing: f"{place[0]}.toml").file


PLAIN = filling(Example, plain(Example))


def test_given_values_fill_the_class_and_the_others_keep_their_defaults() -> None:
    assert read(PLAIN, {"name": "a", "marks": ["x", "y"]}) == Example("a", marks=("x", "y"))


def test_thresholds_fill_it_with_their_values() -> None:
    entries = {"name": {"value": "a", **STATED}, "months": {"value": 12, **STATED}}
    assert read(filling(Example, stated(Example)), entries) == Example("a", months=12)


def test_fields_may_stand_under_other_keys_and_in_an_inner_table() -> None:
    kind = filling(Example, {"inner": (table(stated(Example, ["months"])), ...), **under(plain(Example, ["name"]), str.upper)})
    assert read(kind, {"NAME": "a", "inner": {"months": {"value": 2, **STATED}}}) == Example("a", months=2)
    with pytest.raises(SettingsError, match=r"NAME is missing; add it; .* name is read by nothing; known here are inner, NAME"):
        read(kind, {"name": "a", "inner": {}})


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({}, "file.toml: name is missing; add it"),
        ({"name": ""}, "file.toml: name is '', expected a text of at least 1 character; correct it"),
        ({"name": 7}, "file.toml: name is 7, expected a text in quotes; correct it"),
        ({"name": "a", "share": True}, "file.toml: share is True, expected a number; correct it"),
        ({"name": "a", "months": 2.5}, "file.toml: months is 2.5, expected a whole number; correct it"),
        ({"name": "a", "months": 0}, "file.toml: months is 0, expected a number greater than or equal to 1; correct it"),
        ({"name": "a", "marks": "xy"}, "file.toml: marks is 'xy', expected a list; correct it"),
        ({"name": "a", "marks": ["x", {}]}, "file.toml: marks[2] is a table, expected a text in quotes; correct it"),
        ({"name": "a", "share": 0, "marks": ["x"]}, "file.toml: share is 0 with marks, expected none; remove them"),
    ],
)
def test_a_sentence_says_where_what_was_got_and_what_was_needed(entries: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(PLAIN, entries)
    assert str(caught.value) == sentence


def test_a_long_value_is_shortened_and_only_the_first_mistakes_are_named() -> None:
    with pytest.raises(SettingsError) as caught:
        read(PLAIN, {"name": "a", "months": "x" * 1000, **{f"odd_{number}": 1 for number in range(9)}})
    sentences = str(caught.value).split("; ")
    assert len(str(caught.value)) < 1000
    assert sentences[-1] == "and 5 more"


def test_a_closed_list_names_its_keys() -> None:
    with pytest.raises(SettingsError, match="one is 'z', expected 'x' or 'y'; correct it"):
        read(table({"one": (Annotated[str, OneOf(("x", "y"))], ...)}), {"one": "z"})
