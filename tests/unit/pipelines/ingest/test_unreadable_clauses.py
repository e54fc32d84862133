"""A clause nobody can compare is kept, set aside with its reason, and gone from the list once it was delivered corrected."""

from datetime import date

import pytest

from pipelines.commands.quarantine import Decision, plan
from pipelines.errors import UsageError
from pipelines.ingest.unreadable_clauses import RULE
from pipelines.month.quarantine_items import quarantine_items
from pipelines.settings import load_settings
from warehouse import names

HEAD = "policy,clause,words_zh,fact,operator,value,mode"
LATER = date(2026, 4, 1)


def test_it_is_stored_and_set_aside_and_the_rest_is_taken(inbox) -> None:
    inbox.put("clauses.csv", f"{HEAD}\nP1,1,利润为正,profit,>,0,machine\nP1,2,用工,jobs,>=,30人,machine\nP1,3,租用国有物业,,,,manual\n")
    report = inbox.ingest()
    assert inbox.store.as_of(names.POLICY_CLAUSES, date(2020, 1, 1))["clause"].to_list() == ["1", "2", "3"]
    (row,) = inbox.store.read(names.QUARANTINE).to_dicts()
    assert (row["action"], row["rule"], row["row_number"], row["file_name"], row["value_text"]) == (
        "set_aside", RULE, 1, "clauses.csv", "profit > 0",
    )  # fmt: skip
    assert "policy P1, clause 1: fact 'profit' is not known" in row["reason"]
    assert "a person answers" in row["reason"]
    # Set aside is stored: the account of rows holds.
    assert (report.rows_in, report.rows_stored, report.set_aside) == (3, 3, 1)


def test_the_same_file_again_sets_nothing_aside_twice_and_a_corrected_clause_settles_it(inbox) -> None:
    inbox.put("a.csv", f"{HEAD}\nP1,1,利润为正,profit,>,0,machine\n")
    inbox.ingest()
    inbox.put("again.csv", f"{HEAD}\nP1,1,利润为正,profit,>,0,machine\nP1,2,,jobs,>,1,machine\n")
    inbox.ingest()
    assert inbox.store.read(names.QUARANTINE).height == 1
    (open_item,) = quarantine_items(inbox.store, load_settings(), LATER).to_dicts()
    assert (open_item["kind"], open_item["state"]) == ("not_comparable", "open")
    with pytest.raises(UsageError, match="have the corrected clause delivered"):
        plan([open_item], [open_item["item_id"]], Decision("release", "王五", "试", LATER), 0)
    inbox.put("b.csv", f"{HEAD}\nP1,1,纳税为正,tax_cny_10k,>,0,machine\n")
    inbox.ingest(LATER)
    assert quarantine_items(inbox.store, load_settings(), LATER)["state"].to_list() == ["gone"]


def test_a_withdrawn_clause_and_one_without_a_known_mode(inbox) -> None:
    inbox.put("a.csv", f"{HEAD}\nP1,1,,jobs,>,1,machine\nP1,2,用工,jobs,>,1,自动\n")
    inbox.ingest()
    assert inbox.store.read(names.QUARANTINE)["row_number"].to_list() == [2]
    inbox.put("b.csv", f"{HEAD}\nP1,1,,,,,作废\n")
    inbox.ingest(LATER)
    assert inbox.store.as_of(names.POLICY_CLAUSES, LATER)["clause"].to_list() == ["2"]


def test_claims_come_back_in_the_push_list(inbox) -> None:
    head = "政策编号,政策名称,统一社会信用代码,企业名称,匹配结果,申领日期,办理结果,未通过条款,兑现金额（万元）"
    code, other = "91440300192413773Q", "9144030072988519X9"
    inbox.put(
        "list.csv",
        f"{head}\nP1,补贴,{code},甲,候选,2026-02-03,未通过,2,\nP1,补贴,{other},乙,候选,,,,\nP2,补助,{code},甲,候选,2026-02-04,已兑现,,12.5\n",
    )
    report = inbox.ingest()
    assert [file.layout for file in report.files] == ["returned_push"]
    rows = inbox.store.as_of(names.CLAIMS, date(2026, 3, 5)).select(
        "uscc", "policy", "claimed_on", "result", "refused_clause", "amount_cny_10k"
    )
    assert rows.rows() == [
        (code, "P1", date(2026, 2, 3), "refused", "2", None),
        (code, "P2", date(2026, 2, 4), "granted", None, 12.5),
    ]


def test_what_became_of_a_claim_is_not_known_before_it_was_delivered(inbox) -> None:
    head = "uscc,policy,claimed_on,result,received_on"
    inbox.put("a.csv", f"{head}\n91440300192413773Q,P1,2026-01-05,,2026-01-06\n91440300192413773Q,P1,2026-01-05,granted,2026-02-01\n")
    inbox.ingest()
    seen = [inbox.store.as_of(names.CLAIMS, day)["result"].to_list() for day in (date(2026, 1, 5), date(2026, 1, 31), date(2026, 2, 1))]
    assert seen == [[], [None], ["granted"]]
