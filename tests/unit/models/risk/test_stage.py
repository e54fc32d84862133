"""The stage of a move is the furthest that figures, signals or appeals speak of, and a decline is no move."""

from datetime import date

import polars as pl
import pytest

from models.risk.stage import form_of, relocation_form, relocation_stage
from warehouse.vocabulary import APPEAL_NEEDS, SIGNALS

STILL = {"decline_log_odds": 0.0, "leaving_log_odds": 0.0, "physical_log": 0.0, "booked_log": 0.0}
SILENT = dict.fromkeys((*(f"signal_{kind}" for kind in SIGNALS.keys), *(f"appeal_{need}" for need in APPEAL_NEEDS.keys)), 0.0)


def stage(**known: float) -> str:
    return str(pl.DataFrame([STILL | SILENT | known]).select(relocation_stage().alias("stage")).item())


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ({}, "none"),
        ({"signal_lease_ending": 0.5}, "need"),
        ({"signal_lease_ending": 0.1}, "none"),
        ({"signal_lease_ending": 1.0, "signal_land_purchase_outside": 0.6}, "looking"),
        ({"signal_recruiting_outside": 0.8, "signal_land_purchase_outside": 1.0}, "looking"),
        ({"signal_outside_investment": 1.0}, "set_up_elsewhere"),
        ({"signal_appeal": 2.0}, "none"),
        ({"appeal_space": 1.0}, "need"),
        ({"appeal_space": 0.3}, "none"),
        ({"appeal_space": 1.0, "signal_recruiting_outside": 1.0}, "looking"),
        ({"appeal_cost": 2.0, "appeal_permits": 2.0, "appeal_labour": 2.0}, "none"),
        ({"leaving_log_odds": 5.0, "physical_log": -0.5}, "capacity_moved"),
        ({"leaving_log_odds": 5.0, "physical_log": -0.5, "decline_log_odds": 9.0}, "none"),
        ({"signal_equipment_disposal": 0.9, "physical_log": -1.5, "booked_log": -1.2}, "whole_move"),
    ],
)
def test_the_furthest_stage_speaks(known: dict[str, float], wanted: str) -> None:
    assert stage(**known) == wanted


def test_the_latest_destination_says_whether_it_stays_in_the_city() -> None:
    signals = pl.DataFrame(
        {
            "uscc": ["A", "A", "B", "C"],
            "observed_on": [date(2026, 1, 1), date(2026, 3, 1), date(2026, 1, 1), date(2026, 1, 1)],
            "destination": ["惠州市", "深圳市光明区", "深圳市坪山区坑梓街道", None],
        }
    )
    assert dict(relocation_form(signals, "坪山区", "深圳").sort("uscc").iter_rows()) == {"A": "within_city", "B": "within_district"}


def test_the_form_is_the_place_else_the_amount() -> None:
    rows = pl.DataFrame(
        {
            "stage": ["none", "looking", "looking", "capacity_moved", "looking"],
            "place": ["within_city", "within_city", None, None, None],
            "physical_log": [-2.0, -2.0, -2.0, -0.5, 0.0],
        }
    )
    assert rows.select(form_of(pl.col("stage")).alias("form"))["form"].to_list() == ["none", "within_city", "whole", "partial", "unknown"]
