"""Which p-values are discoveries is what the libraries that have the rule of Benjamini and Hochberg find, whatever the p-values."""

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from models.evidence.indicator_evidence import discoveries

# Of few values, as ranks among earlier shifts are, so that many are equal; some are not known.
P_VALUES = st.one_of(st.just(np.nan), st.integers(1, 200).map(lambda rank: rank / 200), st.floats(1e-6, 1))
TABLES = arrays.arrays(float, st.tuples(st.integers(1, 60), st.integers(1, 3)), elements=P_VALUES)


@given(p_values=TABLES, share=st.sampled_from([0.01, 0.1, 0.3]))
def test_discoveries_are_those_of_the_libraries(p_values: npt.NDArray[np.float64], share: float) -> None:
    found = discoveries(p_values, share)
    assert not found[np.isnan(p_values)].any()
    for column, own in zip(p_values.T, found.T, strict=True):
        known = ~np.isnan(column)
        if known.any():
            rejected, adjusted = multipletests(column[known], alpha=share, method="fdr_bh")[:2]
            assert own[known].tolist() == rejected.tolist()
            # SciPy gives the least share at which each is found; where that is the share itself, rounding decides.
            least = false_discovery_control(column[known])
            assert np.abs(least - adjusted).max() <= 1e-12
            decided = np.abs(least - share) > 1e-12
            assert own[known][decided].tolist() == (least <= share)[decided].tolist()


def test_nothing_known_is_no_discovery() -> None:
    assert not discoveries(np.full((4, 2), np.nan), 0.1).any()
    assert discoveries(np.zeros((0, 2)), 0.1).shape == (0, 2)
