"""A fictional district's briefing frames: about 50 warnings of 1,040 enterprises over 36 months, drawn from a seed."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from models.series.windows import printed_figures
from reports.briefing import Briefing
from reports.edition import Edition
from reports.frames import BriefingFrames, conform
from tests.unit.reports.fixture_learned import learned_frames
from tests.unit.reports.fixture_rules import ruled_frames
from warehouse.printed_figures import EXPOSURES
from warehouse.vocabulary import LEAVING_CAUSES

MONTH = date(2026, 10, 1)
STREETS = ("坪山街道", "坑梓街道", "龙田街道", "石井街道", "马峦街道", "碧岭街道")
INDUSTRIES = ("C3921", "C3670", "C2720", "C2929", "3525", "C3841", "F5179", "软件和信息技术服务业")
OWNERS = ("区工业和信息化局", "区投资推广服务署", "坪山街道办事处", "坑梓街道办事处", "龙田街道办事处", "高新区综合服务中心")
LEVELS = ("red", "orange", "yellow", "blue")
COUNTS = {"red": 4, "orange": 9, "yellow": 16, "blue": 22}
# Codes as the program writes them, with what each says.
REASONS: tuple[list[dict[str, object]], ...] = (
    [
        {
            "code": "fall",
            "indicator": "electricity",
            "share": 0.41,
            "months": 3,
            "since": date(2026, 8, 1),
            "peers_share": -0.08,
            "growth_3m_share": -0.31,
        }
    ],
    [{"code": "fall", "indicator": "output_value", "share": 0.324, "months": 2, "since": date(2026, 9, 1)}],
    [{"code": "fall", "indicator": "employment", "share": 0.26}],
    [{"code": "fall", "indicator": "tax", "share": 0.38, "months": 5, "since": date(2026, 6, 1)}],
    [{"code": "physical_lead", "indicator": "water", "share": 0.19}, {"code": "physical_lead", "indicator": "tax"}],
    [{"code": "signal", "signal": "land_purchase_outside", "observed_on": date(2026, 6, 12), "destination": "惠州市"}],
    [{"code": "signal", "signal": "lease_ending", "observed_on": date(2026, 9, 3)}],
    [{"code": "silence", "indicator": "water", "months": 2}, {"code": "silence", "indicator": "gas", "months": 2}],
    [{"code": "recovering", "indicator": "electricity", "share": 1.03}, {"code": "recovering", "indicator": "tax", "share": 0.97}],
    [{"code": "relocation_signs", "stage": "set_up_elsewhere"}],
    [{"code": "joint", "share": 0.37, "feature": "fall_12"}, {"code": "joint", "share": 0.37, "feature": "people_evidence"}],
)
MEASURES: tuple[dict[str, object], ...] = (
    {
        "measure": "orders",
        "words_zh": "区领导挂点走访，了解订单与资金情况",
        "words_en": "a visit by a district leader about orders and funds",
    },
    {
        "measure": "space",
        "words_zh": "协调产业空间，梳理租约与扩产需求",
        "words_en": "help with space, lease and expansion",
        "department": "区产业空间主管部门",
    },
    {
        "measure": "finance",
        "words_zh": "对接银行提供流动资金服务",
        "words_en": "contact with banks for working capital",
        "department": "区金融服务部门",
    },
    {"measure": "policy", "policy": "稳岗、用电优惠政策", "department": "区人力资源部门"},
    {"measure": "return", "words_zh": "街道专员两周内回访", "words_en": "a second visit within two weeks"},
)
CLEARINGS: tuple[dict[str, object], ...] = (
    {"code": "figure_above", "indicator": "electricity", "value": 123456.0, "months": 2},
    {"code": "report_resumes", "indicator": "water"},
    {"code": "no_relocation_plan"},
    {"code": "risk_below", "exit_risk": 0.12, "months": 2},
)
HOSTILE = (
    "示例<b>光电</b><script>alert(1)</script>有限公司",
    '=HYPERLINK("http://x.example","示例庚")有限公司',
    "示例\u202e反向\u200f科技\r\n有限公司",
    "示例" + "超长名称" * 48 + "有限公司",
)


def edition(**changes: object) -> Edition:
    """The edition of the fixture's month."""
    values: dict[str, object] = {
        "month": MONTH,
        "as_of": date(2026, 11, 16),
        "issued_on": date(2026, 11, 16),
        "issue_number": 10,
        "issue_total": 34,
        "district": "坪山区",
        "issuer": "坪山区企业服务工作专班",
        "audience": "区委、区政府领导，各挂点服务单位",
        "copied_to": "各街道办事处",
        "content_id": "3f9a6c1e8b7d4025",
        "demo": True,
        "contact": "区企业服务热线",
    }
    return Edition(**(values | changes))  # type: ignore[arg-type]


