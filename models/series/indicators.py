"""The eight indicators and the families of evidence they belong to."""

from __future__ import annotations

from typing import Final

PHYSICAL: Final = ("electricity", "water", "gas", "employment")
BOOKED: Final = ("output_value", "value_added", "tax")
INVESTMENT: Final = ("fixed_investment",)
INDICATORS: Final = ("output_value", "value_added", "fixed_investment", "tax", "employment", "electricity", "water", "gas")

FAMILY: Final = {
    **dict.fromkeys(PHYSICAL, "physical"),
    **dict.fromkeys(BOOKED, "booked"),
    **dict.fromkeys(INVESTMENT, "investment"),
}

# Figures that accrue over a month and may therefore be delivered as running totals or two-month bills; head-count is a level.
FLOWS: Final = tuple(name for name in INDICATORS if name != "employment")
