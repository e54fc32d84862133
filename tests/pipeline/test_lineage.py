"""What a run reads is what its steps declare, evidence is made once, and months made to learn from are recorded like all others."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest

from models.month import MonthEvidence, evidence_of_month
from pipelines.asset_factory import Results, month_stage
from pipelines.commands.report import report
from pipelines.data_dir import DataDir
from pipelines.definitions import build_defs
from pipelines.errors import UndeclaredReadError
from pipelines.instance.dagster_home import open_instance
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.month.table_groups import EDITIONS, FIGURE_TABLES, LEARNED
from pipelines.month.training import training_months
from pipelines.resources import RunContext, Warehouse, declared_tables
from pipelines.run_records.asset_names import INTAKE, KNOWN_FACTS
from pipelines.run_records.column_notes import passed_on
from pipelines.run_records.step_failure import StepFailedError
from pipelines.run_records.table_records import record_month
from tests.district import LAST, District, without_paper
from warehouse import names
from warehouse.catalogue import all_tables, core_tables, table_named
from warehouse.periods import month_key, month_number, shift_month
from warehouse.store import Store

# What a step names and reads only sometimes: locked channels need the figures themselves; the scores wait for the checks of coverage, and
# what reads figures for those of the corrections; a list that is out is made again only where the rules changed. What earlier months hand
# on with their edition is read as rows of their tables.
SOMETIMES = {
    "district": set(FIGURE_TABLES) - {names.REGISTER},
    "risk": {names.COVERAGE},
    "restatements": {names.EDITS},
    "evidence": {names.EDITS},
    "rules": {*(table.name for table in core_tables()), *FIGURE_TABLES, names.RISK_FEATURES, names.EDITS, LEARNED},
    "state": {EDITIONS},
    # Figures after a list say who declined lasting; in this month no list is a year old.
    "comparison": {EDITIONS, *FIGURE_TABLES, names.SIGNALS, names.APPEALS} - {names.REGISTER},
    # Of whoever left unlisted; in this month nobody has.
    "briefing": {names.MISS_MONTHS},
    # Nothing is judged before the truth of an edition's month is known, half a year after it.
    "stated": {*FIGURE_TABLES, names.SIGNALS, names.APPEALS, names.VISITS, names.OUTCOMES, EDITIONS},
    "misses": {EDITIONS, names.REGISTER, names.SIGNALS, names.APPEALS, names.VISITS, names.RISK, names.CONTRIBUTIONS},
    "ops_known_facts": {INTAKE},
}

# Columns of the list that are those of the risks.
SHOWN = {"operating_risk", "relocation_risk", "combined_risk", "relocation_share"}


@pytest.fixture
def home(district: District, tmp_path: Path) -> DataDir:
    """A copy of the district's home that a test may run again."""
    return district.copied(tmp_path / "again")