def briefing(frames: BriefingFrames | None = None, **changes: object) -> Briefing:
    """The fixture's month, or other frames, as its pages read them; `changes` as for `edition`."""
    return Briefing(briefing_frames() if frames is None else frames, edition(**changes))


def months_back(count: int, last: date = MONTH) -> list[date]:
    """The last `count` months up to `last`, oldest first."""
    out = [last]
    while len(out) < count:
        first = out[-1]
        out.append(first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1))
    return out[::-1]


def code(number: int) -> str:
    """A fictional credit code of 18 characters."""
    return f"91440300MA5F{number:05d}X"


def briefing_frames(seed: int = 7, hostile: bool = True, counts: dict[str, int] | None = None) -> BriefingFrames:
    """The whole set of frames for one seed."""
    rng = np.random.default_rng(seed)
    counts = counts or COUNTS
    warnings = _warnings(rng, counts, hostile)
    listed = warnings.filter(pl.col("is_listed"))
    codes = listed["uscc"].to_list()
    series = _series(rng, codes)
    return BriefingFrames(
        enterprises_count=1040,
        warnings=warnings,
        reasons=_reasons(rng, warnings["uscc"].to_list()),
        measures=_placed(rng, warnings["uscc"].to_list(), MEASURES),
        clearings=_placed(rng, warnings["uscc"].to_list(), CLEARINGS),
        previous=(previous := _previous(rng, listed)),
        leavers=_leavers(previous, listed),
        level_history=_history(rng),
        monitored=_monitored(rng),
        district=_district(rng),
        state=_state(),
        coverage=_coverage(),
        growth=_growth(rng),
        figures=_figures(warnings, series),
        evidence=_evidence(rng, series),
        contributions=_contributions(rng, codes),
        series=series,
        signals=_signals(codes),
        appeals=_appeals(codes),
        visits=_visits(codes),
        last_visits=_last_visits(codes),
        followup=_followup(rng),
        departures=_departures(),
        relocations=_relocations(rng, listed),
        restatements=_restatements(rng, listed),
        checks=_checks(),
        model_card=_model_card(rng),
        calibration=_calibration(rng),
        bands=_bands(rng),
        tournament=_tournament(rng),
        fans=_fans(rng, codes[:2]),
        quarantine_counts=_quarantine(),
        policies=_policies(codes),
        unjudged=_unjudged(),
        **learned_frames(codes),
        **ruled_frames(listed, previous),
    )


def _warnings(rng: np.random.Generator, counts: dict[str, int], hostile: bool) -> pl.DataFrame:
    levels = [level for level in LEVELS for _ in range(counts.get(level, 0))]
    rows = [_warning(rng, place, level) for place, level in enumerate(levels)]
    for place, name in zip((3, 6, 14, 20), HOSTILE, strict=True):
        if hostile and place < len(rows):
            rows[place]["name"] = name
    rows += [{**_warning(rng, len(levels) + extra, "blue"), "rank": None, "is_listed": False} for extra in range(6)]
    return pl.DataFrame(rows, infer_schema_length=None)


