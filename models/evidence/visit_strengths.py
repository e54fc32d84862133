"""Visits on record as evidence about a move: those that noted plans to move, and those that confirmed other trouble; both fade with age.

In: visits and signals as known on a day. Out: what a visit found (models.cases.visits), what it weighs (models.risk.priors).
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from models.cases.visits import CONFIRMING, judged_visits
from models.evidence.appeal_strengths import held_twice
from models.evidence.settings import SignalSettings
from models.evidence.signals import add_up
from models.numeric import Floats
from warehouse.risk_vocabulary import VISIT_EVIDENCE
from warehouse.vocabulary import OUTCOMES, SIGNALS

MOVE, TROUBLE = VISIT_EVIDENCE.keys
_NOTE: Final = SIGNALS["visit_note"]
# What people write of a move. Places elsewhere count beside words for a site or a plant only: customers and staff may be from there too.
_ELSEWHERE: Final = "(?:外地|异地|市外|区外|外省|外市|elsewhere|outside)"
_SITE: Final = "(?:设厂|建厂|新厂|厂房|场地|选址|投资|布局|购地|拿地|租地|扩产|site|plant|premises|factory)"
_PLANS: Final = (
    f"外迁|搬迁|搬离|搬到|搬往|迁往|迁至|迁到|迁出|整体迁|{_ELSEWHERE}[^，。；、,;]{{0,12}}{_SITE}|{_SITE}[^，。；、,;]{{0,12}}{_ELSEWHERE}|relocat|"
    "moving (?:to|out|away)|move (?:to|out|away|elsewhere)"
)
# A move inside the district is no loss, and a plan that is denied is none: 区内搬迁, 无外迁计划, 暂不考虑在外地建厂, no plans to move out.
_WITHIN: Final = (
    f"(?:区内|本区|within the district)[^，。；、,;]{{0,6}}(?:{_PLANS})|(?:{_PLANS})[^，。；、,;]{{0,6}}(?:区内|本区|within the district)"
)
_NO: Final = (
    "(?:[无没未][^，。；、,;]{0,3}?|(?:没有|不会|不再|不拟|不考虑|不打算|不准备|不存在|否认)[^，。；、,;]{0,8}?"
    "|\\b(?:no|not|never|without)\\b[^，。；,;]{0,30}?)"
)
_DENIED: Final = f"{_NO}(?:{_PLANS})"
# What ends a matter: plans that were given up, or that have been carried out and are on record as such.
_ENDED: Final = (*OUTCOMES.keys, "solved")


def visit_strengths(visits: pl.DataFrame, uscc: npt.NDArray[np.str_], as_of: date, settings: SignalSettings) -> Floats:
    """Add up what is left of each enterprise's visits, shape (enterprises, VISIT_EVIDENCE in order), each bounded.

    ``visits`` holds the rows of core_visits known on ``as_of``: ``uscc, visited_on, visited_by, finding, outcome, note``.
    """
    return add_up(_dated(visits, as_of), uscc, as_of, VISIT_EVIDENCE, settings)


def repeated_notes(
    signals: pl.DataFrame, visits: pl.DataFrame, uscc: npt.NDArray[np.str_], as_of: date, settings: SignalSettings
) -> Floats:
    """Add up what is left of reported visit notes whose visit is on record as one that noted plans to move, shape (enterprises,).

    ``signals`` holds ``uscc, observed_on, kind``; arguments else as `visit_strengths`.
    """
    noted = _dated(visits, as_of).filter(pl.col("kind") == MOVE).select("uscc", day="observed_on")
    twice = held_twice(signals.filter(pl.col("kind") == _NOTE.key).select("uscc", "observed_on", "kind"), noted, as_of)
    return add_up(twice, uscc, as_of, (_NOTE,), settings)[:, 0]


def _dated(visits: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the visits that noted plans to move or confirmed other trouble: uscc, observed_on, kind; two visits of a day are one."""
    is_moving = _notes_plans()
    moving, rest = (judged_visits(visits.filter(part), as_of) for part in (is_moving, ~is_moving))
    is_open = ~pl.any_horizontal(pl.col(name).is_in(_ENDED).fill_null(value=False) for name in ("finding", "outcome"))
    # A bare confirmation may be one of a move: only words say that it is something else.
    trouble = rest.filter(is_open, pl.col("finding").is_in(CONFIRMING), pl.col("said").is_not_null())
    found = [
        rows.select("uscc", observed_on="visited_on", kind=pl.lit(kind))
        for rows, kind in ((moving.filter(is_open), MOVE), (trouble, TROUBLE))
    ]
    return pl.concat(found).unique(maintain_order=True)


def _notes_plans() -> pl.Expr:
    """Whether the words of a visit speak of plans to move out of the district, and do not deny them."""
    words = pl.concat_str([pl.col(name).fill_null("") for name in ("finding", "note")], separator="；").str.to_lowercase()
    return words.str.replace_all(_WITHIN, "").str.replace_all(_DENIED, "").str.contains(_PLANS)
