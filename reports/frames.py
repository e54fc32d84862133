"""The frames a briefing is made of: tables as their contracts have them, and what is put together from several of them.

Frames may be absent, empty, or carry further columns: absent ones become empty frames of the declared columns, missing
columns become null columns, and the pages say plainly what is not there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache, partial

import polars as pl

from reports.corrected_frames import CORRECTED
from reports.learned_frames import LEARNED
from reports.missed_frames import MISSED
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.columns import (
    HI_80,
    HI_95,
    INDICATOR,
    INDUSTRY,
    KNOWN_ON,
    LO_80,
    LO_95,
    MONTH,
    NAME,
    OPERATING_RISK,
    OWNER,
    PERIOD,
    RELOCATION_RISK,
    STREET,
    TIER,
    USCC,
)
from warehouse.contract import Column, Table, fit
from warehouse.policy_vocabulary import MATCH_STATUSES, OPEN_STATUSES
from warehouse.printed_figures import FIGURES
from warehouse.rule_vocabulary import RULE_KINDS
from warehouse.tables.raw_settlements__event_rows import ACTIONS
from warehouse.vocabulary import (
    APPEAL_STATES,
    CNY_10K,
    COUNT,
    FINDINGS,
    FORMS,
    INDICATOR_UNIT,
    LEAVING_CAUSES,
    LEVELS,
    MONTHS,
    MOVE_STATES,
    OUT_OF_SCOPE,
    OUTCOMES,
    PERSONS,
    REGISTER_STANDINGS,
    SEVERITY,
    SHARE,
    STAGES,
    UNCLEAR_FINDINGS,
    VISIT_STATES,
    YEAR_BASES,
)

NOT_STATED = "not stated"
NOT_LISTED = "not listed"
# What a visit may have found, and what may have come of it.
VISIT_KEYS = tuple(dict.fromkeys((*FINDINGS.keys, *VISIT_STATES.keys, *OUTCOMES.keys, *UNCLEAR_FINDINGS.keys)))

# Frames that are a table, by the field of BriefingFrames.
_TABLES: dict[str, str] = {
    "warnings": names.WARNINGS,
    "previous": names.WARNINGS,
    "reasons": names.REASONS,
    "measures": names.MEASURES,
    "clearings": names.CLEARINGS,
    "district": names.DISTRICT,
    "state": names.STATE,
    "coverage": names.COVERAGE,
    "growth": names.GROWTH,
    "evidence": names.EVIDENCE,
    "contributions": names.CONTRIBUTIONS,
    "series": names.SERIES,
    "expected": names.EXPECTED,
    "signals": names.SIGNALS,
    "appeals": names.APPEALS,
    "visits": names.VISITS,
    "outcomes": names.OUTCOMES,
    "restatements": names.RESTATEMENTS,
    "comparison": names.COMPARISON,
    "misses": names.MISSES,
    "miss_months": names.MISS_MONTHS,
    "rules": names.RULES,
    "rule_changes": names.RULE_CHANGES,
    "model_card": names.MODEL_CARD,
    "calibration": names.CALIBRATION,
    "bands": names.BANDS,
    "outside": names.OUTSIDE,
    "stated": names.STATED,
    "tournament": names.TOURNAMENT,
}


def _level(name: str, meaning: str, label: str) -> Column:
    return Column(name, "VARCHAR", None, meaning, label, null_means=NOT_LISTED, allowed=LEVELS.keys)


def _shift(name: str, meaning: str, label: str) -> Column:
    return Column(name, "DOUBLE", SHARE, meaning, label, null_means="no shift, or not known")


# What a frame has besides the columns of its table.
_MORE: dict[str, tuple[Column, ...]] = {
    "growth": (TIER, OWNER),
    "appeals": (Column("state", "VARCHAR", None, "Closed, open, or open too long.", "办理状态", allowed=APPEAL_STATES.keys),),
    "rule_changes": (NAME, STREET, TIER, OWNER),
    "misses": (NAME, STREET, TIER, OWNER),
    "restatements": (
        NAME,
        _level("level_then", "Level of last month's list.", "上期等级(当时)"),
        _level("level_now", "Level it would have had with the restated figures.", "上期等级(修订后)"),
    ),
}
# Frames that are no table.
_OWN: dict[str, tuple[Column, ...]] = {
    # Of rules that changed since the list before: who was at work when they were first seen.
    "rule_log": (
        Column("kind", "VARCHAR", None, "What kind of rule it is.", "类别", allowed=RULE_KINDS.keys),
        Column("setting", "VARCHAR", None, "Key of the setting.", "规则项"),
        Column("changed_at", "VARCHAR", None, "Moment at which a command first saw it.", "登记时间"),
        Column("changed_by", "VARCHAR", None, "Who was at work.", "操作人"),
    ),
    "level_history": (
        MONTH,
        Column("level", "VARCHAR", None, "Level of warning.", "等级", allowed=LEVELS.keys),
        Column("count", "BIGINT", COUNT, "Enterprises listed at the level.", "家数"),
        Column(
            "candidates_count", "BIGINT", COUNT, "Enterprises at the level, listed or watched.", "达线家数", null_means="an older edition"
        ),
    ),
    # Of last month's list and not on this one.
    "leavers": (
        USCC,
        NAME,
        STREET,
        TIER,
        OWNER,
        Column("level", "VARCHAR", None, "Level of last month's list.", "上期等级", allowed=LEVELS.keys),
        _level("level_now", "Level of those who are at or above the line and have no place.", "本期等级"),
        Column("cause", "VARCHAR", None, "Why it is off the list.", "离开原因", allowed=LEAVING_CAUSES.keys),
        replace(OPERATING_RISK, null_means="not judged"),
        replace(RELOCATION_RISK, null_means="not judged"),
    ),
    # The denominators of "per hundred"; without them a large street always looks worst. Owners and tiers tell which scopes there are.
    "monitored": (
        Column("dimension", "VARCHAR", None, "What is counted by.", "维度", allowed=("street", "industry", "owner", "tier")),
        Column("name", "VARCHAR", None, "The street, industry, owner or tier.", "名称", null_means=NOT_STATED),
        Column("enterprises_count", "BIGINT", COUNT, "Monitored enterprises.", "监测企业数"),
    ),
    # The register by how its enterprises stand and why some are not judged: the bases of shares, which add up.
    "bases": (
        STREET,
        TIER,
        OWNER,
        Column("standing", "VARCHAR", None, "How they stand on the as-of day.", "状态", allowed=REGISTER_STANDINGS.keys),
        Column("reason", "VARCHAR", None, "Why they are not judged.", "原因", null_means="judged", allowed=OUT_OF_SCOPE.keys),
        Column("enterprises_count", "BIGINT", COUNT, "Enterprises of the register.", "企业数"),
    ),
    "policies": (
        USCC,
        Column("policy", "VARCHAR", None, "Title of a policy that may fit.", "政策"),
        Column("reason", "VARCHAR", None, "Who runs it.", "主管部门", null_means=NOT_STATED),
        Column("status", "VARCHAR", None, "What the match comes to.", "匹配结果", null_means="an older edition", allowed=OPEN_STATUSES),
        Column("missing_facts", "VARCHAR", None, "Facts that are not known, comma separated.", "待补信息", null_means="none is needed"),
        Column("manual_words", "VARCHAR", None, "Clauses that a person confirms, as written.", "人工确认条款", null_means="none"),
        Column("amount_cny_10k", "DOUBLE", CNY_10K, "What it may get, at most.", "最高金额", null_means=NOT_STATED),
        Column("valid_to_on", "DATE", None, "Last day it may be claimed.", "截止日期", null_means="no last day"),
        Column("place", "INTEGER", None, "Place among the enterprise's policies.", "序号", null_means="an older edition"),
    ),
    # Of the whole catalogue: who may be entitled now, and what became of the claims of the last months.
    "policy_take_up": (
        Column("policy", "VARCHAR", None, "Key of the policy.", "政策编号"),
        Column("title", "VARCHAR", None, "Title of the policy.", "政策名称"),
        Column("department", "VARCHAR", None, "Who runs it.", "主管部门", null_means=NOT_STATED),
        *(
            Column(f"{status}_count", "BIGINT", COUNT, f"Enterprises: {MATCH_STATUSES[status].en}.", MATCH_STATUSES[status].zh)
            for status in OPEN_STATUSES
        ),
        Column("claims_count", "BIGINT", COUNT, "Claims of the last months.", "申领数"),
        Column("granted_count", "BIGINT", COUNT, "Of them, granted.", "已兑现数"),
        Column("refused_count", "BIGINT", COUNT, "Of them, refused.", "未通过数"),
        Column("granted_cny_10k", "DOUBLE", CNY_10K, "Granted in all.", "兑现金额", null_means=NOT_STATED),
    ),
    # How appeals were dealt with in the month, by topic and by department.
    "appeal_counts": (
        Column("dimension", "VARCHAR", None, "What is counted by.", "维度", allowed=("topic", "department")),
        Column("name", "VARCHAR", None, "The topic or the department.", "名称", null_means="nobody has them yet"),
        Column("received", "BIGINT", COUNT, "Received in the month.", "收到"),
        Column("answered", "BIGINT", COUNT, "Answered in the month.", "答复"),
        Column("in_time", "BIGINT", COUNT, "Of them, by their day.", "按时"),
        Column("late", "BIGINT", COUNT, "Of them, after their day.", "逾期答复"),
        Column("unanswered", "BIGINT", COUNT, "Unanswered at its end.", "未答复"),
        Column("overdue", "BIGINT", COUNT, "Of them, overdue.", "逾期未答复"),
        Column("in_time_share", "DOUBLE", SHARE, "In time among the answered with a day.", "按时占比", null_means="too few to say"),
    ),
    "policy_refusals": (
        Column("policy", "VARCHAR", None, "Key of the policy.", "政策编号"),
        Column("clause", "VARCHAR", None, "Clause the claims were refused for.", "条款编号", null_means=NOT_STATED),
        Column("words_zh", "VARCHAR", None, "The clause, as written.", "条款", null_means=NOT_STATED),
        Column("refused_count", "BIGINT", COUNT, "Refused claims.", "未通过数"),
    ),
    # Of the configuration: the streets of the district as they are drawn.
    "outline": (
        STREET,
        Column("ring", "BIGINT", None, "Number of the ring within the street.", "环"),
        Column("place", "BIGINT", None, "Place of the point within the ring.", "序"),
        Column("x", "DOUBLE", None, "To the east, in degrees or metres.", "经度"),
        Column("y", "DOUBLE", None, "To the north, in degrees or metres.", "纬度"),
        Column("is_invented", "BOOLEAN", None, "Whether nobody surveyed it.", "示意"),
    ),
    # The last visit of everybody who has a page.
    "last_visits": (
        USCC,
        Column("visited_on", "DATE", None, "Day of the last visit.", "最近走访时间"),
        Column("visited_by", "VARCHAR", None, "Who went.", "走访人", null_means=NOT_STATED),
        Column("finding", "VARCHAR", None, "What it found.", "走访结论", allowed=VISIT_KEYS),
        Column("outcome", "VARCHAR", None, "What came of it.", "处置结果", null_means="nothing yet", allowed=VISIT_KEYS),
        Column("said", "VARCHAR", None, "What was found, in words.", "走访情况", null_means=NOT_STATED),
    ),
    # Last month's list with every visit since it was published: a row a visit, one for whoever was not visited.
    "followup": (
        USCC,
        NAME,
        STREET,
        TIER,
        OWNER,
        Column("level", "VARCHAR", None, "Level of last month's list.", "上期等级", allowed=LEVELS.keys),
        Column("respond_by_on", "DATE", None, "By when the list asked for an answer.", "办理时限", null_means=NOT_STATED),
        Column("visited_on", "DATE", None, "Day of the visit.", "走访时间", null_means="not visited, as far as known"),
        Column("finding", "VARCHAR", None, "What the visit found.", "走访结论", null_means="not visited", allowed=VISIT_KEYS),
        Column("outcome", "VARCHAR", None, "What came of it.", "处置结果", null_means="nothing yet", allowed=VISIT_KEYS),
        Column("is_overdue", "BOOLEAN", None, "Not visited, and the day has passed.", "逾期未走访", null_means="an older edition"),
    ),
    **CORRECTED,
    **LEARNED,
    **MISSED,
    "relocations": (
        USCC,
        NAME,
        STREET,
        TIER,
        OWNER,
        INDUSTRY,
        Column("destination", "VARCHAR", None, "Where to, as reported.", "去向", null_means=NOT_STATED),
        Column("is_within_city", "BOOLEAN", None, "Another district of the same city.", "市内", null_means="destination not known"),
        Column("form", "VARCHAR", None, "What moves.", "形式", null_means=NOT_STATED, allowed=FORMS.keys),
        Column("state", "VARCHAR", None, "Whether it is still here.", "在区状态", allowed=MOVE_STATES.keys),
        Column("stage", "VARCHAR", None, "How far the move has come.", "阶段", null_means=NOT_STATED, allowed=STAGES.keys),
        Column("output_cny_10k", "DOUBLE", CNY_10K, "Output of twelve months.", "近12个月产值", null_means="no figures"),
        Column("tax_cny_10k", "DOUBLE", CNY_10K, "Tax of twelve months.", "近12个月纳税", null_means="no figures"),
        Column("jobs", "DOUBLE", PERSONS, "Latest head-count.", "用工人数", null_means="no figures"),
        Column("occurred_on", "DATE", None, "Day it left.", "迁出日期", null_means="still here"),
    ),
    "checks": (
        Column("name", "VARCHAR", None, "Name of the data test.", "核验"),
        Column("severity", "VARCHAR", None, "What a failure does.", "级别", allowed=("warn", "fail")),
        Column("passed", "BOOLEAN", None, "Whether it passed.", "通过"),
        Column("observed", "VARCHAR", None, "What was found.", "结果", null_means="nothing"),
        Column("meaning", "VARCHAR", None, "What the test asks.", "含义", null_means=NOT_STATED),
        Column("observed_zh", "VARCHAR", None, "What was found, in Chinese.", "结果", null_means="an older edition"),
    ),
    # What is printed about the enterprises that are shown, by the catalogue of figures; null values are figures that cannot be given.
    "figures": (
        USCC,
        Column("figure", "VARCHAR", None, "Key of the catalogue of figures.", "数值项", allowed=FIGURES.keys),
        Column("value", "DOUBLE", INDICATOR_UNIT, "The figure; a rate for growth.", "数值", null_means="months are missing"),
        Column("base", "DOUBLE", INDICATOR_UNIT, "What growth is on.", "同比基数", null_means="not growth"),
        Column(
            "year_base",
            "VARCHAR",
            None,
            "Where a month's growth stands on an unusual base.",
            "基数",
            null_means="ordinary or unknown",
            allowed=YEAR_BASES.keys,
        ),
        Column("months_present", "INTEGER", MONTHS, "Months that are there; for growth in both years.", "有数月数"),
        Column("months_expected", "INTEGER", MONTHS, "Months of the window.", "应有月数"),
        Column("missing", "VARCHAR", None, "Months that are not there, as 2026-03,2026-10.", "缺月"),
        Column("until", "DATE", None, "Month of the last figure within the window.", "最近月份", null_means="none within the window"),
    ),
    # At most twenty enterprises a run have one: fitting the explaining model is expensive.
    "fans": (
        USCC,
        INDICATOR,
        PERIOD,
        Column("mean", "DOUBLE", INDICATOR_UNIT, "What the model expects.", "预期值"),
        LO_80,
        HI_80,
        LO_95,
        HI_95,
        Column("value", "DOUBLE", INDICATOR_UNIT, "The figure.", "当月值", null_means="not arrived, or ahead"),
        # The same in every row of an enterprise: a recent shift of level, and what moved the last month away from its trend.
        Column("shift_period", "DATE", None, "First month after a shift of level.", "水平变化月", null_means="no shift"),
        _shift("shift_share", "Size of the shift.", "水平变化"),
        _shift("shift_low_share", "Lower end of its 95 % band.", "95%下限"),
        _shift("shift_high_share", "Upper end of its 95 % band.", "95%上限"),
        _shift("season_share", "What the season does to the last month.", "季节"),
        _shift("calendar_share", "What the calendar does to the last month.", "工作日和春节"),
        _shift("remainder_share", "What is left.", "其余"),
    ),
    # Of the register, not judged this month.
    "unjudged": (
        USCC,
        NAME,
        STREET,
        TIER,
        OWNER,
        Column("reason", "VARCHAR", None, "Why it is not judged.", "原因", allowed=OUT_OF_SCOPE.keys),
    ),
    # What people decided since last month's issue about rows that were refused or set aside.
    "settlements": (
        replace(USCC, null_means="not a row about an enterprise"),
        replace(NAME, null_means=NOT_STATED),
        Column("action", "VARCHAR", None, "What was decided.", "决定", allowed=ACTIONS),
        Column("indicator", "VARCHAR", None, "Indicator of the row, as delivered.", "指标", null_means="not a figure"),
        Column("period", "VARCHAR", None, "Month of the figure, as delivered.", "所属期", null_means="not a figure"),
        Column("settled_by", "VARCHAR", None, "Who decided.", "处理人"),
        Column("reason", "VARCHAR", None, "Why.", "理由", null_means="withheld"),
        KNOWN_ON,
    ),
    "quarantine_counts": (
        Column(
            "action",
            "VARCHAR",
            None,
            "refused: not read. set_aside: held until somebody has looked.",
            "处理",
            allowed=("refused", "set_aside"),
        ),
        Column("rule", "VARCHAR", None, "Why.", "原因"),
        Column("count", "BIGINT", COUNT, "Rows.", "行数"),
    ),
}


@cache
def frame_contract(name: str) -> Table:
    """Return the columns a frame is read by; raises KeyError for an unknown frame."""
    if name in _OWN:
        return Table(name, f"Frame of the briefing: {name}.", _OWN[name], key=())
    table = table_named(_TABLES[name])
    return replace(table, columns=(*table.columns, *_MORE.get(name, ())))


@cache
def empty(name: str) -> pl.DataFrame:
    """The empty frame of that name, with its declared columns; one for all, since no frame is changed in place."""
    return frame_contract(name).empty_frame()


def conform(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """A frame with every column the pages read: missing ones null, types as declared, further ones kept.

    Frames of an older edition lack what came later, so reading asks for less than storing does.
    Raises ValueError when a column cannot be read as the declared type.
    """
    contract, declared = frame_contract(name), empty(name)
    # The page of an enterprise is made of fifty frames cut from others, and they are as declared already.
    if frame is declared or frame.schema == declared.schema:
        return frame
    try:
        return fit(frame, contract)
    except pl.exceptions.PolarsError as error:
        raise ValueError(
            f"briefing frame '{name}' has a column of the wrong type: {error}; needed {contract.polars_schema()}; "
            f"got {dict(frame.schema)}; convert it before handing the frame to the reports"
        ) from error


@dataclass(frozen=True, slots=True)
class BriefingFrames:
    """All frames of one edition, for one district and month, already as known on the as-of day.

    Columns: see `frame_contract`. `warnings` holds candidates above entry with `is_listed`; `previous` those of last month;
    `leavers` who was listed then and is not now; `level_history` listed enterprises and candidates by month and level; `monitored` the
    number of register enterprises by `dimension` (street | industry | owner | tier) and name; `bases` the register by standing and reason;
    reasons are those of all candidates; evidence, contributions, series, expected, signals, appeals, visits, outcomes and policies those
    of the listed. `figures` are those of everybody who is shown, rises and newly registered among them. Money is in 万元, shares are
    fractions.
    """

    enterprises_count: int | None = None
    warnings: pl.DataFrame = field(default_factory=partial(empty, "warnings"))
    previous: pl.DataFrame = field(default_factory=partial(empty, "previous"))
    reasons: pl.DataFrame = field(default_factory=partial(empty, "reasons"))
    measures: pl.DataFrame = field(default_factory=partial(empty, "measures"))
    clearings: pl.DataFrame = field(default_factory=partial(empty, "clearings"))
    leavers: pl.DataFrame = field(default_factory=partial(empty, "leavers"))
    level_history: pl.DataFrame = field(default_factory=partial(empty, "level_history"))
    monitored: pl.DataFrame = field(default_factory=partial(empty, "monitored"))
    bases: pl.DataFrame = field(default_factory=partial(empty, "bases"))
    district: pl.DataFrame = field(default_factory=partial(empty, "district"))
    state: pl.DataFrame = field(default_factory=partial(empty, "state"))
    coverage: pl.DataFrame = field(default_factory=partial(empty, "coverage"))
    growth: pl.DataFrame = field(default_factory=partial(empty, "growth"))
    figures: pl.DataFrame = field(default_factory=partial(empty, "figures"))
    evidence: pl.DataFrame = field(default_factory=partial(empty, "evidence"))
    contributions: pl.DataFrame = field(default_factory=partial(empty, "contributions"))
    series: pl.DataFrame = field(default_factory=partial(empty, "series"))
    expected: pl.DataFrame = field(default_factory=partial(empty, "expected"))
    signals: pl.DataFrame = field(default_factory=partial(empty, "signals"))
    appeals: pl.DataFrame = field(default_factory=partial(empty, "appeals"))
    visits: pl.DataFrame = field(default_factory=partial(empty, "visits"))
    outcomes: pl.DataFrame = field(default_factory=partial(empty, "outcomes"))
    policies: pl.DataFrame = field(default_factory=partial(empty, "policies"))
    policy_take_up: pl.DataFrame = field(default_factory=partial(empty, "policy_take_up"))
    appeal_counts: pl.DataFrame = field(default_factory=partial(empty, "appeal_counts"))
    policy_refusals: pl.DataFrame = field(default_factory=partial(empty, "policy_refusals"))
    last_visits: pl.DataFrame = field(default_factory=partial(empty, "last_visits"))
    followup: pl.DataFrame = field(default_factory=partial(empty, "followup"))
    departures: pl.DataFrame = field(default_factory=partial(empty, "departures"))
    missed: pl.DataFrame = field(default_factory=partial(empty, "missed"))
    precision: pl.DataFrame = field(default_factory=partial(empty, "precision"))
    contacts: pl.DataFrame = field(default_factory=partial(empty, "contacts"))
    effects: pl.DataFrame = field(default_factory=partial(empty, "effects"))
    burden: pl.DataFrame = field(default_factory=partial(empty, "burden"))
    first_evidence: pl.DataFrame = field(default_factory=partial(empty, "first_evidence"))
    learning_rules: pl.DataFrame = field(default_factory=partial(empty, "learning_rules"))
    relocations: pl.DataFrame = field(default_factory=partial(empty, "relocations"))
    restatements: pl.DataFrame = field(default_factory=partial(empty, "restatements"))
    comparison: pl.DataFrame = field(default_factory=partial(empty, "comparison"))
    misses: pl.DataFrame = field(default_factory=partial(empty, "misses"))
    miss_months: pl.DataFrame = field(default_factory=partial(empty, "miss_months"))
    miss_contributions: pl.DataFrame = field(default_factory=partial(empty, "miss_contributions"))
    miss_figures: pl.DataFrame = field(default_factory=partial(empty, "miss_figures"))
    miss_records: pl.DataFrame = field(default_factory=partial(empty, "miss_records"))
    miss_counts: pl.DataFrame = field(default_factory=partial(empty, "miss_counts"))
    miss_rules: pl.DataFrame = field(default_factory=partial(empty, "miss_rules"))
    rules: pl.DataFrame = field(default_factory=partial(empty, "rules"))
    rule_log: pl.DataFrame = field(default_factory=partial(empty, "rule_log"))
    corrections: pl.DataFrame = field(default_factory=partial(empty, "corrections"))
    rule_changes: pl.DataFrame = field(default_factory=partial(empty, "rule_changes"))
    checks: pl.DataFrame = field(default_factory=partial(empty, "checks"))
    model_card: pl.DataFrame = field(default_factory=partial(empty, "model_card"))
    calibration: pl.DataFrame = field(default_factory=partial(empty, "calibration"))
    bands: pl.DataFrame = field(default_factory=partial(empty, "bands"))
    outside: pl.DataFrame = field(default_factory=partial(empty, "outside"))
    stated: pl.DataFrame = field(default_factory=partial(empty, "stated"))
    tournament: pl.DataFrame = field(default_factory=partial(empty, "tournament"))
    fans: pl.DataFrame = field(default_factory=partial(empty, "fans"))
    unjudged: pl.DataFrame = field(default_factory=partial(empty, "unjudged"))
    quarantine_counts: pl.DataFrame = field(default_factory=partial(empty, "quarantine_counts"))
    settlements: pl.DataFrame = field(default_factory=partial(empty, "settlements"))
    outline: pl.DataFrame = field(default_factory=partial(empty, "outline"))

    def __post_init__(self) -> None:
        """Bring every frame to its declared columns."""
        # Frames are checked once at the door, so that a template never meets an unknown column.
        for item in fields(self):
            if item.name != "enterprises_count":
                object.__setattr__(self, item.name, conform(getattr(self, item.name), item.name))

    def listed(self) -> pl.DataFrame:
        """The listed warnings in the order of the list, shape (listed, columns of out_warnings)."""
        return self.warnings.filter(pl.col("is_listed").fill_null(False)).sort("rank", "uscc", nulls_last=True)

    def watched(self) -> pl.DataFrame:
        """Those at or above the line without a place on the list, the gravest first; columns of out_warnings."""
        severity = pl.col("level").replace_strict(SEVERITY, default=0, return_dtype=pl.Int64)
        others = self.warnings.filter(~pl.col("is_listed").fill_null(False))
        return others.sort(severity, "combined_risk", "uscc", descending=[True, True, False], nulls_last=True)

    def at_the_line(self) -> pl.DataFrame:
        """Who is at or above the line, listed or watched: everybody but those who stay listed below it because a visit confirmed them."""
        return at_the_line(self.warnings)

    def previously_listed(self) -> pl.DataFrame:
        """Last month's list; rows that say they were not listed are left out."""
        # A previous list that was stored without the mark holds listed rows only.
        return self.previous.filter(pl.col("is_listed").fill_null(True)).sort("rank", "uscc", nulls_last=True)


def at_the_line(warnings: pl.DataFrame) -> pl.DataFrame:
    """The warnings of a month whose risk is at or above the line; a month stored before that was told apart has nobody below it."""
    return warnings.filter(~pl.col("is_kept").fill_null(False))


def first_month_of(frames: BriefingFrames, month: date) -> bool:
    """Whether no earlier list is known, so that nothing can be compared with it.

    A list of zero enterprises is known from the level history, which then holds the month before.
    """
    return frames.previous.is_empty() and frames.level_history.filter(pl.col("month") < month).is_empty()
