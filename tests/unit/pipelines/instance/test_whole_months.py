"""A month of a range is one run: the tables of a step stand together, behind the steps they read and before those that read any of them."""

from __future__ import annotations

import dagster as dg
import dagster._daemon.backfill
from dagster._core.asset_graph_view import bfs

from pipelines.assets.evidence import EVIDENCE_TABLES
from pipelines.definitions import build_defs
from pipelines.instance.whole_months import mend_ranges, step_levels


def test_a_step_stands_behind_what_it_reads_and_before_whoever_reads_any_of_its_tables() -> None:
    graph = build_defs().resolve_asset_graph()
    levels = step_levels(graph)
    for key in graph.get_all_asset_keys():
        own = graph.get(key).execution_set_asset_keys
        assert {levels[other] for other in own} == {levels[key]}
        assert all(levels[parent] < levels[key] for parent in graph.get(key).parent_keys - own), key
    # The step in which Dagster's own levels are three.
    shipped = {key: level for level, keys in enumerate(graph.toposorted_asset_keys_by_level) for key in keys}
    assert len({shipped[dg.AssetKey(name)] for name in EVIDENCE_TABLES}) > 1


def test_the_daemon_has_the_mend_and_a_second_one_changes_nothing() -> None:
    assert dagster._daemon.backfill is not None
    mend_ranges()
    mended = bfs.ToposortedPriorityQueue
    mend_ranges()
    assert bfs.ToposortedPriorityQueue is mended
    assert hasattr(mended, "stands_at_steps")
