"""The investment statistics: totals since January by project; finished projects leave the list, what remains adds up.

Every investing enterprise has one standing project (renewal of equipment), so that it is on the list whenever it reports; a part have
one or two more for a time. The standing project takes the remainder, hence the sum is the enterprise's figure to the last digit.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.demo.arrays import Counts, Flags, Floats
from pipelines.demo.departments.forms import MAIN_THROUGH_DAY, Column, Figure, Form
from pipelines.demo.departments.records import Records, named, records_of, stated
from pipelines.demo.simulation import Simulation
from pipelines.demo.timeline import Timeline

TOTAL, MONTH = "自年初累计完成投资(万元)", "其中本月完成投资(万元)"
EVER, PLANNED = "自开始建设累计完成投资(万元)", "计划总投资(万元)"
# Chance of a project beside the standing one in each of two places.
FURTHER_PROJECT_SHARES = (0.40, 0.15)
STANDING_WEIGHT = 0.25
PROJECT_NAMES = ("智能化改造项目", "扩产项目", "新建厂房项目", "研发中心建设项目", "生产线技改项目")

FORM = Form(
    department="investment",
    title="固定资产投资",
    columns=(
        Column("统一社会信用代码", "code"),
        Column("单位详细名称"),
        Column("项目代码"),
        Column("项目名称"),
        Column("行业代码2017"),
        Column("建设地址"),
        Column("报告期", "month", "%Y年%-m月"),
        Column(PLANNED, "number", decimals=1),
        Column(EVER, "number", decimals=1),
        Column(TOTAL, "number", decimals=1),
        Column(MONTH, "number", decimals=1),
        Column("报送时间", "receipt", "%Y-%m-%d %H:%M"),
    ),
    figures=(Figure("fixed_investment", TOTAL, MONTH),),
    key=("firm", "项目代码"),
    faults=(
        "unit_slip", "bad_check_digit", "numeric_code", "conflict", "future_period", "duplicate", "swapped_columns", "month_for_total",
    ),
    encoding="gb18030",
    is_by_hand=True,
    has_totals=True,
    by_arrival=False,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Projects:
    """Projects as arrays (P): whose, standing or not; amounts, totals since January and ever (P, T), and whether a project is listed.

    `listed` (P, T) is False once a finished project has left the list; `carried` (P, T) is the total it left with.
    """

    firm: Counts
    is_standing: Flags
    code: list[str]
    name: list[str]
    amounts: Floats
    totals: Floats
    ever: Floats
    listed: Flags
    carried: Floats


def build(world: Simulation, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the investment report: one a project, month and day of report."""
    rng = world.settings.random("investment projects")
    records = records_of(rows, "fixed_investment", world)
    projects = plan_projects(rng, world, records)
    row, project = _pairs(records, projects)
    frame = stated(records.frame.drop("value", "base", "billed_months"), rng)[row]
    firm, month = records.firm[row], records.month[row]
    total, of_month = _shares(records, projects, row, project)
    ever = np.maximum(projects.ever[project, month], total)
    planned = np.round(projects.ever[project, -1] * 1.15 + 50, 0)
    frame = named(frame.with_columns(pl.Series("firm", firm)), world)
    materially = np.abs(total) >= np.abs(records.value[row]) / 3
    return frame.with_columns(
        pl.Series(TOTAL, total),
        pl.Series(MONTH, of_month),
        pl.Series(EVER, np.round(ever, 1)),
        pl.Series(PLANNED, planned),
        pl.Series("项目代码", np.array(projects.code)[project].astype(object), dtype=pl.String),
        pl.Series("项目名称", np.array(projects.name)[project].astype(object), dtype=pl.String),
        pl.Series("is_main", materially),
        pl.col("uscc").alias("统一社会信用代码"),
        pl.col("name").alias("单位详细名称"),
        pl.col("industry").str.slice(1).alias("行业代码2017"),
        pl.col("street").alias("建设地址"),
    ).drop("month", "industry")


def plan_projects(rng: np.random.Generator, world: Simulation, records: Records) -> Projects:
    """Give every investing enterprise its projects and share its investment among those under way."""
    firms, months = records.amounts.shape
    investing = np.unique(records.firm)
    owners, spans = [investing], [np.tile([0, months], (len(investing), 1))]
    for share in FURTHER_PROJECT_SHARES:
        chosen = investing[rng.random(len(investing)) < share]
        start = rng.integers(0, months - 4, len(chosen))
        owners.append(chosen)
        spans.append(np.stack([start, start + rng.integers(4, 20, len(chosen))], axis=1))
    firm, span = np.concatenate(owners), np.concatenate(spans)
    standing = np.arange(len(firm)) < len(investing)
    under_way = (np.arange(months) >= span[:, :1]) & (np.arange(months) < span[:, 1:])
    weight = under_way * np.where(standing, STANDING_WEIGHT, rng.uniform(0.5, 1.5, len(firm)))[:, None]
    whole = np.zeros((firms, months))
    np.add.at(whole, firm, weight)
    amounts = records.amounts[firm] * weight / whole[firm]
    totals = _totals(amounts, world.timeline)
    listed, carried = _listing(world.timeline, records, firm, standing, span, totals)
    code, name = _words(rng, world, standing, span[:, 0])
    return Projects(firm, standing, code, name, amounts, totals, np.cumsum(amounts, axis=1), listed, carried)


