"""Small frames for the tests of the list: a register, risks, evidence, and last month's list."""

from datetime import date

import polars as pl

from models.warnings.warning_list import WarningInputs
from warehouse.periods import shift_month
from warehouse.vocabulary import INDICATORS

MONTH = date(2026, 6, 1)
AS_OF = date(2026, 7, 16)
BEFORE = date(2026, 5, 1)
RISK_TYPES = {
    "uscc": pl.String,
    "operating_risk": pl.Float64,
    "relocation_risk": pl.Float64,
    "relocation_stage": pl.String,
    "relocation_form": pl.String,
    "out_of_scope": pl.String,
    "recovered_share": pl.Float64,
    "relocation_share": pl.Float64,
}
EVIDENCE_TYPES = {
    "uscc": pl.String,
    "indicator": pl.String,
    "family": pl.String,
    "value": pl.Float64,
    "expected": pl.Float64,
    "ratio_share": pl.Float64,
    "peers_share": pl.Float64,
    "p_value": pl.Float64,
    "is_anomalous": pl.Boolean,
    "duration_months": pl.Int32,
    "onset": pl.Date,
    "silent_months": pl.Int32,
    "stopped_months": pl.Int32,
    "growth_3m_share": pl.Float64,
    "year_base": pl.String,
    "yoy_share": pl.Float64,
    "horizon_months": pl.Int8,
    "gap_12_log": pl.Float64,
}


def risks(**by_code):
    """uscc -> (operating, relocation[, stage[, out_of_scope]])."""
    rows = []
    for uscc, given in by_code.items():
        operating, relocation, stage, scope = (*given, *("none", None)[len(given) - 2 :])
        rows.append((uscc, operating, relocation, stage, "unknown", scope, 0.0, None))
    return pl.DataFrame(rows, schema=RISK_TYPES, orient="row")


def fall(
    uscc, indicator, ratio, months=3, expected=100_000.0, peers=None, silent=0, p_value=0.001, stopped=0, growth=None, base=None, yoy=None
):
    value = None if ratio is None else ratio * expected
    onset = shift_month(MONTH, 1 - months) if months else None
    described = (uscc, indicator, INDICATORS[indicator].family, value, expected, ratio, peers, p_value, True, months, onset, silent)
    # The normal level of a fall of more than a year is carried on from the year before.
    horizon = months + 3 if months > 12 else 12
    return (*described, stopped, growth, base, yoy, horizon, None)


def evidence(*rows):
    return pl.DataFrame(list(rows), schema=EVIDENCE_TYPES, orient="row")


def registered(*codes, tiers=None, districts=None):
    tiers, districts = tiers or {}, districts or {}
    return pl.DataFrame(
        {
            "uscc": codes,
            "name": [f"企业{code}" for code in codes],
            "district": [districts.get(code, "坪山区") for code in codes],
            "street": ["坑梓街道"] * len(codes),
            "industry": ["C3911"] * len(codes),
            "tier": [tiers.get(code) for code in codes],
            "owner": [None] * len(codes),
            "owner_email": [None] * len(codes),
            "registered_on": [None] * len(codes),
            "left_register_on": [None] * len(codes),
        },
        schema_overrides={
            **dict.fromkeys(("tier", "owner", "owner_email"), pl.String),
            **dict.fromkeys(("registered_on", "left_register_on"), pl.Date),
        },
    )


def exposures(*codes, classes=None):
    classes = classes or {}
    shares = {name: [0.001] * len(codes) for name in ("exposure_output_share", "exposure_tax_share", "exposure_jobs_share")}
    amounts = {name: [100.0] * len(codes) for name in ("exposure_output_cny_10k", "exposure_tax_cny_10k", "exposure_jobs")}
    return pl.DataFrame({"uscc": codes, **amounts, **shares, "exposure_class": [classes.get(code, "small") for code in codes]})


def last_list(**levels):
    """uscc -> (level, months_listed): what was published the month before."""
    return pl.DataFrame(
        [(BEFORE, u, f"企业{u}", level, months, True, date(2026, 1, 1)) for u, (level, months) in levels.items()],
        schema={
            "month": pl.Date,
            "uscc": pl.String,
            "name": pl.String,
            "level": pl.String,
            "months_listed": pl.Int32,
            "is_listed": pl.Boolean,
            "first_listed_on": pl.Date,
        },
        orient="row",
    )


def inputs(risk, proof=None, classes=None, previous=None, tiers=None, districts=None, **more):
    codes = risk["uscc"].to_list()
    return WarningInputs(
        risk=risk,
        evidence=evidence() if proof is None else proof,
        register=registered(*codes, tiers=tiers, districts=districts),
        exposure=exposures(*codes, classes=classes),
        previous=last_list() if previous is None else previous,
        **more,
    )