def _warning(rng: np.random.Generator, place: int, level: str) -> dict[str, object]:
    severity = 4 - LEVELS.index(level)
    operating = float(np.clip(rng.normal(0.18 * severity + 0.1, 0.08), 0.12, 0.97))
    relocation = float(np.clip(rng.exponential(0.08) + (0.5 if place % 9 == 1 else 0), 0.004, 0.9))
    status = str(rng.choice(["new", "worse", "same", "better"], p=[0.3, 0.15, 0.4, 0.15]))
    output = float(rng.lognormal(9.4 + 0.4 * severity, 0.8))
    return {
        "month": MONTH,
        "uscc": code(place),
        "rank": place + 1,
        "name": f"深圳示例{_name(rng)}有限公司",
        "district": "坪山区",
        "street": STREETS[int(rng.integers(6))],
        "industry": INDUSTRIES[int(rng.integers(8))],
        "tier": ("district_leader", "department", "group")[int(rng.integers(3))],
        "owner": OWNERS[int(rng.integers(6))],
        "owner_email": "service@example.invalid",
        "level": level,
        "previous_level": None if status == "new" else level,
        "kind": "relocation" if relocation > operating else ("both" if relocation > 0.3 else "operating"),
        "status": status,
        "months_listed": 1 if status == "new" else int(rng.integers(2, 9)),
        "first_listed_on": MONTH,
        "operating_risk": operating,
        "relocation_risk": relocation,
        "relocation_share": 0.4,
        "combined_risk": max(operating, relocation),
        "exposure_output_cny_10k": output,
        "exposure_tax_cny_10k": output * 0.031,
        "exposure_jobs": float(int(output / 70)),
        "exposure_output_share": output / 2.1e7,
        "exposure_tax_share": output * 0.031 / 7e5,
        "exposure_jobs_share": output / 70 / 1.9e5,
        "exposure_class": "large",
        "is_listed": True,
        "true_chance": 1 - (1 - operating) * (1 - relocation),
        "family_agreement": ("not_both", "physical_lead", "agree", "disagree")[place % 4],
        "respond_by_on": date(2026, 11, 20 + 2 * (4 - severity)),
    }


