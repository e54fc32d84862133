"""Sets of months that hold the same are not unequal, whatever has been worked out of them so far."""

from dagster._core.definitions.partitions.subset.time_window import TimeWindowPartitionsSubset

from pipelines.instance.equal_subsets import mend_subsets
from pipelines.partitions import MONTHS


def test_the_same_months_are_not_unequal() -> None:
    mend_subsets()
    counted = MONTHS.subset_with_partition_keys(["2026-05", "2026-06"])
    assert isinstance(counted, TimeWindowPartitionsSubset)
    uncounted = TimeWindowPartitionsSubset(counted.partitions_def, None, counted.included_time_windows)
    assert counted == uncounted
    assert not (counted != uncounted)  # noqa: SIM202 - this is what the page asks
    assert counted != MONTHS.subset_with_partition_keys(["2026-05"])
    assert counted != 2
