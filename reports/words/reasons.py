"""Why an enterprise is listed, what is proposed to it and what would clear it: one template a code and language.

In: the codes and numbers that were stored with the list. Out: which reason is given and in which order (decided where they are stored).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import polars as pl

from reports.words.format import month_key, plain, signed_share, three_digits, whole_share
from reports.words.text import Text, Words
from warehouse.periods import shift_month
from warehouse.risk_vocabulary import FEATURES
from warehouse.vocabulary import APPEAL_NEEDS, INDICATORS, SIGNALS, STAGES, YEAR_BASES

# Longer phrases come from outside text that was never meant to be printed whole.
PHRASE_MOST = 200

REASON_TEXTS: Final[dict[str, Text]] = {
    "drawn": Text(zh="抽样走访（名额线以下随机抽取）", en="a place by lot, drawn from those just below the cut"),
    "visit_confirmed": Text(zh="走访确认，尚未办结（{day}走访）", en="confirmed by a visit, not settled yet (visited on {day})"),
    "relocation_signs": Text(zh="出现外迁风险信号：{stage}{record}", en="signs of relocation: {stage}{record}"),
    "signal": Text(zh="{signal}（{month}反映{towards}）", en="{signal} (reported {month}{towards})"),
    "appeal": Text(zh="{appeal}", en="{appeal}"),
    "recovering": Text(
        zh="前期下降，本月已见回升（{figures}），待巩固", en="an earlier fall, recovering this month ({figures}), not yet settled"
    ),
    "physical_lead": Text(
        zh="{month}{physical}，而{booked}基本未降",
        en="{month}{physical} while {booked} holds",
    ),
    "stopped": Text(zh="{figures}", en="{figures}"),
    "fall": Text(zh="{indicator}{period}比常态低{share}{beside}{lasting}", en="{indicator} {share} below normal{period}{beside}{lasting}"),
    "recent_use": Text(
        zh="用电量近14天扣除休息日和同行因素后比此前低{share}{since}",
        en="electricity of the last 14 days {share} below its level before, rest days and peers taken off{since}",
    ),
    "joint": Text(
        zh="单项偏离均不大，或与去年同期相近，综合评估风险{share}{mainly}",
        en="no single indicator stands out or differs much from last year, all taken together give a risk of {share}{mainly}",
    ),
    "silence": Text(zh="{indicators}已{months}无数据", en="no figures of {indicators} for {months}"),
}
CLEARING_TEXTS: Final[dict[str, Text]] = {
    "outcome_recorded": Text(
        zh="登记处置结果（已解决、恢复等），或再次走访认为正常",
        en="an outcome is on record (solved, recovered and the like), or another visit finds all in order",
    ),
    # Seasons and prepayments make every month's normal level another: the amount is that of the month it was worked out for.
    "figure_above": Text(
        zh="{indicator}连续{months}回到各月常态附近（{month}为{value}{unit}以上）",
        en="{indicator} close to its normal level for {months} running ({month}{value} {unit} or more)",
    ),
    "report_resumes": Text(zh="{indicator}恢复有数", en="figures of {indicator} arrive again"),
    "no_relocation_plan": Text(zh="走访确认无外迁计划", en="a visit confirms that no move is planned"),
    "risk_below": Text(zh="风险连续{months}低于{risk}", en="risk below {risk} for {months} running"),
}
POLICY: Final = Text(zh="可对接政策《{title}》", en="a policy that may fit: “{title}”")
BY_DEPARTMENT: Final = Text(zh="{measure}（{department}）", en="{measure} ({department})")

MONTHS: Final = Text(zh="个月", en="month")
# The part of the normal level that is missing where nothing is left of it.
WHOLE: Final = 1.0
# A figure below zero (more paid back than paid) is no hundred per cent below normal, nor any other part of it.
_TO_NOTHING = Text(zh="{indicator}{period}为零或为负{beside}{lasting}", en="{indicator} at zero or below{period}{beside}{lasting}")
_TOWARDS = Text(zh="，去向{destination}", en=", to {destination}")
_BACK = Text(zh="{indicator}为常态的{share}", en="{indicator} at {share} of normal")
_LOW = Text(zh="{indicator}比常态低{share}{since}", en="{indicator} {share} below normal{since}")
_SINCE = Text(zh="（{since}起）", en=" (since {since})")
# Depth and duration are two things: how low the newest figure is, and since when figures have been low.
_MONTH_FIRST = Text(zh="{month}", en="in {month} ")
_IN_MONTH = Text(zh="{month}", en=" in {month}")
_LASTING = Text(zh="，{since}起连续{months}偏低", en=", low for {months} running since {since}")
# A month without a figure, or one of which nothing was expected before the fall began, is not told as low.
_LASTING_WITH_GAPS = Text(zh="，{since}起可比的{months}均偏低", en=", low in all {months} that can be compared since {since}")
# What a fall is to be read beside: the peers by the same yardstick, and growth on last year with the base it stands on.
_BESIDE = Text(zh="（{parts}）", en=" ({parts})")
_PEERS_LOW = Text(zh="同行中位数低{share}", en="peers' median {share} below normal")
_PEERS_HIGH = Text(zh="同行中位数高{share}", en="peers' median {share} above normal")
_PEERS_NORMAL = Text(zh="同行中位数持平", en="peers' median at normal")
_GROWTH = Text(zh="近3个月同比{growth}", en="3 months {growth} on a year ago")
_OF_MONTH = Text(zh="{month}", en="in {month} ")
_THIS_MONTH = Text(zh="当月", en="this month ")
_NO_TAX = Text(zh="连续{months}无入库税款", en="no tax paid for {months} running")
_AT_NOTHING = Text(zh="{indicators}连续{months}为零", en="{indicators} at zero for {months} running")
_RECORDED = Text(zh="（{signal}，{month}反映{towards}）", en=" ({signal}, reported {month}{towards})")
_APPEALED = Text(zh="{month}提出{need}诉求，未办结", en="an appeal{need} raised in {month}, still open")
_APPEALED_FOR = Text(zh="{need}", en=" on {need}")
_RESTS_ON_APPEAL = Text(zh="（{appeal}）", en=" ({appeal})")
_FROM_FIGURES = Text(zh="（按{feature}推断，待走访核实）", en=" (inferred: {feature}; to be asked at a visit)")
_LOW_FROM = Text(zh="（{day}起偏低）", en=" (low since {day})")
_MAINLY = Text(zh="，主要依据：{features}", en=", mainly by: {features}")

# The features that stand for open appeals, and what each asks for.
_NEEDS: Final = {f"appeal_{need.key}": need.key for need in APPEAL_NEEDS}

Row = dict[str, Any]
Places = dict[str, str]


def reason_phrases(reasons: pl.DataFrame, words: Words) -> dict[str, list[str]]:
    """Return the reasons of each enterprise in order, one phrase a reason; `reasons` has the columns of out_reasons.

    Raises KeyError for a code without a template.
    """
    parts: dict[tuple[str, int], list[Row]] = {}
    for row in reasons.sort("uscc", "place", "part").iter_rows(named=True):
        parts.setdefault((row["uscc"], row["place"]), []).append(row)
    out: dict[str, list[str]] = {}
    for (uscc, _), rows in parts.items():
        out.setdefault(uscc, []).append(_reason(rows, words))
    return out


def clearing_phrases(clearings: pl.DataFrame, words: Words) -> dict[str, list[str]]:
    """Return what would clear each enterprise's warning, in order; `clearings` has the columns of out_clearings.

    Raises KeyError for a code without a template.
    """
    return _by_enterprise(clearings, lambda row: _say(CLEARING_TEXTS[row["code"]], _clearing_places(row, words), words))


def measure_phrases(measures: pl.DataFrame, words: Words) -> dict[str, list[str]]:
    """Return the services proposed to each enterprise, in order; `measures` has the columns of out_measures.

    Titles of policies and names of departments stay as registered; a measure without English words is given as it was configured.
    """
    return _by_enterprise(measures, lambda row: _measure(row, words))


def _by_enterprise(frame: pl.DataFrame, phrase: Callable[[Row], str]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for row in frame.sort("uscc", "place").iter_rows(named=True):
        out.setdefault(row["uscc"], []).append(phrase(row))
    return out


def _say(text: Text, places: Places, words: Words) -> str:
    return plain(words.say(text, **places), PHRASE_MOST)


def _reason(rows: list[Row], words: Words) -> str:
    code = rows[0]["code"]
    is_nothing = code == "fall" and rows[0]["share"] is not None and rows[0]["share"] >= WHOLE
    return _say(_TO_NOTHING if is_nothing else REASON_TEXTS[code], _REASON_PLACES[code](rows, words), words)


def _nothing(_: list[Row], __: Words) -> Places:
    return {}


def _visit_confirmed(rows: list[Row], words: Words) -> Places:
    return {"day": words.day(rows[0]["observed_on"])}


def _signs(rows: list[Row], words: Words) -> Places:
    row = rows[0]
    record = words.say(_RECORDED, **_signal(rows, words)) if row["signal"] is not None else ""
    if row["feature"] in _NEEDS:
        record = words.say(_RESTS_ON_APPEAL, appeal=_appealed(row, words))
    elif row["feature"] is not None:
        record = words.say(_FROM_FIGURES, feature=words.term(FEATURES, row["feature"]))
    return {"stage": words.term(STAGES, row["stage"]), "record": record}


def _appeal(rows: list[Row], words: Words) -> Places:
    return {"appeal": _appealed(rows[0], words)}


def _appealed(row: Row, words: Words) -> str:
    need = _NEEDS.get(row["feature"])
    about = words.say(_APPEALED_FOR, need=words.term(APPEAL_NEEDS, need)) if need else ""
    return words.say(_APPEALED, month=words.month(row["observed_on"]), need=about)


def _signal(rows: list[Row], words: Words) -> Places:
    row = rows[0]
    towards = words.say(_TOWARDS, destination=plain(row["destination"], 60)) if row["destination"] else ""
    return {"signal": words.term(SIGNALS, row["signal"]), "month": month_key(row["observed_on"]), "towards": towards}


def _recovering(rows: list[Row], words: Words) -> Places:
    back = [words.say(_BACK, indicator=words.term(INDICATORS, row["indicator"]), share=whole_share(row["share"])) for row in rows]
    return {"figures": words.listed(back)}


def _physical_lead(rows: list[Row], words: Words) -> Places:
    low = [_lower(row, words) for row in rows if row["share"] is not None]
    booked = [words.term(INDICATORS, row["indicator"]) for row in rows if row["share"] is None]
    month = words.say(_MONTH_FIRST, month=words.month_of_year(rows[0]["month"])) if rows[0].get("month") is not None else ""
    return {"month": month, "physical": words.listed(low), "booked": words.listed(booked)}


def _lower(row: Row, words: Words) -> str:
    since = words.say(_SINCE, since=_month_since(row["since"], row.get("month"), words)) if row["since"] is not None else ""
    return words.say(_LOW, indicator=words.term(INDICATORS, row["indicator"]), share=whole_share(row["share"]), since=since)


def _month_since(since: date, newest: date | None, words: Words) -> str:
    """A month without its year where that is the newest figure's own."""
    return words.month_of_year(since) if newest is not None and since.year == newest.year else words.month(since)


