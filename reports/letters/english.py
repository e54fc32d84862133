"""The letters in English, for readers who take `en`: the same numbers from the same frames; names stay as they are registered.

The attached files are the Chinese ones, which the letter says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import polars as pl

from reports.edition import Edition
from reports.enterprise import new_reds
from reports.frames import BriefingFrames
from reports.letters.bulletin import bulletin_picture
from reports.letters.letter import ROWS_SHOWN, Letter, content_name, fill_in
from reports.palette import LEVEL_BY_KEY, LEVEL_KEYS
from reports.scope import narrow, scope_words
from reports.sections.levels import entered, level_board, lifted, moved, total_change
from reports.words.format import INDICATOR_NAMES, plain, risk, split_phrases

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
INDICATORS = {
    "output_value": "output", "value_added": "value added", "fixed_investment": "fixed investment", "tax": "tax",
    "employment": "employment", "electricity": "electricity", "water": "water", "gas": "gas",
}  # fmt: skip
# Streets and offices have names, tiers of service have words.
TIERS = {
    scope_words("tier", tier): words
    for tier, words in {
        "district_leader": "served by district leaders",
        "department": "served by departments",
        "group": "served by groups",
    }.items()
}
DISCLAIMER = "A warning is a lead for service and no ground for any administrative measure."
CUSTODY = "Internal, please keep safe"
SIGNALS_SHOWN = 3


def english_bulletin(
    frames: BriefingFrames,
    edition: Edition,
    scope: str,
    attached: Sequence[str] = (),
    names_allowed: bool = True,
    picture: bytes | None = None,
) -> Letter:
    """The bulletin's letter; arguments as `reports.letters.bulletin.bulletin_letter`."""
    own, own_edition = narrow(frames, edition, scope)
    board = level_board(own, own_edition)
    counts = dict(zip(board["level"], board["count"], strict=True))
    severe = own.listed().filter(pl.col("level").is_in(["red", "orange"]))
    drawn = picture if picture is not None else bulletin_picture(frames, edition, scope)
    total = sum(counts.values())
    numbers = f"{_enterprises(total)}, {counts['red']} red, {counts['orange']} orange"
    subject = f"[Internal] {numbers}: {_title(own_edition)} bulletin, {_month(edition.month)}"
    context = _common(own_edition, subject, attached) | {
        "headline": f"{_enterprises(total)} on the {_month(edition.month)} list, {_change(total_change(board))}",
        "board": [row | {"symbol": LEVEL_BY_KEY[row["level"]].shape} for row in board.to_dicts()],
        "points": _points(own, board, total),
        "picture": drawn is not None,
        "picture_words": f"Listed enterprises by level; {_month(edition.month)}: "
        + ", ".join(f"{counts[key]} {key}" for key in LEVEL_KEYS),
        "cid": content_name(own_edition, "trend"),
        "heading": "Red and orange",
        "nobody": "Nobody is red or orange this month.",
        "taken_back": "",
        **_cases(own, severe, names_allowed),
    }
    return Letter(scope, subject, *fill_in("mail_english", context), drawn, context["cid"])


def english_urgent(
    frames: BriefingFrames,
    edition: Edition,
    scope: str,
    attached: Sequence[str] = (),
    names_allowed: bool = True,
    taken_back: Sequence[str] = (),
) -> Letter:
    """The urgent letter; arguments as `reports.letters.urgent.urgent_letter`."""
    own, own_edition = narrow(frames, edition, scope)
    red = own.listed().filter(pl.col("uscc").is_in(new_reds(own)))
    subject = f"[Internal] {red.height} newly red: {_title(own_edition)} urgent note, {_month(edition.month)}"
    context = _common(own_edition, subject, attached) | {
        "headline": f"{_enterprises(red.height)} newly red in {_month(edition.month)}",
        "board": [],
        "points": [],
        "picture": False,
        "heading": "Newly red",
        "nobody": "Nobody is newly red.",
        "taken_back": _taken_back(taken_back, names_allowed),
        **_cases(own, red, names_allowed),
    }
    return Letter(scope, subject, *fill_in("mail_english", context))


def _taken_back(names: Sequence[str], names_allowed: bool) -> str:
    if not names:
        return ""
    who = ", ".join(plain(name, 60) for name in names) if names_allowed else _enterprises(len(names))
    return f"Correction: by the revised figures, not newly red after all: {who}."


def _common(edition: Edition, subject: str, attached: Sequence[str]) -> dict[str, Any]:
    return {
        "edition": edition,
        "subject": subject,
        "title": f"{_title(edition)} bulletin of monitored enterprises",
        "custody": CUSTODY,
        "disclaimer": DISCLAIMER,
        "as_of": _day(edition.as_of),
        "issued_on": _day(edition.issued_on),
        "attached": [plain(name, 80) for name in attached],
    }


def _points(frames: BriefingFrames, board: pl.DataFrame, total: int) -> list[str]:
    """What the Chinese letter says in its points, where it can be said."""
    out = []
    if frames.enterprises_count:
        out.append(f"{100 * total / frames.enterprises_count:.1f}% of {frames.enterprises_count:,} monitored enterprises are listed.")
    if not board["change"].null_count():
        both, came = moved(frames), entered(frames)
        new = {key: came.filter(pl.col("level") == key).height for key in ("red", "orange")}
        rose, fell = both.filter(pl.col("step") > 0).height, both.filter(pl.col("step") < 0).height
        out.append(f"New on the list: {came.height} ({new['red']} red, {new['orange']} orange). Off the list: {lifted(frames).height}.")
        out.append(f"Of those that stayed: {rose} at a more severe level, {fell} at a milder one.")
    return out


