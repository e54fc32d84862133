"""The parts that departments send add up to the figures of the tidy files, which are the same district."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.demo.departments import bills, insurance, investment, statistics, tax
from pipelines.demo.departments.accounts import MONTH_END, UTILITIES, link_rows, plan_accounts
from pipelines.demo.departments.records import records_of
from pipelines.demo.impacts import ROW

KEY = ["firm", "period"]


@pytest.fixture(scope="module")
def plans(world):
    return {utility: plan_accounts(world, utility) for utility in UTILITIES}


@pytest.fixture(scope="module")
def grid(world, delivered, plans):
    return bills.build_grid(world, delivered, plans["electricity"])


def tidy(world, delivered, indicator):
    return records_of(delivered, indicator, world).frame.select("firm", "month", "period", "value", "base", "received_on")


@pytest.mark.parametrize("figure", statistics.FORM.figures, ids=lambda figure: figure.indicator)
def test_direct_reports_state_every_figure_once_with_its_base(world, delivered, figure):
    sent = statistics.build(world, delivered).filter(pl.col(figure.value).is_not_null())
    held = tidy(world, delivered, figure.indicator)
    both = sent.join(held, on=KEY, how="full", coalesce=True, suffix="_held").filter(pl.col(figure.value) == pl.col("value"))
    assert sent.height == held.height
    assert both.unique([*KEY, "received_on_held"]).height == held.height
    assert (both[figure.base].fill_null(-1) == both["base"].fill_null(-1)).all()


def test_a_report_never_comes_before_its_figures_nor_after_the_run_that_could_see_them(world, delivered):
    sent = statistics.build(world, delivered)
    for figure in statistics.FORM.figures:
        held = tidy(world, delivered, figure.indicator)
        both = sent.join(held, on=KEY, suffix="_held").filter(pl.col(figure.value) == pl.col("value"))
        same = both.group_by(*KEY, "received_on_held").agg((pl.col("received_on") - pl.col("received_on_held")).min().dt.total_days())
        assert same["received_on"].min() >= 0
        late = both.filter(pl.col("received_on_held").dt.day() <= 15, pl.col("received_on") > pl.col("received_on_held"))
        assert (late["received_on"].dt.day() <= 15).mean() > 0.9


def test_the_month_is_the_total_less_the_true_total_before(world, delivered):
    sent = statistics.build(world, delivered)
    figure = statistics.FORM.figures[0]
    february = sent.filter(pl.col("period").str.ends_with("-02") & pl.col(figure.value).is_not_null())
    assert (february[figure.month] < february[figure.value]).mean() > 0.95
    first = sent.sort("received_on").unique(KEY, keep="last").sort("firm", "period")
    before = pl.col(figure.value).shift(1).over("firm", pl.col("stated").dt.year())
    both = first.select(pl.col(figure.value) - before - pl.col(figure.month), gap=pl.col("stated").diff().over("firm").dt.total_days())
    follows = both.filter(pl.col("gap") < 32).to_series(0).drop_nulls()
    assert (follows.abs() <= 1).mean() > 0.99


def test_head_counts_are_those_of_the_tidy_files(world, delivered):
    sent, held = insurance.build(world, delivered), tidy(world, delivered, "employment")
    assert sent.select(*KEY, "received_on", value="参保人数").equals(held.select(*KEY, "received_on", "value"))


def test_projects_add_up_with_those_that_have_left_the_list(world, delivered):
    sent, held = investment.build(world, delivered), tidy(world, delivered, "fixed_investment")
    latest = sent.sort("received_on").unique(["firm", "项目代码", "period"], keep="last")
    due = held.sort("received_on").unique(KEY, keep="last").select(*KEY, "value")
    # A project that is not on the list keeps the total it left with until the end of the year.
    known = due.join(latest.select("firm", "项目代码", investment.TOTAL, since="period"), on="firm")
    known = known.filter(pl.col("since") <= pl.col("period"), pl.col("since").str.slice(0, 4) == pl.col("period").str.slice(0, 4))
    sums = known.sort("since").group_by(*KEY, "项目代码").last().group_by(KEY).agg(pl.col(investment.TOTAL).sum())
    both = due.join(sums, on=KEY)
    assert both.height == due.height
    assert (both["value"] - both[investment.TOTAL]).abs().max() < 0.06


def test_some_enterprises_have_several_projects_and_finished_ones_leave(world, delivered):
    sent = investment.build(world, delivered)
    projects = sent.group_by(*KEY, "received_on").len()["len"]
    assert set(projects) == {1, 2, 3}
    assert 0.05 < (projects > 1).mean() < 0.6
    assert "01" not in set(sent["period"].str.slice(5))
    last = sent.group_by("firm", "项目代码").agg(pl.col("period").max())
    assert (last["period"].str.slice(5) != "12").sum() > 50


def test_payment_lines_add_up_to_the_cent_on_every_day(world, delivered):
    sent, held = tax.build(world, delivered), tidy(world, delivered, "tax")
    lines = sent.select(*KEY, tax.AMOUNT, known="received_on")
    known = held.join(lines, on=KEY).filter(pl.col("known") <= pl.col("received_on"))
    sums = known.group_by(*KEY, "received_on").agg(pl.col("value").first(), pl.col(tax.AMOUNT).sum())
    assert sums.height == held.height
    assert (sums["value"] - sums[tax.AMOUNT]).abs().max() < 0.004


def test_payments_have_items_refunds_and_days_in_their_month(world, delivered):
    sent = tax.build(world, delivered)
    assert {"增值税", "企业所得税", "城市维护建设税", "印花税"} <= set(sent["征收项目"])
    assert (sent.filter(pl.col("征收品目") == "留抵退税")[tax.AMOUNT] < 0).all()
    assert (sent["入库日期"].dt.strftime("%Y-%m") == sent["period"]).all()
    assert (sent["入库日期"] <= sent["received_on"]).all()
    assert (sent["税款所属期止"] < sent["入库日期"]).all()
    assert (sent["税款所属期起"] < sent["税款所属期止"]).all()
    assert sent["电子税票号码"].drop_nulls().is_unique().all()
    assert (sent.filter(pl.col("电子税票号码").is_null())[tax.AMOUNT] == 0).all()


def shared_out(grid, plans):
    """Bills by enterprise, shared ones by share."""
    shares = {
        (pool.account, firm): share for pool in plans["electricity"].pools for firm, share in zip(pool.members, pool.shares, strict=True)
    }
    pooled = pl.DataFrame([(a, f, s) for (a, f), s in shares.items()], schema=["account", "tenant", "share"], orient="row")
    parts = grid.filter(pl.col("firm") < 0).join(pooled, on="account")
    return parts.select(pl.col("tenant").alias("firm"), "period", (pl.col(bills.KWH) * pl.col("share")).alias("part"))


def test_accounts_add_up_to_the_enterprise_shared_ones_by_share(world, delivered, plans, grid):
    held = tidy(world, delivered, "electricity")
    own = grid.filter(pl.col("firm") >= 0).group_by(*KEY, "received_on").agg(pl.col(bills.KWH).sum(), pl.col("changed_at").max())
    both = held.join(own, on=[*KEY, "received_on"], how="left").join(shared_out(grid, plans), on=KEY, how="left")
    assert both[bills.KWH].null_count() == 0
    steady = both.filter(pl.col("changed_at").is_null() | (pl.col("month") < pl.col("changed_at")))
    whole = steady[bills.KWH] + steady["part"].fill_null(0)
    # The last shared bill may not be out yet on the last day.
    late = both["period"].max()
    assert (steady["value"] - whole).filter(steady["period"] < late).abs().max() < 0.02
    assert steady.height > 0.97 * both.height
    assert steady["part"].is_not_null().sum() > 500


def test_an_account_whose_reading_day_changes_bills_the_days_between_readings(world, grid):
    moved = grid.filter(pl.col("changed_at").is_not_null()).filter(pl.col("month") >= pl.col("changed_at"))
    assert moved["account"].n_unique() >= 5
    assert (moved["day"] == moved["new_day"]).all()
    sums = moved.sort("received_on").unique(["account", "month"], keep="last").group_by("firm").agg(pl.col("month"), pl.col(bills.KWH))
    for firm, months, values in sums.iter_rows():
        if len(months) == max(months) - min(months) + 1 and len(months) > 6:
            true = world.figures.values[ROW["electricity"]][firm, min(months) : max(months) + 1].sum()
            assert 0.8 * true < sum(values) <= 1.05 * true  # a wrong first figure may still stand


def test_an_early_reading_says_on_which_day(world, grid):
    early = grid.filter((pl.col("day") < MONTH_END) & pl.col("changed_at").is_null())
    assert early.height > 100
    assert early["day"].min() >= 1


@pytest.mark.parametrize(("indicator", "form"), [("water", bills.WATER), ("gas", bills.GAS)])
def test_metered_bills_spread_by_days_give_back_the_months(world, delivered, plans, indicator, form):
    sent = bills.build_metered(world, delivered, plans[indicator], form)
    begins, ends = form.periods
    value = form.figures[0].value
    held = tidy(world, delivered, indicator)
    at_month_end = sent.filter((pl.col(ends) == pl.col(ends).dt.month_end()).all().over("firm"))
    exact = at_month_end.group_by(*KEY, "received_on").agg(pl.col(value).sum()).join(held, on=[*KEY, "received_on"])
    assert exact.height > 1000
    assert (exact[value] - exact["value"]).abs().max() < 0.01
    assert (sent[begins] <= sent[ends]).all()
    assert (sent[ends].dt.strftime("%Y-%m") == sent["period"]).all()
    last = sent.sort("received_on").unique(["account", "period"], keep="last").sort("account", ends)
    gap = last.select((pl.col(begins) - pl.col(ends).shift(1).over("account")).dt.total_days()).to_series().drop_nulls()
    # Readings follow one another without a hole but for bills that were lost.
    assert gap.min() == 1
    assert (gap == 1).mean() > 0.95
    spread = spread_by_days(last, begins, ends, value)
    codes, months = world.register.codes, list(world.timeline.months)
    amounts = world.figures.values[ROW[indicator]].ravel()
    true = pl.DataFrame({"firm": np.repeat(np.arange(len(codes)), len(months)), "month": months * len(codes), "true": amounts})
    both = spread.join(true, on=["firm", "month"]).filter((pl.col("days") >= 28) & (pl.col("true") > 50))
    assert both.height > 1000
    assert ((both["spread"] / both["true"]).log().abs()).median() < 0.2


def spread_by_days(rows, begins, ends, value):
    """Use by enterprise and month as the bills' days say, and the days that are covered."""
    daily = rows.with_columns(
        pl.date_ranges(begins, ends).alias("day"), per_day=pl.col(value) / ((pl.col(ends) - pl.col(begins)).dt.total_days() + 1)
    )
    by_day = daily.select("firm", "day", "per_day").explode("day").group_by("firm", "day").agg(pl.col("per_day").sum())
    month = pl.col("day").dt.truncate("1mo").alias("month")
    return by_day.group_by("firm", month).agg(spread=pl.col("per_day").sum(), days=pl.len())