def _reasons(rng: np.random.Generator, codes: list[str]) -> pl.DataFrame:
    rows = [
        {"month": MONTH, "uscc": uscc, "place": place, "part": part, "kind": "operating", **row}
        for uscc in codes
        for place, reason in enumerate(sorted(rng.choice(len(REASONS), size=3, replace=False)), start=1)
        for part, row in enumerate(REASONS[reason], start=1)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _placed(rng: np.random.Generator, codes: list[str], among: tuple[dict[str, object], ...]) -> pl.DataFrame:
    rows = [
        {"month": MONTH, "uscc": uscc, "place": place, **among[one]}
        for uscc in codes
        for place, one in enumerate(sorted(rng.choice(len(among), size=2, replace=False)), start=1)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _name(rng: np.random.Generator) -> str:
    first, second = ("甲乙丙丁戊己庚辛", ("电子科技", "精密模具", "新能源科技股份", "生物医药", "汽车零部件", "智能装备"))
    return first[int(rng.integers(8))] + first[int(rng.integers(8))] + second[int(rng.integers(6))]


def _previous(rng: np.random.Generator, listed: pl.DataFrame) -> pl.DataFrame:
    stayed = listed.filter(pl.col("status") != "new")
    shifted = stayed.with_columns(
        level=pl.Series([str(rng.choice([level, "yellow", "blue"], p=[0.7, 0.15, 0.15])) for level in stayed["level"]], dtype=pl.String)
    )
    gone = [{**_warning(rng, 200 + extra, str(rng.choice(LEVELS[1:])))} for extra in range(max(0, 12 - listed.height // 10))]
    return pl.concat([conform(shifted, "warnings"), conform(pl.DataFrame(gone, infer_schema_length=None), "warnings")])


def _leavers(previous: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    gone = previous.join(listed.select("uscc"), on="uscc", how="anti").select("uscc", "name", "street", "tier", "owner", "level")
    causes = [LEAVING_CAUSES.keys[place % len(LEAVING_CAUSES.keys)] for place in range(gone.height)]
    level_now = ["blue" if cause == "no_place" else None for cause in causes]
    return gone.with_columns(pl.Series("cause", causes, dtype=pl.String), pl.Series("level_now", level_now, dtype=pl.String))


def _history(rng: np.random.Generator) -> pl.DataFrame:
    rows = []
    for place, month in enumerate(months_back(36)[:-1]):
        wave = 1 + 0.25 * np.sin(place / 5)
        rows += [{"month": month, "level": level, "count": int(max(0, COUNTS[level] * wave + rng.normal(0, 1.5)))} for level in LEVELS]
    return pl.DataFrame(rows)


def _monitored(rng: np.random.Generator) -> pl.DataFrame:
    rows = [("street", name, int(rng.integers(90, 260))) for name in STREETS] + [
        ("industry", name, int(rng.integers(40, 260))) for name in INDUSTRIES
    ]
    return pl.DataFrame(rows, schema=["dimension", "name", "enterprises_count"], orient="row")


def _district(rng: np.random.Generator) -> pl.DataFrame:
    rows = []
    for indicator, level in (("output_value", 1.7e6), ("tax", 6e4), ("electricity", 4.1e8)):
        growth = np.cumsum(rng.normal(0, 0.02, 36)) + 0.04
        for place, month in enumerate(months_back(36)):
            missing = indicator == "tax" and place in (9, 10)
            rows.append(
                {
                    "district": "坪山区",
                    "indicator": indicator,
                    "period": month,
                    "total": level * (1 + growth[place]),
                    "yoy_share": None if missing else float(growth[place]),
                    "reporting_count": 1010,
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def _state() -> pl.DataFrame:
    return pl.DataFrame(
        {"district": ["坪山区"], "is_down": [False], "gap_share": [0.012], "enterprises_count": [1040], "expected_false_alarms": [17.6]}
    )


def _coverage() -> pl.DataFrame:
    rows = [
        ("output_value", 1.0),
        ("value_added", 0.62),
        ("fixed_investment", 0.97),
        ("tax", 0.99),
        ("employment", 0.995),
        ("electricity", 0.981),
        ("water", 0.91),
    ]
    return pl.DataFrame(
        [
            {
                "district": "坪山区",
                "indicator": key,
                "expected_count": 1000,
                "arrived_count": int(1000 * share),
                "arrival_share": share,
                "latest_period": MONTH,
                "age_months": 1 if key == "value_added" else 0,
                "set_aside_count": 3 if key == "water" else 0,
                "restated_count": 2,
                "status": "warn" if share < 0.95 else "ok",
            }
            for key, share in rows
        ]
    )


def _growth(rng: np.random.Generator) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "uscc": code(500 + place),
                "kind": "rise" if place < 6 else "new",
                "name": f"深圳示例{_name(rng)}有限公司",
                "street": STREETS[place % 6],
                "industry": INDUSTRIES[place % 8],
                "output_cny_10k": float(rng.lognormal(9, 1)),
                "output_yoy_share": float(rng.uniform(0.3, 1.4)) if place < 6 else None,
                "rise_share": float(rng.uniform(0.2, 0.9)) if place < 6 else None,
                "since": date(2026, 6, 1),
                "indicators": "output_value,employment,electricity" if place < 6 else None,
                "has_space_request": place == 1,
            }
            for place in range(9)
        ],
        infer_schema_length=None,
    )


INDICATORS = ("output_value", "value_added", "fixed_investment", "tax", "employment", "electricity", "water")
PHYSICAL = ("employment", "electricity", "water", "gas")


def _series(rng: np.random.Generator, codes: list[str]) -> pl.DataFrame:
    periods, frames = months_back(36), []
    season = 1 + 0.08 * np.sin(np.arange(36) * np.pi / 6)
    for uscc in codes:
        for indicator in INDICATORS:
            level = float(rng.lognormal(7, 1))
            expected = level * season
            noise = np.exp(rng.normal(0, 0.07, 36))
            drop = np.where(np.arange(36) >= 36 - int(rng.integers(2, 9)), rng.uniform(0.3, 0.8), 1.0)
            value: list[float | None] = list(expected * noise * drop)
            flags: list[str] = [""] * 36
            for gap in rng.choice(36, size=2, replace=False):
                value[int(gap)] = None
            flags[3] = "merged"
            frames.append(
                pl.DataFrame(
                    {
                        "uscc": [uscc] * 36,
                        "indicator": [indicator] * 36,
                        "period": periods,
                        "value": value,
                        "flags": flags,
                        "expected": expected,
                        "lo_80": expected * 0.86,
                        "hi_80": expected * 1.16,
                        "lo_95": expected * 0.75,
                        "hi_95": expected * 1.3,
                    }
                )
            )
    return pl.concat(frames) if frames else pl.DataFrame()


def _figures(warnings: pl.DataFrame, series: pl.DataFrame) -> pl.DataFrame:
    """The catalogue's figures of the series; what is at stake is what the warnings say."""
    figures = printed_figures(series, MONTH) if series.height else BriefingFrames().figures
    stakes = [
        {"uscc": row["uscc"], "figure": figure.key, "value": row[column], "months_present": 12, "months_expected": 12, "missing": ""}
        for row in warnings.iter_rows(named=True)
        for column, figure in EXPOSURES.items()
        if column in row
    ]
    stated = conform(pl.DataFrame(stakes, schema_overrides={"value": pl.Float64}), "figures").with_columns(until=pl.lit(MONTH))
    others = figures.filter(~pl.col("figure").is_in([figure.key for figure in EXPOSURES.values()]))
    return pl.concat([conform(others, "figures"), stated])


def _evidence(rng: np.random.Generator, series: pl.DataFrame) -> pl.DataFrame:
    now = series.filter(pl.col("period") == MONTH) if series.height else BriefingFrames().series
    height = now.height
    return now.select("uscc", "indicator", "value", "expected").with_columns(
        family=pl.when(pl.col("indicator").is_in(list(PHYSICAL))).then(pl.lit("physical")).otherwise(pl.lit("booked")),
        ratio_share=pl.col("value") / pl.col("expected"),
        yoy_share=pl.col("value") / pl.col("expected") - 0.97,
        gap_3_log=pl.Series(rng.normal(-0.3, 0.2, height)),
        peer_gap_log=pl.Series(rng.normal(-0.25, 0.2, height)),
        peer_percentile_share=pl.Series(rng.uniform(0, 0.5, height)),
        is_anomalous=pl.Series(rng.uniform(size=height) < 0.4),
        duration_months=pl.Series(rng.integers(0, 8, height)),
        onset=pl.lit(date(2026, 7, 1)),
        silent_months=pl.lit(0),
    )


def _contributions(rng: np.random.Generator, codes: list[str]) -> pl.DataFrame:
    features = {
        "operating": ("decline_evidence", "fall_3", "fall_12", "energy_evidence", "people_evidence", "intercept"),
        "relocation": ("investment_stopped", "physical_lead", "signal_land_purchase_outside", "signal_lease_ending", "intercept"),
    }
    return pl.DataFrame(
        [
            {
                "uscc": uscc,
                "risk": risk,
                "feature": feature,
                "feature_value": float(rng.normal()),
                "contribution_log_odds": float(rng.normal(0.3, 0.7)),
            }
            for uscc in codes
            for risk, keys in features.items()
            for feature in keys
        ]
    )


def _signals(codes: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "uscc": uscc,
                "observed_on": date(2026, 6, 12),
                "kind": kind,
                "detail": "公开信息显示在外市取得工业用地30亩",
                "source": "公开信息",
                "destination": "惠州市",
            }
            for uscc, kind in zip(codes[:6], ["land_purchase_outside", "lease_ending", "recruiting_outside"] * 2, strict=False)
        ]
    )


def _appeals(codes: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "uscc": uscc,
                "raised_on": date(2026, 9, 3),
                "topic": "空间",
                "detail": "希望就近增加厂房3000平方米",
                "handled_by": "街道办",
                "closed_on": None,
            }
            for uscc in codes[:4]
        ],
        schema_overrides={"closed_on": pl.Date},
    )


def _visits(codes: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "uscc": uscc,
                "visited_on": date(2026, 10, 20),
                "visited_by": "街道专员",
                "finding": "partly",
                "outcome": "confirmed",
                "note": None,
            }
            for uscc in codes[:5]
        ],
        schema_overrides={"note": pl.String},
    )


