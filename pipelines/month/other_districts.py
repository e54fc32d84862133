"""What this district learned, what others did as far as a run may know of it, and the priors that follow.

A month goes by what the other districts of its installation had learned by the month before (pipelines.districts.neighbours), and by what
was imported by its day, into its own home or into the installation's. In: which records those are. Out: what they do to a prior
(models.risk.shared_weights), how they travel (learned_document.py), the record of imports (warehouse.ops.learned_log).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import polars as pl

from models.risk.priors import PRIORS, RiskPrior
from models.risk.score import examples_by_risk
from models.risk.shared_weights import Learned, Neighbours, Source, learn, with_others
from pipelines.data_dir import DataDir
from pipelines.delivery.atomic_files import replace_file
from pipelines.month.learned_document import LearnedDocument, decode, encode
from pipelines.month.list_inputs import known_facts
from pipelines.month.run import MonthRun
from pipelines.month.training import training_history
from warehouse.ops.learned_log import LearnedImport, learned_imports
from warehouse.periods import month_key


def learned_of(run: MonthRun, labels: pl.DataFrame | None = None) -> LearnedDocument:
    """Return what this district's own past taught by the run's month, without anything that others found.

    `labels`: of the past months, where they are made (models.risk.score.past_labels).
    """
    found = run.evidence()
    history = training_history(run)
    past = examples_by_risk(history, found.deviations, found.panel, known_facts(run), run.settings.risk, labels=labels)
    source = Source(run.settings.district.name, run.month, version("earlywarn"))
    records = tuple(learn(risk, PRIORS[risk].in_use(history), examples, source) for risk, examples in past.items())
    return LearnedDocument(records, run.is_demo)


def keep_learned(run: MonthRun, labels: pl.DataFrame) -> None:
    """Write what this district learned by the run's month into its home, for the other districts of its installation."""
    path = learned_file(run.home, run.month)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, encode(learned_of(run, labels)))


def learned_file(home: DataDir, month: date) -> Path:
    """The file in which a district's home keeps what it learned by a month."""
    return home.learned / f"{month_key(month)}.json"


def priors_of(run: MonthRun) -> Mapping[str, RiskPrior]:
    """Return what each risk is fitted towards: the expert's prior, moved by other districts of the installation and by imports."""
    name, imported = run.settings.district.name, _records_known(imports_of(run.home), run.as_of)
    heard = Neighbours((*run.neighbours.records, *imported)) if imported else run.neighbours
    return {risk: with_others(prior, heard.about(risk), name) for risk, prior in PRIORS.items()}


def others_of(run: MonthRun) -> tuple[Learned, ...]:
    """Return the records of other districts that the run may know: those it was handed, and those imported by its as-of day."""
    return known_others(imports_of(run.home), run.settings.district.name, run.neighbours, run.as_of)


def others_digest(run: MonthRun) -> str:
    """Return a SHA-256 of the records of other districts that the run may know, whatever their order; empty where there are none."""
    return digest_of(others_of(run))


def known_others(imports: Sequence[LearnedImport], district: str, neighbours: Neighbours, day: date) -> tuple[Learned, ...]:
    """Return the records of neighbours and those of imports in force at the end of a day, without the district's own."""
    return tuple(record for record in (*neighbours.records, *_records_known(imports, day)) if record.source.district != district)


def digest_of(records: Iterable[Learned]) -> str:
    """Return a SHA-256 of records, whatever their order; empty where there are none."""
    text = "\n".join(sorted(record.digest for record in records))
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def imports_of(home: DataDir) -> list[LearnedImport]:
    """Return every import there was, the district's own and those of its installation."""
    return [one for ops in sorted({home.ops, home.installation.ops}) for one in learned_imports(ops)]


def _records_known(imports: Sequence[LearnedImport], day: date) -> tuple[Learned, ...]:
    """Return the records of the imports in force at the end of a day."""
    return tuple(record for one in imports if one.is_known(day) for record in _records_in(one.document, one.id))


# An intake asks for each month that was ever made.
@lru_cache(maxsize=256)
def _records_in(document: str, document_id: str) -> tuple[Learned, ...]:
    """Return the records of an import."""
    return decode(document.encode(), f"the import {document_id}").records
