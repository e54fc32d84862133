"""Settings of evidence: how deviations, hypotheses, reports and the newest days are measured.

In: values and reasons. Out: what computes with them; whoever only reads settings loads no arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DeviationSettings:
    """How deviations are measured."""

    # A peer group of this many enterprises is believed half, the whole district the other half.
    peers_half_weight: float = 8.0
    polish_rounds: int = 3
    level_weight: float = 0.15
    noise_months: int = 36
    noise_prior_months: float = 6.0
    longest_step_log: float = 1.0


@dataclass(frozen=True, slots=True)
class HypothesisSettings:
    """The expert's view before any figure is seen."""

    # Spread of ordinary wandering in logs, over and above noise.
    wander_log: float = 0.09
    # Weights of the fall under a decline, by grid point from −0.25 down: moderate falls are commoner than collapses.
    fall_weights: tuple[float, ...] = (0.5, 1.0, 1.0, 0.8, 0.6, 0.35, 0.25)
    outlier_share: float = 0.05
    outlier_density: float = 0.12
    # Indicators of a family move together; their evidence counts this much of independent evidence.
    independence: float = 1.0
    spells_months: tuple[int, ...] = (1, 2, 3, 4, 6, 9, 12, 18)
    # Of falls that began this many months ago or more, this share is over: lasting ones go on for half a year to a year. Shorter
    # ones are too short for an end to be told from noise.
    least_over_months: int = 3
    over_share: float = 0.4
    # Share of enterprises that have fallen within the longest spell, as an expert sees it.
    fallen_share: float = 0.15
    # Weights of the newest month's shift once a fall is over, by grid point from the highest: back, nearly back, or catching up.
    back_weights: tuple[float, ...] = (0.3, 0.6, 1.0, 1.0, 0.4)


@dataclass(frozen=True, slots=True)
class SignalSettings:
    """How signals add up."""

    most_per_kind: float = 2.0
    oldest_months: int = 36


@dataclass(frozen=True, slots=True)
class RecentSettings:
    """How the newest days are measured; shares are of the own level before."""

    # So many days before the as-of day are looked at.
    window_days: int = 184
    newest_days: int = 14
    # Fewer days of the running month, or of a month before it, say nothing of it.
    least_running_days: int = 5
    least_month_days: int = 12
    # A peer group of this many enterprises is believed half, the whole district the other half.
    peers_half_weight: float = 8.0
    # Low is a week whose middle day lies this much below the level before, in logs: 15 %.
    low_log: float = 0.16
    low_week_days: int = 7


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """Everything evidence is measured with."""

    deviations: DeviationSettings = field(default_factory=DeviationSettings)
    hypotheses: HypothesisSettings = field(default_factory=HypothesisSettings)
    signals: SignalSettings = field(default_factory=SignalSettings)
    recent: RecentSettings = field(default_factory=RecentSettings)
    # A shift of this many standard errors makes an indicator count as fallen.
    fallen_errors: float = 1.2
    longest_silence_months: int = 6


@dataclass(frozen=True, slots=True)
class IndicatorSettings:
    """What makes a month low, and how many false discoveries are accepted."""

    # A month is low when it stands this far under the level before: in logs, and in units of its own noise.
    low_log: float = 0.12
    low_noise: float = 1.0
    spell_months: int = 3
    longest_months: int = 24
    false_discovery_share: float = 0.1
    least_peers: int = 5
    floor_share: float = 0.05