def test_most_water_is_billed_every_second_month(world, delivered, plans):
    sent = bills.build_metered(world, delivered, plans["water"], bills.WATER)
    length = (sent["抄表止日"] - sent["抄表起日"]).dt.total_days()
    assert 0.5 < (length > 45).mean() < 0.8


def test_the_map_names_every_account_and_its_parts_add_up(world, delivered, plans, grid):
    links = link_rows(world, list(plans.values()))
    assert set(grid["account"]) <= set(links.filter(pl.col("能源类型") == "电")["户号"])
    parts = (
        links.with_columns(pl.col("分摊比例").str.strip_suffix("%").cast(pl.Int64))
        .group_by("能源类型", "户号")
        .agg(pl.col("分摊比例").sum(), pl.len())
    )
    assert set(parts["分摊比例"]) == {100}
    assert (parts["len"] > 1).sum() == len(plans["electricity"].pools) > 3
    assert (links.drop_nulls(["生效日期", "失效日期"])["生效日期"] <= links.drop_nulls(["生效日期", "失效日期"])["失效日期"]).all()


def test_bills_lie_within_the_days_of_the_map(world, plans, grid):
    links = (
        link_rows(world, list(plans.values()))
        .filter(pl.col("能源类型") == "电")
        .group_by("户号")
        .agg(pl.col("生效日期").min(), pl.col("失效日期").max())
    )
    both = grid.join(links, left_on="account", right_on="户号", how="left").filter(pl.col("firm") >= 0)
    ends = both["stated"].dt.month_end()
    assert (both["失效日期"].fill_null(ends.max() + timedelta(days=1)) >= ends).all()
    assert (both["生效日期"].fill_null(both["stated"].min()) <= both["stated"]).all()