def _cases(frames: BriefingFrames, rows: pl.DataFrame, names_allowed: bool) -> dict[str, Any]:
    cases = [_case(frames, row, place, names_allowed) for place, row in enumerate(rows.head(ROWS_SHOWN).iter_rows(named=True), start=1)]
    return {"cases": cases, "more": max(0, rows.height - ROWS_SHOWN)}


def _case(frames: BriefingFrames, row: dict[str, Any], place: int, names_allowed: bool) -> dict[str, Any]:
    where = plain(row["street"], 20)
    return {
        "level": row["level"],
        "who": plain(row["name"], 60) if names_allowed else f"Enterprise {place}" + (f", {where}" if where else ""),
        "where": where,
        "listed": "new" if row["status"] == "new" else f"listed for {_counted(row['months_listed'] or 1, 'month')}",
        "risks": f"operating risk {risk(row['operating_risk'])}, relocation risk {risk(row['relocation_risk'])}",
        "signals": _signals(row),
        "stake": _stake(row),
        "owner": plain(row["owner"], 40) or "no office named yet",
        "due": f"by {_day(row['respond_by_on'])}" if row["respond_by_on"] else "date set by the office",
    }


def _signals(row: dict[str, Any]) -> str:
    """The reasons in English, with the numbers of the Chinese sentence: two lists of reasons would come to differ."""
    parts = [_phrase(phrase) for phrase in split_phrases(row["reasons"])]
    said = [part for part in parts if part][:SIGNALS_SHOWN]
    if row["kind"] in ("relocation", "both") and SIGNS not in said:
        said.insert(0, SIGNS)
    return "; ".join(said) or "see the attached list"


def _phrase(phrase: str) -> str:
    """One reason in English, empty where it has no English words."""
    for pattern, words in _REASONS:
        found = pattern.search(phrase)
        if found:
            return words(found.groupdict())
    return ""


def _fall(found: dict[str, str | None]) -> str:
    lasting = f" for {_counted(int(found['months']), 'month')}" if found["months"] else ""
    return f"{_INDICATORS[str(found['name'])]} {found['share']}% below expectation{lasting}"


def _silence(found: dict[str, str | None]) -> str:
    names = ", ".join(_INDICATORS.get(name, name) for name in str(found["names"]).split("、"))
    return f"no figures of {names} for {_counted(int(str(found['months'])), 'month')}"


SIGNS = "signs of relocation"
_INDICATORS = {INDICATOR_NAMES[key]: word for key, word in INDICATORS.items()}
_NAME = f"(?P<name>{'|'.join(_INDICATORS)})"
_SIGNS = {
    "在外地投资设点": "investment elsewhere", "租约将到期": "lease about to end", "在外地招工": "recruiting elsewhere",
    "变更注册地址": "change of address", "处置设备": "equipment disposed of", "在外地购地": "land bought elsewhere",
    "人员转出参保": "staff insured elsewhere", "提出诉求": "an appeal", "走访记录": "noted at a visit",
}  # fmt: skip
# In the order in which they are tried; the Chinese words are those of models.warnings.reasons.
_REASONS: tuple[tuple[re.Pattern[str], Callable[[dict[str, str | None]], str]], ...] = (
    (re.compile(f"^{_NAME}比预期低(?P<share>\\d+)%(?:，已持续(?P<months>\\d+)个月)?"), _fall),
    (re.compile("^(?P<names>.+)已(?P<months>\\d+)个月无数据"), _silence),
    (
        re.compile("^能耗、用工比预期低(?P<share>\\d+)%"),
        lambda found: f"energy and people {found['share']}% below expectation, output and tax hold",
    ),
    (
        re.compile(f"^(?P<sign>{'|'.join(_SIGNS)})（(?P<month>\\d{{4}}-\\d{{2}})"),
        lambda found: f"{_SIGNS[str(found['sign'])]} ({found['month']})",
    ),
    (re.compile("外迁风险信号"), lambda _: SIGNS),
    (re.compile("前期下降"), lambda _: "an earlier fall, recovering this month"),
    (re.compile("单项偏离均不显著"), lambda _: "no single indicator stands out, all taken together do"),
)


def _stake(row: dict[str, Any]) -> str:
    parts = []
    if row["exposure_output_cny_10k"] is not None:
        share = row["exposure_output_share"]
        of_district = "" if share is None else f" ({100 * share:.2f}% of the district)"
        parts.append(f"output of twelve months CNY {row['exposure_output_cny_10k'] / 100:,.1f} million{of_district}")
    if row["exposure_tax_cny_10k"] is not None:
        parts.append(f"tax CNY {row['exposure_tax_cny_10k'] / 100:,.1f} million")
    if row["exposure_jobs"] is not None:
        parts.append(_counted(round(row["exposure_jobs"]), "job"))
    return ", ".join(parts) or "figures have not arrived"


def _enterprises(count: int) -> str:
    return _counted(count, "enterprise")


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" + ("" if count == 1 else "s")


def _change(delta: int | None) -> str:
    if delta is None:
        return "the first list"
    return "as many as last month" if delta == 0 else f"{abs(delta)} {'more' if delta > 0 else 'fewer'} than last month"


def _title(edition: Edition) -> str:
    name = edition.district_en or edition.place
    part = TIERS.get(edition.scope, edition.scope)
    return f"{plain(name, 40)} ({plain(part, 40)})" if part else plain(name, 40)


def _month(value: date) -> str:
    return f"{MONTHS[value.month - 1]} {value.year}"


def _day(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