def _fall(rows: list[Row], words: Words) -> Places:
    row = rows[0]
    since, months = row["since"], row["months"]
    newest = row.get("month") or (shift_month(since, (months or 1) - 1) if since is not None else None)
    period = words.say(_IN_MONTH, month=words.month_of_year(newest)) if newest is not None else ""
    lasting = ""
    # A null says that there is nothing to tell: a single month has no duration.
    if since is not None and newest is not None and months is not None:
        is_whole = shift_month(since, months - 1) == newest
        text = _LASTING if is_whole else _LASTING_WITH_GAPS
        lasting = words.say(text, since=_month_since(since, newest, words), months=words.counted(months, MONTHS))
    indicator, share = words.term(INDICATORS, row["indicator"]), whole_share(row["share"])
    return {"indicator": indicator, "period": period, "share": share, "beside": _beside(row, words), "lasting": lasting}


def _beside(row: Row, words: Words) -> str:
    parts = [peers_median(row["peers_share"], words)] if row["peers_share"] is not None else []
    if row["growth_3m_share"] is not None:
        parts.append(words.say(_GROWTH, growth=signed_share(row["growth_3m_share"], 0)))
        parts += [words.term(YEAR_BASES, row["year_base"])] if row["year_base"] is not None else []
    return words.say(_BESIDE, parts=words.clauses(parts)) if parts else ""


