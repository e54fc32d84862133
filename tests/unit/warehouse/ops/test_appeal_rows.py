"""Appeals within a scope: one reading, no column but those of scopes."""

import pytest

from tests.desk import CASES, enter_appeals, make_home, seen_by
from warehouse.ops.appeal_rows import appeal_within, appeals_within
from warehouse.ops.ops_db import open_ops


@pytest.fixture
def connection(tmp_path):
    home = make_home(tmp_path / "home")
    enter_appeals(home)
    with open_ops(home.ops) as opened:
        yield opened


@pytest.mark.parametrize("scope", ["district", "street:坪山街道", "owner:第一工作组", "tier:department"])
def test_a_scope_sees_what_is_its_own(connection, scope):
    limits = None if scope == "district" else tuple(scope.split(":"))
    assert {row["id"] for row in appeals_within(connection, limits)} == seen_by(scope)
    for number in range(1, len(CASES) + 1):
        assert (appeal_within(connection, number, limits) is not None) == (number in seen_by(scope))


def test_a_column_that_is_none_of_a_scope_is_refused(connection):
    with pytest.raises(ValueError, match="no column of a scope"):
        appeals_within(connection, ("name", "甲"))
