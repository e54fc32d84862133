"""What a page, a letter or a workbook may say of one enterprise: every figure by name, from plain rows, and the wordings that name them."""

from datetime import date
from functools import cache

from pipelines.settings import load_settings
from tests.pipeline.printed.month import PublishedMonth, Row
from warehouse import names
from warehouse.printed_figures import FIGURES
from warehouse.risk_vocabulary import SIGNS_OF_A_MOVE
from warehouse.vocabulary import APPEAL_NEEDS, INDICATORS

# Longer than any history here.
MONTHS_LOOKED_BACK = 120


def _of_indicators(wording: str) -> list[str]:
    return [wording.replace("@", one.key).replace("#", one.zh).replace("%unit", one.unit.zh) for one in INDICATORS]


@cache
def of_an_enterprise() -> tuple[str, ...]:
    """Return the wordings of reasons, stakes, risks, clearing conditions and standing."""
    # Longer names first, so that 近12个月产值同比 is not read as 近12个月产值.
    figures = sorted(FIGURES, key=lambda figure: -len(figure.zh))
    return (
        *_of_indicators(
            r"#(?:\d+月)?比常态低{fall_@}(?:（(?:同行中位数(?:高{peers_@}|低{peers_under_@}|持平))?，?(?:近3个月同比{@_three_months_growth})?"
            r"[^）]*）)?(?:，[^，；。]*?起(?:连续{low_@}|可比的{told_@})个月均?偏低)?"
        ),
        *_of_indicators(
            r"#(?:\d+月)?为零或为负（(?:同行中位数(?:高{peers_@}|低{peers_under_@}|持平))?，?(?:近3个月同比{@_three_months_growth})?"
        ),
        *_of_indicators(
            r"#\d+月：常态{normal_@}%unit，(?:差距{under_@}|当月为零或为负)(?:，同行{peers_@})?(?:，近3个月同比{@_three_months_growth})?"
            r"(?:，去年同期[^，；]*)?(?:，[^，；。]*?起(?:连续{low_@}个月|可比的{told_@}个月均偏低))?"
        ),
        *_of_indicators("#为常态的{ratio_@}"),
        *_of_indicators(r"#(?:、[^，；。已]+)?已{silent_@}个月无数据"),
        r"连续{stopped_tax}个月无入库税款",
        *_of_indicators(r"#(?:、[^，；。连]+)?连续{stopped_@}个月为零"),
        r"综合评估风险{combined}", r"另计入经营风险（贡献{signs}）",
        *(
            rf"{figure.zh}{{{figure.key}}}{figure.unit.zh}(?:（(?:占全区{{{figure.key}_share}})?[^）]*?(?:仅{{{figure.key}_present}}个月)?[^）]*）)?"
            for figure in figures if figure.comparison == "level"
        ),
        *(rf"{figure.zh}：?{{{figure.key}}}" for figure in figures if figure.comparison == "growth"),
        *_of_indicators("#连续{clear_months_@}个月高于{clear_@}%unit"),
        *_of_indicators(r"#连续{clear_months_@}个月回到各月常态附近（(?:\d+月|当月)为{clear_@}%unit以上）"),
        r"风险连续{clear_months}个月低于{exit_risk}",
        r"经营(?:风险)? ?{operating}、外迁(?:风险)? ?{relocation}",
        r"经营风险 ?{operating}，外迁风险 ?{relocation}", r"{operating} ?经营风险", r"{relocation} ?外迁风险",
        r"{rank} ?名单位次", r"名单第{rank}位，已连续{months_listed}个月", r"连续{months_listed}个月(?!偏低|高于|低于|无|为零)",
        r"(?:新增|升级|持平|降级) ?{months_listed}个月", r"至上期连续在名单{months_before}个月",
        *_of_indicators(r"#(?:（%unit）)? ?{@_month}，较常态{gap_@}，近3个月同比{@_three_months_growth}"),
        *_of_indicators("#{@_three_months_growth}"),
        r"近{burden_days}天已有{days_visited}天被走访",
    )  # fmt: skip


