"""Reasons and clearings as codes and numbers: which, in which order, how many, and nobody without one."""

from datetime import date, timedelta
from itertools import groupby

import polars as pl
import pytest

from models.warnings.clearings import readable_target
from models.warnings.falls import FEWEST_OF_SOURCE
from models.warnings.settings import LevelSettings
from models.warnings.warning_list import build_warning_list
from pipelines.settings import load_settings
from tests.unit.models.warnings.case_frames import AS_OF, MONTH, evidence, fall, inputs, risks
from warehouse.vocabulary import INDICATORS

SIGNAL_TYPES = {"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String, "destination": pl.String}
SEEMS_OVER = risks(a=(0.56, 0.0)).with_columns(recovered_share=pl.lit(0.9))
RECOVERED = [fall("a", "output_value", 1.21, months=0), fall("a", "employment", 1.19, months=0), fall("a", "water", None, silent=2)]


def signals(*rows):
    return pl.DataFrame(list(rows), schema=SIGNAL_TYPES, orient="row")


def built(risk=(0.9, 0.0), proof=(), **more):
    return build_warning_list(
        inputs(risks(a=risk) if isinstance(risk, tuple) else risk, evidence(*proof), **more), MONTH, AS_OF, LevelSettings()
    )


def reasons(*args, **more):
    """The reasons in order, each the list of its parts without empty columns."""
    rows = [{name: value for name, value in row.items() if value is not None} for row in built(*args, **more).reasons.to_dicts()]
    return [list(parts) for _, parts in groupby(rows, key=lambda row: row["place"])]


def codes(*args, **more):
    return [parts[0]["code"] for parts in reasons(*args, **more)]


def fallen(*args, **more):
    """The indicators named as fallen, in order."""
    return [parts[0]["indicator"] for parts in reasons(*args, **more) if parts[0]["code"] == "fall"]


def clearings(*args, **more):
    return built(*args, **more).clearings.drop("uscc", "place").rows()


def test_a_fall_has_its_depth_duration_and_first_month():
    [[row]] = reasons(proof=[fall("a", "electricity", 0.57, months=3)])
    assert (row["code"], row["kind"], row["indicator"], row["months"]) == ("fall", "operating", "electricity", 3)
    assert row["share"] == pytest.approx(0.43)
    assert row["since"] == date(2026, 4, 1)


def test_one_month_has_no_duration_yet():
    [[row]] = reasons(proof=[fall("a", "electricity", 0.57, months=1)])
    assert "months" not in row
    assert row["since"] == MONTH


def test_a_negative_month_is_a_fall_of_all_there_was():
    [[row]] = reasons(proof=[fall("a", "tax", -0.3)])
    assert row["share"] == 1


def test_the_peers_are_named_once_whether_they_stand_better_or_not():
    proof = [fall("a", "electricity", 0.5, peers=-0.5, p_value=0.001), fall("a", "output_value", 0.6, peers=-0.5, p_value=0.01)]
    assert [parts[0].get("peers_share") for parts in reasons(proof=proof)] == [-0.5, None]
    assert reasons(proof=[fall("a", "electricity", 0.5, peers=0.02)])[0][0]["peers_share"] == 0.02


def test_a_fall_has_the_growth_of_three_months_beside_it_and_whether_its_base_is_ordinary():
    [[row]] = reasons(proof=[fall("a", "output_value", 0.49, growth=0.536, base="low")])
    assert (row["growth_3m_share"], row["year_base"]) == (0.536, "low")
    assert not {"growth_3m_share", "year_base"} & set(reasons(proof=[fall("a", "output_value", 0.49)])[0][0])


def test_growth_that_one_odd_month_makes_is_not_told_beside_a_fall() -> None:
    [[row]] = reasons(proof=[fall("a", "output_value", 0.3, months=2, growth=4.5, yoy=-0.79)])
    assert "growth_3m_share" not in row
    [[row]] = reasons(proof=[fall("a", "output_value", 0.3, months=2, growth=0.24, yoy=-0.68)])
    assert row["growth_3m_share"] == 0.24


def test_what_is_paid_no_more_has_stopped_and_not_fallen():
    proof = [fall("a", "tax", 0.0, stopped=4), fall("a", "electricity", 0.5)]
    assert [(row["code"], row["indicator"], row.get("months")) for [row] in reasons(proof=proof)] == [
        ("stopped", "tax", 4),
        ("fall", "electricity", 3),
    ]
    # A payment that is absent has stopped too, and is no silence of its source.
    assert codes(proof=[fall("a", "tax", None, stopped=4, silent=4)]) == ["stopped"]
    assert codes(proof=[fall("a", "tax", 0.0, stopped=2)]) == ["fall"]
    # What clears it is a figure to reach, as for any fall.
    assert clearings(proof=proof)[0][0] == "figure_above"


def test_a_stage_names_the_record_it_rests_on_however_old_and_no_other():
    known = signals(("a", date(2025, 3, 3), "outside_investment", "惠州市"), ("a", date(2026, 5, 3), "land_purchase_outside", None))
    given = [parts[0] for parts in reasons(risk=(0.05, 0.6, "set_up_elsewhere"), signals=known)]
    assert (given[0]["stage"], given[0]["signal"], given[0]["observed_on"], given[0]["destination"]) == (
        "set_up_elsewhere", "outside_investment", date(2025, 3, 3), "惠州市",
    )  # fmt: skip
    assert [row.get("signal") for row in given[1:]] == ["land_purchase_outside"]
    figures = reasons(risk=(0.05, 0.6, "capacity_moved"), signals=known)[0][0]
    assert (figures.get("signal"), figures["feature"]) == (None, "leaving_evidence")


def test_correlated_indicators_count_once():
    named = fallen(proof=[fall("a", name, 0.5) for name in ("electricity", "water", "gas", "employment", "output_value")])
    assert sum(name in named for name in ("electricity", "water", "gas", "employment")) == 2
    assert "output_value" in named


def test_a_small_gap_is_no_reason_but_nobody_is_without_one():
    [[row]] = reasons(proof=[fall("a", "electricity", 0.95)])
    assert (row["code"], row["share"], row["kind"]) == ("joint", 0.9, "operating")


def test_silence_is_a_reason_except_of_investment():
    proof = [fall("a", "gas", None, silent=4), fall("a", "fixed_investment", None, silent=9), fall("a", "tax", None, silent=4)]
    last = reasons(proof=proof)[-1]
    assert [(row["code"], row["indicator"], row["months"]) for row in last] == [("silence", "gas", 4), ("silence", "tax", 4)]
    assert clearings(proof=proof) == [("report_resumes", "gas", None, None, None), ("risk_below", None, None, 2, 0.1)]


def test_a_source_that_is_late_for_everybody_is_nobodys_silence():
    others = [fall(f"b{place}", "electricity", None, silent=2) for place in range(FEWEST_OF_SOURCE)]
    assert "silence" not in codes(proof=[fall("a", "electricity", None, silent=2), fall("a", "output_value", 0.5), *others])
    # Whoever was silent before the source was is silent all the same.
    assert "silence" in codes(proof=[fall("a", "electricity", None, silent=4), fall("a", "output_value", 0.5), *others])


def test_every_indicator_has_an_amount_below_which_a_fall_is_a_trifle():
    assert set(dict(load_settings().levels.reason_least)) == set(INDICATORS.keys)


def test_sources_that_fell_silent_at_different_times_are_different_reasons_the_longest_first():
    proof = [fall("a", "gas", None, silent=3), fall("a", "tax", None, silent=5)]
    assert [[row["indicator"] for row in parts] for parts in reasons(proof=proof)[1:]] == [["tax"], ["gas"]]


def test_silence_never_stands_alone_for_a_risk():
    weights = contributions(silence_months=0.9)
    joint, silence = reasons(proof=[fall("a", "water", None, silent=2)], contributions=weights)
    assert [row["feature"] for row in joint] == ["silence_months"]
    assert silence[0]["months"] == 2
    assert codes(proof=[fall("a", "water", None, silent=2), fall("a", "electricity", 0.5)], contributions=weights) == ["fall", "silence"]


def test_an_operating_risk_is_not_explained_by_reported_signs_of_a_move():
    weights = contributions(signals=1.5, fall_3=0.4)
    [parts] = reasons(proof=[fall("a", "electricity", 0.95)], contributions=weights)
    assert [(row["code"], row["feature"]) for row in parts] == [("joint", "fall_3")]


def test_a_fall_that_seems_over_is_given_with_the_figures_that_are_back():
    recovering, silence = reasons(risk=SEEMS_OVER, proof=RECOVERED)
    assert [(row["code"], row["indicator"], row["share"]) for row in recovering] == [
        ("recovering", "output_value", 1.21),
        ("recovering", "employment", 1.19),
    ]
    assert silence[0]["code"] == "silence"


def test_no_recovery_of_a_fall_that_goes_on_or_without_a_figure_that_is_back():
    assert "recovering" not in codes(risk=SEEMS_OVER, proof=[fall("a", "electricity", 0.6)])
    assert "recovering" not in codes(risk=risks(a=(0.56, 0.0)), proof=RECOVERED)
    unknown = risks(a=(0.56, 0.0)).with_columns(recovered_share=pl.lit(None, pl.Float64))
    assert "recovering" not in codes(risk=unknown, proof=RECOVERED)


def test_figures_that_still_lag_are_given_beside_the_recovery():
    proof = [fall("a", "electricity", 1.1, months=0), fall("a", "employment", 0.8, months=8)]
    assert codes(risk=SEEMS_OVER, proof=proof) == ["recovering", "fall"]


def test_capacity_leaving_while_the_books_stand_is_a_reason_and_never_beside_a_booked_fall():
    physical = [fall("a", "electricity", 0.5), fall("a", "employment", 0.6)]
    apart = [*physical, fall("a", "output_value", 1.0)]
    parts = reasons(proof=apart)[0]
    assert {(part["code"], part["kind"]) for part in parts} == {("physical_lead", "relocation")}
    # Physical figures with their fall, then the booked one that stands; tax has not been reported and cannot be named.
    named = [(part["indicator"], part.get("share")) for part in parts]
    assert named == [("electricity", pytest.approx(0.5)), ("employment", pytest.approx(0.4)), ("output_value", None)]
    assert [part["since"] for part in parts[:2]] == [date(2026, 4, 1)] * 2
    # What is told there is not told again as a fall.
    assert fallen(proof=apart) == []
    assert built(proof=apart).warnings["family_agreement"].to_list() == ["physical_lead"]
    assert "physical_lead" not in codes(proof=[*apart, fall("a", "tax", 0.6)])


def test_dated_signals_come_first_in_a_relocation_case():
    known = signals(("a", date(2026, 5, 3), "lease_ending", None), ("a", date(2026, 4, 3), "outside_investment", "惠州市"))
    given = [parts[0] for parts in reasons(risk=(0.05, 0.6, "looking"), proof=[fall("a", "electricity", 0.5)], signals=known)]
    assert [row["code"] for row in given] == ["relocation_signs", "signal", "signal", "fall"]
    assert given[0]["stage"] == "looking"
    assert [row["signal"] for row in given[1:3]] == ["lease_ending", "outside_investment"]
    assert (given[2]["observed_on"], given[2]["destination"]) == (date(2026, 4, 3), "惠州市")


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_records_of_one_day_and_kind_the_one_that_names_where_to_is_told_in_whatever_order_they_came(order):
    day = date(2026, 5, 3)
    known = [("a", day, kind, place) for kind in ("outside_investment", "lease_ending") for place in (None, "惠州市")]
    given = [parts[0] for parts in reasons(risk=(0.05, 0.6, "set_up_elsewhere"), signals=signals(*known[::order]))]
    assert [(row["signal"], row.get("destination")) for row in given] == [("outside_investment", "惠州市"), ("lease_ending", "惠州市")]


@pytest.mark.parametrize("day", [date(2025, 6, 1), date(2026, 7, 17)])
def test_signals_too_old_or_of_the_future_are_no_reason(day):
    assert "signal" not in codes(risk=(0.05, 0.6), signals=signals(("a", day, "lease_ending", None)))


@pytest.mark.parametrize("kind", ["appeal", "visit_note"])
def test_talk_is_no_reason(kind):
    assert "signal" not in codes(risk=(0.05, 0.6), signals=signals(("a", date(2026, 5, 3), kind, None)))


@pytest.mark.parametrize(("day", "is_told"), [(date(2026, 5, 3), True), (date(2026, 1, 3), True), (date(2025, 12, 3), False)])
def test_in_a_purely_operating_case_only_signals_of_six_months_are_told(day, is_told):
    assert ("signal" in codes(risk=(0.9, 0.01), signals=signals(("a", day, "lease_ending", None)))) is is_told


def test_clearing_names_a_figure_that_can_be_reached():
    proof = [fall("a", "electricity", 0.5, expected=200_000.0)]
    assert clearings(proof=proof) == [("figure_above", "electricity", 170_000.0, 2, None)]


@pytest.mark.parametrize(
    ("value", "target"), [(3.14159, 3.1), (8.0, 8.0), (9.96, 10.0), (42.4, 42.0), (999.6, 1000.0), (123456.0, 123000.0)]
)
def test_a_target_has_three_digits(value, target):
    assert pl.DataFrame({"x": [value]}).select(readable_target(pl.col("x"))).item() == target


def test_a_relocation_case_is_cleared_by_asking():
    assert clearings(risk=(0.05, 0.6)) == [("no_relocation_plan", None, None, None, None)]


def test_without_any_figure_the_risk_itself_must_fall():
    assert clearings() == [("risk_below", None, None, 2, 0.1)]


def test_investment_comes_last():
    proof = [fall("a", "fixed_investment", 0.0, p_value=0.0001), fall("a", "electricity", 0.5, p_value=0.01)]
    assert fallen(risk=(0.5, 0.6), proof=proof) == ["electricity", "fixed_investment"]
    assert clearings(risk=(0.5, 0.6), proof=proof)[0][:2] == ("figure_above", "electricity")


def test_at_most_four_reasons():
    proof = [fall("a", name, 0.5) for name in ("electricity", "water", "output_value", "tax", "value_added")]
    proof.append(fall("a", "gas", None, silent=5))
    known = signals(*[("a", date(2026, 5, day), kind, None) for day, kind in ((1, "lease_ending"), (2, "equipment_disposal"))])
    assert codes(risk=(0.9, 0.6, "looking"), proof=proof, signals=known) == ["relocation_signs", "signal", "signal", "fall"]


def test_every_candidate_has_reasons_of_its_own_and_only_the_listed_have_clearings():
    found = build_warning_list(
        inputs(risks(a=(0.9, 0.0), b=(0.8, 0.0)), evidence(fall("b", "electricity", 0.5))), MONTH, AS_OF, LevelSettings(capacity_total=1)
    )
    assert found.reasons.select("uscc", "code").rows() == [("a", "joint"), ("b", "fall")]
    assert found.clearings["uscc"].to_list() == ["a"]


def test_finished_investment_is_no_reason_in_an_operating_case_and_never_clears():
    proof = [fall("a", "fixed_investment", 0.0)]
    assert fallen(proof=proof) == []
    [row] = [parts[0] for parts in reasons(risk=(0.05, 0.6), proof=proof)]
    assert (row["indicator"], row["share"], row["kind"]) == ("fixed_investment", 1.0, "relocation")
    assert "figure_above" not in [code for code, *_ in clearings(proof=proof) + clearings(risk=(0.05, 0.6), proof=proof)]


def test_an_ordinary_single_month_is_no_fall_but_a_spell_is():
    assert fallen(proof=[fall("a", "tax", 0.5, months=1, p_value=0.4)]) == []
    assert fallen(proof=[fall("a", "tax", 0.5, months=2, p_value=0.4)]) == ["tax"]
    assert fallen(proof=[fall("a", "tax", 0.5, months=1, p_value=None)]) == ["tax"]


def contributions(relocation=None, **operating):
    rows = [("a", "operating", name, weight) for name, weight in operating.items()]
    rows += [("a", "relocation", name, weight) for name, weight in (relocation or {}).items()]
    schema = {"uscc": pl.String, "risk": pl.String, "feature": pl.String, "contribution_log_odds": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_without_a_notable_figure_the_joint_assessment_names_what_weighed_most_in_the_larger_risk():
    weights = contributions({"signal_lease_ending": 9.0}, decline_water=0.9, silence_months=0.2, noise_log=-3.0, decline_electricity=1.5)
    [parts] = reasons(contributions=weights)
    assert [row["feature"] for row in parts] == ["decline_electricity", "decline_water"]
    [parts] = reasons(risk=(0.05, 0.6), contributions=weights)
    assert [(row["feature"], row["kind"], row["share"]) for row in parts] == [("signal_lease_ending", "relocation", 0.6)]


def test_a_large_part_of_next_to_nothing_is_no_fall() -> None:
    assert fallen(proof=[fall("a", "water", 0.4, expected=120.0), fall("a", "output_value", 0.8)]) == ["output_value"]
    assert fallen(proof=[fall("a", "water", 0.4, expected=1200.0), fall("a", "output_value", 0.8)]) == ["output_value", "water"]


def test_a_month_that_is_as_low_every_year_is_no_fall() -> None:
    season = fall("a", "value_added", 0.57, months=1, growth=-0.18, yoy=0.47)
    assert fallen(proof=[season, fall("a", "employment", 0.6)]) == ["employment"]
    assert fallen(proof=[fall("a", "value_added", 0.57, months=1, growth=-0.18, yoy=-0.3)]) == ["value_added"]


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ({"growth": 0.04, "yoy": 0.0}, False),
        ({"growth": -0.40, "yoy": 0.54}, True),
        # Last year's months were unusually low themselves, or are not all known: they say nothing.
        ({"growth": 0.05, "yoy": -0.01, "base": "low"}, True),
        ({"growth": None, "yoy": 0.21}, True),
    ],
)
def test_a_spell_that_last_years_months_had_as_well_is_no_fall(said: dict[str, object], is_told: bool) -> None:
    assert (fallen(proof=[fall("a", "output_value", 0.7, months=4, **said)]) == ["output_value"]) is is_told


