"""Families of evidence: what a piece of evidence rests on, for whoever asks which kind came first.

In: keys of FEATURES. Out: what a feature adds (models.risk), when a family is there (models.cases.first_evidence).
"""

from dataclasses import dataclass
from typing import Final

from warehouse.risk_vocabulary import FEATURES
from warehouse.vocabulary import FAMILIES, INDICATORS, Term, Terms

_PHYSICAL, _BOOKED, _INVESTED = FAMILIES.keys


@dataclass(frozen=True, slots=True)
class EvidenceFamily(Term):
    """A family of evidence; ``beginnings`` are those of its features' keys."""

    beginnings: tuple[str, ...] = ()


def _of_indicators(family: str) -> tuple[str, ...]:
    return tuple(f"decline_{one.key}" for one in INDICATORS if one.family == family)


EVIDENCE_FAMILIES: Final = Terms(
    EvidenceFamily("together", "多项指标同时下降", "several figures together", ("fall_", "second_", "short_", "grow", "shutdown_overrun")),
    EvidenceFamily(
        "energy_people",
        "用能用工",
        "energy, water and people",
        ("energy_", "people_", "other_", "leaving_", "physical_", "headcount_", *_of_indicators(_PHYSICAL)),
    ),
    EvidenceFamily("output_tax", "产值、增加值、纳税", "output, value added and tax", ("output_", "booked_", *_of_indicators(_BOOKED))),
    EvidenceFamily("investing", "固定资产投资", "fixed investment", ("investment_", *_of_indicators(_INVESTED))),
    EvidenceFamily("daily", "日用电", "daily electricity", ("recent_", "running_")),
    EvidenceFamily("reported", "外迁类线索", "reported signs of a move", ("signal", "several_")),
    EvidenceFamily("asked", "企业诉求", "appeals", ("appeal", "signal_appeal")),
    EvidenceFamily("visited", "走访发现", "what visits found", ("visit_", "signal_visit_note")),
    EvidenceFamily("silent", "停报", "silence", ("silence_",)),
)


def _family_of(feature: str) -> str | None:
    """Return the family of a feature by the longest beginning that fits: a note of a visit is no report like the others."""
    fitting = [(len(start), family.key) for family in EVIDENCE_FAMILIES for start in family.beginnings if feature.startswith(start)]
    return max(fitting)[1] if fitting else None


# The base rate, the noise of the figures, the joint evidence, which is shown by indicator, and a notice, which explains, are of no family.
FAMILY_OF: Final = {feature: family for feature in FEATURES.keys if (family := _family_of(feature)) is not None}
