"""Accounts whose leading zeros a spreadsheet has eaten: one account with those that have them, where only one can be meant."""

import pytest

from tests.unit.pipelines.ingest.deliveries import CODE, Inbox
from warehouse import names

ACCOUNT = "0316001935"


def bill(account: str, month: str = "202601", value: int = 5) -> dict[str, object]:
    return {"户号": account, "结算年月": month, "当月合计电量": value}


def link(account: str) -> dict[str, object]:
    return {"能源类型": "电", "户号": account, "统一社会信用代码": CODE}


@pytest.fixture
def inbox(tmp_path):
    made = Inbox(tmp_path / "home")
    yield made
    made.store.close()


@pytest.mark.parametrize("is_together", [True, False])
def test_a_bill_finds_the_account_of_the_map(inbox, is_together):
    inbox.put("map.csv", [link(ACCOUNT)])
    if not is_together:
        inbox.ingest()
    inbox.put("bills.csv", [bill("316001935"), bill(ACCOUNT, "202512"), bill("416001935")])
    inbox.ingest()
    assert set(inbox.store.read(names.BILLS)["account"]) == {ACCOUNT, "416001935"}


def test_a_map_finds_the_account_of_the_bills(inbox):
    inbox.put("bills.csv", [bill(ACCOUNT)])
    inbox.ingest()
    inbox.put("map.csv", [link("316001935")])
    inbox.ingest()
    assert inbox.store.read(names.ACCOUNTS)["account"].to_list() == [ACCOUNT]


def test_two_accounts_that_differ_in_zeros_alone_stay_two(inbox):
    inbox.put("map.csv", [link("0316001935"), link("00316001935")])
    inbox.put("bills.csv", [bill("316001935")])
    inbox.ingest()
    assert inbox.store.read(names.BILLS)["account"].to_list() == ["316001935"]


def test_short_accounts_are_left_alone(inbox):
    inbox.put("bills.csv", [bill("01"), bill("1")])
    inbox.ingest()
    assert set(inbox.store.read(names.BILLS)["account"]) == {"01", "1"}
