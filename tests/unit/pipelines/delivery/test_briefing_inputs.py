"""What a briefing is made of: who is not judged is named with the register's words."""

import polars as pl

from pipelines.delivery.briefing_inputs import unjudged


def test_the_unjudged_are_named_from_the_register_and_the_scored_stay_out() -> None:
    risk = pl.DataFrame({"uscc": ["B", "A", "C"], "out_of_scope": ["idle", None, "departed"]})
    register = pl.DataFrame({"uscc": ["A", "B"], "name": ["甲", "乙"], "street": ["东", "西"], "tier": ["group"] * 2, "owner": ["局"] * 2})
    rows = unjudged(risk, register)
    assert rows.select("uscc", "name", "street", "reason").rows() == [("B", "乙", "西", "idle"), ("C", None, None, "departed")]
