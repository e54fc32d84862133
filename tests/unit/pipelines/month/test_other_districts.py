"""Which records of other districts a run may know: by the day of its month, without its own, whatever the order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from models.risk.priors import PRIORS
from models.risk.shared_weights import Learned, LearnedWeight, Neighbours, Source
from pipelines.data_dir import DataDir
from pipelines.districts.neighbours import gather_learned, neighbours_of
from pipelines.month import other_districts
from pipelines.month.learned_document import LearnedDocument, decode, encode
from pipelines.month.other_districts import digest_of, imports_of, known_others, learned_file, others_digest, others_of, priors_of
from pipelines.month.rescoring import rules_of
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.run_records.data_versions import known_version
from pipelines.settings import load_settings
from warehouse.ops.learned_log import note_imports, note_undone
from warehouse.periods import shift_month
from warehouse.store import Store

MONTH = date(2026, 10, 1)
SETTINGS = load_settings()
OWN = SETTINGS.district.name
# Weights of another version of a feature do not travel.
VERSION = PRIORS["relocation"].features[0].version


def learned(district: str, value: float = 1.0) -> LearnedDocument:
    line = LearnedWeight("leaving_evidence", VERSION, None, value, 0.05, 30)
    weights = (line, replace(line, from_value=2.0, value=0.4, error=0.1, events=12))
    return LearnedDocument((Learned("relocation", Source(district, MONTH, "0.2.0"), 20_000, 33, weights, ()),), is_fictional=False)


@pytest.fixture
def run_on(tmp_path: Path) -> Callable[[date], MonthRun]:
    home = DataDir(tmp_path)
    with Store(home.warehouse) as store:
        return lambda day: MonthRun(MONTH, day, SETTINGS, home, StageTables(store))


def imported(run: MonthRun, moment: str, *documents: LearnedDocument) -> None:
    note_imports(run.home.ops, moment, "li@a", {document.id: encode(document).decode() for document in documents})


def test_a_run_of_an_earlier_day_does_not_see_a_later_import(run_on: Callable[[date], MonthRun]) -> None:
    before, after = run_on(date(2026, 11, 16)), run_on(date(2026, 12, 16))
    imported(before, "2026-11-20T09:00:00", learned("甲区"))
    assert (others_of(before), others_digest(before)) == ((), "")
    assert priors_of(before) == PRIORS
    assert [record.source.district for record in others_of(after)] == ["甲区"]
    moved = priors_of(after)
    assert moved["operating"] is PRIORS["operating"]
    assert moved["relocation"].features[0].weight > PRIORS["relocation"].features[0].weight
    assert moved["relocation"].features[-1].from_value == 2.0


def test_what_was_undone_is_seen_by_the_days_it_was_in_force(run_on: Callable[[date], MonthRun]) -> None:
    run, document = run_on(date(2026, 11, 16)), learned("甲区")
    imported(run, "2026-11-10T09:00:00", document)
    note_undone(run.home.ops, "2026-11-30T09:00:00", "li@a", document.id)
    assert len(others_of(run)) == 1
    assert others_of(run_on(date(2026, 12, 16))) == ()


def test_an_import_is_read_once_for_all_months_that_were_made(run_on: Callable[[date], MonthRun], monkeypatch: pytest.MonkeyPatch) -> None:
    run, document, texts = run_on(date(2026, 11, 16)), learned("丙区", 3.0), list[bytes]()
    imported(run, "2026-11-10T09:00:00", document)
    monkeypatch.setattr(other_districts, "decode", lambda text, where: (texts.append(text), decode(text, where))[1])
    imports = imports_of(run.home)
    found = [known_others(imports, OWN, Neighbours(), date(2026, 11, day)) for day in range(9, 13)]
    assert found == [(), *[document.records] * 3]
    assert len(texts) == 1


def test_a_district_never_hears_itself(run_on: Callable[[date], MonthRun]) -> None:
    run = run_on(date(2026, 11, 16))
    imported(run, "2026-11-10T09:00:00", learned(OWN))
    assert others_of(run) == ()
    assert others_digest(run) == ""
    imported(run, "2026-11-11T09:00:00", learned("乙区"))
    assert [record.source.district for record in others_of(run)] == ["乙区"]


def test_what_a_month_goes_by_changes_with_what_others_learned_and_not_with_its_order(run_on: Callable[[date], MonthRun]) -> None:
    run, first, second = run_on(date(2026, 11, 16)), learned("甲区"), learned("乙区", 2.0)
    digests = [others_digest(run)]
    for moment, document in (("2026-11-10T09:00:00", first), ("2026-11-11T09:00:00", second)):
        imported(run, moment, document)
        digests.append(others_digest(run))
    weights = [(one.weight, one.spread) for one in priors_of(run)["relocation"].features]
    for document in (first, second):
        note_undone(run.home.ops, "2026-11-12T09:00:00", "li@a", document.id)
    for moment, document in (("2026-11-13T09:00:00", second), ("2026-11-14T09:00:00", first)):
        imported(run, moment, document)
    assert len(set(digests)) == 3
    assert others_digest(run) == digests[-1]
    assert [(one.weight, one.spread) for one in priors_of(run)["relocation"].features] == weights
    assert known_version("facts", SETTINGS, digests[-1]) != known_version("facts", SETTINGS, digests[0]) == known_version("facts", SETTINGS)
    assert digest_of(known_others(imports_of(run.home), OWN, Neighbours(), date(2026, 11, 9))) == digests[0]


def test_other_districts_are_a_rule_of_the_list(run_on: Callable[[date], MonthRun]) -> None:
    run = run_on(date(2026, 11, 16))
    imported(run, "2026-11-10T09:00:00", learned("甲区"))
    alone, beside = (
        dict(rules.select("setting", "value_text").iter_rows()) for rules in (rules_of(SETTINGS), rules_of(SETTINGS, priors_of(run)))
    )
    assert {name for name in beside if beside[name] != alone.get(name)} == {"relocation.leaving_evidence", "relocation.leaving_evidence>=2"}


def test_a_month_goes_by_what_the_other_districts_of_the_installation_knew_the_month_before(tmp_path: Path) -> None:
    installation = DataDir(tmp_path)
    homes = {name: installation.of_district(name) for name in (OWN, "甲区", "乙区")}
    for name, month in ((OWN, -1), ("甲区", -1), ("甲区", 0), ("乙区", 0)):
        file = learned_file(homes[name], shift_month(MONTH, month))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(encode(learned(name, value=3.0 + month)))
    note_imports(installation.ops, "2026-11-10T09:00:00", "li@a", {"x": encode(learned("远方区")).decode()})
    gather_learned(installation, MONTH)
    with Store(homes[OWN].warehouse) as store:
        handed = neighbours_of(homes[OWN], MONTH)
        run = MonthRun(MONTH, date(2026, 11, 16), SETTINGS, homes[OWN], StageTables(store), neighbours=handed)
        found = [(record.source.district, record.weights[0].value) for record in others_of(run)]
        # The installation's own home is no district of it.
        above = others_of(replace(run, home=installation, neighbours=neighbours_of(installation, MONTH)))
    assert found == [("甲区", 2.0), ("远方区", 1.0)]
    assert [record.source.district for record in above] == ["远方区"]


def test_a_month_has_its_file(tmp_path: Path) -> None:
    assert learned_file(DataDir(tmp_path), MONTH) == tmp_path / "learned" / "2026-10.json"