def _last_visits(codes: list[str]) -> pl.DataFrame:
    rows = [(uscc, date(2026, 10, 20), "街道专员", "partly", "confirmed", None) for uscc in codes[:5]]
    kinds = {
        "uscc": pl.String,
        "visited_on": pl.Date,
        "visited_by": pl.String,
        "finding": pl.String,
        "outcome": pl.String,
        "said": pl.String,
    }
    return pl.DataFrame(rows, schema=kinds, orient="row")


def _followup(rng: np.random.Generator) -> pl.DataFrame:
    rows = []
    for place in range(48):
        visited = rng.uniform() < 0.8
        rows.append(
            {
                "uscc": code(place),
                "name": f"企业{place}",
                "street": STREETS[place % len(STREETS)],
                "tier": "group",
                "owner": f"服务{place % 7}组",
                "is_overdue": not visited,
                "level": LEVELS[int(rng.choice(4, p=[0.08, 0.17, 0.3, 0.45]))],
                "visited_on": date(2026, 10, 22) if visited else None,
                "finding": str(rng.choice(["confirmed", "false_alarm"], p=[0.7, 0.3])) if visited else None,
                "outcome": "recovered" if visited and rng.uniform() < 0.3 else None,
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def _departures() -> pl.DataFrame:
    """One that was listed before it left, one that was watched, one that nobody had named, one from before there were lists."""
    said = [("warned", MONTH, 1.3), ("watched", None, None), ("missed", None, None), ("before_lists", None, None)]
    rows = [
        {
            "uscc": code(900 + place),
            "name": f"离开企业{place}",
            "street": STREETS[place % len(STREETS)],
            "tier": "group",
            "owner": "服务1组",
            "outcome": ("relocated_out", "closed")[place % 2],
            "occurred_on": date(2026, 10, 20 - place),
            "warning": warning,
            "first_listed_on": first,
            "warned_on": date(2026, 9, 16) if first else None,
            "months_ahead": ahead,
        }
        for place, (warning, first, ahead) in enumerate(said)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _relocations(rng: np.random.Generator, listed: pl.DataFrame) -> pl.DataFrame:
    rows = []
    for place, row in enumerate(listed.head(9).iter_rows(named=True)):
        rows.append(
            {
                "uscc": row["uscc"],
                "name": row["name"],
                "street": row["street"],
                "industry": row["industry"],
                "destination": ("惠州市", "东莞市", "越南", None)[place % 4],
                "is_within_city": (False, False, False, None)[place % 4],
                "state": "gone" if place == 8 else "here",
                "form": ("whole", "partial", "unknown")[place % 3],
                "stage": "looking",
                "output_cny_10k": row["exposure_output_cny_10k"],
                "tax_cny_10k": row["exposure_tax_cny_10k"],
                "jobs": row["exposure_jobs"],
                "occurred_on": date(2026, 8, 1) if place == 8 else None,
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None) if rows else pl.DataFrame()


def _restatements(rng: np.random.Generator, listed: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "uscc": row["uscc"],
                "name": row["name"],
                "indicator": "output_value",
                "period": date(2026, 9, 1),
                "old_value": 1200.0,
                "new_value": 1310.5 + place,
                "known_on": date(2026, 11, 9),
                "change_share": 0.1,
                "level_then": "yellow",
                "level_now": "orange",
            }
            for place, row in enumerate(listed.head(5).iter_rows(named=True))
        ]
    )


def _checks() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "name": "observations.value_range",
                "severity": "warn",
                "passed": False,
                "observed": "12 of 1040 rows",
                "meaning": "单月用水超过历史最大值的20倍",
            }
        ]
    )


