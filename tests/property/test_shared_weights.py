"""Whatever finite records other districts send, the prior that follows is finite, between what was said, and the same in any order."""

from datetime import date
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.risk.priors import PRIORS
from models.risk.shared_weights import Learned, LearnedWeight, Source, with_others

PRIOR = PRIORS["relocation"]
KEYS = [(one.key, one.from_value) for one in PRIOR.stepped().features] + [("intercept", None), ("unknown", None)]
# What a file may hold.
VALUES = st.floats(-100, 100, allow_subnormal=False)
ERRORS = st.floats(1e-6, 100)


@st.composite
def records(draw: st.DrawFn) -> list[Learned]:
    districts = draw(st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=6))
    return [
        Learned("relocation", Source(name, date(2026, 1 + place, 1), "1"), 100, 50, draw(weights()), ())
        for place, name in enumerate(districts)
    ]


@st.composite
def weights(draw: st.DrawFn) -> tuple[LearnedWeight, ...]:
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=8))
    return tuple(LearnedWeight(key, 1, edge, draw(VALUES), draw(ERRORS), draw(st.integers(0, 10**9))) for key, edge in keys)


@settings(max_examples=60)
@given(records(), st.randoms())
def test_finite_in_finite_out(others: list[Learned], random: Random) -> None:
    moved = with_others(PRIOR, others, "甲")
    assert np.isfinite(moved.mean).all()
    assert np.isfinite(moved.spread).all()
    assert (moved.spread > 0).all()
    # Nobody makes the expert less certain, and no weight is beyond the furthest that was said.
    expert = PRIOR.stepped()
    known = {(one.key, one.from_value): one for one in expert.features}
    for one in moved.features:
        before = known[one.key, one.from_value]
        said = [w.value for r in others for w in r.weights if (w.feature, w.from_value) == (one.key, one.from_value)] + [before.weight]
        assert one.spread <= before.spread
        assert min(said) - 1e-9 <= one.weight <= max(said) + 1e-9
    shuffled = list(others)
    random.shuffle(shuffled)
    again = with_others(PRIOR, shuffled, "甲")
    assert again.mean.tobytes() == moved.mean.tobytes()
    assert again.spread.tobytes() == moved.spread.tobytes()
