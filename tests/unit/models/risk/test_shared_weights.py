"""What districts learn from one another: the expert alone where nobody has seen anything, less the more districts differ, in any order."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import numpy as np
import polars as pl
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from models.risk.priors import Behind, Feature, RiskPrior
from models.risk.shared_weights import (
    LEAST_EVENTS,
    Heard,
    Learned,
    LearnedWeight,
    Neighbours,
    Source,
    heard_from,
    learn,
    pool,
    with_others,
)
from models.risk.training_examples import TrainingExamples

PRIOR = RiskPrior(-3.0, 0.7, (Feature("a", pl.col("a"), 1.0, 0.25, edges=(0.5,)), Feature("b", pl.col("b"), 0.5, 0.2)))
MONTH = date(2026, 10, 1)


def record(district: str, *weights: LearnedWeight, month: date = MONTH) -> Learned:
    return Learned("relocation", Source(district, month, "1.0"), 1000, 30, weights, ())


def weight(feature: str, value: float, error: float = 0.1, events: int = 20, from_value: float | None = None) -> LearnedWeight:
    return LearnedWeight(feature, 1, from_value, value, error, events)


def weight_of(prior: RiskPrior, key: str, from_value: float | None = None) -> tuple[float, float]:
    found = [one for one in prior.features if (one.key, one.from_value) == (key, from_value)]
    assert len(found) == 1
    return found[0].weight, found[0].spread


def test_with_nobody_else_or_no_event_elsewhere_the_expert_stands_exactly() -> None:
    few = record("甲区", weight("a", 3.0, events=LEAST_EVENTS - 1))
    assert with_others(PRIOR, [], "本区") is PRIOR
    assert with_others(PRIOR, [few, record("乙区")], "本区") is PRIOR
    one = with_others(PRIOR, [few, record("乙区", weight("b", 1.0))], "本区")
    assert weight_of(one, "a") == (1.0, 0.25)
    assert (one.intercept, one.intercept_spread) == (-3.0, 0.7)
    assert [feature.from_value for feature in one.features] == [None, None]
    assert one.behind == (Behind(), Behind(), Behind(1, 20))


def test_a_district_never_counts_itself_and_of_another_only_the_newest_record() -> None:
    own, old, new = (
        record("本区", weight("a", 9.0)),
        record("甲区", weight("a", 5.0), month=date(2026, 1, 1)),
        record("甲区", weight("a", 2.0)),
    )
    assert with_others(PRIOR, [own], "本区") is PRIOR
    assert heard_from([own, old, new, new], "本区") == [new]
    assert weight_of(with_others(PRIOR, [own, old, new, new], "本区"), "a") == weight_of(with_others(PRIOR, [new], "本区"), "a")


def test_a_weight_of_another_version_of_the_feature_is_passed_over() -> None:
    assert with_others(PRIOR, [record("甲区", replace(weight("a", 2.0), version=2), weight("unknown", 2.0))], "本区") is PRIOR


def test_the_order_of_districts_does_not_matter_to_the_last_bit() -> None:
    others = [record(f"{name}区", weight("a", value, error), weight("a", value / 7, error, from_value=0.5))
              for name, value, error in (("甲", 1.7, 0.13), ("乙", 0.3, 0.4), ("丙", 2.1, 0.07))]  # fmt: skip
    found = {repr([(one.weight, one.spread) for one in with_others(PRIOR, order, "本区").features]) for order in permutations(others)}
    assert len(found) == 1


def test_one_other_district_by_hand() -> None:
    # The expert N(1, 0.25²); the other 2 ± 0.1, which says 2 ± √(0.1² + 0.25²) of a further district's mean, and 0.25 between districts.
    found = pool(np.array([2.0]), np.array([0.1]), 0.25)
    assert (found.mean, found.variance, found.between) == pytest.approx((2.0, 0.1**2 + 0.25**2, 0.25**2))
    expert, other = 1 / 0.25**2, 1 / (0.1**2 + 2 * 0.25**2)
    moved = weight_of(with_others(PRIOR, [record("甲区", weight("a", 2.0))], "本区"), "a")
    assert moved == pytest.approx(((1.0 * expert + 2.0 * other) / (expert + other), (expert + other) ** -0.5))


def test_several_districts_against_the_library() -> None:
    values, errors = np.array([0.2, 1.4, 2.9, 1.1]), np.array([0.2, 0.3, 0.25, 0.15])
    library = combine_effects(values, errors**2, method_re="iterated")
    between = (0.25**2 + 3 * library.tau2) / 4
    weights = 1 / (errors**2 + between)
    found = pool(values, errors, 0.25)
    assert found == pytest.approx(((weights * values).sum() / weights.sum(), 1 / weights.sum(), between))
    assert library.tau2 > 0.5
    # With no word from the expert it is the library's own mean.
    assert pool(values, errors, np.sqrt(library.tau2)).mean == pytest.approx(library.mean_effect_re)


def test_districts_that_differ_widen_the_prior_and_weigh_less() -> None:
    def moved(gap: float) -> tuple[float, float]:
        others = [record(f"{number}区", weight("a", 2.0 + sign * gap)) for number, sign in enumerate((-1, 0, 1))]
        return weight_of(with_others(PRIOR, others, "本区"), "a")

    alike, apart, far = moved(0.0), moved(0.5), moved(2.0)
    assert alike[1] < apart[1] < far[1] < 0.25
    assert 1.0 < far[0] < apart[0] < alike[0] < 2.0


def test_more_districts_that_agree_weigh_more() -> None:
    means = [
        weight_of(with_others(PRIOR, [record(f"{n}区", weight("a", 2.0)) for n in range(count)], "本区"), "a")[0] for count in (1, 2, 6)
    ]
    assert 1.0 < means[0] < means[1] < means[2] < 2.0


def test_a_step_that_others_found_is_added_to_the_line() -> None:
    moved = with_others(PRIOR, [record("甲区", weight("a", 0.9, from_value=0.5))], "本区")
    step, _ = weight_of(moved, "a", 0.5)
    assert step > 0
    evidence = pl.DataFrame({"a": [0.4, 0.5, 0.9], "b": [0.0, 0.0, 0.0]})
    added = moved.design(evidence) @ moved.mean[1:] - PRIOR.design(evidence) @ PRIOR.mean[1:]
    assert added == pytest.approx([0.0, step, step])
    assert moved.names == ("a", "b", "a")


def examples(happened: int, rows: int = 400, effect: float = 2.0) -> TrainingExamples:
    """Twelve months each of a number of enterprises; it happens to those with the highest score."""
    random = np.random.default_rng(3)
    a, b = random.random(rows), random.random(rows)
    outcome = np.zeros(rows)
    outcome[np.argsort(-(effect * a + random.gumbel(0, 1, rows)))[:happened]] = 1
    codes = [f"E{number:04d}" for number in range(rows)]
    frame = pl.DataFrame({"uscc": codes, "a": a, "b": b, "outcome": outcome})
    twelve = pl.concat([frame] * 12)
    return TrainingExamples(twelve.drop("outcome"), twelve["outcome"].to_numpy(), np.full(12 * rows, 0.5), np.ones(12 * rows))


SOURCE = Source("甲区", MONTH, "1.0")


def test_what_was_learned_is_counted_in_enterprises_and_not_in_months() -> None:
    found = learn("relocation", PRIOR, examples(40), SOURCE)
    assert (found.events, found.examples, found.source) == (40, 4800, SOURCE)
    assert {one.events for one in found.weights if one.from_value is None} == {40}
    assert {one.feature for one in found.weights} == {"intercept", "a", "b"}
    # Six times the months of the same enterprises are no more to learn from.
    past = examples(40)
    again = TrainingExamples(pl.concat([past.rows] * 2), *(np.tile(part, 2) for part in past[1:]))
    twice = learn("relocation", PRIOR, again, SOURCE)
    assert [one.error for one in twice.weights] == pytest.approx([one.error for one in found.weights], rel=1e-3)


def test_more_events_leave_less_of_the_expert_and_a_smaller_error() -> None:
    few, many = (learn("relocation", PRIOR, examples(count, effect=4.0), SOURCE) for count in (6, 60))
    errors = [next(one for one in found.weights if (one.feature, one.from_value) == ("b", None)).error for found in (few, many)]
    assert errors[1] < errors[0] < 3 * 0.2


def test_what_too_few_events_stand_behind_is_left_out_and_named() -> None:
    found = learn("relocation", PRIOR, examples(LEAST_EVENTS - 1), SOURCE)
    assert found.weights == ()
    assert found.left_out == ("intercept", "a", "b", "a>=0.5")
    past = examples(20)
    rare = past.rows.with_columns(b=pl.when(pl.col("uscc") == "E0001").then(1.0).otherwise(0.0))
    assert "b" in learn("relocation", PRIOR, past._replace(rows=rare), SOURCE).left_out


def test_nothing_to_learn_from_is_no_error() -> None:
    empty = TrainingExamples(pl.DataFrame(schema={"uscc": pl.String, "a": pl.Float64, "b": pl.Float64}), *(np.zeros(0),) * 3)
    found = learn("relocation", PRIOR, empty, SOURCE)
    assert (found.weights, found.events) == ((), 0)


def test_steps_are_expected_to_be_nothing() -> None:
    whole = PRIOR.stepped()
    assert [(one.key, one.from_value, one.weight) for one in whole.features][2:] == [("a", 0.5, 0.0)]
    assert RiskPrior(-3.0, 0.7, PRIOR.features[1:]).stepped().names == ("b",)


def test_laid_out_once_for_all_districts_each_is_moved_by_the_others_alone() -> None:
    records = [record(f"{number}区", weight("a", float(number), events=number + 4), weight("b", 1.0)) for number in range(6)]
    laid_out = Neighbours(tuple(records)).about("relocation")

    def moved(others: Heard | list[Learned], district: str) -> list[object]:
        prior = with_others(PRIOR, others, district)
        return [prior.behind, *((one.key, one.from_value, one.weight, one.spread) for one in prior.features)]

    for own in (one.source.district for one in records):
        assert moved(laid_out, own) == moved([one for one in records if one.source.district != own], own)
    assert moved(laid_out, "外区") == moved(records, "外区") != moved(laid_out, "5区")
    assert with_others(PRIOR, Neighbours(tuple(records)).about("operating"), "外区") is PRIOR
    assert with_others(PRIOR, Heard.of([]), "外区") is PRIOR


def test_the_digest_of_a_record_is_that_of_all_it_holds() -> None:
    one = record("甲区", weight("a", 1.0))
    assert one.digest == record("甲区", weight("a", 1.0)).digest
    assert one.digest != record("甲区", weight("a", 1.1)).digest
    assert replace(one, events=31).digest != one.digest
