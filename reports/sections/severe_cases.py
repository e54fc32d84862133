"""Red and orange enterprises, three lines each: the signals, what is at stake, the proposed service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from reports.edition import Edition
from reports.frames import BriefingFrames
from reports.industries import industry_name
from reports.words.format import STATUS_NAMES, TIER_NAMES, named, number, plain, risk, share, split_phrases

# Two reasons and the first measure keep an enterprise at three printed lines; its own page has them all.
REASONS_SHOWN = 2
MEASURES_SHOWN = 1


@dataclass(frozen=True, slots=True)
class Case:
    """One enterprise of the red and orange section."""

    row: dict[str, Any]
    where: str
    status: str
    risks: str
    signals: str
    stake: str
    measures: str
    responsible: str
    due: str


def severe_cases(frames: BriefingFrames, levels: tuple[str, ...] = ("red", "orange")) -> list[Case]:
    """The listed enterprises of those levels in the order of the list."""
    rows = frames.listed().filter(pl.col("level").is_in(levels))
    return [describe_case(row, is_short=True) for row in rows.iter_rows(named=True)]


def describe_case(row: dict[str, Any], is_short: bool = False) -> Case:
    """The lines of one warning; `row` has the columns of out_warnings; a short one has three lines, a long one everything."""
    return Case(
        row=row,
        where=place_words(row),
        status=status_words(row),
        risks=risk_words(row),
        signals=_signals(row, REASONS_SHOWN if is_short else None),
        stake=stake_words(row),
        measures=measures_words(row, MEASURES_SHOWN if is_short else None),
        responsible=short_responsible(row) if is_short else responsible(row),
        due=due(row),
    )


def status_words(row: dict[str, Any]) -> str:
    """How the enterprise came to its level: 新增, or 升级（原橙色，连续3个月）."""
    # One month is what 新增 already says.
    months = row["months_listed"]
    status = named(STATUS_NAMES, row["status"])
    return status if not months or months == 1 else f"{status} · 连续{months}个月"


def risk_words(row: dict[str, Any]) -> str:
    """Both probabilities, which compare enterprises where reasons do not."""
    return f"经营{risk(row['operating_risk'])}、外迁{risk(row['relocation_risk'])}"


def _signals(row: dict[str, Any], most: int | None) -> str:
    reasons = "；".join(split_phrases(row["reasons"])[:most]) or "信号明细未提供"
    # The reasons often open with these very words.
    seen = "；出现外迁风险信号" if row["kind"] in ("relocation", "both") and "外迁风险信号" not in reasons else ""
    return f"{reasons}{seen}"


def stake_words(row: dict[str, Any]) -> str:
    """What is at stake, in absolute figures and as a share of the district; says so where no figure has arrived."""
    parts = []
    if row["exposure_output_cny_10k"] is not None:
        share_words = "" if row["exposure_output_share"] is None else f"（占全区{share(row['exposure_output_share'], 2)}）"
        parts.append(f"近12个月产值{number(row['exposure_output_cny_10k'])}万元{share_words}")
    if row["exposure_tax_cny_10k"] is not None:
        parts.append(f"纳税{number(row['exposure_tax_cny_10k'])}万元")
    if row["exposure_jobs"] is not None:
        parts.append(f"用工{number(row['exposure_jobs'])}人")
    return "，".join(parts) or "产值、纳税、用工数据未到"


def place_words(row: dict[str, Any]) -> str:
    """Street and industry as far as the register names them, joined by ·; empty when it names neither."""
    known = (plain(row["street"], 20), industry_name(row["industry"]) if row["industry"] else "")
    return " · ".join(part for part in known if part)


def measures_words(row: dict[str, Any], most: int | None = None) -> str:
    """The proposed service measures, or a first visit where none is matched."""
    return "；".join(split_phrases(row["measures"])[:most]) or "上门了解情况，协调所需服务"


def responsible(row: dict[str, Any]) -> str:
    """The owner with the tier of service: 责任单位：区工信局（部门服务）."""
    # Without an owner the tier still says which kind of office has to name one.
    owner = plain(row["owner"], 40)
    tier = named(TIER_NAMES, row["tier"], missing="")
    if not owner:
        return f"责任单位待定（{tier}）" if tier else "责任单位待定"
    return f"责任单位：{owner}" + (f"（{tier}）" if tier else "")


def short_responsible(row: dict[str, Any]) -> str:
    """The owner alone, so that an enterprise stays at three lines."""
    owner = plain(row["owner"], 40)
    return f"责任：{owner}" if owner else responsible(row)


def due(row: dict[str, Any]) -> str:
    """By when the service is asked for; the year is the bulletin's own or the next, so the day is enough."""
    day = row["respond_by_on"]
    return f"{day.month}月{day.day}日前" if day else "时限由责任单位确定"


def case_heading(frames: BriefingFrames, edition: Edition) -> str:
    """The sentence above the section, which says so when there is nothing to show."""
    severe = severe_cases(frames)
    if not severe:
        return f"{edition.month_words}没有红色、橙色预警企业。"
    return f"共{len(severe)}家。以下为服务线索，请责任单位上门核实后提供服务。"
