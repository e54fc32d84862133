"""The sections of GB/T 4754-2017: which letter a division of two digits belongs to.

In: letters and divisions. Out: reading a code (pipelines.ingest.stage_rows, models.policies), names of divisions (reports.industries).
"""

from typing import Final

# The last division of each section.
SECTIONS: Final = (
    (5, "A"), (12, "B"), (43, "C"), (46, "D"), (50, "E"), (52, "F"), (60, "G"), (62, "H"), (65, "I"), (69, "J"),
    (70, "K"), (72, "L"), (75, "M"), (79, "N"), (82, "O"), (83, "P"), (85, "Q"), (90, "R"), (96, "S"), (97, "T"),
)  # fmt: skip


def section_of(division: int) -> str | None:
    """Return the letter of a division, None where there is no such division."""
    return next((letter for last, letter in SECTIONS if 1 <= division <= last), None)
