"""Which kind of trouble: leaving told from shrinking by both risks together, where each alone would not do."""

from __future__ import annotations

from typing import Final

import polars as pl

# Leaving takes activity away too, so the operating risk of whoever leaves is high as well: half of its log-odds speak against leaving.
OPERATING_SHARE: Final = 0.5
_LEAST: Final = 1e-9


def kind_score() -> pl.Expr:
    """Log-odds of leaving less half the log-odds of a decline, over a frame with ``operating_risk`` and ``relocation_risk``.

    It ranks enterprises in trouble from shrinking to leaving; it is no probability. Null where either risk is.
    """
    return _log_odds("relocation_risk") - OPERATING_SHARE * _log_odds("operating_risk")


def _log_odds(column: str) -> pl.Expr:
    chance = pl.col(column).clip(_LEAST, 1 - _LEAST)
    return (chance / (1 - chance)).log()
