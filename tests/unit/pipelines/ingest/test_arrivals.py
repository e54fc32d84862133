"""What came of each source in a batch, as Dagster shows it: rows that were stored, by what they are about."""

from datetime import date

from pipelines.run_records.sources import arrivals
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE
from warehouse import names

DAY = date(2026, 11, 20)
TIDY = "uscc,indicator,period,value,unit,basis\n"
TAX = f"纳税人识别号,征收项目,税款所属期起,税款所属期止,入库日期,实缴税额(元)\n{CODE},增值税,2026-09-01,2026-09-30,2026-10-15,5000\n"


def arrived(inbox, *batches: int) -> dict[str, object]:
    return {each.asset_key.path[-1]: each.metadata["rows stored"].value for each in arrivals(inbox.store, list(batches))}


def test_rows_are_counted_by_source_and_batch_whatever_table_they_went_into(inbox):
    inbox.put("一.csv", TIDY + f"{CODE},tax,2026-09,5,CNY,month\n{OTHER_CODE},electricity,2026-09,7,kWh,month\n")
    inbox.put("税.csv", TAX)
    inbox.put("电.csv", "户号,结算年月,用电量\n0310001,202609,100\n0310002,202609,110\n")
    inbox.ingest(DAY)
    first = arrived(inbox, 1)
    assert inbox.store.count(names.PAYMENTS) == 1
    # One in the tidy file and one payment; one and two bills.
    assert first == {"source_tax": 2, "source_electricity": 3}
    inbox.put("二.csv", TIDY + f"{CODE},water,2026-09,7,m3,month\n")
    inbox.ingest(DAY)
    assert (arrived(inbox, 2), arrived(inbox)) == ({"source_water": 1}, {})
    assert arrived(inbox, 1, 2) == {**first, "source_water": 1}