def _model_card(rng: np.random.Generator) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "risk": risk,
                "feature": feature,
                "coefficient": float(rng.normal(0.6, 0.3)),
                "prior_mean": 0.5,
                "prior_sd": 0.25,
                "examples_count": 24000,
                "positives_count": 1680 if risk == "operating" else 11,
            }
            for risk in ("operating", "relocation")
            for feature in ("intercept", "decline_evidence", "fall_12", "signals")
        ]
    )


def _calibration(rng: np.random.Generator) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "risk": risk,
                "decile": decile,
                "predicted_mean": decile / 12,
                "observed_share": float(np.clip(decile / 12 + rng.normal(0, 0.02), 0, 1)),
                "count": 2400,
            }
            for risk in ("operating", "relocation")
            for decile in range(1, 11)
        ]
    )


def _bands(rng: np.random.Generator) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "indicator": key,
                "size_class": size,
                "horizon_months": horizon,
                "nominal_share": level,
                "covered_share": level + float(rng.normal(0, 0.006)),
                "count": 9000,
            }
            for key in ("output_value", "tax", "electricity")
            for size in ("1", "2", "3")
            for horizon in (1, 3, 6, 12)
            for level in (0.8, 0.95)
        ]
    )


def _tournament(rng: np.random.Generator) -> pl.DataFrame:
    names = ("screening", "blend", "screening_blend", "seasonal_naive", "ets", "theta", "stl", "structural", "prophet", "median_of_all")
    return pl.DataFrame(
        [
            {
                "month": date(2026, 9, 1),
                "indicator": key,
                "size_class": size,
                "forecaster": name,
                "scaled_error": 0.7 + 0.05 * place + float(rng.normal(0, 0.01)),
                "screening_error": 0.72,
                "series_count": 200 if place < 4 else 6,
                "fallback_count": int(name == "ets"),
                "bounded_count": int(name == "prophet"),
                "is_chosen": place == (1 if key == "water" else 0),
            }
            for key in ("output_value", "electricity", "water")
            for size in ("1", "2", "3")
            for place, name in enumerate(names)
        ]
    )


