"""What must hold for every warning list, whatever the risks: capacity, order, hysteresis, and indifference to order."""

from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from models.warnings.settings import LevelSettings
from models.warnings.warning_list import build_warning_list
from tests.unit.models.warnings.case_frames import AS_OF, MONTH, evidence, inputs, last_list, risks
from warehouse.vocabulary import SEVERITY

PROBABILITY = st.floats(0, 1, allow_nan=False, width=32)
CODES = [f"f{i:02d}" for i in range(14)]
TIERS = ["district_leader", "department", "group"]
CLASSES = ["small", "medium", "large"]


@st.composite
def months(draw):
    """A month's inputs: risks, tiers, districts, exposure classes and last month's list."""
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=len(CODES), unique=True))
    stage = st.sampled_from(["none", "looking", "capacity_moved"])
    risk = risks(**{code: (draw(PROBABILITY), draw(PROBABILITY), draw(stage)) for code in codes})
    before = draw(st.dictionaries(st.sampled_from(codes), st.tuples(st.sampled_from(list(SEVERITY)), st.integers(1, 40))))
    return inputs(
        risk,
        evidence(),
        classes={code: draw(st.sampled_from(CLASSES)) for code in codes},
        tiers={code: draw(st.sampled_from(TIERS)) for code in codes},
        districts={code: draw(st.sampled_from(["甲区", "乙区"])) for code in codes},
        previous=last_list(**before),
    )


def build(month, capacity, by_tier=None):
    return build_warning_list(month, MONTH, AS_OF, LevelSettings(capacity_total=capacity, capacity_by_tier=by_tier or {})).warnings


@given(months(), st.integers(1, 6), st.dictionaries(st.sampled_from(TIERS), st.integers(1, 3)))
@settings(max_examples=60, deadline=None)
def test_the_list_never_exceeds_its_capacity(month, capacity, by_tier):
    listed = build(month, capacity, by_tier).filter("is_listed")
    assert all(count <= capacity for count in listed.group_by("district").len()["len"])
    for tier, count in listed.group_by("district", "tier").len().select("tier", "len").iter_rows():
        assert count <= by_tier.get(tier, capacity)


@given(months(), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_nobody_unlisted_has_a_higher_risk_than_somebody_listed_in_the_district(month, capacity):
    found = build(month, capacity)
    for _, part in found.group_by("district"):
        inside, outside = part.filter("is_listed")["combined_risk"], part.filter(~pl.col("is_listed"))["combined_risk"]
        if len(inside) and len(outside):
            assert inside.min() >= outside.max()


@given(months(), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_ranks_run_from_one_by_level_and_then_risk(month, capacity):
    for _, part in build(month, capacity).filter("is_listed").group_by("district"):
        ordered = part.sort("rank")
        assert ordered["rank"].to_list() == list(range(1, len(ordered) + 1))
        keys = [(-SEVERITY[level], -risk) for level, risk in ordered.select("level", "combined_risk").iter_rows()]
        assert keys == sorted(keys)


@given(months(), st.integers(1, 6), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_rows_that_come_in_changes_nothing(month, capacity, chance):
    def shuffled(frame):
        places = list(range(frame.height))
        chance.shuffle(places)
        return frame[places] if places else frame

    mixed = type(month)(shuffled(month.risk), month.evidence, shuffled(month.register), shuffled(month.exposure), shuffled(month.previous))
    assert build(month, capacity).equals(build(mixed, capacity))


@given(months())
@settings(max_examples=40, deadline=None)
def test_a_month_like_the_last_changes_no_colour_and_lists_the_same(month):
    first = build(month, 60)
    published = first.filter("is_listed").with_columns(month=pl.lit(MONTH))
    again = type(month)(month.risk, month.evidence, month.register, month.exposure, published)
    second = build_warning_list(again, MONTH.replace(month=7), AS_OF, LevelSettings()).warnings
    kept = second.filter("is_listed")
    assert kept["uscc"].sort().equals(published["uscc"].sort())
    assert set(kept["status"]) <= {"same"}
    assert (kept.sort("uscc")["months_listed"] == published.sort("uscc")["months_listed"] + 1).all()


@given(months(), st.floats(0, 0.0499))
@settings(max_examples=40, deadline=None)
def test_a_small_fall_of_the_risks_lowers_no_colour(month, fall):
    """Within the margin a colour holds; only whoever falls below exit may go."""
    quiet = LevelSettings()
    # Without a list before it every colour is earned: one that was only held could not hold a second fall.
    first = build_warning_list(replace(month, previous=month.previous.clear()), MONTH, AS_OF, quiet).warnings
    published = first.filter("is_listed").with_columns(month=pl.lit(MONTH))
    lower = month.risk.with_columns((pl.col("operating_risk", "relocation_risk") - fall).clip(0, 1))
    again = type(month)(lower, month.evidence, month.register, month.exposure, published)
    second = build_warning_list(again, MONTH.replace(month=7), AS_OF, quiet).warnings
    # Rounding may put a risk that fell by exactly the margin on either side; talk alone is capped anew every month.
    steady = second.filter(pl.col("is_listed"), pl.col("previous_level").is_not_null(), pl.col("operating_risk") >= quiet.entry_risk)
    assert "better" not in set(steady["status"])


@given(months(), st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_every_candidate_has_reasons_and_every_listed_one_all_the_rest(month, capacity):
    found = build_warning_list(month, MONTH, AS_OF, LevelSettings(capacity_total=capacity))
    listed = found.warnings.filter("is_listed")
    assert set(found.reasons["uscc"]) == set(found.warnings["uscc"])
    assert set(found.clearings["uscc"]) == set(listed["uscc"])
    for column in ("respond_by_on", "status", "months_listed", "first_listed_on"):
        assert listed[column].null_count() == 0


@given(months(), st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_places_and_parts_are_numbered_from_one_without_gaps(month, capacity):
    found = build_warning_list(month, MONTH, AS_OF, LevelSettings(capacity_total=capacity))
    for frame in (found.reasons, found.measures, found.clearings):
        for _, rows in frame.group_by("uscc"):
            assert rows["place"].unique().sort().to_list() == list(range(1, rows["place"].n_unique() + 1))
    for _, parts in found.reasons.group_by("uscc", "place"):
        assert parts["part"].sort().to_list() == list(range(1, parts.height + 1))
