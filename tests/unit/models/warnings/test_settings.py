"""The shipped thresholds and measures: complete, equal to the defaults, and refused when they would do harm."""

import tomllib
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from models.warnings.settings import EXPOSURE_CLASSES, LEVELS, RISK_CLASSES, LevelSettings, Measure, level_settings, measure_catalogue
from models.warnings.wording import INDICATORS, SIGNALS, STAGES

CONFIG = Path(__file__).parents[3] / "pipelines" / "config"


def shipped(name):
    return tomllib.loads((CONFIG / name).read_text(encoding="utf-8"))


def test_shipped_levels_equal_the_defaults():
    assert level_settings(shipped("levels.toml")) == LevelSettings()


def test_every_threshold_says_value_unit_reason_owner_and_review_day():
    for name, entry in shipped("levels.toml")["thresholds"].items():
        assert set(entry) == {"value", "unit", "reason", "owner", "reviewed"}, name
        assert isinstance(entry["reviewed"], date), name
        assert len(entry["reason"]) > 20, name


def test_every_number_that_decides_is_in_the_file():
    named = set(shipped("levels.toml")["thresholds"])
    numbers = {item.name for item in fields(LevelSettings) if item.type in ("float", "int", float, int)}
    # How many reasons and measures are printed is layout, not a decision about an enterprise.
    assert numbers - named == {"reasons_most", "measures_most"}


def test_the_matrix_never_falls_with_risk_or_exposure():
    matrix = LevelSettings().matrix
    grave = [[LEVELS.index(matrix[risk][exposure]) for exposure in EXPOSURE_CLASSES] for risk in RISK_CLASSES]
    assert all(row == sorted(row) for row in grave)
    assert all(list(column) == sorted(column) for column in zip(*grave, strict=True))


def test_shipped_measures_are_well_formed_and_know_only_existing_words():
    catalogue = measure_catalogue(shipped("measures.toml"))
    assert len({measure.key for measure in catalogue}) == len(catalogue) >= 10
    for measure in catalogue:
        assert set(measure.indicators) <= set(INDICATORS), measure.key
        assert set(measure.signals) <= set(SIGNALS), measure.key
        assert set(measure.stages) <= set(STAGES), measure.key
        assert set(measure.kinds) <= {"operating", "relocation"}, measure.key


def test_some_measure_fits_everybody():
    assert any(not (m.kinds or m.indicators or m.stages or m.signals or m.topics) for m in measure_catalogue(shipped("measures.toml")))


@pytest.mark.parametrize("text", ["劝阻企业搬迁", "暂缓办理迁出手续", "对企业开展检查", "挽留企业"])
def test_a_measure_that_hinders_is_refused(text):
    with pytest.raises(ValueError, match="service only"):
        Measure("bad", text, "某部门")


def test_exit_above_entry_is_refused():
    with pytest.raises(ValueError, match="exit_risk"):
        LevelSettings(entry_risk=0.1, exit_risk=0.2)


def test_a_hole_in_the_matrix_is_refused():
    table = {"matrix": {**LevelSettings().matrix, "very_high": {"large": "red", "medium": "orange"}}}
    with pytest.raises(ValueError, match="very_high"):
        level_settings(table)


def test_an_unknown_threshold_is_refused_by_name():
    with pytest.raises(ValueError, match="entry_rsik"):
        level_settings({"thresholds": {"entry_rsik": {"value": 0.2}}})


def test_a_measure_without_department_is_refused():
    with pytest.raises(ValueError, match="department"):
        measure_catalogue({"measure": [{"key": "a", "text": "上门走访"}]})


def test_no_capacity_is_refused():
    with pytest.raises(ValueError, match="capacity_total"):
        LevelSettings(capacity_total=0)
