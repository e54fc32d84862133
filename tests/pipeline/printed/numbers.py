"""Numbers as they are printed, and whether one is what was meant, to the last digit it shows."""

import re
from dataclasses import dataclass

MISSING = ("—", "", "–")
NUMBER = re.compile(r"(?P<edge>[<>＜＞]?)(?P<sign>[+\-−]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<percent>%?)")
# What looks like a number in a sentence and is a day, a month, an issue or a code.
NO_FIGURE = re.compile(
    r"\d{4}年(\d{1,2}月(\d{1,2}日)?)?(第\d+期)?|总第\d+期|\d{4}-\d{2}(-\d{2})?|\d{1,2}月\d{1,2}日|\d{1,2}—?\d{0,2}月(?!均)|[0-9A-Z]{18}|\d{1,2}日|第\d+期"
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


def numbers_in(text: str) -> list[Printed]:
    """Return the numbers of a text that are figures."""
    return [_printed(found) for found in NUMBER.finditer(NO_FIGURE.sub(" ", text))]


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
