"""Settings of cases: by when what is to be done, who is reminded when, and what is put before the joint meeting.

In: frozen settings with their ranges. Out: reading files (pipelines.settings). Days are working days unless a name says otherwise.
"""

from dataclasses import dataclass

from models.setting_types import Count, Days, Months, Positive, PositiveCount, Share


@dataclass(frozen=True, slots=True)
class CaseSettings:
    """The times of a case. Days by level until the first visit stand with the levels (`respond_days`).

    `confirm_months`, `effect_months`, `effect_window` (of the combined risk, on each side of the cut) and `effect_least` bind what is
    said of how right the lists are and of what visits do. `miss_lists`: a departure counts as seen in time when each of so many lists
    before it had the name; `miss_log_odds`: from so much on a piece of evidence was there; `miss_counted_months`: causes are counted over.
    """

    remind_after_days: Days = 4
    digest_most: PositiveCount = 7
    last_chance_days: Days = 21
    untreated_days: Days = 45
    receipt_days: Days = 1
    simple_answer_days: Days = 3
    ordinary_answer_days: Days = 5
    complex_answer_days: Days = 10
    meeting_overdue_days: Days = 21
    meeting_departments: PositiveCount = 2
    meeting_red_months: PositiveCount = 2
    burden_days: Days = 90
    burden_visits: PositiveCount = 2
    least_count: Count = 5
    attach_days: Days = 21
    confirm_months: Months = 12
    effect_months: Months = 6
    effect_window: Share = 0.05
    effect_least: PositiveCount = 60
    miss_lists: PositiveCount = 3
    miss_log_odds: Positive = 0.5
    miss_counted_months: Months = 24
    reading_changed_share: Share = 0.15
    provisional_share: Share = 0.05

    def answer_days(self, request_class: str) -> int:
        """Return how many working days a department has for a request of a class."""
        days = {"simple": self.simple_answer_days, "ordinary": self.ordinary_answer_days, "complex": self.complex_answer_days}
        return days[request_class]
