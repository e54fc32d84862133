"""The list: who is on it, in which order, in which colour, and what changed."""

from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from models.warnings.settings import LevelSettings
from models.warnings.warning_list import build_warning_list, list_leavers
from tests.unit.models.warnings.case_frames import AS_OF, MONTH, inputs, last_list, registered, risks

SETTINGS = LevelSettings()


def build(given, settings=SETTINGS, catalogue=()):
    return build_warning_list(given, MONTH, AS_OF, settings, catalogue).warnings


def row(frame, uscc):
    return SimpleNamespace(**frame.filter(pl.col("uscc") == uscc).row(0, named=True))


def listed(frame):
    return frame.filter("is_listed")["uscc"].to_list()


def test_the_larger_of_the_two_risks_decides_who_is_listed_and_level_decides_the_rank():
    settings = LevelSettings(capacity_total=2)
    found = build(inputs(risks(a=(0.40, 0.0), b=(0.20, 0.60), c=(0.80, 0.0), d=(0.2, 0.2)), classes={"c": "small", "b": "large"}), settings)
    assert listed(found) == ["b", "c"]
    assert row(found, "b").level == "red"
    assert row(found, "c").level == "yellow"
    assert found.filter(~pl.col("is_listed"))["rank"].is_null().all()


def test_below_entry_is_no_candidate_and_out_of_scope_never_is():
    found = build(inputs(risks(a=(0.149, 0.02), b=(0.151, 0.0), c=(None, None, "none", "departed"))))
    assert found["uscc"].to_list() == ["b"]


def test_whoever_was_listed_stays_until_below_exit():
    previous = last_list(a=("blue", 3), b=("blue", 3))
    found = build(inputs(risks(a=(0.12, 0.0), b=(0.09, 0.0), c=(0.12, 0.0)), previous=previous))
    assert listed(found) == ["a"]
    assert row(found, "a").months_listed == 4


def test_continuing_warnings_are_inside_the_capacity():
    previous = last_list(a=("blue", 9))
    found = build(inputs(risks(a=(0.2, 0.0), b=(0.5, 0.0), c=(0.6, 0.0)), previous=previous), LevelSettings(capacity_total=2))
    assert set(listed(found)) == {"b", "c"}
    assert not row(found, "a").is_listed
    assert row(found, "a").status is None


def test_capacity_holds_for_each_district():
    found = build(inputs(risks(a=(0.9, 0.0), b=(0.8, 0.0), c=(0.3, 0.0)), districts={"c": "龙岗区"}), LevelSettings(capacity_total=1))
    assert set(listed(found)) == {"a", "c"}
    assert row(found, "a").rank == row(found, "c").rank == 1


def test_a_full_tier_gives_its_places_to_the_others():
    settings = LevelSettings(capacity_total=3, capacity_by_tier={"group": 1})
    given = inputs(
        risks(a=(0.9, 0.0), b=(0.8, 0.0), c=(0.7, 0.0), d=(0.6, 0.0)), tiers={"a": "group", "b": "group", "c": "group", "d": "department"}
    )
    assert set(listed(build(given, settings))) == {"a", "d"}


def test_a_tier_without_a_limit_of_its_own_has_only_the_total():
    settings = LevelSettings(capacity_total=3, capacity_by_tier={"department": 1})
    assert len(listed(build(inputs(risks(a=(0.9, 0.0), b=(0.8, 0.0), c=(0.7, 0.0))), settings))) == 3


@pytest.mark.parametrize(
    ("before", "now", "level", "status"),
    [
        ("yellow", 0.46, "yellow", "same"),
        ("blue", 0.46, "yellow", "worse"),
        # 0.41 is below the edge of 0.45 but within the margin: the colour holds.
        ("yellow", 0.41, "yellow", "same"),
        ("yellow", 0.39, "blue", "better"),
    ],
)
def test_colours_fall_only_when_clearly_below_their_edge(before, now, level, status):
    found = row(build(inputs(risks(a=(now, 0.0)), previous=last_list(a=(before, 2)))), "a")
    assert (found.level, found.status, found.previous_level) == (level, status, before)


