"""Great Expectations suites made from table contracts, evaluated on a pandas frame in a context that leaves nothing behind.

Great Expectations has no polars source and its SQL path fails on DuckDB, so frames go in as pandas. Importing it takes seconds, so it is
imported in the functions that use it.
"""

import os
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from pipelines.errors import QualityBugError
from pipelines.work_process import Pending, begin
from warehouse.contract import Column, Table
from warehouse.exact_counts import count_broken_in
from warehouse.ops.verdicts import CheckResult

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

# Great Expectations imports them for pictures, for documents in JSON and for tests of distributions, of which no rule here makes use; they
# are more than half of its loading.
NEVER_USED = ("altair", "jsonschema", "scipy.stats")
# Who judges whether rules hold: Great Expectations, exact counts, or both.
_WAY: ContextVar[Literal["library", "counts", "both"]] = ContextVar("way_of_judging", default="library")


@dataclass(frozen=True, slots=True)
class Planned:
    """One expectation with the name and the meaning it is reported under.

    `seen`: what is observed where it holds; None where that is how many of the rows break it.
    """

    name: str
    meaning: str
    expectation: "Expectation"
    seen: str | None = None


def run_suite(table: Table, frame: pl.DataFrame) -> list[CheckResult]:
    """Return what the contract's suite says of a frame, one result a check, in the order of the columns.

    All checks of a contract are of severity stop. Raises QualityBugError where a check could not be evaluated: that is a mistake of the
    program and says nothing about the data.
    """
    way = _WAY.get()
    breaking = count_broken_in(frame, table) if way != "library" else {}
    if way == "counts" and not any(breaking.values()):
        return verdicts_that_hold(table, frame.height)
    verdicts = _judge(table, frame)
    if way == "both":
        _require_agreement(verdicts, {f"{table.name}.{rule}": count for rule, count in breaking.items()})
    return [check_types(table, frame), *verdicts]


def begin_suite(table: Table, frame: pl.DataFrame) -> Pending[list[CheckResult]]:
    """Begin to judge a frame (`run_suite`): in the second process, but here where rules are counted, which is cheaper than handing over."""
    return Pending.of(run_suite(table, frame)) if are_rules_counted() else begin(run_suite, table, frame)


@contextmanager
def counted_rules(*, is_compared: bool) -> Iterator[None]:
    """Let rules be counted exactly inside, and judged by Great Expectations only where one is broken: what holds costs little then.

    `is_compared`: judge by both, and raise QualityBugError where they differ; what is done with a sample of many districts.
    Both give the same verdicts in the same words.
    """
    token = _WAY.set("both" if is_compared else "counts")
    try:
        yield
    finally:
        _WAY.reset(token)


def are_rules_counted() -> bool:
    """Whether rules are counted and Great Expectations judges only where one is broken."""
    return _WAY.get() == "counts"


def verdicts_that_hold(table: Table, rows: int) -> list[CheckResult]:
    """Return the verdicts on rows that keep every rule, as Great Expectations words them."""
    held = [CheckResult(name, "stop", True, seen or _none_of(rows), meaning) for name, meaning, seen in _worded(table)]
    return [check_types(table, table.empty_frame()), *held]


@cache
def _worded(table: Table) -> tuple[tuple[str, str, str | None], ...]:
    return tuple((plan.name, plan.meaning, plan.seen) for plan in plan_suite(table))


def _none_of(rows: int) -> str:
    return f"0 of {rows} rows"


def _require_agreement(verdicts: Sequence[CheckResult], breaking: Mapping[str, int]) -> None:
    """Raise QualityBugError where Great Expectations and the counts differ on whether a rule holds."""
    differing = [one.name for one in verdicts if one.name in breaking and one.passed != (breaking[one.name] == 0)]
    if differing:
        raise QualityBugError(
            f"counting and Great Expectations differ on {', '.join(differing)}; this is a mistake in the program, report it"
        )


def check_types(table: Table, frame: pl.DataFrame) -> CheckResult:
    """Return whether the columns have the contract's types.

    Judged on the polars frame, since pandas turns whole numbers with gaps into floats.
    """
    expected = table.polars_schema()
    wrong = [
        f"{name} is {dtype}, not {expected[name]}" for name, dtype in frame.schema.items() if name in expected and dtype != expected[name]
    ]
    return CheckResult(f"{table.name}.types", "stop", not wrong, "; ".join(wrong) or "all as declared", "各列类型应与数据字典一致")


def plan_suite(table: Table) -> Iterator[Planned]:
    """Yield the expectations of a contract: columns, key, then each column's nulls, values and range."""
    _, gxe = _library()
    names = list(table.column_names)
    columns = gxe.ExpectTableColumnsToMatchSet(column_set=names, exact_match=True)
    yield Planned(f"{table.name}.columns", "表的各列应与数据字典一致", columns, str(sorted(names)))
    labels = "、".join(table.column(name).label for name in table.key)
    if len(table.key) == 1:
        key: Expectation = gxe.ExpectColumnValuesToBeUnique(column=table.key[0])
    else:
        key = gxe.ExpectCompoundColumnsToBeUnique(column_list=list(table.key), ignore_row_if="never")
    yield Planned(f"{table.name}.key", f"{labels}应唯一确定一行", key)
    for column in table.columns:
        yield from _plan_column(table, column)


