"""What machines read of an edition."""

import io

import polars as pl

from pipelines.delivery.edition_files import scores_parquet


def test_scores_have_a_row_for_everybody_and_the_same_bytes() -> None:
    register = pl.DataFrame({"uscc": ["C", "A", "B"]})
    risk = pl.DataFrame(
        {"uscc": ["A", "B"], "operating_risk": [0.5, None], "relocation_risk": [0.1, None], "relocation_share": [0.2, None]}
    )
    listed = pl.DataFrame({"uscc": ["A"], "level": ["blue"], "is_listed": [True]})
    made = scores_parquet(register, risk, listed, "2026-10")
    rows = pl.read_parquet(io.BytesIO(made))
    assert rows["uscc"].to_list() == ["A", "B", "C"]
    assert rows["relocation_share"].to_list() == [0.2, None, None]
    assert rows["listed"].to_list() == [True, False, False]
    assert rows["level"].to_list() == ["blue", None, None]
    assert scores_parquet(register.reverse(), risk.reverse(), listed, "2026-10") == made
