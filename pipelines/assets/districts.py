"""Districts: of an installation of many, the month of each in its own home, and the summary for the level above.

The month stays the only partition: districts are blocks of one step, and what came of each stands in its metadata and its check.
"""

from typing import TYPE_CHECKING

from pipelines.asset_factory import Results, month_stage
from warehouse import names

if TYPE_CHECKING:
    from pipelines.month.run import MonthRun

GROUP = "districts"


@month_stage(GROUP, {names.DISTRICTS: (names.REGISTER,)})
def district_months(run: "MonthRun") -> Results:
    """The month of every district that is named, or of all; one that is held is held by itself."""
    from pipelines.steps import districts_step

    return districts_step.district_months(run)
