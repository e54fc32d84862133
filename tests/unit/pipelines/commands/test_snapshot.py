"""Enterprises as people type and paste them: a credit code, or a part of the name."""

import polars as pl
import pytest

from pipelines.commands.snapshot import find_enterprise
from pipelines.errors import UsageError
from tests.unit.pipelines.ingest.deliveries import CODE

OTHER = "91440300192413773Q"
REGISTER = pl.DataFrame({"uscc": [CODE, OTHER, "X"], "name": ["深圳市华星光电有限公司", "华星（深圳）ABC科技有限公司", None]})


@pytest.mark.parametrize(
    "typed",
    [CODE, CODE.lower(), f" {CODE}\n", f"{CODE[:8]} {CODE[8:]}", "\u200b".join(CODE), "".join(chr(ord(each) + 0xFEE0) for each in CODE)],
)
def test_a_code_is_found_however_it_is_typed(typed: str) -> None:
    assert find_enterprise(REGISTER, typed) == CODE


@pytest.mark.parametrize(("typed", "code"), [("光电", CODE), ("abc", OTHER), (" A B C 科技 ", OTHER), ("华星(深圳)", OTHER)])
def test_a_part_of_one_name_is_enough(typed: str, code: str) -> None:
    assert find_enterprise(REGISTER, typed) == code


def test_several_of_that_name_are_listed_with_their_codes() -> None:
    with pytest.raises(UsageError, match="in the names of 2 enterprises") as caught:
        find_enterprise(REGISTER, "华星")
    assert all(code in str(caught.value) for code in (CODE, OTHER))
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("typed", ["无此企业", "91440300708461136T", " ", ""])
def test_none_of_that_name_is_said(typed: str) -> None:
    with pytest.raises(UsageError, match="the register has no enterprise"):
        find_enterprise(REGISTER, typed)


def test_very_many_are_counted_and_not_all_listed() -> None:
    many = pl.DataFrame({"uscc": [f"C{place}" for place in range(30)], "name": [f"甲{place}公司" for place in range(30)]})
    with pytest.raises(UsageError, match=r"30 enterprises.*and 10 more"):
        find_enterprise(many, "公司")
