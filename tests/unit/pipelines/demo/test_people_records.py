"""Signals, appeals, visits and outcomes."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from pipelines.demo import fictional_words
from pipelines.demo.events import Event
from pipelines.demo.people_records import (
    DEPARTURE_SIGNALS,
    DETAILS,
    DISTRESS_SIGNALS,
    EXPANSION_SIGNALS,
    IDLE_SIGNALS,
    RECORDED,
    SOURCES,
    VISIT_FINDINGS,
    WITH_DESTINATION,
    outcome_of,
    write_records,
)
from pipelines.demo.truth import event_frame
from warehouse.risk_vocabulary import REPORT_KINDS
from warehouse.vocabulary import FINDINGS, OUTCOMES, SIGNALS, TOPICS, VISIT_STATES


@pytest.fixture(scope="module")
def records(world):
    return write_records(world)


@pytest.fixture(scope="module")
def events(world):
    return event_frame(world.events, world.register, world.timeline)


def near_departure(signals, events):
    departures = events.filter(pl.col("kind") == "relocation").select("uscc", "left_on")
    joined = signals.join(departures, on="uscc")
    return joined.filter(pl.col("observed_on").is_between(pl.col("left_on").dt.offset_by("-18mo"), pl.col("left_on").dt.offset_by("2mo")))


def test_signals_are_of_the_kinds_people_report(records):
    assert set(records["signals"]["kind"]) == set(REPORT_KINDS.keys)


def test_about_half_of_the_overhauls_are_announced_and_a_few_in_trouble_announce_one(world, records):
    codes = world.register.codes
    notices = records["signals"].filter(kind="planned_shutdown")
    begun = {(row["uscc"], row["from_on"].year, row["from_on"].month) for row in notices.iter_rows(named=True)}
    overhauls = [
        one for one in world.events if one.kind == "maintenance" and world.timeline.history <= one.onset < world.timeline.count - 1
    ]
    days = [world.timeline.at(one.onset) for one in overhauls]
    told = [(codes[one.firm], day.year, day.month) in begun for one, day in zip(overhauls, days, strict=True)]
    assert 0.3 < sum(told) / len(told) < 0.7
    troubled = {codes[one.firm] for one in world.events if one.kind in {"decline", "closure", "relocation"}}
    assert 0.01 < notices["uscc"].is_in(list(troubled)).mean() < 0.5
    assert (notices["until_on"] >= notices["from_on"]).all()
    assert (notices["observed_on"] < notices["from_on"]).all()


def test_without_notices_everything_else_stays_as_it_was(world, records):
    without = write_records(replace(world, settings=replace(world.settings, has_notices=False)))
    assert without["signals"].equals(records["signals"].filter(pl.col("kind") != "planned_shutdown").select(without["signals"].columns))


def test_most_signals_mean_nothing(records, events):
    share = near_departure(records["signals"], events).height / records["signals"].height
    assert 0.02 < share < 0.25


def test_no_kind_gives_a_departure_away(records, events):
    total = dict(records["signals"].group_by("kind").len().iter_rows())
    found = dict(near_departure(records["signals"], events).group_by("kind").len().iter_rows())
    assert all(found.get(kind, 0) < 0.5 * total[kind] for kind in set(SIGNALS.keys))


def test_some_departures_are_seen_by_nobody(records, events):
    past = events.filter((pl.col("kind") == "relocation") & (pl.col("left_on") < pl.col("left_on").max()))
    seen = near_departure(records["signals"], events)["uscc"].n_unique()
    assert 0.6 < seen / past.height < 0.98


def test_expansions_have_signals_of_investment_outside(records, events):
    expansions = events.filter(pl.col("kind") == "expansion").select("uscc", "onset")
    signals = records["signals"].filter(pl.col("kind").is_in(["outside_investment", "land_purchase_outside"]))
    joined = signals.join(expansions, on="uscc").filter((pl.col("observed_on") - pl.col("onset")).dt.total_days().abs() < 400)
    assert joined["uscc"].n_unique() > 0.3 * expansions.height


@pytest.mark.parametrize(
    ("name", "column"), [("signals", "observed_on"), ("outcomes", "on"), ("appeals", "raised_on"), ("visits", "visited_on")]
)
def test_nothing_is_known_before_it_happens_or_after_the_last_day(records, world, name, column):
    frame = records[name]
    assert (frame["received_on"] >= frame[column]).all()
    assert frame["received_on"].max() <= world.settings.last_day
    assert frame[column].is_sorted()


def test_most_departures_are_recorded_and_nothing_else_is_called_one(records, events):
    departures = events.filter(pl.col("kind") == "relocation")
    recorded = records["outcomes"].filter(pl.col("outcome") == "relocated_out").join(departures, on="uscc", how="inner")
    assert recorded.height == records["outcomes"].filter(pl.col("outcome") == "relocated_out").height
    assert recorded.select((pl.col("on") - pl.col("left_on")).dt.total_days().is_between(0, 28).all()).item()
    over = departures.filter(pl.col("left_on") < pl.lit(departures["left_on"].max()).dt.offset_by("-15mo"))
    assert 0.7 < recorded.join(over, on="uscc", how="semi").height / over.height < 1.0


def test_outcomes_are_of_the_contract(records):
    assert set(records["outcomes"]["outcome"]) == {
        "relocated_out",
        "relocated_within",
        "closed",
        "recovered",
        "false_alarm",
        "left_register",
    }


def test_the_departed_are_no_longer_visited(records, events):
    left = events.filter(pl.col("left_on").is_not_null()).select("uscc", "left_on")
    routine = records["visits"].filter(pl.col("outcome") == "normal").join(left, on="uscc")
    assert (routine["visited_on"] < routine["left_on"] + timedelta(days=31)).all()


def test_an_appeal_is_closed_after_it_was_raised_and_nobody_waits_for_years(records):
    appeals = records["appeals"]
    taken = (appeals["closed_on"] - appeals["raised_on"]).dt.total_days()
    assert taken.min() > 0
    assert 0.6 < (taken <= 120).sum() / appeals.height < 0.9
    waiting = appeals.filter(pl.col("closed_on").is_null())
    assert (appeals["raised_on"].max() - waiting["raised_on"].min()).days < 500


def test_every_key_is_one_of_the_closed_lists():
    kinds = (DEPARTURE_SIGNALS, EXPANSION_SIGNALS, DISTRESS_SIGNALS, IDLE_SIGNALS, DETAILS, SOURCES, WITH_DESTINATION)
    assert set().union(*kinds) == set(DEPARTURE_SIGNALS) == set(IDLE_SIGNALS) == set(DETAILS) == set(SIGNALS.keys)
    assert {topic for topic, _ in fictional_words.APPEAL_TOPICS} <= set(TOPICS.keys)
    assert {key for _, (_, key) in VISIT_FINDINGS.values()} <= {*FINDINGS.keys, *VISIT_STATES.keys}
    happened = [Event(0, kind, 10, 20, 0.5, is_benign=False, left=15, destination="x") for kind in RECORDED]
    assert {outcome_of(event)[1] for event in happened} == set(OUTCOMES.keys)
