"""What a check of a folder finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: in which file of the folder, and what was found and expected."""

    file: str
    sentence: str