@cache
def facts_of(month: PublishedMonth, uscc: str) -> dict[str, float | None]:
    """Return every figure that may be told of an enterprise by name."""
    facts: dict[str, float | None] = {}
    for figure in FIGURES:
        facts[figure.key] = month.stored.figure(uscc, figure.key)
        if figure.comparison == "level":
            facts[f"{figure.key}_present"] = month.stored.months_present(uscc, figure.key)
    for indicator in INDICATORS.keys:
        facts |= _of_indicator(month, uscc, indicator)
    warning = month.warnings.get(uscc, {})
    facts |= {name: warning.get(column) for name, column in (
        ("rank", "rank"), ("operating", "operating_risk"), ("relocation", "relocation_risk"), ("combined", "combined_risk"),
        ("relocation_share", "relocation_share"),
    )}  # fmt: skip
    if not warning and uscc in month.risks:
        facts |= {"operating": month.risks[uscc]["operating_risk"], "relocation": month.risks[uscc]["relocation_risk"]}
    signs = [row["contribution_log_odds"] for row in month.rows("pred_contributions__monthly_enterprises", uscc)
             if row["risk"] == "operating" and row["feature"] in SIGNS_OF_A_MOVE]  # fmt: skip
    facts["signs"] = sum(signs)
    # How long it has been listed is counted back over the lists that are out.
    facts |= {"months_listed": _months_listed(month, uscc, month.month), "months_before": _months_listed(month, uscc, month.before)}
    for row in month.rows("out_clearings__monthly_enterprises", uscc):
        facts |= {"clear_months": row["months"], "exit_risk": row["exit_risk"]} if row["indicator"] is None else {}
    return facts | _visited(month, uscc)


def _visited(month: PublishedMonth, uscc: str) -> dict[str, float | None]:
    """Return on how many days of the span that counts somebody was there."""
    span = load_settings(month.home.config).cases.burden_days
    own = {row["visited_on"] for row in month.facts(names.VISITS) if row["uscc"] == uscc}
    return {"burden_days": span, "days_visited": sum(0 <= (month.day - day).days < span for day in own)}


def _of_indicator(month: PublishedMonth, uscc: str, indicator: str) -> dict[str, float | None]:
    found = month.evidence.get((uscc, indicator))
    facts: dict[str, float | None] = {}
    if found is not None:
        ratio, peers = found["ratio_share"], found["peers_share"]
        facts |= {"fall": None if ratio is None else max(0.0, 1 - ratio), "gap": None if ratio is None else ratio - 1, "ratio": ratio}
        facts |= {"normal": found["expected"], "under": None if ratio is None else -max(0.0, 1 - ratio)}
        facts |= {"peers": peers, "peers_under": None if peers is None else -peers, "silent": found["silent_months"]}
        facts |= {"low": _months_from(found["onset"], month.month), "stopped": _zeros(month, uscc, indicator)}
        facts["told"] = _told(month, uscc, found)
    for row in month.rows("out_clearings__monthly_enterprises", uscc):
        if row["indicator"] == indicator and row["value"] is not None and found is not None:
            facts |= {"clear": row["value"], "clear_months": row["months"]}
    return {f"{name}_{indicator}": value for name, value in facts.items()}


def _months_from(onset: date | None, month: date) -> float | None:
    return None if onset is None else (month.year - onset.year) * 12 + month.month - onset.month + 1


