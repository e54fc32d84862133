"""Every declared step does what the function of its name does, which is loaded when the step runs."""

from collections.abc import Iterator
from types import ModuleType

import dagster as dg
import pytest

from pipelines.asset_factory import function_of
from pipelines.assets import briefing, deliveries, district_figures, districts, evidence, risk, tournament, warnings
from pipelines.run_records.asset_names import KNOWN_FACTS
from pipelines.steps import (
    briefing_step,
    district_steps,
    districts_step,
    evidence_steps,
    intake_step,
    risk_steps,
    tournament_step,
    warning_steps,
)

PAIRS = (
    (tournament, tournament_step), (evidence, evidence_steps), (risk, risk_steps), (district_figures, district_steps),
    (warnings, warning_steps), (briefing, briefing_step), (districts, districts_step),
)  # fmt: skip


def steps_of(assets: ModuleType) -> Iterator[dg.AssetsDefinition]:
    """Yield the steps of a month that a module declares."""
    found = (each for each in vars(assets).values() if isinstance(each, dg.AssetsDefinition))
    return (step for step in found if dg.AssetKey(KNOWN_FACTS) not in step.keys)


@pytest.mark.parametrize(("assets", "steps"), PAIRS, ids=lambda module: module.__name__.split(".")[-1])
def test_a_step_is_handed_its_month_and_does_the_function_of_its_name(
    assets: ModuleType, steps: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = list(steps_of(assets))
    assert declared
    for step in declared:
        assert callable(vars(steps)[step.op.name])
        monkeypatch.setattr(steps, step.op.name, lambda run, name=step.op.name: iter([(name, run)]))
        assert list(function_of(step)("the month")) == [(step.op.name, "the month")]  # type: ignore[arg-type, comparison-overlap]


def test_a_step_is_described_by_its_declaration_and_linked_to_it() -> None:
    [step] = steps_of(briefing)
    [spec] = list(step.specs)
    [link] = spec.metadata["dagster/code_references"].value.code_references
    assert step.op.description == "The month's folder in `briefings`, whole or not at all."
    assert (link.file_path, link.label) == (briefing.__file__, "briefing")


def test_what_an_ingest_judges_is_what_it_declares() -> None:
    assert {*intake_step.LEDGERS, *intake_step.FACTS} == set(deliveries.TABLES)