@pytest.mark.no_cover
def test_every_step_reads_all_it_declares_and_nothing_else(home: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    read: dict[str, set[str]] = defaultdict(set)
    require = StageTables.require

    def noted(self: StageTables, *tables: str) -> None:
        read[self.stage].update(tables)
        require(self, *tables)

    monkeypatch.setattr(StageTables, "require", noted)
    with without_paper():
        report(home, LAST, None)
    steps = {step.op.name: step for step in build_defs().assets or () if isinstance(step, dg.AssetsDefinition)}
    for name, tables in read.items():
        made = {spec.key.path[-1] for spec in steps[name].specs}
        declared = declared_tables(steps[name]) - made - {KNOWN_FACTS}
        assert tables - made == declared - SOMETIMES.get(name, set()), name
    # Steps of other jobs: the ingest, the tournament, and the months of an installation of many districts.
    assert set(read) == set(steps) - {"deliveries", "forecaster_choice", "district_months"}


def test_a_step_that_reads_what_it_does_not_declare_fails(home: DataDir) -> None:
    @month_stage("test", {names.STATE: (names.RISK,)})
    def state(run: MonthRun) -> Results:
        """Read a table too many."""
        yield from record_month(run, names.STATE, run.known(names.REGISTER))

    here = RunContext.configure_at_launch()
    resources = {"run_context": here, "warehouse": Warehouse(run_context=here)}
    with open_instance(home) as instance, pytest.raises(StepFailedError) as caught:
        dg.materialize([state], instance=instance, partition_key=month_key(LAST), resources=resources)
    assert isinstance(caught.value.error, UndeclaredReadError)
    assert str(caught.value.error).startswith("the stage state read core_register__event_enterprises")


@pytest.mark.no_cover
def test_evidence_of_the_month_is_made_once_a_run(home: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    made: Counter[date] = Counter()

    def counted(
        figures: Any, register: Any, signals: Any, appeals: Any, visits: Any, month: date, *rest: Any, **more: Any
    ) -> MonthEvidence:
        made[month] += 1
        return evidence_of_month(figures, register, signals, appeals, visits, month, *rest, **more)

    monkeypatch.setattr("models.month.evidence_of_month", counted)
    with without_paper():
        report(home, LAST, None)
    assert made[LAST] == 1
    # Training months are there already; last month is looked at again where figures were restated.
    assert set(made) <= {LAST, shift_month(LAST, -1)}
    assert made[shift_month(LAST, -1)] <= 1


def test_months_made_to_learn_from_are_partitions_that_dagster_knows(district: District) -> None:
    wanted = {month for month in training_months(LAST, 36) if month_number(month) >= month_number(LAST) - 17}
    with open_instance(district.home) as instance:
        seen = dict(_materialized(instance, wanted))
    assert set(seen) == {month_key(month) for month in wanted}
    for metadata in seen.values():
        assert metadata["dagster/row_count"].value > 0
        if "inputs_hash" in metadata:
            assert ":" in metadata["inputs_hash"].value


def _materialized(instance: dg.DagsterInstance, months: set[date]) -> Iterator[tuple[str, Any]]:
    key = dg.AssetKey(names.RISK_FEATURES)
    for partition in sorted(instance.get_materialized_partitions(key) & {month_key(month) for month in months}):
        found = instance.fetch_materializations(dg.AssetRecordsFilter(key, asset_partitions=[partition]), limit=1).records[0]
        assert found.asset_materialization is not None
        yield partition, found.asset_materialization.metadata


def test_columns_said_to_be_passed_on_are_what_they_were(district: District) -> None:
    """Of every table of a month, against the tables that its step reads: the rows of the same key have the same value."""
    found = 0
    with Store(district.home.warehouse, read_only=True) as store:
        for step in (step for step in build_defs().assets or () if isinstance(step, dg.AssetsDefinition)):
            for name in sorted({spec.key.path[-1] for spec in step.specs} & {table.name for table in all_tables()}):
                lineage = passed_on(name, declared_tables(step))
                for column, [dep] in (lineage.deps_by_column if lineage else {}).items():
                    key, rows = list(table_named(name).key), store.read(name, month=LAST)
                    before = store.read(dep.asset_key.path[-1], month=LAST).select(*key, pl.col(dep.column_name).alias("before"))
                    both = rows.join(before, on=key, how="left", maintain_order="left")
                    assert rows.height
                    assert both[column].equals(both["before"]), f"{name}.{column} is not {dep.asset_key.path[-1]}.{dep.column_name}"
                    found += 1
    assert found == len(SHOWN)
    with open_instance(district.home) as instance:
        event = instance.get_latest_materialization_event(dg.AssetKey(names.WARNINGS))
        assert event is not None
        assert event.asset_materialization is not None
        kept = event.asset_materialization.metadata["dagster/column_lineage"].value
    assert isinstance(kept, dg.TableColumnLineage)
    assert set(kept.deps_by_column) == SHOWN
