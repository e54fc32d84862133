"""Whatever stands at a key of the configuration, it is used or refused with file and key: no other error, and nothing silently ignored."""

import json
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.config.layers import FILES, SHIPPED
from pipelines.errors import SettingsError
from pipelines.settings import load_settings

Place = tuple[str, ...]


def places(tables: dict[str, Any], above: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every key with its value, tables as well as what is in them."""
    for key, value in tables.items():
        yield (*above, key), value
        if isinstance(value, dict):
            yield from places(value, (*above, key))


KEYS = [
    (name, place, value)
    for name in FILES
    for place, value in places(tomllib.loads((SHIPPED / f"{name}.toml").read_text(encoding="utf-8")))
]  # fmt: skip


def toml(value: Any) -> str:
    """A value as TOML writes it in one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return (
        value.isoformat()
        if isinstance(value, date)
        else json.dumps(value, ensure_ascii=False).replace("Infinity", "inf").replace("NaN", "nan")
    )


def refusal(name: str, place: Place, value: Any) -> str:
    """What is said of a local file with one value in it, nothing where it is taken."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.toml"
        path.write_text(f"{'.'.join(place)} = {toml(value)}\n", encoding="utf-8")
        try:
            load_settings(Path(folder))
        except SettingsError as error:
            return str(error).replace(str(path), "the local file")
    return ""


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=12)
scalars = st.one_of(st.booleans(), st.integers(-(10**12), 10**12), st.floats(), texts, st.dates())
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=4)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(KEYS), values)
def test_any_value_at_any_key_is_used_or_refused_by_name(key: tuple[str, Place, Any], value: Any) -> None:
    name, place, _ = key
    said = refusal(name, place, value)
    # Values that contradict one another are named together, by the key above `value`.
    assert not said or (said.startswith("the local file: ") and any(part in said for part in place[-2:]))


OTHER = {str: 7, int: "60", float: "60", bool: "true", list: 7, date: "soon", dict: 7}


@pytest.mark.parametrize(("name", "place", "value"), KEYS, ids=lambda part: ".".join(part) if isinstance(part, tuple) else "")
def test_a_value_of_another_type_is_never_taken(name: str, place: Place, value: Any) -> None:
    other = OTHER[type(value)]
    assert f"the local file: {'.'.join(place)} is {other!r}, expected" in refusal(name, place, other)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), -1e9, 1e9])
def test_every_number_has_a_range(number: float) -> None:
    for name, place, value in KEYS:
        if isinstance(value, int | float) and not isinstance(value, bool):
            wrong = round(number) if isinstance(value, int) and abs(number) < 1e10 else number
            assert refusal(name, place, wrong), place