def test_a_fall_older_than_a_year_is_told_only_while_it_goes_on() -> None:
    assert fallen(proof=[fall("a", "employment", 0.44, months=15, growth=-0.07)]) == []
    assert fallen(proof=[fall("a", "employment", 0.44, months=15, growth=-0.23)]) == ["employment"]


def test_without_a_figure_the_joint_assessment_stands_beside_what_was_reported() -> None:
    assert codes(signals=told("lease_ending", date(2026, 5, 3))) == ["joint", "signal"]
    assert codes((0.9, 0.5), signals=told("lease_ending", date(2026, 5, 3)))[-1] == "joint"


def test_what_was_reported_of_a_move_is_no_evidence_of_a_decline() -> None:
    weights = [("operating", "signals", 2.0), ("operating", "fall_12", 1.0), ("relocation", "signal_lease_ending", 3.0)]
    rows = [("a", risk, feature, 1.0, weight) for risk, feature, weight in weights]
    named = ["uscc", "risk", "feature", "feature_value", "contribution_log_odds"]
    [parts] = reasons(contributions=pl.DataFrame(rows, schema=named, orient="row"))
    assert [part["feature"] for part in parts] == ["fall_12"]


def test_what_says_little_by_itself_comes_last_however_deep() -> None:
    proof = [fall("a", "water", 0.1), fall("a", "tax", 0.1), fall("a", "employment", 0.85)]
    assert fallen(proof=proof) == ["employment", "tax", "water"]
    assert "peers_share" not in reasons(proof=[fall("a", "tax", 0.1, peers=0.7)])[0][0]


