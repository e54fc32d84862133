"""Every frame of the response fits the contract of the table it is stored in."""

from datetime import date

import polars as pl
import pytest

from models.district.coverage import source_coverage
from models.district.growth import find_growth
from models.district.totals import district_state, district_totals
from models.warnings.settings import Measure
from models.warnings.warning_list import build_warning_list
from tests.unit.models.warnings.case_frames import AS_OF, MONTH, evidence, fall, inputs, registered, risks
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.contract import conform
from warehouse.periods import shift_month

CODES = ("a", "b")
NO_STATES = pl.DataFrame(schema={"month": pl.Date, "district": pl.String, "is_down": pl.Boolean, "since": pl.Date})


def figures():
    rows = [
        (code, indicator, shift_month(MONTH, -age), 160.0 if age < 4 else 100.0, None, "")
        for code in CODES
        for indicator in ("output_value", "electricity")
        for age in range(36)
    ]
    kinds = {
        "uscc": pl.String,
        "indicator": pl.String,
        "period": pl.Date,
        "value": pl.Float64,
        "growth_base": pl.Float64,
        "flags": pl.String,
    }
    return pl.DataFrame(rows, schema=kinds, orient="row")


def register():
    return registered(*CODES).with_columns(registered_on=pl.Series([date(2026, 6, 1), date(2010, 1, 1)]))


def risk():
    return risks(a=(0.9, 0.4, "looking"), b=(0.3, 0.0))


def proof():
    return evidence(fall("a", "electricity", 0.5), fall("b", "tax", None, silent=3))


def listed():
    policy = pl.DataFrame({"uscc": ["b"], "title": ["租金补贴"], "department": [None]}, schema_overrides={"department": pl.String})
    return build_warning_list(
        inputs(risk(), proof(), eligible=lambda _warnings: policy), MONTH, AS_OF, catalogue=(Measure("visit", "上门走访", "挂点单位"),)
    )


FRAMES = {
    names.WARNINGS: lambda: listed().warnings,
    names.REASONS: lambda: listed().reasons,
    names.MEASURES: lambda: listed().measures,
    names.CLEARINGS: lambda: listed().clearings,
    names.COVERAGE: lambda: source_coverage(figures(), register(), MONTH),
    names.DISTRICT: lambda: district_totals(figures(), register(), MONTH),
    names.STATE: lambda: district_state(proof(), register(), listed().warnings, NO_STATES, MONTH),
    names.GROWTH: lambda: find_growth(figures(), register(), MONTH),
}


@pytest.mark.parametrize("name", FRAMES)
def test_fits_its_contract(name):
    table, frame = table_named(name), FRAMES[name]()
    fitted = conform(frame.with_columns(month=pl.lit(MONTH)), table)
    assert fitted.height > 0
    assert fitted.select(table.key).is_unique().all()
    for column in table.columns:
        values = fitted[column.name].drop_nulls()
        if column.allowed:
            assert set(values) <= set(column.allowed), column.name
        if column.range and len(values):
            low, high = column.range
            assert low is None or values.min() >= low, column.name
            assert high is None or values.max() <= high, column.name


@pytest.mark.parametrize("name", [name for name in FRAMES if name != names.COVERAGE])
def test_an_empty_month_fits_too(name):
    empty_risk = risk().with_columns(pl.lit(None, pl.Float64).alias(column) for column in ("operating_risk", "relocation_risk"))
    nobody = build_warning_list(inputs(empty_risk), MONTH, AS_OF)
    frames = {
        names.WARNINGS: nobody.warnings,
        names.REASONS: nobody.reasons,
        names.MEASURES: nobody.measures,
        names.CLEARINGS: nobody.clearings,
        names.DISTRICT: district_totals(figures().head(0), register(), MONTH),
        names.STATE: district_state(evidence(), register(), nobody.warnings, NO_STATES, MONTH),
        names.GROWTH: find_growth(figures().head(0), registered(*CODES), MONTH),
    }
    conform(frames[name].with_columns(month=pl.lit(MONTH)), table_named(name))