def peers_median(share: float, words: Words) -> str:
    """Where the peers' middle figure stands against their own normal level: 同行中位数低8%."""
    size = whole_share(share)
    if size == whole_share(0.0):
        return words.say(_PEERS_NORMAL)
    return words.say(_PEERS_LOW if share < 0 else _PEERS_HIGH, share=size)


def _stopped(rows: list[Row], words: Words) -> Places:
    months = words.counted(rows[0]["months"], MONTHS)
    others = [words.term(INDICATORS, row["indicator"]) for row in rows if row["indicator"] != "tax"]
    # Of a payment it is said what was not done; a figure stands at zero.
    figures = [words.say(_NO_TAX, months=months)] if len(others) < len(rows) else []
    figures += [words.say(_AT_NOTHING, indicators=words.listed(others), months=months)] if others else []
    return {"figures": words.clauses(figures)}


def _recent_use(rows: list[Row], words: Words) -> Places:
    row = rows[0]
    since = words.say(_LOW_FROM, day=words.day(row["observed_on"])) if row["observed_on"] is not None else ""
    return {"share": whole_share(row["share"]), "since": since}


def _joint(rows: list[Row], words: Words) -> Places:
    features = [words.term(FEATURES, row["feature"]) for row in rows if row["feature"] is not None]
    return {"share": whole_share(rows[0]["share"]), "mainly": words.say(_MAINLY, features=words.listed(features)) if features else ""}


