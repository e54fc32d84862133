"""Policies on the pages: what an enterprise may be entitled to, and the take-up with the clauses that refused most."""

from datetime import date

import polars as pl

from reports.briefing import Briefing
from reports.frames import BriefingFrames
from reports.sections.policies import policy_line, take_up_rows
from reports.words.text import Words
from tests.unit.reports.sections.test_records import edition

ROW = {
    "policy": "租金补贴",
    "reason": "空间部门",
    "status": "automatic",
    "missing_facts": None,
    "manual_words": None,
    "amount_cny_10k": 12.5,
    "valid_to_on": date(2026, 12, 31),
}


def test_a_line_says_what_decides_and_never_that_somebody_is_entitled() -> None:
    assert policy_line(ROW, Words()) == "《租金补贴》（空间部门）：可能符合，免申即享候选；最高12.5万元；2026-12-31截止"
    missing = ROW | {
        "status": "fact_missing",
        "missing_facts": "jobs,tax_cny_10k",
        "manual_words": "租用厂房",
        "amount_cny_10k": None,
        "valid_to_on": None,
    }
    assert policy_line(missing, Words()) == (
        "《租金补贴》（空间部门）：可能符合，待补“用工人数”（社会保险部门掌握）、“近12个月纳税”（税务部门掌握）；待人工确认“租用厂房”"
    )
    assert policy_line(missing, Words("en")).startswith(
        "“租金补贴” (空间部门): may fit, to be supplied: jobs (held by the social insurance office)"
    )


def test_an_edition_of_an_older_version_names_policy_and_office() -> None:
    assert policy_line(ROW | {"status": None}, Words()) == "《租金补贴》（空间部门）"


def test_the_take_up_names_the_two_clauses_that_refused_most() -> None:
    counts = {f"{name}_count": 0 for name in ("automatic", "fast_track", "fact_missing", "claims", "granted")} | {"refused_count": 6}
    taken = pl.DataFrame([{"policy": "P1", "title": "租金补贴", "department": "空间部门", **counts}])
    refused = pl.DataFrame(
        {"policy": ["P1"] * 3, "clause": ["1", None, "3"], "words_zh": ["满1年", None, "租用"], "refused_count": [3, 2, 1]}
    )
    (row,) = take_up_rows(Briefing(BriefingFrames(policy_take_up=taken, policy_refusals=refused), edition()))
    assert (row["title"], row["refused_count"], row["refused_by"]) == ("租金补贴", 6, "满1年（3件）；条款未注明（2件）")
