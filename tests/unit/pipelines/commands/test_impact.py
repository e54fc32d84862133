"""`earlywarn impact`: who depends on an enterprise is named, and "nobody said" is not "nobody"; either language."""

import json
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from pipelines.commands.impact import impact
from pipelines.data_dir import DataDir
from pipelines.errors import UsageError
from reports.impact import ImpactFrames
from tests.unit.warehouse.staging import CODE, OTHER_CODE, enterprise, load, load_register
from warehouse import names
from warehouse.printed_figures import EXPOSURES
from warehouse.store import Store
from warehouse.vocabulary import Language


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    home = DataDir(tmp_path)
    with Store(home.warehouse) as store:
        load_register(store, [enterprise("甲公司"), enterprise("乙公司", uscc=OTHER_CODE)])
    return home


def answer(home: DataDir, uscc: str = CODE, language: Language = "zh") -> str:
    return "\n".join(impact(home, uscc, language))


def test_an_enterprise_the_register_does_not_have_is_refused(home: DataDir) -> None:
    with pytest.raises(UsageError, match="register"):
        impact(home, "91310000775785552L")


def test_without_a_supply_chain_file_dependents_are_not_known(home: DataDir) -> None:
    assert "区内关联企业：未知（没有供应链资料）" in answer(home)
    assert "not known (no supply-chain file)" in answer(home, language="en")


def test_a_supplier_is_named_with_the_share_of_its_sales(home: DataDir) -> None:
    row = {"supplier_uscc": OTHER_CODE, "buyer_uscc": CODE, "year": 2025, "sales_share": 0.35, "amount_cny_10k": 1200.0}
    with Store(home.warehouse) as store:
        days = {"first_known_on": date(1900, 1, 1), "later_known_on": date(2026, 3, 1)}
        load(store, names.SUPPLIES, [{**row, **days}], "s1", "two_rows_for_one_supply")
    assert "供应商1家，客户0家" in answer(home)
    assert f"乙公司  {OTHER_CODE}  供应商：占其销售额35%，1,200万元" in answer(home)
    assert f"乙公司  {OTHER_CODE}  supplier: 35% of its sales, 1,200 CNY 10k" in answer(home, language="en")
    # Seen from the other side the purchases of the buyer are what was delivered.
    assert "客户：占其所获供货100%" in answer(home, OTHER_CODE)


def test_a_part_of_the_name_finds_it_and_programs_get_the_same_figures(home: DataDir) -> None:
    (document,) = impact(home, "乙", is_json=True)
    read = json.loads(document)
    assert (read["kind"], read["version"], read["uscc"], read["name"]) == ("earlywarn.impact", 1, OTHER_CODE, "乙公司")
    assert set(read) == {"kind", "version", *(item.name for item in fields(ImpactFrames))}
    assert [row["figure"] for row in read["stakes"]] == [figure.key for figure in EXPOSURES.values()]
    with pytest.raises(UsageError, match=f"2 enterprises.*{CODE}"):
        impact(home, "公司")
