"""How the stated compares with what happened, by decile, where rows count differently."""

import numpy as np

from models.risk.score import decile_table


def test_rows_count_by_their_weight_and_those_without_any_are_left_out() -> None:
    predicted, observed = np.array([0.2, 0.4, 0.9]), np.array([0.0, 1.0, 1.0])
    table = decile_table("relocation_share", np.repeat(predicted, 10), np.repeat(observed, 10), np.repeat([1.0, 3.0, 0.0], 10))
    assert table["count"].sum() == 20
    assert round(table["predicted_mean"].max(), 6) == 0.4
    mixed = decile_table("relocation_share", predicted[:2].repeat(1), observed[:2], np.array([1.0, 3.0]))
    assert mixed["observed_share"].to_list() == [0.0, 1.0]


def test_a_decile_is_a_mean_by_weight() -> None:
    predicted, weight = np.linspace(0.1, 0.3, 20), np.tile([1.0, 3.0], 10)
    table = decile_table("relocation_share", predicted, np.tile([0.0, 1.0], 10), weight)
    assert np.allclose(table["observed_share"], 0.75)