def test_of_equal_falls_the_deeper_and_the_lasting_one_come_first() -> None:
    proof = [
        fall("a", "employment", 0.88, months=3, p_value=0.0001),
        fall("a", "electricity", 0.3, months=1),
        fall("a", "output_value", 0.6, months=3, p_value=0.02),
    ]
    assert fallen(proof=proof) == ["output_value", "employment", "electricity"]


def test_figures_part_only_where_one_that_is_low_can_be_named() -> None:
    stands = fall("a", "output_value", 1.0, months=0)
    trifle = fall("a", "water", 0.4, expected=100.0)
    made = built(proof=[trifle, stands])
    assert made.warnings["family_agreement"].to_list() == ["disagree"]
    assert "physical_lead" not in made.reasons["code"].to_list()
    assert built(proof=[fall("a", "water", 0.4), stands]).warnings["family_agreement"].to_list() == ["physical_lead"]


def told(kind: str, observed: date) -> pl.DataFrame:
    return signals(("a", observed, kind, None))


def test_where_no_move_is_the_question_what_was_reported_stands_behind_the_first_figure() -> None:
    proof = [fall("a", name, 0.5) for name in ("output_value", "employment", "electricity")]
    reported = told("lease_ending", date(2026, 5, 3))
    assert codes(proof=proof, signals=reported) == ["fall", "signal", "fall", "fall"]
    assert codes((0.9, 0.5), proof=proof, signals=reported)[0] == "signal"