def _totals(amounts: Floats, timeline: Timeline) -> Floats:
    """Totals since January (P, T)."""
    total, running = np.empty_like(amounts), np.zeros(len(amounts))
    for t, number in enumerate(timeline.month_numbers):
        running = amounts[:, t] + (0.0 if number == 1 else running)
        total[:, t] = running
    return total


def _listing(timeline: Timeline, records: Records, firm: Counts, standing: Flags, span: Counts, totals: Floats) -> tuple[Flags, Floats]:
    """Which projects are on the list in each month (P, T), and the total with which one has left it.

    A finished project is reported once more with its last total, in a report that came in time and was never restated, then leaves.
    """
    sound = _sound_reports(timeline, records)
    months = np.arange(timeline.count)
    listed = standing[:, None] | (months >= span[:, :1]) & (
        timeline.years[None, :] <= timeline.years[np.minimum(span[:, 1], len(months)) - 1][:, None]
    )
    carried = np.zeros_like(totals)
    for project in np.flatnonzero(~standing & (span[:, 1] < timeline.count)):
        last = int(span[project, 1]) - 1
        year_end = last + 12 - int(timeline.month_numbers[last])
        final = next((t for t in range(last, min(year_end + 1, timeline.count)) if sound[firm[project], t]), None)
        if final is not None:
            listed[project, final + 1 :] = False
            carried[project, final + 1 : year_end + 1] = np.round(totals[project, final], 1)
    return listed, carried


def _sound_reports(timeline: Timeline, records: Records) -> Flags:
    """Whether an enterprise's report of a month (N, T) came in time and once."""
    count, in_time = np.zeros(records.amounts.shape, dtype=int), np.zeros(records.amounts.shape, dtype=bool)
    np.add.at(count, (records.firm, records.month), 1)
    closing = np.array([timeline.at(t + 1).replace(day=MAIN_THROUGH_DAY) for t in range(timeline.count)], dtype="datetime64[D]")
    punctual = records.frame["received_on"].to_numpy() <= closing[records.month]
    in_time[records.firm[punctual], records.month[punctual]] = True
    sound: Flags = in_time & (count == 1)
    return sound


def _words(rng: np.random.Generator, world: Simulation, standing: Flags, start: Counts) -> tuple[list[str], list[str]]:
    """Project codes as the planning office gives them, and names."""
    numbers = rng.permutation(900_000)[: len(standing)] + 100_000
    months, region = [world.timeline.at(int(s) - 2).strftime("%y%m") for s in start], world.settings.place.region_code
    codes = [f"{month}-{region}-04-0{2 - old}-{number}" for month, number, old in zip(months, numbers, standing, strict=True)]
    drawn = rng.integers(0, len(PROJECT_NAMES), len(standing))
    names = ["设备更新及零星技改" if old else PROJECT_NAMES[pick] for old, pick in zip(standing, drawn, strict=True)]
    return codes, names


def _pairs(records: Records, projects: Projects) -> tuple[Counts, Counts]:
    """Every report with every project listed in it, as two index arrays."""
    reports = pl.DataFrame({"firm": records.firm, "month": records.month}).with_row_index("row")
    owned = pl.DataFrame({"firm": projects.firm}).with_row_index("project")
    pairs = reports.join(owned, on="firm", maintain_order="left_right")
    row, project = pairs["row"].to_numpy(), pairs["project"].to_numpy()
    on_list = projects.listed[project, records.month[row]]
    return row[on_list], project[on_list]


def _shares(records: Records, projects: Projects, row: Counts, project: Counts) -> tuple[Floats, Floats]:
    """Total since January and month of each line, rounded to 0.1, such that lines and departed projects add up to the report."""
    month = records.month[row]
    true_total = records.totals[records.firm, records.month]
    # A first report that was wrong is wrong in all its projects alike.
    off = np.divide(records.value, true_total, out=np.ones_like(true_total), where=np.abs(true_total) > 0.5)[row]
    total = np.round(projects.totals[project, month] * off, 1)
    of_month = np.round(projects.amounts[project, month] * off, 1)
    standing = projects.is_standing[project]
    left = np.zeros(records.amounts.shape)
    np.add.at(left, projects.firm, projects.carried)
    for values, whole in ((total, records.value - left[records.firm, records.month]), (of_month, records.value - records.before)):
        others = np.bincount(row[~standing], values[~standing], minlength=len(whole))
        values[standing] = np.round(whole - others, 1)[row[standing]] + 0.0
    return total, of_month
