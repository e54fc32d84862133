"""Frames of a month whose rules changed, and of the list beside others, for the fixture's district."""

from datetime import date

import polars as pl

from warehouse.comparison_vocabulary import COMPARED_LISTS

SEPTEMBER = date(2026, 9, 1)
# As rows of out_rules hold them: kind, setting, then, now.
RULES = (
    ("threshold", "entry_risk", "0.15", "0.125"),
    ("threshold", "capacity_total", "60", "80"),
    ("threshold", "matrix.medium.small", '"blue"', '"yellow"'),
    ("threshold", "capacity_by_tier.group", None, "40"),
    ("threshold", "exit_risk", "0.1", "0.1"),
    ("channel", "locked", "[]", '["statistical"]'),
    ("model", "month.panel_months", "60", "48"),
    ("code", "scoring", '"a"', '"b"'),
    ("data", "facts", "x", "x"),
)
# What is counted, in as many times the departures.
COUNTED = {"departure": 1.0, "trouble": 5.0, "visit": 4.0}
HITS = {"published": 6.26, "last_year": 5.5, "street_industry": 2.1, "year_on_year": 1.4, "three_sigma": 1.9, "expert": 5.8, "chance": 0.8}
MORE = {
    "street_industry": (4.16, 1.02, 7.3),
    "year_on_year": (4.86, 1.4, 8.3),
    "three_sigma": (4.36, 1.1, 7.6),
    "expert": (0.46, -0.9, 1.8),
    "last_year": (0.76, -0.7, 2.2),
    "chance": (5.46, 2.2, 8.7),
}


def ruled_frames(listed: pl.DataFrame, previous: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the frames `rules`, `rule_changes` and `comparison`; three come, two go, one rises and one falls."""
    rules = pl.DataFrame(RULES, schema=["kind", "setting", "value_text_then", "value_text"], orient="row").with_columns(
        list_month=pl.lit(SEPTEMBER), is_changed=pl.col("value_text").ne_missing(pl.col("value_text_then"))
    )
    return {"rules": rules, "rule_changes": _changes(listed, previous), "comparison": _comparison()}


def _changes(listed: pl.DataFrame, previous: pl.DataFrame) -> pl.DataFrame:
    gone = previous.join(listed, on="uscc", how="anti", maintain_order="left")
    who = [*listed.head(4).to_dicts(), *gone.head(2).to_dicts(), *listed.tail(1).to_dicts()]
    moves = [("came", None, "blue")] * 3 + [("raised", "blue", "yellow")]
    moves += [("left", "blue", None), ("left", "yellow", None), ("lowered", "red", "orange")]
    rows = [
        {name: one[name] for name in ("uscc", "name", "street", "tier", "owner")}
        | {"effect": effect, "level_then": then, "level_now": now, "list_month": SEPTEMBER}
        # A small fixture has nobody left for the last of the moves.
        for one, (effect, then, now) in zip(who, moves, strict=False)
    ]
    return pl.DataFrame(rows, infer_schema_length=None).unique("uscc", maintain_order=True)


def _comparison() -> pl.DataFrame:
    rows = [_compared(counted, key, hits) for counted, hits in COUNTED.items() for key in COMPARED_LISTS.keys]
    return pl.DataFrame(rows, infer_schema_length=None)


def _compared(counted: str, key: str, times: float) -> dict[str, object]:
    span = {"first_month": date(2024, 10, 1), "last_month": date(2025, 9, 1), "due_on": date(2025, 11, 16), "lists_count": 12}
    shown = {**span, "departures_count": 14, "happened_count": round(14 * times), "list": key, "counted": counted}
    if key == "last_year":
        # Made since half a year, and not this month.
        shown |= {"lists_count": 6, "first_month": date(2025, 4, 1), "unmade_reason": "features_changed"}
    hits = times * HITS[key]
    shown |= {"places": 60.0, "hits": hits, "hits_lo": hits / 2, "hits_hi": hits * 1.5}
    if counted == "visit":
        return shown | {"visited": 1.6 * hits, "result": None if key == "published" else "not_judged"}
    if key not in MORE:
        return shown
    more = dict(zip(("more", "more_lo", "more_hi"), (times * value for value in MORE[key]), strict=True))
    return shown | more | {"result": "no_better" if more["more_lo"] < 0 else "better"}
