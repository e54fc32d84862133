"""`earlywarn policy` answers from what is stored and tries clauses without storing anything."""

import json
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.commands.policy import Wanted, match, push, read_tried, try_clauses
from pipelines.data_dir import DataDir
from pipelines.errors import UsageError
from pipelines.month.policies import month_policies
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.settings import load_settings
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, Inbox
from warehouse import names

MONTH, AS_OF = date(2026, 1, 1), date(2026, 2, 16)
HEAD = "policy,clause,words_zh,fact,operator,value,mode\n"


@pytest.fixture
def home(tmp_path: Path) -> DataDir:
    inbox, home = Inbox(tmp_path), DataDir(tmp_path / "home")
    home.root.mkdir()
    inbox.put("enterprises.csv", f"uscc,name,industry\n{CODE},甲公司,C3921\n{OTHER_CODE},乙公司,C2611\n")
    inbox.put("policies.csv", "policy,title,department,amount_cny_10k\nP1,租金补贴,空间部门,50\n")
    inbox.put("policy_clauses.csv", f"{HEAD}P1,1,电子,industry,prefix,C39,machine\nP1,2,租用厂房,,,,manual\n")
    inbox.ingest(date(2026, 2, 1))
    risk = pl.DataFrame({"uscc": [CODE, OTHER_CODE], "operating_risk": [0.1, 0.2], "relocation_risk": [0.1, 0.1]})
    inbox.store.replace_month(names.RISK, MONTH, risk)
    run = MonthRun(MONTH, AS_OF, load_settings(), home, StageTables(inbox.store))
    inbox.store.replace_month(names.POLICY_MATCHES, MONTH, month_policies(run).matches(run.read(names.WARNINGS)))
    edition = {
        "revision": 1,
        "content_id": "a",
        "as_of": AS_OF,
        "published_at": datetime(2026, 2, 16),
        "warnings_count": 0,
        "file_count": 1,
    }
    published = pl.DataFrame([edition]).cast(dict.fromkeys(("revision", "warnings_count", "file_count"), pl.Int32))
    inbox.store.replace_month(names.BRIEFINGS, MONTH, published)
    inbox.store.checkpoint()
    inbox.store.close()
    (tmp_path / "w.duckdb").rename(home.warehouse)
    return home


def test_counts_rows_and_clauses(home: DataDir) -> None:
    assert match(home, Wanted())[1:] == ["P1《租金补贴》（空间部门）", "  快申快享候选1家；条款不符1家"]
    assert f"  {CODE} 甲公司：可能符合，快申快享候选；待人工确认“租用厂房”；最高50万元" in match(home, Wanted(policy="P1"))
    told = match(home, Wanted(who="乙公司"))
    assert f"  {OTHER_CODE} 乙公司：条款1不符：电子" in told
    assert told[-2:] == ["    ✗ 1 电子", "    … 2 租用厂房（人工确认）"]


def test_the_document_holds_every_row_with_its_answers(home: DataDir) -> None:
    document = json.loads(match(home, Wanted(who=CODE), is_json=True)[0])
    assert (document["kind"], document["month"], document["as_of"]) == ("earlywarn.policy_match", "2026-01", "2026-02-16")
    (row,) = document["matches"]
    assert (row["status"], row["manual_clauses"], row["place"]) == ("fast_track", "2", 1)
    assert document["answers"] == [{"policy": "P1", "clause": "1", "answer": True}]


def test_what_there_is_not_is_said(home: DataDir) -> None:
    with pytest.raises(UsageError, match="no policy 'P9'; there are P1"):
        match(home, Wanted(policy="P9"))
    with pytest.raises(UsageError, match="is not published"):
        match(home, Wanted(month=date(2026, 2, 1)))


def test_pushing_names_the_files(home: DataDir) -> None:
    told = push(home, MONTH)
    assert told[0].startswith("空间部门：1家企业，1项政策，")
    assert (home.policies / "2026-01" / "空间部门.xlsx").exists()


def test_a_tried_clause_is_held_against_the_stored_ones_and_not_stored(home: DataDir, tmp_path: Path) -> None:
    before = home.warehouse.read_bytes()
    file = tmp_path / "try.csv"
    file.write_text(f'{HEAD}P1,1,电子、化工,industry,prefix,"C39,C26",machine\nP1,2,,,,,withdrawn\n', encoding="utf-8")
    told = try_clauses(home, file, None)
    assert "候选1→2家，待补信息0→0家；新进可能符合1家，退出0家；候选最高金额合计50→100万元" in told[1]
    assert f"  进 {OTHER_CODE} 乙公司（条款不符→免申即享候选）" in told
    document = json.loads(try_clauses(home, file, None, is_json=True)[0])
    assert document["sums"][0]["amount_after_cny_10k"] == 100.0
    assert home.warehouse.read_bytes() == before


def test_a_clause_that_cannot_be_compared_is_said_when_tried(home: DataDir, tmp_path: Path) -> None:
    file = tmp_path / "try.csv"
    file.write_text(f"{HEAD}P1,1,电子,industry,prefix,610,machine\n,3,,jobs,>,1,machine\n", encoding="utf-8")
    told = try_clauses(home, file, None)
    assert told[1].startswith("第2行未采用：")
    assert told[2].startswith("条款须由人工确认：P1 1: value '610'")


def test_a_file_of_another_kind_is_refused(home: DataDir, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("policy,title\nP1,租金补贴\n", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file of policies"):
        read_tried(other)
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be used: no layout"):
        read_tried(other)
    unknown = tmp_path / "unknown.csv"
    unknown.write_text(f"{HEAD}P9,1,,jobs,>,1,machine\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no policy P9"):
        try_clauses(home, unknown, None)
