"""The letter of a push list: how many of which policy, and never a promise."""

from datetime import date

from reports.edition import Edition
from reports.letters.letter import LetterOptions
from reports.letters.policy_letter import PolicyPush, policy_letter
from warehouse.vocabulary import forbidden_in

PUSH = PolicyPush("空间部门", 3, {"租金补贴": 2, "选址服务": 3})


def edition(language="zh") -> Edition:
    day = date(2026, 11, 16)
    return Edition(
        month=date(2026, 10, 1),
        as_of=day,
        issued_on=day,
        issue_number=0,
        issue_total=0,
        district="坪山区",
        issuer="企业服务专班",
        contact="李某",
        district_en="Pingshan",
        content_id="x",
        language=language,
    )


def test_the_letter_counts_by_policy_the_most_first() -> None:
    letter = policy_letter(PUSH, edition(), LetterOptions(scope="source:空间部门", attached=("空间部门.xlsx",)))
    assert letter.subject == "政策服务提示：3家企业可能符合（空间部门，2026年10月）"
    assert letter.text.index("《选址服务》：3家") < letter.text.index("《租金补贴》：2家")
    assert "以贵单位认定为准" in letter.text
    assert forbidden_in(letter.text) == []
    assert letter.scope == "source:空间部门"


def test_the_letter_is_english_where_its_reader_is() -> None:
    letter = policy_letter(PUSH, edition("en"), LetterOptions(scope="source:空间部门"))
    assert "may be entitled" in letter.text
    assert "“选址服务”: 3" in letter.text
