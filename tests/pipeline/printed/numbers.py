"""Numbers as they are printed, and whether one is what was meant, to the last digit it shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, log10

MISSING = ("—", "", "–")
NUMBER = re.compile(r"(?P<edge>[<>＜＞]?)(?P<sign>[+\-−]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<percent>%?)")
# What looks like a number in a sentence and is none of the figures: days, times, months and issues, codes and file names, the number of an
# annex or of a copy, and the spans, horizons and levels of bands that the wording itself names.
NO_FIGURE = re.compile(
    r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:第\d+期)?|总第\d+期|第\d+期|第\d+次修订|修订 ?\d+|份号[ ：]?\d+|附表\d+"
    r"|\d{4}-\d{2}(?:-\d{2})?|(?<!\d)\d{2}:\d{2}(?!\d)|\d{1,2}月\d{1,2}日|\d{1,2}—\d{1,2}月|\d{1,2}月(?!均)|\d{1,2}日"
    r"|(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])|(?<![0-9a-f])(?:[0-9a-f]{16}|[0-9a-f]{24})(?![0-9a-f])"
    r"|近\d+个月|[前去]\d+个月|\d+(?:、\d+)*个月前|(?:80%|95%)(?=区间|和|·|、)|和95%|近12期|1、3、6、12个月|·(?:1|3|6|12)月"
    # How to answer, by the example of some line.
    r"|如：\d+ 走访 \d{2}-\d{2}[^。]*"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed number: its value, the digits behind the point, and whether it is the edge of a range (<1%)."""

    text: str
    value: float
    decimals: int
    is_edge: bool

    def agrees(self, wanted: float | None) -> bool:
        """Whether this is how a figure is printed: rounded to the last digit shown."""
        if wanted is None:
            return False
        if self.is_edge:
            return wanted < self.value if "<" in self.text or "＜" in self.text else wanted > self.value
        scale = 100.0 if self.text.endswith("%") else 1.0
        return abs(wanted * scale - self.value * scale) <= 0.5 * 10.0**-self.decimals * (1 + 1e-6) + 1e-9

    def agrees_to_three_digits(self, wanted: float | None) -> bool:
        """Whether this is a figure rounded to three digits, as limits are given to people."""
        if wanted is None or wanted == 0:
            return wanted is not None and self.value == 0
        return abs(self.value - wanted) <= 0.51 * 10.0 ** (floor(log10(abs(wanted))) - 2)


def no_figures_in(text: str) -> list[tuple[int, int]]:
    """Return where a text has what looks like a number and is no figure."""
    return [found.span() for found in NO_FIGURE.finditer(text)]


def spans_in(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], Printed]]:
    """Yield the numbers of a text outside the spans that are taken, with where they stand."""
    for found in NUMBER.finditer(text):
        if not any(low < found.end() and found.start() < high for low, high in taken):
            yield found.span(), _printed(found)


def numbers_in(text: str) -> list[Printed]:
    """Return the numbers of a text that are figures."""
    return [printed for _, printed in spans_in(text, no_figures_in(text))]


def number_of(cell: str) -> Printed | None:
    """Return the number a cell holds, None where it says that there is none; raises ValueError where it holds something else."""
    text = cell.strip()
    if text in MISSING:
        return None
    found = NUMBER.fullmatch(text)
    if found is None:
        raise ValueError(f"'{cell}' is no printed number")
    return _printed(found)


def _printed(found: "re.Match[str]") -> Printed:
    digits = found["digits"].replace(",", "")
    value = float(digits) * (-1 if found["sign"] in ("-", "−") else 1) / (100 if found["percent"] else 1)
    return Printed(found[0], value, len(digits.partition(".")[2]), bool(found["edge"]))
