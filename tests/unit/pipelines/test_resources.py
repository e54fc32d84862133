"""What a step is handed: the home of the instance its run is recorded in, and only what an analyst may choose."""

from pathlib import Path

import dagster as dg
import pytest

from pipelines.data_dir import DataDir, find_home
from pipelines.definitions import build_defs
from pipelines.instance import waiting
from pipelines.instance.dagster_home import open_instance
from pipelines.resources import RunContext, Warehouse
from warehouse.errors import WarehouseBusyError, WarehouseDamagedError
from warehouse.store import Store

SEEN: list[DataDir] = []


@dg.op
def look(run_context: RunContext, warehouse: Warehouse) -> None:
    """Note the home, as a step and through the warehouse."""
    SEEN.extend([run_context.place, warehouse.run_context.place])


@dg.op
def use(warehouse: Warehouse) -> None:
    """Open the warehouse."""
    assert warehouse.store


def test_a_run_works_in_the_home_it_is_recorded_in(tmp_path: Path) -> None:
    SEEN.clear()
    home = DataDir(tmp_path / "other")
    with open_instance(home) as instance:
        assert build_job().execute_in_process(instance=instance).success
    assert [home, home] == SEEN


def test_a_run_that_is_recorded_nowhere_works_in_the_home_the_environment_names() -> None:
    SEEN.clear()
    assert build_job().execute_in_process().success
    assert [find_home(), find_home()] == SEEN


@pytest.mark.parametrize(("tags", "tries"), [({}, 4), ({"dagster/max_retries": "0"}, 1)], ids=["page", "terminal"])
def test_a_warehouse_that_is_not_free_in_time_is_tried_again_where_nobody_waits(
    monkeypatch: pytest.MonkeyPatch, tags: dict[str, str], tries: int
) -> None:
    opened: list[DataDir] = []

    def busy(place: DataDir) -> Store:
        opened.append(place)
        raise WarehouseBusyError("in use by another process")

    monkeypatch.setattr(waiting, "patient_store", busy)
    result = build_job(use).execute_in_process(tags=tags, raise_on_error=False)
    assert not result.success
    assert len(opened) == tries
    assert "in use by another process" in str(result.failure_data_for_node("use"))


@pytest.mark.parametrize("tags", [{}, {"dagster/max_retries": "0"}], ids=["page", "terminal"])
def test_what_would_fail_again_is_not_tried_again(monkeypatch: pytest.MonkeyPatch, tags: dict[str, str]) -> None:
    opened: list[DataDir] = []

    def damaged(place: DataDir) -> Store:
        opened.append(place)
        raise WarehouseDamagedError("a block is damaged")

    monkeypatch.setattr(waiting, "patient_store", damaged)
    assert not build_job(use).execute_in_process(tags=tags, raise_on_error=False).success
    assert len(opened) == 1


def build_job(step: dg.OpDefinition = look) -> dg.JobDefinition:
    """Return the job of the one step, with the resources as the program has them."""
    here = RunContext.configure_at_launch()
    given = {"run_context": here, "warehouse": Warehouse(run_context=here)}

    @dg.job(name="looking")
    def looking() -> None:
        step()

    return dg.Definitions(jobs=[looking], resources=given).resolve_job_def("looking")


def test_neither_home_nor_day_can_be_chosen_in_the_page() -> None:
    snapshot = build_defs().get_repository_def().get_job("run").get_job_snapshot().config_schema_snapshot
    fields = {field.name for kind in snapshot.all_config_snaps_by_key.values() for field in kind.fields or []}
    assert {"as_of", "inbox", "is_explained"} <= fields
    assert not {"home", "day"} & fields