def test_the_margin_never_raises_a_colour():
    assert row(build(inputs(risks(a=(0.41, 0.0)))), "a").level == "blue"
    assert row(build(inputs(risks(a=(0.41, 0.0)), previous=last_list(a=("blue", 1)))), "a").level == "blue"


def test_talk_alone_never_makes_red():
    classes = {"a": "large", "b": "large"}
    found = build(inputs(risks(a=(0.05, 0.8, "set_up_elsewhere"), b=(0.05, 0.8, "capacity_moved")), classes=classes))
    assert row(found, "a").level == "orange"
    assert row(found, "b").level == "red"


def test_kind_says_which_help_is_needed():
    found = build(inputs(risks(a=(0.5, 0.02), b=(0.05, 0.3), c=(0.5, 0.3), d=(0.11, 0.09)), previous=last_list(d=("blue", 1))))
    assert [row(found, u).kind for u in "abcd"] == ["operating", "relocation", "both", "operating"]


def test_kind_follows_the_share_of_leaving_where_it_is_known_whatever_the_risks():
    shares = pl.Series("relocation_share", [0.05, 0.15, 0.59, 0.60, None])
    found = build(inputs(risks(a=(0.5, 0.4), b=(0.5, 0.02), c=(0.5, 0.02), d=(0.9, 0.4), e=(0.5, 0.4)).with_columns(shares)))
    assert [row(found, u).kind for u in "abcde"] == ["operating", "both", "both", "relocation", "both"]
    assert row(found, "d").relocation_share == 0.60


def test_a_list_from_before_a_gap_continues_nothing():
    old = last_list(a=("red", 7)).with_columns(month=date(2026, 4, 1))
    found = row(build(inputs(risks(a=(0.9, 0.0)), previous=old)), "a")
    assert (found.status, found.months_listed, found.previous_level) == ("new", 1, None)


def test_first_listed_is_the_first_time_ever():
    ever = pl.DataFrame({"uscc": ["a"], "first_listed_on": [date(2024, 2, 1)]})
    found = build(inputs(risks(a=(0.9, 0.0), b=(0.9, 0.0)), first_listed=ever))
    assert row(found, "a").first_listed_on == date(2024, 2, 1)
    assert row(found, "b").first_listed_on == MONTH


def test_the_graver_the_sooner_in_working_days():
    classes = {"a": "large"}
    found = build(inputs(risks(a=(0.9, 0.0), b=(0.2, 0.0)), classes=classes))
    # As of Thursday 2026-07-16: Friday, Monday and Tuesday are three working days; three weeks on are fifteen.
    assert row(found, "a").respond_by_on == date(2026, 7, 21)
    assert row(found, "b").respond_by_on == date(2026, 8, 6)


def test_equal_risks_are_listed_in_a_fixed_order():
    given = risks(**dict.fromkeys("dbca", (0.5, 0.0)))
    found = build(inputs(given), LevelSettings(capacity_total=2))
    assert listed(found) == ["a", "b"]


def test_a_register_with_doubles_is_refused():
    given = inputs(risks(a=(0.9, 0.0)))
    doubled = type(given)(given.risk, given.evidence, registered("a", "a"), given.exposure, given.previous)
    with pytest.raises(ValueError, match="more than once, such as a"):
        build(doubled)


def test_an_empty_month_gives_an_empty_list_with_all_columns():
    found = build(inputs(risks(a=(0.01, 0.0))))
    assert found.is_empty()
    assert "family_agreement" in found.columns


def test_without_exposure_the_enterprise_is_still_listed():
    given = inputs(risks(a=(0.9, 0.0)))
    bare = type(given)(given.risk, given.evidence, given.register, given.exposure.filter(pl.col("uscc") == "z"), given.previous)
    assert listed(build(bare)) == ["a"]


