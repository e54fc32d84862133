"""Size classes are taken over years, so that the outcome does not choose the class."""

import polars as pl

from models.month import size_classes
from tests.unit.models.forecast.fictional import FIRST, one_firm
from warehouse.periods import shift_month

LAST = shift_month(FIRST, 35)


def classes(**firms: list[float | None]) -> dict[str, str]:
    series = pl.concat([one_firm(values, name, "output_value") for name, values in firms.items()])
    register = pl.DataFrame({"uscc": [*firms, "SILENT"], "industry_division": "39"})
    return dict(size_classes(series, register, LAST).select("uscc", "size_class").iter_rows())


def test_thirds_by_size_and_none_for_the_unknown() -> None:
    found = classes(SMALL=[1.0] * 36, MIDDLE=[10.0] * 36, LARGE=[100.0] * 36)
    assert found == {"SMALL": "1", "MIDDLE": "2", "LARGE": "3", "SILENT": ""}


def test_a_firm_that_collapsed_this_year_is_not_called_small() -> None:
    found = classes(SMALL=[5.0] * 36, MIDDLE=[10.0] * 36, LARGE=[100.0] * 24 + [1.0] * 12)
    assert found["LARGE"] == "3"
