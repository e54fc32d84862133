"""A list worked out anew from its risks and rules: whatever the program decides has no remark, whatever is changed in it has one."""

from dataclasses import replace

import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.month_settings import MonthSettings
from models.risk.settings import RiskSettings
from models.warnings.rule_changes import Rules
from models.warnings.settings import LevelSettings
from models.warnings.warning_list import decide_list
from pipelines.delivery.laid_tables import Laid
from pipelines.verification.list_check import check_list, check_scored
from reports.edition import Edition
from reports.frames import BriefingFrames
from tests.unit.models.warnings.case_frames import AS_OF, BEFORE, MONTH, inputs, last_list, risks
from warehouse.vocabulary import STAGES

CODES = [f"E{number:02d}" for number in range(24)]
TIERS = ("district_leader", "department", "group")
RISK = st.one_of(st.none(), st.sampled_from([0.05, 0.1, 0.12, 0.15, 0.3, 0.45, 0.5, 0.75]), st.floats(0, 1))
CASE = st.tuples(
    RISK,
    RISK,
    st.sampled_from(["none", STAGES.keys[1], "capacity_moved"]),
    st.sampled_from([None, "red", "orange", "yellow", "blue"]),
    st.booleans(),
    st.sampled_from(TIERS),
    st.sampled_from(["large", "medium", "small"]),
    st.sampled_from(["坪山区", "龙岗区"]),
)
RULES = st.builds(
    LevelSettings,
    capacity_total=st.integers(1, 30),
    drawn_places=st.integers(0, 3),
    drawn_from=st.integers(1, 8),
    capacity_by_tier=st.dictionaries(st.sampled_from(TIERS), st.integers(0, 6), max_size=2),
)


Case = tuple[float | None, float | None, str, str | None, bool, str, str, str]


def decided(cases: list[Case], rules: LevelSettings) -> tuple[Laid, pl.DataFrame]:
    """Return the list the program makes of some cases, as it is laid beside the pages, and the scores."""
    own = dict(zip(CODES, cases, strict=False))
    risk = risks(**{code: (*case[:3], "departed" if case[0] is case[1] is None else None) for code, case in own.items()})
    previous = last_list(**{code: (case[3], 2) for code, case in own.items() if case[3]})
    confirmed = [(code, BEFORE) for code, case in own.items() if case[4]]
    made_from = inputs(
        risk,
        previous=previous,
        classes={code: case[6] for code, case in own.items()},
        tiers={code: case[5] for code, case in own.items()},
        districts={code: case[7] for code, case in own.items()},
        confirmed=pl.DataFrame(confirmed, schema={"uscc": pl.String, "confirmed_on": pl.Date}, orient="row"),
    )
    warnings = decide_list(made_from, MONTH, rules)
    unjudged = risk.filter(pl.col("operating_risk").is_null() & pl.col("relocation_risk").is_null()).select("uscc")
    frames = BriefingFrames(
        warnings=warnings.with_columns(month=pl.lit(MONTH)),
        previous=previous,
        rules=Rules(rules, MonthSettings(), RiskSettings(), (), "", "").frame(),
        unjudged=unjudged,
    )
    scored = risk.select("uscc", "operating_risk", "relocation_risk", "relocation_share")
    listed = scored.join(warnings.select("uscc", "level", listed="is_listed"), on="uscc", how="left").fill_null(False)
    return Laid(frames, Edition(MONTH, AS_OF, AS_OF, 1, 1, "坪山区", "专班")), listed


def remarks(laid: Laid, scores: pl.DataFrame) -> list[str]:
    return [finding.sentence for finding in (*check_scored(laid, scores), *check_list(laid, scores))]


@given(st.lists(CASE, min_size=1, max_size=len(CODES)), RULES)
@settings(max_examples=60, deadline=None)
def test_what_the_program_decides_follows_from_risks_and_rules(cases: list[Case], rules: LevelSettings) -> None:
    assert remarks(*decided(cases, rules)) == []


@given(st.lists(CASE, min_size=12, max_size=len(CODES)), RULES, st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_is_changed_in_the_list_is_noticed(cases: list[Case], rules: LevelSettings, data: st.DataObject) -> None:
    laid, scores = decided(cases, rules)
    table = laid.frames.warnings
    assume(table.height)
    code = data.draw(st.sampled_from(table["uscc"].to_list()))
    row = table.row(by_predicate=pl.col("uscc") == code, named=True)
    column, value = data.draw(
        st.sampled_from(
            [
                ("operating_risk", (row["operating_risk"] or 0.0) / 2 + 0.3001),
                ("level", "red" if row["level"] in ("blue", "yellow") else "blue"),
                ("is_listed", not row["is_listed"]),
                ("rank", (row["rank"] or 0) + 1),
                ("previous_level", None if row["previous_level"] else "red"),
                ("months_listed", 7),
            ]
        )
    )
    assume(row["is_listed"] or column not in ("months_listed",))
    other = pl.when(pl.col("uscc") == code).then(pl.lit(value, dtype=table.schema[column])).otherwise(column)
    changed = replace(laid, frames=replace(laid.frames, warnings=table.with_columns(other.alias(column))))
    assert any(code in sentence for sentence in remarks(changed, scores))


def test_one_left_off_the_list_is_noticed() -> None:
    laid, scores = decided([(0.9, 0.0, "none", None, False, "group", "large", "坪山区")] * 3, LevelSettings())
    without = replace(laid, frames=replace(laid.frames, warnings=laid.frames.warnings.head(2)))
    assert f"{CODES[2]} is missing here and has a level in scores.parquet" in remarks(without, scores)
