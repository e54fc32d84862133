"""Checks a contract cannot say: how much was refused, whether the counts add up, whether sources arrived."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from warehouse.ops.verdicts import CheckResult, Severity
from warehouse.risk_vocabulary import RISK_SOURCES
from warehouse.vocabulary import INDICATORS, RISKS


@dataclass(frozen=True, slots=True)
class RefusalSettings:
    """From which share of refused rows on a delivery is noted, and from which the month is held back."""

    warn_above_share: float = 0.02
    stop_above_share: float = 0.50


def check_accounting(deliveries: pl.DataFrame) -> CheckResult:
    """Return whether rows in equal rows stored, refused and duplicate, in every delivery of the ledger."""
    accounted = pl.col("rows_stored") + pl.col("rows_refused") + pl.col("rows_duplicate")
    # Recomputed from the ledger and not trusted from the ingest, which wrote it.
    wrong = deliveries.filter(pl.col("rows_in") != accounted)
    observed = f"{wrong.height} of {deliveries.height} deliveries do not add up"
    examples = f", such as {wrong['file_name'][0]}" if wrong.height else ""
    return CheckResult("accounting", "stop", wrong.is_empty(), observed, "每份来件：行数 = 入库 + 拒收 + 重复", examples=examples)


def check_lines(deliveries: pl.DataFrame) -> CheckResult:
    """Return whether the physical lines of every file equal data, headings, titles, lines left out, blank and continued ones."""
    parts = [name for name in deliveries.columns if name.endswith("_lines")]
    wrong = deliveries.filter(pl.col("lines_in") != pl.sum_horizontal(parts))
    observed = f"{wrong.height} of {deliveries.height} deliveries have lines that nothing accounts for"
    return CheckResult("lines", "stop", wrong.is_empty(), observed, "每份来件：总行 = 数据 + 表头 + 标题 + 合计及说明 + 空行 + 续行")


def check_refusals(deliveries: pl.DataFrame, settings: RefusalSettings) -> list[CheckResult]:
    """Return whether the refused rows of the deliveries stay below the two thresholds: a warn check and a stop check."""
    rows_in, refused = int(deliveries["rows_in"].sum()), int(deliveries["rows_refused"].sum())
    # An empty ledger has refused nothing.
    share = refused / rows_in if rows_in else 0.0
    observed, observed_zh = f"{refused} of {rows_in} rows refused ({share:.1%})", f"{rows_in:,}行中拒收{refused:,}行，占{share:.1%}"
    limits: tuple[tuple[Severity, float], ...] = (("warn", settings.warn_above_share), ("stop", settings.stop_above_share))
    return [
        CheckResult(f"refusals.{name}", name, share <= limit, observed, f"拒收行数不超过{limit:.0%}", observed_zh) for name, limit in limits
    ]


def check_whole_files(deliveries: pl.DataFrame) -> CheckResult:
    """Return whether every file of the ledger was of a known layout and readable."""
    refused = deliveries.filter(pl.col("layout").is_null())
    names = "、".join(refused["file_name"].to_list()[:3])
    observed, examples = f"{refused.height} of {deliveries.height} files refused as a whole", f": {names}" if names else ""
    more = "等" if refused.height > 3 else ""
    observed_zh = f"{deliveries.height:,}份中{refused.height:,}份整份退回" + (f"：{names}{more}" if names else "")
    return CheckResult("whole_files", "warn", refused.is_empty(), observed, "所有来件均可识别、可读取", observed_zh, examples)


def check_scatter(widened: pl.DataFrame) -> CheckResult:
    """Return whether figures scatter around what was expected of them as they used to; `widened`: models.evaluation.scatter_guard."""
    named = [(INDICATORS[row["indicator"]], row["ratio"]) for row in widened.iter_rows(named=True)]
    observed = f"{widened.height} of {len(INDICATORS)} indicators scatter far more than before"
    examples = "".join(f"; {one.en} {ratio:.1f} times" for one, ratio in named)
    observed_zh = "；".join(f"{one.zh}的离散程度为以往的{ratio:.1f}倍，其预期区间和风险概率本月可能偏乐观" for one, ratio in named)
    return CheckResult("scatter", "warn", widened.is_empty(), observed, "各指标围绕预期值的离散程度与以往相当", observed_zh, examples)


def check_coverage(outside: pl.DataFrame) -> CheckResult:
    """Return whether as many figures lie within their bands as usual; `outside`: rows of out_outside__monthly_indicators."""
    noticed = outside.filter("is_noticed").sort("indicator")
    named = [(INDICATORS[row["indicator"]], row["outside_share"], row["usual_share"]) for row in noticed.iter_rows(named=True)]
    observed = f"{noticed.height} of {outside.height} indicators lie outside their bands far more often than before"
    examples = "".join(f"; {one.en} {share:.0%}, usually {usual:.0%} at most" for one, share, usual in named)
    observed_zh = "；".join(f"{one.zh}有{share:.0%}的数字落在80%预期区间外，以往至多{usual:.0%}" for one, share, usual in named)
    meaning = "各指标落在预期区间外的占比与以往相当"
    return CheckResult("bands", "warn", noticed.is_empty(), observed, meaning, observed_zh, examples)


def check_stated(stated: pl.DataFrame) -> CheckResult:
    """Return whether risks of earlier months came true as they said; `stated`: rows of out_stated__monthly_sources."""
    off = stated.filter("is_off").sort("risk", "source")
    named = [(RISKS[row["risk"]], RISK_SOURCES[row["source"]], row) for row in off.iter_rows(named=True)]
    observed = f"{off.height} of {stated.height} kinds of evidence did not come true as was stated"
    examples = "".join(
        f"; {risk.en} by {source.en} {row['stated_month']:%Y-%m}: stated {row['stated']:.0f}, happened {row['happened']:.0f}, "
        f"slope {_slope(row)}" for risk, source, row in named
    )  # fmt: skip
    observed_zh = "；".join(
        f"{row['stated_month'].year}年{row['stated_month'].month}月的{risk.zh}（主要依据{source.zh}）预计{row['stated']:.0f}家、实际"
        f"{row['happened']:.0f}家，高低吻合度{_slope(row)}" for risk, source, row in named
    )  # fmt: skip
    return CheckResult("stated", "warn", off.is_empty(), observed, "以往各期风险概率与后来的实际情况相符", observed_zh, examples)


def _slope(row: Mapping[str, Any]) -> str:
    return "—" if row["slope"] is None else f"{row['slope']:.1f}"


def check_policy_keys(known: Iterable[str], named: Iterable[str]) -> CheckResult:
    """Return whether the policies that clauses, claims and exclusions name are in the catalogue: a slip there would decide nothing."""
    strange = sorted(set(named) - set(known))
    shown = ", ".join(strange[:5])
    observed, examples = f"{len(strange)} keys are not in the catalogue", f": {shown}" if strange else ""
    observed_zh = f"{len(strange)}个编号不在目录中" + (f"：{shown}" if strange else "")
    meaning = "条款、申领记录和互斥政策均指向目录中的政策"
    return CheckResult("policy_keys", "warn", not strange, observed, meaning, observed_zh, examples)


def check_arrival(coverage: pl.DataFrame) -> list[CheckResult]:
    """Return the verdicts of out_coverage__monthly_sources: one that holds the month, one that is printed.

    The month is held where no source at all has arrived well enough to stand on; single sources that are thin or missing are named in
    the bulletin instead, because the others still show who needs a visit.
    """
    reporting = coverage.filter(pl.col("status") != "absent")
    stopped, thin = reporting.filter(pl.col("status") == "stop"), reporting.filter(pl.col("status") != "ok")
    is_held = not reporting.is_empty() and stopped.height == reporting.height
    return [
        CheckResult("arrival.stop", "stop", not is_held, _arrived(stopped), "至少有一个来源到报率不低于停发阈值", _arrived_zh(stopped)),
        CheckResult("arrival.warn", "warn", thin.is_empty(), _arrived(thin), "各来源到报率不低于提示阈值", _arrived_zh(thin)),
    ]


def _arrived(sources: pl.DataFrame) -> str:
    """Return how much of each source has arrived, in words."""
    found = (f"{INDICATORS[row['indicator']].en} {row['arrived_count']}/{row['expected_count']}" for row in sources.to_dicts())
    return ", ".join(found) or "none below"


def _arrived_zh(sources: pl.DataFrame) -> str:
    found = (
        f"{INDICATORS[row['indicator']].zh}应到{row['expected_count']:,}家、已到{row['arrived_count']:,}家" for row in sources.to_dicts()
    )
    return "；".join(found) or "无"