def _silence(rows: list[Row], words: Words) -> Places:
    silent = words.listed(words.term(INDICATORS, row["indicator"]) for row in rows)
    return {"indicators": silent, "months": words.counted(rows[0]["months"], MONTHS)}


_REASON_PLACES: dict[str, Callable[[list[Row], Words], Places]] = {
    "drawn": _nothing,
    "visit_confirmed": _visit_confirmed,
    "relocation_signs": _signs,
    "signal": _signal,
    "appeal": _appeal,
    "recovering": _recovering,
    "physical_lead": _physical_lead,
    "stopped": _stopped,
    "fall": _fall,
    "recent_use": _recent_use,
    "joint": _joint,
    "silence": _silence,
}


def _clearing_places(row: Row, words: Words) -> Places:
    month = row.get("month")
    return {
        "month": words.say(_OF_MONTH, month=words.month_of_year(month)) if month is not None else words.say(_THIS_MONTH),
        "indicator": words.term(INDICATORS, row["indicator"]),
        "unit": words.unit(row["indicator"]),
        "value": three_digits(row["value"]),
        "months": words.counted(row["months"], MONTHS) if row["months"] is not None else "",
        "risk": whole_share(row["exit_risk"]),
    }


def _measure(row: Row, words: Words) -> str:
    if words.is_english and row["words_en"]:
        # English words are configured with the department's English name.
        return plain(row["words_en"], PHRASE_MOST)
    measure = words.say(POLICY, title=row["policy"]) if row["policy"] is not None else row["words_zh"]
    if not row["department"]:
        return plain(measure, PHRASE_MOST)
    return _say(BY_DEPARTMENT, {"measure": measure, "department": row["department"]}, words)