def test_whoever_leaves_the_list_is_named_with_the_reason():
    previous = last_list(a=("red", 5), b=("blue", 2), c=("blue", 1), d=("yellow", 1), e=("red", 1), f=("blue", 1), g=("blue", 1))
    given = risks(
        a=(None, None, "none", "departed"),
        b=(0.01, 0.0),
        c=(0.2, 0.0),
        d=(0.9, 0.0),
        e=(None, None, "none", "no_figures"),
        f=(None, None, "none", "left_register"),
    )
    found = build(inputs(given, previous=previous), LevelSettings(capacity_total=1))
    left = {row["uscc"]: (row["cause"], row["level"]) for row in list_leavers(previous, found, given).iter_rows(named=True)}
    # The one that is still a candidate has a level; the register of this month does not know the last one.
    assert left.pop("c") == ("no_place", row(found, "c").level)
    assert {uscc: cause for uscc, (cause, _) in left.items()} == {
        "a": "departed", "b": "risk_receded", "e": "not_judged", "f": "left_register", "g": "left_register",
    }  # fmt: skip


def test_whoever_was_only_watched_leaves_nothing():
    previous = last_list(a=("red", 5)).with_columns(is_listed=False)
    assert list_leavers(previous, build(inputs(risks(b=(0.9, 0.0)))), risks(b=(0.9, 0.0))).is_empty()


def test_a_warning_comes_true_by_either_risk():
    found = build(inputs(risks(a=(0.5, 0.5), b=(0.6, 0.0))))
    assert [row(found, uscc).true_chance for uscc in "ab"] == pytest.approx([0.75, 0.6])


def test_without_evidence_the_families_are_not_both_known():
    assert row(build(inputs(risks(a=(0.9, 0.0)))), "a").family_agreement == "not_both"


def test_last_months_unlisted_candidates_were_not_on_the_list():
    previous = last_list(a=("blue", 1)).with_columns(is_listed=False)
    assert row(build(inputs(risks(a=(0.9, 0.0)), previous=previous)), "a").status == "new"


def confirmed(*codes):
    return pl.DataFrame({"uscc": codes, "confirmed_on": [date(2026, 6, 20)] * len(codes)})


def test_whoever_a_visit_confirmed_stays_on_the_list_below_exit_too_with_the_reason():
    previous = last_list(a=("yellow", 2), b=("yellow", 2))
    given = inputs(risks(a=(0.02, 0.0), b=(0.02, 0.0), c=(0.9, 0.0)), previous=previous, confirmed=confirmed("a", "c"))
    made = build_warning_list(given, MONTH, AS_OF, SETTINGS, ())
    assert listed(made.warnings) == ["c", "a"]
    kept = row(made.warnings, "a")
    assert (kept.level, kept.months_listed) == ("blue", 3)
    assert made.warnings.select("uscc", "is_kept").rows() == [("c", False), ("a", True)]
    # Nobody is kept who was not on the list before: c is there by its risk alone.
    reasons = made.reasons.filter(pl.col("code") == "visit_confirmed")
    assert reasons.select("uscc", "place", "observed_on").rows() == [("a", 1, date(2026, 6, 20))]
    # No figure takes it off the list: what came of the visit does.
    cleared = made.clearings.filter(pl.col("code") == "outcome_recorded")
    assert cleared.select("uscc", "place").rows() == [("a", 1)]


def test_the_departed_are_not_kept_by_a_visit():
    previous = last_list(a=("yellow", 2))
    found = build(inputs(risks(a=(None, None, "none", "departed")), previous=previous, confirmed=confirmed("a")))
    assert found.is_empty()


def test_the_confirmed_have_a_place_before_graver_ones_and_never_more_places_than_there_are():
    previous = last_list(a=("blue", 1), b=("blue", 1), c=("blue", 1))
    given = inputs(risks(a=(0.02, 0.0), b=(0.05, 0.0), c=(0.3, 0.0), d=(0.9, 0.0)), previous=previous, confirmed=confirmed("a", "b"))
    assert set(listed(build(given, LevelSettings(capacity_total=3)))) == {"a", "b", "d"}
    assert set(listed(build(given, LevelSettings(capacity_total=1)))) == {"b"}
    # Below the line and without a place is neither listed nor watched.
    assert set(build(given, LevelSettings(capacity_total=1))["uscc"]) == {"b", "c", "d"}