def _told(month: PublishedMonth, uscc: str, found: Row) -> float | None:
    """Return how many months of a spell are told as low: those that were compared, of which there must be a figure each."""
    onset, compared = found["onset"], found["duration_months"]
    if onset is None:
        return None
    back = (month.month.year - onset.year) * 12 + month.month.month - onset.month
    places = [onset.year * 12 + onset.month - 1 + step for step in range(back + 1)]
    there = sum(month.stored.value_at(uscc, found["indicator"], date(at // 12, at % 12 + 1, 1)) is not None for at in places)
    return compared if compared <= there else None


def _zeros(month: PublishedMonth, uscc: str, indicator: str) -> int:
    """Count the months up to this one in which nothing was paid or made; whoever paid no tax has no line in a list of payments."""
    at, count = month.month, 0
    while _is_nothing(month.stored.value_at(uscc, indicator, at), indicator) and count < MONTHS_LOOKED_BACK:
        at, count = date(at.year - (at.month == 1), (at.month - 2) % 12 + 1, 1), count + 1
    return count


def _is_nothing(value: float | None, indicator: str) -> bool:
    return indicator == "tax" if value is None else value <= 0


def _months_listed(month: PublishedMonth, uscc: str, last: date) -> int:
    """Count for how many months running it has been on the list, as far as lists are out."""
    at, count = last, 0
    while any(row["is_listed"] for row in _warning(month, uscc, at)):
        at, count = date(at.year - (at.month == 1), (at.month - 2) % 12 + 1, 1), count + 1
    return count


def _warning(month: PublishedMonth, uscc: str, at: date) -> list[Row]:
    return month.stored.rows_of("out_warnings__monthly_enterprises", at, f"uscc = '{uscc}'")


@cache
def facts_known(month: PublishedMonth, uscc: str) -> list[float]:
    """Return every number of an enterprise's rows, for what a sentence of no wording says of it."""
    numbers = [value for value in facts_of(month, uscc).values() if value is not None]
    for table in ("out_clearings__monthly_enterprises", "out_reasons__monthly_enterprises", "out_growth__monthly_enterprises",
                  "out_policies__monthly_enterprises"):  # fmt: skip
        for row in month.rows(table, uscc):
            numbers += [float(value) for value in row.values() if isinstance(value, int | float)]
    return [*numbers, *(-number for number in numbers)]


def reasons_hold(month: PublishedMonth) -> list[tuple[str, str]]:
    """Return what is wrong with each reason that names a figure, empty where the figure is there and says the same."""
    found = []
    for row in month.rows("out_reasons__monthly_enterprises"):
        if row["code"] == "fall":
            evidence = month.evidence.get((str(row["uscc"]), str(row["indicator"])))
            found.append(("fall", _problem(row, evidence)))
        elif row["code"] == "stopped":
            zeros = _zeros(month, row["uscc"], row["indicator"])
            found.append(
                (
                    "stopped",
                    "" if zeros == row["months"] else f"{row['uscc']}: {row['months']} months without {row['indicator']}, not {zeros}",
                )
            )
        elif str(row["feature"] or "").startswith("appeal_") and row["code"] != "joint":
            found.append(("appeal", _appeal_problem(month, row)))
    return found


def _appeal_problem(month: PublishedMonth, row: Row) -> str:
    """Whether an appeal of that need was raised on that day, within a year of the month's day, and is not closed."""
    topics = APPEAL_NEEDS[str(row["feature"]).removeprefix("appeal_")].topics
    known = [one for one in month.facts(names.APPEALS) if (one["uscc"], one["raised_on"]) == (row["uscc"], row["observed_on"])]
    year_ago = month.day.replace(year=month.day.year - 1)
    holds = any(one["topic"] in topics and one["closed_on"] is None and one["raised_on"] >= year_ago for one in known)
    return "" if holds else f"{row['uscc']}: the reason names an open appeal of {row['observed_on']} that nobody raised"


def _problem(row: Row, evidence: Row | None) -> str:
    if evidence is None or evidence["ratio_share"] is None or evidence["value"] is None:
        return f"{row['uscc']}: the reason names {row['indicator']}, of which there is no figure"
    if abs(max(0.0, min(1.0, 1 - evidence["ratio_share"])) - float(row["share"])) > 1e-9:
        return f"{row['uscc']}: the reason says {row['share']} of {row['indicator']}, the evidence {1 - evidence['ratio_share']}"
    return ""
