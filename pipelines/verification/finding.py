"""What a check of a folder finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: in which file of the folder, and what was found and expected."""

    file: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check of figures found, what it held against what, and what it could not hold against anything here."""

    found: tuple[Finding, ...] = ()
    checked: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()

    def __add__(self, other: "Answer") -> "Answer":
        """Return both answers as one, this one first."""
        return Answer(self.found + other.found, self.checked + other.checked, self.unchecked + other.unchecked)
