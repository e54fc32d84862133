"""How the indicators have fallen together: the middle one, the second lowest, who went first, and falls that only look like one.

A median over indicators moves only when at least half of them do, so correlated indicators count once and a fault in one counts not
at all. Falls are positive; in standard errors they are bounded by nothing here.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from models.evidence.deviations import Deviations
from models.evidence.shifts import LevelShifts, Shift, Spell
from models.numeric import Floats, median
from warehouse.vocabulary import BOOKED_PLACES, INDICATORS, PHYSICAL_PLACES, UTILITIES

# How many months back the level stands against which the last three months (the last one, for 1) are held.
LAGS: Final = (1, 3, 6, 12, 18)
_SPELL_MONTHS: Final = 3
_BOTH: Final = [*PHYSICAL_PLACES, *BOOKED_PLACES]
_PEOPLE: Final = INDICATORS.index("employment")
# What stands still when production does, whoever is still employed.
PRODUCTION: Final = [INDICATORS.index(name) for name in ("output_value", *UTILITIES)]
_NOT_PEOPLE: Final = [INDICATORS.index(name) for name in ("output_value", "value_added", *UTILITIES)]
# A short stop is a fall of this much more than the months before it had fallen; people are steady within this many errors.
_STOP_LOG: Final = 0.25
_STEADY_ERRORS: Final = 2.0
# People may fall this much deeper than production before it looks like a transfer of contracts.
_HEADCOUNT_LOG: Final = 0.08


def fall_features(level_shifts: LevelShifts, last: int) -> dict[str, Floats]:
    """Measure the joint falls at a month by position; every answer is (enterprises,), 0 where nothing is known.

    ``fall_<lag>_errors`` is the median fall over indicators in standard errors, ``second_fall_12_errors`` the second largest;
    ``fall_<lag>_log`` the median in logs; ``physical_lead_<lag>_log`` how much further physical figures have fallen than booked ones;
    ``headcount_only_log`` how much further people have fallen than production at any lag; ``short_stop_log`` how much of a fall is so
    new, and so empty of people leaving, that it may be maintenance; ``people_fall_6_log`` how far people have fallen over half a year.
    """
    shifts = {lag: level_shifts.measure(Spell(last - lag + 1, max(last - lag + 1, last - _SPELL_MONTHS + 1), last)) for lag in LAGS}
    errors = {lag: (shift.size / shift.error)[:, _BOTH] for lag, shift in shifts.items()}
    falls = {f"fall_{lag}_errors": _known(-median(errors[lag], 1)) for lag in (1, 3, 6, 12)}
    logs = {f"fall_{lag}_log": _known(-median(shifts[lag].size[:, _BOTH], 1)) for lag in (12, 18)}
    physical_lead = {f"physical_lead_{lag}_log": _physical_lead(shifts[lag]) for lag in (3, 6, 12)}
    headcount_only = np.max([_headcount_only(shifts[lag]) for lag in LAGS[1:]], axis=0)
    return (
        falls
        | {"second_fall_12_errors": _second(errors[12])}
        | logs
        | physical_lead
        | {
            "headcount_only_log": headcount_only,
            "short_stop_log": _short_stop(level_shifts.deviations, shifts[1], last),
            "people_fall_6_log": _known(-shifts[6].size[:, _PEOPLE]),
        }
    )


def _known(values: Floats) -> Floats:
    return np.nan_to_num(values)


def _second(errors: Floats) -> Floats:
    """Return the second largest fall; of a single indicator only a rise is believed."""
    ordered = np.sort(np.where(np.isfinite(errors), errors, np.inf), axis=1)
    known = np.isfinite(errors).sum(axis=1)
    single = np.maximum(np.where(known == 1, ordered[:, 0], 0.0), 0.0)
    return np.asarray(-np.where(known >= 2, ordered[:, 1], single))


def _physical_lead(shift: Shift) -> Floats:
    return _known(median(shift.size[:, BOOKED_PLACES], 1)) - _known(median(shift.size[:, PHYSICAL_PLACES], 1))


def _headcount_only(shift: Shift) -> Floats:
    """Return how much deeper people have fallen than production; people follow a decline late and not all, so this is not one.

    0 where either is unknown: nobody has seen production go on.
    """
    production = np.minimum(median(shift.size[:, _NOT_PEOPLE], 1), 0.0)
    return _known(np.maximum(production - shift.size[:, _PEOPLE] - _HEADCOUNT_LOG, 0.0))


def _short_stop(deviations: Deviations, newest: Shift, last: int) -> Floats:
    """Return the part of the fall of the last two months that the two before did not have, while people are steady.

    Where people are unknown at least two figures of production must stop together, and both months before must have been good: in its
    third month a stop of which nobody has seen that people stay is a stop, and that of a single meter is one at once.
    """
    if last < 2 * _SPELL_MONTHS:
        return np.zeros(len(deviations.noise))
    months = deviations.excess[:, PRODUCTION, last - 3 : last + 1] - deviations.level[:, PRODUCTION, last - 4, None]
    depth = -_known(median(months, 1))
    typical = -_known(median(months[:, :, :2].reshape(len(months), -1), 1))
    people = (newest.size / newest.error)[:, _PEOPLE]
    is_joint = np.isfinite(months[:, :, 2:]).any(axis=2).sum(axis=1) >= 2
    unseen = np.where(is_joint, depth[:, :2].max(axis=1), np.inf)
    earlier = np.maximum(np.where(np.isfinite(people), typical, unseen), 0.0)
    steady = np.clip(1 + np.minimum(_known(people), 0.0) / _STEADY_ERRORS, 0.0, 1.0)
    return np.asarray(np.maximum(depth[:, 2:].max(axis=1) - earlier - _STOP_LOG, 0.0) * steady)
