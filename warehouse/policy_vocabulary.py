"""Words of policies: the facts that a clause may ask about, how it compares them, what a match and a claim may come to.

In: keys, words, the kind and unit of each fact, and who has it where it is missing. Out: reading a clause and deciding
(models.policies), sentences (reports.words.policies), all other words (warehouse.vocabulary).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from warehouse.unit import Unit
from warehouse.vocabulary import CNY_10K, COUNT, LEVELS, PERSONS, SHARE, TIERS, Language, Term, Terms

# What a fact's value is: a code of industries (a shorter one covers the longer), a word, a number, a rate, yes or no, keys of policies.
FactKind = Literal["code", "word", "number", "rate", "flag", "keys"]

YEARS: Final = Unit("years", "年", "years", "whole years", suffix="_years")
SIZES: Final = Terms(
    Term("large", "大型", "large"), Term("medium", "中型", "medium"), Term("small", "小型", "small"), Term("micro", "微型", "micro")
)
# Whoever is not at or above the line of warnings has a level too: none.
NO_LEVEL: Final = Term("none", "无预警", "no warning")
LEVELS_OR_NONE: Final = Terms(*(Term(one.key, one.zh, one.en) for one in LEVELS), NO_LEVEL)


@dataclass(frozen=True, slots=True)
class Fact(Term):
    """Something a clause may ask about an enterprise.

    `derived`: how it comes about. `holder_zh`, `holder_en`: who has it where it is not known here. `words`: the closed list its value is
    from, where there is one. `is_internal`: a list made by it would tell a department what only the bulletin's readers may know.
    """

    kind: FactKind
    derived: str
    holder_zh: str
    holder_en: str
    unit: Unit | None = None
    words: Terms[Term] | None = None
    is_internal: bool = False

    def holder(self, language: Language) -> str:
        """Return who has the fact, in a language."""
        return self.holder_zh if language == "zh" else self.holder_en


_TIER_WORDS: Final = Terms(*(Term(one.key, one.zh, one.en) for one in TIERS))
FACTS: Final = Terms(
    Fact(
        "industry", "行业", "industry", "code", "Industry code of the register, with its section letter.", "统计部门", "statistics office"
    ),
    Fact("street", "街道", "street", "word", "Street of the register.", "街道办事处", "street office"),
    Fact("park", "园区", "park", "word", "Park of the register; null also where it is in none.", "园区管理单位", "park office"),
    Fact("tier", "服务层级", "tier", "word", "Tier of the register.", "企业服务主管部门", "enterprise service office", words=_TIER_WORDS),
    Fact(
        "size",
        "企业规模",
        "size",
        "word",
        "Standard of 2017: latest jobs, in industry output of 12 months for income; else unknown where income or assets decide.",
        "统计部门",
        "statistics office",
        words=SIZES,
    ),
    Fact(
        "age_years",
        "入库年限",
        "years in the register",
        "number",
        "Whole years since registered_on.",
        "企业服务主管部门",
        "enterprise service office",
        unit=YEARS,
    ),
    Fact(
        "jobs",
        "用工人数",
        "jobs",
        "number",
        "Latest head-count of the last 12 months.",
        "社会保险部门",
        "social insurance office",
        unit=PERSONS,
    ),
    Fact(
        "output_cny_10k",
        "近12个月产值",
        "output of 12 months",
        "number",
        "Sum of 12 months, all of them there.",
        "统计部门",
        "statistics office",
        unit=CNY_10K,
    ),
    Fact(
        "tax_cny_10k",
        "近12个月纳税",
        "tax of 12 months",
        "number",
        "Sum of 12 months, all of them there.",
        "税务部门",
        "tax office",
        unit=CNY_10K,
    ),
    Fact(
        "output_growth_share",
        "近12个月产值同比",
        "growth of output over 12 months",
        "rate",
        "Output of 12 months on the same months a year before, all of them there in both years.",
        "统计部门",
        "statistics office",
        unit=SHARE,
    ),
    Fact(
        "high_tech",
        "高新技术企业",
        "high-tech enterprise",
        "flag",
        "Mark of the register.",
        "科技创新主管部门",
        "science and technology office",
    ),
    Fact(
        "claimed",
        "已申领政策",
        "policies claimed",
        "keys",
        "Policies it has claimed and was not refused.",
        "政策主管部门",
        "office of the policy",
    ),
    Fact(
        "claims_12m_count",
        "近12个月申领次数",
        "claims of 12 months",
        "number",
        "Claims of the last 12 months that were not refused.",
        "政策主管部门",
        "office of the policy",
        unit=COUNT,
    ),
    Fact(
        "level",
        "预警等级",
        "level of warning",
        "word",
        "Level of the month's warnings; none below the line; not known of who is not judged.",
        "预警通报编发单位",
        "issuer of the bulletin",
        words=LEVELS_OR_NONE,
        is_internal=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Operator(Term):
    """How a fact is compared: `signs` are the ways of writing it, `kinds` the facts it can be used with, `takes` what stands as value."""

    signs: tuple[str, ...]
    kinds: tuple[FactKind, ...]
    takes: Literal["one", "list", "two", "none"]


OPERATORS: Final = Terms(
    Operator("in", "属于", "is one of", ("in", "属于", "是以下之一"), ("code", "word", "keys"), "list"),
    Operator("not_in", "不属于", "is none of", ("not in", "not_in", "不属于"), ("code", "word", "keys"), "list"),
    Operator("prefix", "属于", "is one of", ("prefix", "前缀", "开头为"), ("code",), "list"),
    Operator("eq", "为", "is", ("=", "==", "eq", "等于", "为"), ("code", "word", "number", "rate", "flag", "keys"), "one"),
    Operator("ne", "不为", "is not", ("≠", "!=", "<>", "ne", "不等于", "不为"), ("code", "word", "number", "rate", "flag", "keys"), "one"),
    Operator("lt", "低于", "below", ("<", "lt", "小于", "低于"), ("number", "rate"), "one"),
    Operator("le", "不超过", "at most", ("≤", "<=", "=<", "le", "不超过", "不高于", "不大于"), ("number", "rate"), "one"),
    Operator("gt", "高于", "above", (">", "gt", "大于", "高于", "超过"), ("number", "rate"), "one"),
    Operator("ge", "不低于", "at least", ("≥", ">=", "=>", "ge", "不低于", "不少于", "不小于"), ("number", "rate"), "one"),
    Operator("between", "介于", "between", ("between", "介于"), ("number", "rate"), "two"),
    Operator("is_true", "是", "is true", ("is true", "is_true", "是", "为真"), ("flag",), "none"),
    Operator("is_false", "否", "is false", ("is false", "is_false", "否", "不是", "为假"), ("flag",), "none"),
)
CLAUSE_MODES: Final = Terms(
    Term("machine", "系统比对", "compared by the program"),
    Term("manual", "人工确认", "confirmed by a person"),
    Term("withdrawn", "作废", "withdrawn"),
)
YES_NO: Final = Terms(Term("yes", "是", "yes"), Term("no", "否", "no"))
# Claims are counted over a year, since most policies are claimed once in one.
TAKE_UP_MONTHS: Final = 12
CLAIM_RESULTS: Final = Terms(Term("granted", "已兑现", "granted"), Term("refused", "未通过", "refused"))


@dataclass(frozen=True, slots=True)
class LeadState(Term):
    """What came of telling an enterprise of a policy; `then`: what may follow. `is_claim`: the enterprise has made a claim."""

    then: tuple[str, ...] = ()
    is_claim: bool = False


# Who was refused or declined may apply all the same; what was granted is over.
LEAD_STATES: Final = Terms(
    LeadState("told", "已告知", "told", ("applied", "granted", "refused", "declined")),
    LeadState("applied", "已申领", "applied", ("granted", "refused", "declined"), is_claim=True),
    LeadState("granted", "已兑现", "granted", is_claim=True),
    LeadState("refused", "未通过", "refused", ("applied", "granted"), is_claim=True),
    LeadState("declined", "企业不申领", "declined", ("applied", "granted", "refused")),
)
CLAIM_PERIODS: Final = Terms(Term("once", "仅一次", "once"), Term("yearly", "每年一次", "once a year"))


@dataclass(frozen=True, slots=True)
class MatchStatus(Term):
    """What the match of an enterprise and a policy comes to. `is_open`: the enterprise may be entitled and has not claimed."""

    is_open: bool = False


# First who may be entitled, then who is not, then what is out of the question for a reason that is no clause.
MATCH_STATUSES: Final = Terms(
    MatchStatus("automatic", "免申即享候选", "candidate, nothing to apply for", is_open=True),
    MatchStatus("fast_track", "快申快享候选", "candidate, a person confirms", is_open=True),
    MatchStatus("fact_missing", "待补信息", "facts are missing", is_open=True),
    MatchStatus("not_eligible", "条款不符", "a clause is not met"),
    MatchStatus("claimed", "已申领", "claimed"),
    MatchStatus("refused", "申领未通过", "claim refused"),
    MatchStatus("excluded", "已享受互斥政策", "excluded by a claimed policy"),
    MatchStatus("not_open", "尚未开放申领", "not open yet"),
    MatchStatus("expired", "已过申领期", "expired"),
    MatchStatus("unreviewed", "目录逾期未复核", "not reviewed for a year"),
)
OPEN_STATUSES: Final = tuple(status.key for status in MATCH_STATUSES if status.is_open)
# What all machine clauses allow: no fact is missing.
CANDIDATE_STATUSES: Final = OPEN_STATUSES[:2]
