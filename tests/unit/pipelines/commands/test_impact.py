"""`earlywarn impact`: who hangs on an enterprise is named, and "nobody said" is not "nobody"."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.commands.impact import impact
from pipelines.data_dir import DataDir
from tests.unit.warehouse.staging import CODE, OTHER_CODE, enterprise, load, load_register
from warehouse.store import SUPPLIES, Store


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path)
    with Store(home.warehouse) as store:
        load_register(store, [enterprise("甲公司"), enterprise("乙公司", uscc=OTHER_CODE)])
    return home


def told(home: DataDir, uscc: str = CODE) -> str:
    return "\n".join(impact(home, uscc))


def test_without_a_supply_chain_file_dependents_are_not_known(home: DataDir) -> None:
    assert "not known (no supply-chain file)" in told(home)


def test_a_supplier_is_named_with_the_share_of_its_sales(home: DataDir) -> None:
    row = {"supplier_uscc": OTHER_CODE, "buyer_uscc": CODE, "year": 2025, "sales_share": 0.35, "amount_cny_10k": 1200.0}
    with Store(home.warehouse) as store:
        days = {"first_known_on": date(1900, 1, 1), "later_known_on": date(2026, 3, 1)}
        load(store, SUPPLIES, [{**row, **days}], "s1", "two_rows_for_one_supply")
    assert "1 suppliers, 0 customers" in told(home)
    assert f"乙公司  {OTHER_CODE}  supplier: 35% of its sales, 1,200 万元" in told(home)
    # Seen from the other side the purchases of the buyer are what was delivered.
    assert "customer: 100% of its delivered purchases" in told(home, OTHER_CODE)
