"""Enterprises, policies and claims for the tests of the policies: one line changes one thing."""

from datetime import date

import polars as pl

from models.policies.clauses import read_catalogue
from models.policies.matching import Matcher

AS_OF = date(2026, 11, 16)
FACT_TYPES = {
    "uscc": pl.String, "industry": pl.String, "street": pl.String, "park": pl.String, "tier": pl.String, "size": pl.String,
    "age_years": pl.Float64, "jobs": pl.Float64, "output_cny_10k": pl.Float64, "tax_cny_10k": pl.Float64,
    "output_growth_share": pl.Float64, "high_tech": pl.Boolean, "claimed": pl.List(pl.String), "claims_12m_count": pl.Float64,
    "level": pl.String,
}  # fmt: skip
KNOWN = {
    "uscc": "a", "industry": "C3921", "street": "坑梓街道", "park": "坑梓科技园", "tier": "group", "size": "small", "age_years": 5.0,
    "jobs": 120.0, "output_cny_10k": 3000.0, "tax_cny_10k": 90.0, "output_growth_share": 0.12, "high_tech": True, "claimed": [],
    "claims_12m_count": 0.0, "level": "none",
}  # fmt: skip
POLICY_TYPES = {
    "policy": pl.String, "title": pl.String, "topic": pl.String, "department": pl.String, "industry": pl.String, "tier": pl.String,
    "valid_from_on": pl.Date, "valid_to_on": pl.Date, "amount_cny_10k": pl.Float64, "excludes": pl.String, "claims_per": pl.String,
    "reviewed_on": pl.Date,
}  # fmt: skip
CLAUSE_TYPES = dict.fromkeys(("policy", "clause", "words_zh", "fact", "operator", "value_text", "mode"), pl.String)
CLAIM_TYPES = {
    "uscc": pl.String, "policy": pl.String, "claimed_on": pl.Date, "result": pl.String, "refused_clause": pl.String,
    "amount_cny_10k": pl.Float64,
}  # fmt: skip


def firms(*changes):
    """Facts of enterprises, each known in full but for what is changed."""
    return pl.DataFrame([KNOWN | change for change in changes or ({},)], schema=FACT_TYPES)


def policies(*changes):
    """A catalogue: one policy `p` for everybody, or those that are given."""
    plain = {"policy": "p", "title": "租金补贴", "topic": "space", "department": "工信"}
    return pl.DataFrame([plain | change for change in changes or ({},)], schema=POLICY_TYPES)


def clauses(*rows):
    """Clauses of the policy `p`, numbered from 1: (fact, operator, value), or a word for one that a person confirms."""
    cells = [
        ("p", str(number), row if isinstance(row, str) else None, *((None,) * 3 if isinstance(row, str) else row),
         "manual" if isinstance(row, str) else "machine")
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return pl.DataFrame(cells, schema=CLAUSE_TYPES, orient="row")


def claims(*rows):
    """Claims of the enterprise `a`."""
    plain = {"uscc": "a", "policy": "p", "claimed_on": date(2026, 3, 2)}
    return pl.DataFrame([plain | row for row in rows], schema=CLAIM_TYPES)


def matched(facts=None, catalogue=None, asked=None, made=None, day=AS_OF):
    """The rows of a match."""
    known = read_catalogue(policies() if catalogue is None else catalogue, clauses() if asked is None else asked)
    return Matcher(known, claims() if made is None else made, day).match(firms() if facts is None else facts)