def _fans(rng: np.random.Generator, codes: list[str]) -> pl.DataFrame:
    rows = []
    for uscc in codes:
        for place, month in enumerate(months_back(36)):
            mean = 100 + 5 * np.sin(place / 2)
            rows.append(
                {
                    "uscc": uscc,
                    "indicator": "electricity",
                    "period": month,
                    "mean": mean,
                    "lo_80": mean - 8,
                    "hi_80": mean + 8,
                    "lo_95": mean - 14,
                    "hi_95": mean + 14,
                    "value": mean * (1 if place < 31 else 0.55),
                    "shift_period": months_back(36)[31],
                    "shift_share": -0.44,
                    "shift_low_share": -0.52,
                    "shift_high_share": -0.35,
                    "season_share": 0.031,
                    "calendar_share": -0.012,
                    "remainder_share": None,
                }
            )
    return pl.DataFrame(rows) if rows else pl.DataFrame()


def _quarantine() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "action": ["refused", "refused", "set_aside"],
            "rule": ["信用代码校验位不符", "单位不能识别", "同日两个不同数值"],
            "count": [14, 6, 3],
        }
    )


def _unjudged() -> pl.DataFrame:
    """Thirty enterprises nobody judges, five to a street."""
    reasons = ("departed", "left_register", "idle", "no_figures", "not_yet_registered")
    return pl.DataFrame(
        [
            {
                "uscc": code(900 + place),
                "name": f"深圳示例未评{place}有限公司",
                "street": STREETS[place % 6],
                "tier": "group",
                "owner": OWNERS[place % 6],
                "reason": reasons[place // 6],
            }
            for place in range(30)
        ]
    )


def _policies(codes: list[str]) -> pl.DataFrame:
    return pl.DataFrame([{"uscc": uscc, "policy": "产业空间保障支持", "reason": "用地诉求未办结，行业在支持目录内"} for uscc in codes[:3]])
