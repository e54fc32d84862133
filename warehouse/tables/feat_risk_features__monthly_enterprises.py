"""Features of each enterprise as the risk models see them."""

from warehouse.columns import MONTH, USCC
from warehouse.contract import Caveat, Column, Table
from warehouse.risk_vocabulary import RISK_EVIDENCE, RiskEvidence


def _column(one: RiskEvidence) -> Column:
    """Return the column of a measured number; a bound of its range may be open."""
    bounds = None if one.lowest is None and one.highest is None else (one.lowest, one.highest)
    return Column(one.key, "DOUBLE", one.unit, one.en, one.zh, range=bounds)


TABLE = Table(
    name="feat_risk_features__monthly_enterprises",
    meaning="Evidence of each enterprise at a month, as known on the month's own as-of day: what the risks are judged on and learn from.",
    columns=(
        MONTH,
        Column("as_of", "DATE", None, "Day up to which figures were seen.", "截止日"),
        USCC,
        Column("inputs_hash", "VARCHAR", None, "Digest of inputs and settings; a different one makes the month's rows stale.", "输入摘要"),
        *(_column(one) for one in RISK_EVIDENCE),
    ),
    key=("month", "as_of", "uscc"),
    caveats=(Caveat("Log-odds of evidence are not probabilities: the risks weigh them against what such evidence meant in the past."),),
)
