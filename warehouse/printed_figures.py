"""The one catalogue of figures: every quantity printed about an enterprise, with its period, comparison, unit and words.

In: which indicator, over which window, compared with what, and how a heading says so. Out: the sums and rates themselves
(models.series.windows), sentences (reports.words). Pages, workbook, mail and the command line take figures and headings from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from warehouse.unit import Unit
from warehouse.vocabulary import INDICATORS, LANGUAGES, SHARE, Indicator, Language, Term, Terms


@dataclass(frozen=True, slots=True)
class Window(Term):
    """Which months a figure is about, counted back from the month of the edition; `{name}` marks the indicator's place.

    `months` is how many are expected, None where it depends on the month of the year. `stock_zh` and `stock_en` word it for what is
    counted at the end of a month: several months of it are a mean and no sum.
    """

    months: int | None
    stock_zh: str
    stock_en: str

    def of(self, indicator: Indicator, language: Language) -> str:
        """Return the indicator's name with the window."""
        zh, en = (self.stock_zh, self.stock_en) if indicator.is_stock else (self.zh, self.en)
        return (zh if language == "zh" else en).format(name=indicator.word(language))


# What has not arrived is no zero: a sum is over the months that are there and says how many are missing; a rate wants every month of
# the window in both years, so that a sum with a gap is never held against a full one.
WINDOWS: Final = Terms(
    Window("month", "当月{name}", "{name} of the month", 1, "月末{name}", "{name} at the end of the month"),
    Window("three_months", "近3个月{name}", "{name} of 3 months", 3, "近3个月平均{name}", "mean {name} of 3 months"),
    Window("year_to_date", "1月至本月累计{name}", "{name} since January", None, "1月至本月平均{name}", "mean {name} since January"),
    Window("twelve_months", "近12个月{name}", "{name} of 12 months", 12, "近12个月平均{name}", "mean {name} of 12 months"),
    # The last figure of a year, whichever month it is of.
    Window("latest", "最新{name}", "latest {name}", 12, "最新{name}", "latest {name}"),
)
COMPARISONS: Final = Terms(
    Term("level", "{figure}", "{figure}"),
    # On the same months of the year before, on this year's basis where the sender restates them.
    Term("growth", "{figure}同比", "{figure}, on a year ago"),
    Term("share", "{figure}占全区比重", "{figure}, part of the district's"),
)


@dataclass(frozen=True, slots=True)
class Figure(Term):
    """One quantity: an indicator over a window, as it is or compared; `zh` and `en` name the period and the base."""

    indicator: str
    window: str
    comparison: str

    @property
    def unit(self) -> Unit:
        """The unit of the printed number."""
        return INDICATORS[self.indicator].unit if self.comparison == "level" else SHARE

    def heading(self, language: Language) -> str:
        """Return the head of a column: period, quantity, base, and the unit of amounts; rates carry their per cent in the cell."""
        if language == "zh":
            return f"{self.zh}（{self.unit.zh}）" if self.comparison == "level" else self.zh
        words = self.en[:1].upper() + self.en[1:]
        return f"{words} ({self.unit.en})" if self.comparison == "level" else words


def figure_key(indicator: str, window: str, comparison: str = "level") -> str:
    """Return the key of a figure: output_value_month, output_value_month_growth."""
    return f"{indicator}_{window}" + ("" if comparison == "level" else f"_{comparison}")


def _figure(indicator: Indicator, window: str, comparison: str) -> Figure:
    zh, en = (COMPARISONS[comparison].word(one).format(figure=WINDOWS[window].of(indicator, one)) for one in LANGUAGES)
    return Figure(figure_key(indicator.key, window, comparison), zh, en, indicator.key, window, comparison)


def _kinds(indicator: Indicator) -> list[tuple[str, str]]:
    """Which windows and comparisons an indicator is printed in; what is at stake, over twelve months, also as part of the district's."""
    whole_year = (
        [("latest", "level"), ("latest", "share")] if indicator.is_stock else [("twelve_months", "level"), ("twelve_months", "share")]
    )
    sums = [] if indicator.is_stock else [("year_to_date", "level"), ("twelve_months", "growth"), ("three_months", "level")]
    return [("month", "level"), ("month", "growth"), ("three_months", "growth"), ("year_to_date", "growth"), *whole_year, *sums]


FIGURES: Final = Terms(*(_figure(indicator, *kind) for indicator in INDICATORS for kind in _kinds(indicator)))

# What is at stake with an enterprise, by the column of the warnings that holds it.
EXPOSURES: Final = {
    "exposure_output_cny_10k": FIGURES["output_value_twelve_months"],
    "exposure_value_added_cny_10k": FIGURES["value_added_twelve_months"],
    "exposure_tax_cny_10k": FIGURES["tax_twelve_months"],
    "exposure_jobs": FIGURES["employment_latest"],
}
