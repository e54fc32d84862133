"""Which home a verb works in: the installation's, the district's that is named, or a sentence that says which there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest

from pipelines.data_dir import DataDir
from pipelines.errors import UsageError
from pipelines.home_option import named_home, one_home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataDir:
    monkeypatch.setenv("EARLYWARN_HOME", str(tmp_path / "home"))
    home = DataDir((tmp_path / "home").resolve())
    home.prepare()
    return home


@pytest.fixture
def named() -> Iterator[None]:
    """A verb that was called with `earlywarn --district 甲区`."""
    context = click.Context(click.Command("earlywarn"))
    context.params = {"district": "甲区"}
    with context:
        yield


def test_one_district_needs_no_name(home: DataDir) -> None:
    assert (named_home(), one_home()) == (home, home)


@pytest.mark.usefixtures("named")
def test_a_district_is_found_by_its_name(home: DataDir) -> None:
    with pytest.raises(UsageError, match=r"there is no district '甲区'.*one district itself"):
        named_home()
    home.of_district("乙区").prepare()
    with pytest.raises(UsageError, match="it has 乙区"):
        named_home()
    home.of_district("甲区").prepare()
    assert (named_home(), one_home()) == (home.of_district("甲区"), home.of_district("甲区"))


def test_of_several_districts_one_is_to_be_named(home: DataDir) -> None:
    for number in range(20):
        home.of_district(f"区{number:02d}").prepare()
    assert named_home() == home
    with pytest.raises(UsageError, match=r"name one before the verb: earlywarn --district NAME.*区00, 区01.* and 8 more"):
        one_home()
