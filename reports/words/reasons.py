"""Why an enterprise is listed, what is proposed to it and what would clear it: one template a code and language.

In: the codes and numbers that were stored with the list. Out: which reason is given and in which order (decided where they are stored).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import polars as pl

from reports.words.format import month_key, plain, three_digits, whole_share
from reports.words.text import Text, Words
from warehouse.periods import shift_month
from warehouse.vocabulary import FEATURES, INDICATORS, SIGNALS, STAGES

# Longer phrases come from outside text that was never meant to be printed whole.
PHRASE_MOST = 200

REASON_TEXTS: Final[dict[str, Text]] = {
    "relocation_signs": Text(zh="出现外迁风险信号（{stage}）", en="signs of relocation ({stage})"),
    "signal": Text(zh="{signal}（{month}{towards}）", en="{signal} ({month}{towards})"),
    "recovering": Text(
        zh="前期下降，本月已见回升（{figures}），待巩固", en="an earlier fall, recovering this month ({figures}), not yet settled"
    ),
    "physical_lead": Text(
        zh="{physical}，而{booked}基本未降",
        en="{physical} while {booked} holds",
    ),
    "fall": Text(zh="{indicator}{period}比常态低{share}{lasting}{peers}", en="{indicator} {share} below normal{period}{lasting}{peers}"),
    "joint": Text(
        zh="单项偏离均不显著，综合评估风险{share}{mainly}",
        en="no single indicator stands out, all taken together give a risk of {share}{mainly}",
    ),
    "silence": Text(zh="{indicators}已{months}无数据", en="no figures of {indicators} for {months}"),
}
CLEARING_TEXTS: Final[dict[str, Text]] = {
    "figure_above": Text(zh="{indicator}连续{months}高于{value}{unit}", en="{indicator} above {value} ({unit}) for {months} running"),
    "report_resumes": Text(zh="{indicator}恢复有数", en="figures of {indicator} arrive again"),
    "no_relocation_plan": Text(zh="走访确认无外迁计划", en="a visit confirms that no move is planned"),
    "risk_below": Text(zh="风险连续{months}低于{risk}", en="risk below {risk} for {months} running"),
}
POLICY: Final = Text(zh="可对接政策《{title}》", en="a policy that may fit: “{title}”")
BY_DEPARTMENT: Final = Text(zh="{measure}（{department}）", en="{measure} ({department})")

MONTHS: Final = Text(zh="个月", en="month")
_TOWARDS = Text(zh="，去向{destination}", en=", to {destination}")
_BACK = Text(zh="{indicator}为预期的{share}", en="{indicator} at {share} of expectation")
_LOW = Text(zh="{indicator}比常态低{share}", en="{indicator} {share} below normal")
# Depth and duration are two things: how low the newest figure is, and since when figures have been low.
_IN_MONTH = Text(zh="{month}", en=" in {month}")
_LASTING = Text(zh="，{since}起连续{months}偏低", en=", low for {months} running since {since}")
_BEYOND_PEERS = Text(zh="，比同行多降{share}", en=", a fall {share} beyond its peers'")
_MAINLY = Text(zh="，主要依据：{features}", en=", mainly by: {features}")

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
    return _say(REASON_TEXTS[code], _REASON_PLACES[code](rows, words), words)


def _signs(rows: list[Row], words: Words) -> Places:
    return {"stage": words.term(STAGES, rows[0]["stage"])}


def _signal(rows: list[Row], words: Words) -> Places:
    row = rows[0]
    towards = words.say(_TOWARDS, destination=plain(row["destination"], 60)) if row["destination"] else ""
    return {"signal": words.term(SIGNALS, row["signal"]), "month": month_key(row["observed_on"]), "towards": towards}


def _recovering(rows: list[Row], words: Words) -> Places:
    back = [words.say(_BACK, indicator=words.term(INDICATORS, row["indicator"]), share=whole_share(row["share"])) for row in rows]
    return {"figures": words.listed(back)}


def _physical_lead(rows: list[Row], words: Words) -> Places:
    low = [
        words.say(_LOW, indicator=words.term(INDICATORS, row["indicator"]), share=whole_share(row["share"]))
        for row in rows
        if row["share"] is not None
    ]
    booked = [words.term(INDICATORS, row["indicator"]) for row in rows if row["share"] is None]
    return {"physical": words.listed(low), "booked": words.listed(booked)}


def _fall(rows: list[Row], words: Words) -> Places:
    row = rows[0]
    # A null says that there is nothing to tell: a single month, or no further down than the peers.
    since, months = row["since"], row["months"]
    newest = shift_month(since, (months or 1) - 1) if since is not None else None
    period = words.say(_IN_MONTH, month=words.month_of_year(newest)) if newest is not None else ""
    lasting = ""
    if since is not None and newest is not None and months is not None:
        begun = words.month_of_year(since) if since.year == newest.year else words.month(since)
        lasting = words.say(_LASTING, since=begun, months=words.counted(months, MONTHS))
    peers = words.say(_BEYOND_PEERS, share=whole_share(row["peer_share"])) if row["peer_share"] is not None else ""
    indicator, share = words.term(INDICATORS, row["indicator"]), whole_share(row["share"])
    return {"indicator": indicator, "period": period, "share": share, "lasting": lasting, "peers": peers}


def _joint(rows: list[Row], words: Words) -> Places:
    features = [words.term(FEATURES, row["feature"]) for row in rows if row["feature"] is not None]
    return {"share": whole_share(rows[0]["share"]), "mainly": words.say(_MAINLY, features=words.listed(features)) if features else ""}


def _silence(rows: list[Row], words: Words) -> Places:
    silent = words.listed(words.term(INDICATORS, row["indicator"]) for row in rows)
    return {"indicators": silent, "months": words.counted(rows[0]["months"], MONTHS)}


_REASON_PLACES: dict[str, Callable[[list[Row], Words], Places]] = {
    "relocation_signs": _signs,
    "signal": _signal,
    "recovering": _recovering,
    "physical_lead": _physical_lead,
    "fall": _fall,
    "joint": _joint,
    "silence": _silence,
}


def _clearing_places(row: Row, words: Words) -> Places:
    return {
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