def _plan_column(table: Table, column: Column) -> Iterator[Planned]:
    """Yield the expectations of one column."""
    _, gxe = _library()
    name = f"{table.name}.{column.name}"
    if not column.is_nullable:
        yield Planned(f"{name}.not_null", f"{column.label}不应缺失", gxe.ExpectColumnValuesToNotBeNull(column=column.name))
    if column.allowed:
        values = gxe.ExpectColumnValuesToBeInSet(column=column.name, value_set=list(column.allowed))
        yield Planned(f"{name}.allowed", f"{column.label}应为规定取值", values)
    if column.range is not None:
        low, high = column.range
        between = gxe.ExpectColumnValuesToBeBetween(column=column.name, min_value=low, max_value=high)
        yield Planned(f"{name}.range", f"{column.label}应在规定范围内", between)


def load_library() -> None:
    """Load Great Expectations, which takes seconds, before its first use."""
    _library()


@cache
def _library() -> tuple[Any, Any]:
    """Return Great Expectations and its expectations, imported without its own warnings and with its reporting home switched off."""
    # Read by the library when it is imported: no figures about its use leave this machine.
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    finder = _LoadedWhenUsed()
    sys.meta_path.insert(0, finder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import great_expectations as gx
            import great_expectations.expectations as gxe
    finally:
        sys.meta_path.remove(finder)
    return gx, gxe


def _judge(table: Table, frame: pl.DataFrame) -> list[CheckResult]:
    """Return the verdicts of Great Expectations in the order of the plan.

    Whether each rule holds is asked first. What broke it is asked of the broken ones alone: counting, naming and showing rows of rules
    that hold costs several times the judging, and says `0 of so many` of each.
    """
    planned = list(plan_suite(table))
    batch = _batch(frame)
    results = _validate(batch, table.name, planned, "BOOLEAN_ONLY")
    broken = [place for place, result in enumerate(results) if not result.success]
    described = _validate(batch, table.name, [planned[place] for place in broken], "SUMMARY") if broken else []
    for place, result in zip(broken, described, strict=True):
        results[place] = result
    return [_to_result(plan, result, frame.height) for plan, result in zip(planned, results, strict=True)]


def _batch(frame: pl.DataFrame) -> Any:
    """Return a frame as Great Expectations takes it."""
    return _batch_definition().get_batch({"dataframe": frame.to_pandas()})


@cache
def _batch_definition() -> Any:
    """Return the place in a context that leaves nothing behind into which frames are put one after the other.

    Opening a context costs more than evaluating a suite.
    """
    gx, _ = _library()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return context.data_sources.add_pandas("frames").add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")


class _LoadedWhenUsed(MetaPathFinder):
    """Lets modules that are never used be imported at no cost until something in them is asked for."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return where one of the modules lies, to be loaded when it is used; None for every other module."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname in NEVER_USED else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def _validate(batch: Any, name: str, planned: list[Planned], result_format: str) -> list[Any]:
    """Return Great Expectations' results in the order of the plan."""
    gx, _ = _library()
    with warnings.catch_warnings():
        # The library warns about its own use of pandas; nothing a reader of the checks could act on.
        warnings.simplefilter("ignore")
        # The position is carried along since the library returns results in an order of its own.
        for position, plan in enumerate(planned):
            plan.expectation.meta = {"position": position}
        suite = gx.ExpectationSuite(name=name, expectations=[plan.expectation for plan in planned])
        with _configured_once():
            validation = batch.validate(suite, result_format=result_format)
    return sorted(validation.results, key=lambda result: int(result.expectation_config.meta["position"]))


@contextmanager
def _configured_once() -> Iterator[None]:
    """Let an expectation be turned into its configuration once while a suite is judged.

    The library asks each for it some seventy times and makes it anew every time, which was half of the judging. Rules do not change while
    they are judged.
    """
    gx, _ = _library()
    kind = gx.expectations.expectation.Expectation
    made_anew = kind.configuration
    # By identity, and the expectation is kept beside, so that no other can take its place in memory.
    known: dict[int, tuple[Any, Any]] = {}

    def configuration(expectation: Any) -> Any:
        if id(expectation) not in known:
            known[id(expectation)] = (expectation, made_anew.fget(expectation))
        return known[id(expectation)][1]

    kind.configuration = property(configuration)
    try:
        yield
    finally:
        kind.configuration = made_anew


def _to_result(plan: Planned, result: Any, rows: int) -> CheckResult:
    """Return the verdict of one expectation on so many rows; raises QualityBugError where it could not be evaluated."""
    problem = exception_in(result.exception_info)
    if problem is not None:
        raise QualityBugError(f"check {plan.name} could not be evaluated ({problem}); this is a mistake in the program, report it")
    observed, examples = (plan.seen or _none_of(rows), "") if result.success else _observed(result.result)
    return CheckResult(plan.name, "stop", bool(result.success), observed, plan.meaning, examples=examples)


def exception_in(info: Any) -> str | None:
    """Return the message of an exception a result carries, None where it carries none.

    The library writes either one record, or one for each metric that failed.
    """
    records = [info] if "raised_exception" in (info or {}) else list((info or {}).values())
    for record in records:
        if isinstance(record, dict) and record.get("raised_exception"):
            return str(record.get("exception_message") or "no message")
    return None


def _observed(result: dict[str, Any]) -> tuple[str, str]:
    """Return in a few words what was found, and examples of it."""
    if "unexpected_count" in result:
        examples = ", ".join(str(value) for value in result.get("partial_unexpected_list", [])[:3])
        return f"{result['unexpected_count']} of {result['element_count']} rows", f", such as {examples}" if examples else ""
    return str(result.get("observed_value", "")), ""