def test_a_signal_that_the_stage_rests_on_is_told_though_it_is_older_than_half_a_year() -> None:
    looking = risks(a=(0.7, 0.03, "looking"))
    assert "signal" in codes(looking, proof=[fall("a", "output_value", 0.5)], signals=told("recruiting_outside", date(2025, 10, 4)))
    nothing = risks(a=(0.7, 0.03))
    assert "signal" not in codes(nothing, proof=[fall("a", "output_value", 0.5)], signals=told("recruiting_outside", date(2025, 10, 4)))


def test_of_several_falls_the_one_that_says_most_of_the_enterprise_is_to_be_back() -> None:
    [cleared] = clearings(proof=[fall("a", "water", 0.5, p_value=0.0001), fall("a", "output_value", 0.5, p_value=0.01)])
    assert "output_value" in cleared
    assert "water" not in cleared


def appeals(*rows):
    types = {"uscc": pl.String, "raised_on": pl.Date, "topic": pl.String, "closed_on": pl.Date}
    return pl.DataFrame(list(rows), schema=types, orient="row")


OPEN = ("a", date(2026, 6, 3), "space", None)


def test_where_a_move_is_the_question_an_open_appeal_is_named_with_its_day_and_need():
    [_, [row]] = reasons((0.05, 0.6, "looking"), appeals=appeals(OPEN))
    assert (row["code"], row["kind"], row["feature"], row["observed_on"]) == ("appeal", "relocation", "appeal_space", date(2026, 6, 3))


