"""One mend of Dagster 1.13: of a range of months asked for on the page, each month is one run and not six.

Dagster decides table by table what can be made in the same run, parents first, in the order of how far a table is from the facts. The
tables of one step belong together and are looked at where the furthest of them stands: after tables of other steps that read the nearest,
which then wait for a run of their own. Here all tables of a step stand at one place, behind every step that they read.
Only the daemon makes runs of a range; whoever else loads the storage of a home is spared what this loads.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any, Final

import dagster as dg

if TYPE_CHECKING:
    from dagster._core.asset_graph_view.asset_graph_view import AssetGraphView
    from dagster._core.asset_graph_view.entity_subset import EntitySubset
    from dagster._core.definitions.assets.graph.base_asset_graph import BaseAssetGraph

RANGES: Final = "dagster._daemon.backfill"


def step_levels(graph: "BaseAssetGraph[Any]") -> dict[dg.AssetKey, int]:
    """Return how many steps at most have to be done before that of each table: the same for every table of a step."""
    step = {key: min(graph.get(key).execution_set_asset_keys) for key in graph.get_all_asset_keys()}
    before = defaultdict[dg.AssetKey, set[dg.AssetKey]](set)
    for key, own in step.items():
        before[own] |= {step[parent] for parent in graph.get(key).parent_keys if parent in step} - {own}
    level: dict[dg.AssetKey, int] = {}
    for each in TopologicalSorter(before).static_order():
        level[each] = 1 + max((level[other] for other in before[each]), default=-1)
    return {key: level[own] for key, own in step.items()}


def mend_ranges() -> None:
    """Let the daemon look at the tables of a step where the step stands; does nothing in another process, or a second time."""
    if RANGES not in sys.modules:
        return
    from dagster._core.asset_graph_view import bfs

    shipped: Any = bfs.ToposortedPriorityQueue
    if hasattr(shipped, "stands_at_steps"):
        return

    class StepQueue(shipped):  # type: ignore[misc]
        """Dagster's queue of what is looked at next, whole steps at the level of the step."""

        stands_at_steps = True

        def __init__(self, view: "AssetGraphView", items: "Iterable[EntitySubset[Any]]", include_full_execution_set: bool) -> None:
            """Begin as Dagster's does, with nothing, and take in what there is by its level here."""
            super().__init__(view, (), include_full_execution_set)
            if include_full_execution_set:
                self._toposort_level_by_asset_key = step_levels(view.asset_graph)
            for item in items:
                self.enqueue(item)

    bfs.ToposortedPriorityQueue = StepQueue  # type: ignore[misc,assignment]