def test_a_stage_that_rests_on_an_appeal_says_so_and_the_appeal_is_told_once():
    [[row]] = reasons((0.05, 0.6, "need"), appeals=appeals(OPEN, ("a", date(2026, 2, 3), "用地", None)))
    assert (row["code"], row["stage"], row["feature"], row["observed_on"]) == (
        "relocation_signs", "need", "appeal_space", date(2026, 6, 3),
    )  # fmt: skip


def test_the_later_of_a_lease_and_an_appeal_is_what_the_stage_rests_on():
    lease = signals(("a", date(2026, 6, 20), "lease_ending", None))
    first, second = reasons((0.05, 0.6, "need"), appeals=appeals(OPEN), signals=lease)
    assert (first[0]["signal"], second[0]["code"]) == ("lease_ending", "appeal")


def test_closed_and_old_appeals_and_those_about_other_things_are_no_reason():
    others = [("a", date(2026, 6, 3), "space", AS_OF), ("a", date(2025, 7, 1), "space", None), ("a", date(2026, 6, 3), "finance", None)]
    assert "appeal" not in codes((0.05, 0.6, "looking"), appeals=appeals(*others))
    assert "appeal" not in codes((0.9, 0.0), [fall("a", "electricity", 0.5)], appeals=appeals(OPEN))


def newest(log=-0.4, errors=2.0, days=12.0):
    return pl.DataFrame({
        "uscc": ["a"], "recent_electricity_log": [log], "recent_electricity_errors": [errors], "running_electricity_errors": [0.0],
        "recent_electricity_low_days": [days],
    })  # fmt: skip


def test_newest_days_that_are_low_are_a_reason_with_the_day_since_when():
    [[row]] = reasons(features=newest())
    assert (row["code"], row["indicator"], row["kind"]) == ("recent_use", "electricity", "operating")
    assert row["share"] == pytest.approx(0.33, abs=0.005)
    assert row["observed_on"] == AS_OF - timedelta(days=12)
    [[undated]] = reasons(features=newest(days=0.0))
    assert "observed_on" not in undated


@pytest.mark.parametrize("given", [newest(log=-0.05), newest(errors=0.9), newest(log=0.3)])
def test_newest_days_that_are_ordinary_or_high_are_no_reason(given):
    assert "recent_use" not in codes(features=given)


def test_what_bills_say_comes_before_what_days_say():
    assert codes(proof=[fall("a", "electricity", 0.5)], features=newest()) == ["fall", "recent_use"]
