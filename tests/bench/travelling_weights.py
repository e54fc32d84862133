"""What other districts' weights are worth to a district; run with `python -m tests.bench.travelling_weights`.

Each district's past is made once and kept; every form of the priors is then fitted on it. A month goes by what the other districts had
learned by the month before, from nothing but what was known there then. Seeds 1 to 9 are for development.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from models.evaluation.labels import label_months
from models.evaluation.metrics import average_precision, rank_labels
from models.month import evidence_of_month
from models.risk.priors import PRIORS, RiskPrior
from models.risk.retrospective_labels import judge_past
from models.risk.scope import scope_of
from models.risk.settings import RiskSettings
from models.risk.shared_weights import Learned, Source, learn, with_others
from models.risk.stated_risk import stated
from models.risk.training_examples import TrainingExamples, label_frame, operating_examples, relocation_examples, share_examples
from pipelines.clock import scheduled_day
from pipelines.demo.district import write_district
from pipelines.demo.settings import DemoSettings
from pipelines.ingest.run import ingest_inbox
from pipelines.month.training import training_months
from pipelines.settings import load_settings
from tests.bench.risk_districts import Plan, evidence_months, known_facts
from warehouse.periods import month_number, shift_month
from warehouse.store import Store
from warehouse.vocabulary import RELOCATION_SHARE, RISKS

PARTS = ("evidence", "hindsight", "outcomes", "scope", "labels")
SETTINGS = RiskSettings()
Priors = dict[str, RiskPrior]


@dataclass(frozen=True)
class Past:
    """A district as its months saw it; `hindsight`, `outcomes` and `scope` have the month of the run that saw them as `run`."""

    plan: Plan
    evidence: pl.DataFrame
    hindsight: pl.DataFrame
    outcomes: pl.DataFrame
    scope: pl.DataFrame
    labels: pl.DataFrame

    @cached_property
    def name(self) -> str:
        """The district's name."""
        return str(self.plan.seed)

    def examples(self, month: date, *, are_shared: bool) -> dict[str, TrainingExamples]:
        """Return what the past teaches a run of a month, as models.risk.score does."""
        wanted = training_months(month, 36)
        known = self.evidence.filter(pl.col("month").is_in(wanted), pl.col("known_indicators") >= SETTINGS.least_indicators)
        outcomes, labels = (frame.filter(run=month).drop("run") for frame in (self.outcomes, self.hindsight))
        # Of the first months of a short history nothing is known.
        last = max(known["month"].to_list(), default=month)
        return {
            "operating": operating_examples(known, labels, outcomes, SETTINGS.training),
            "relocation": relocation_examples(known, outcomes, last, SETTINGS.training, are_shared=are_shared),
            RELOCATION_SHARE: share_examples(known, labels, outcomes, last, SETTINGS.training, are_shared=are_shared),
        }

    def learned(self, month: date) -> list[Learned]:
        """Return the records of what the district has learned by a month."""
        source = Source(self.name, month, "bench")
        return [learn(risk, PRIORS[risk], past, source) for risk, past in self.examples(month, are_shared=False).items()]

    def judged(self, month: date) -> pl.DataFrame:
        """Return the evidence of a month of those in scope."""
        there = self.scope.filter(pl.col("run") == month, pl.col("out_of_scope").is_null()).select("uscc")
        return self.evidence.filter(month=month).join(there, on="uscc", how="semi")


def main(arguments: list[str] | None = None) -> int:
    """Measure every form on the districts asked for and print both average precisions by district."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4])
    parser.add_argument("--shock", type=int, nargs="*", default=[2, 6], help="seeds with a district-wide shock")
    parser.add_argument("--enterprises", type=int, default=1040)
    parser.add_argument("--scored", type=int, default=24, help="months scored")
    parser.add_argument("--every", type=int, default=2, help="of them each so many are measured")
    parser.add_argument("--others", type=int, nargs="+", default=[3], help="from how many other districts")
    parser.add_argument("--work", type=Path, default=Path("var/bench/travelling"), help="what is finished is kept here and read again")
    asked = parser.parse_args(arguments)
    plans = [Plan(seed, with_shock=seed in asked.shock, scored=asked.scored, enterprises=asked.enterprises) for seed in asked.seeds]
    districts = [_kept(plan, asked.work) for plan in plans]
    # Of the first there is no month before.
    months = plans[0].scored_months[1 :: asked.every]
    records = {(one.name, month): one.learned(shift_month(month, -1)) for one in districts for month in months}
    forms = _forms(districts, records, asked.others)
    _say(pl.DataFrame([row for name, form in forms.items() for row in _figures(name, form, districts, months)]))
    return 0


def _forms(districts: Sequence[Past], records: dict[tuple[str, date], list[Learned]], counts: Iterable[int]) -> dict[str, "Form"]:
    """Return by name how the scores of a district's month are made: fitted on its own past, or by the prior alone."""

    def others(district: Past, month: date, count: int, *, with_steps: bool) -> Priors:
        place = districts.index(district)
        ring = [districts[(place + step) % len(districts)] for step in range(1, count + 1)]
        heard = [_lines(one, with_steps=with_steps) for other in ring for one in records[other.name, month]]
        return {risk: with_others(prior, [one for one in heard if one.risk == risk], district.name) for risk, prior in PRIORS.items()}

    forms: dict[str, Form] = {
        "expert alone": lambda district, month: _scores(district, month, PRIORS, is_fitted=False),
        "own past (no other district)": lambda district, month: _scores(district, month, PRIORS),
    }
    for count in (count for count in counts if count < len(districts)):
        forms[f"{count} others, weights"] = lambda d, m, c=count: _scores(d, m, others(d, m, c, with_steps=False))  # type: ignore[misc]
        forms[f"{count} others, weights and steps"] = lambda d, m, c=count: _scores(d, m, others(d, m, c, with_steps=True))  # type: ignore[misc]
    return forms


Form = Callable[[Past, date], pl.DataFrame]


def _lines(record: Learned, *, with_steps: bool) -> Learned:
    return record if with_steps else replace(record, weights=tuple(one for one in record.weights if one.from_value is None))


def _scores(district: Past, month: date, priors: Priors, *, is_fitted: bool = True) -> pl.DataFrame:
    """Return a month's scores: month, uscc, operating_risk, relocation_risk, relocation_share."""
    now = district.judged(month)
    examples = district.examples(month, are_shared=bool(priors["relocation"].behind)) if is_fitted else {}
    risks = {}
    for risk, prior in priors.items():
        by_expert = prior.mean[0] + prior.design(now) @ prior.mean[1:]
        risks[f"{risk}_risk" if risk in RISKS else risk] = stated(
            risk, prior.fit(*examples[risk]).contributions(now).sum(axis=1) if is_fitted else by_expert, SETTINGS.calibration
        )
    return now.select("month", "uscc").with_columns(**risks)


def _figures(name: str, form: Form, districts: Sequence[Past], months: Sequence[date]) -> list[dict[str, object]]:
    """Return both average precisions and the stated beside the true share of leavers, by district and their mean."""
    rows = []
    for district in districts:
        scores = pl.concat(form(district, month) for month in months)
        labels = district.labels.with_columns(pl.col("uscc").str.split("/").list.last())
        judged = scores.join(labels.select("month", "uscc", "any_truth", "relocation_label"), on=["month", "uscc"])
        combined = judged.with_columns(combined=pl.max_horizontal("operating_risk", "relocation_risk"))
        leaving = judged.drop_nulls("relocation_label")
        rows.append({
            "relocation": _precision(leaving, "relocation_label", "relocation_risk"),
            "any": _precision(combined.drop_nulls("any_truth"), "any_truth", "combined"),
            "stated": leaving["relocation_risk"].mean(),
            "leaving": leaving["relocation_label"].mean(),
        })  # fmt: skip
        _say(f"{name} · {district.name}")
    frame = pl.DataFrame(rows)
    columns = {f"relocation {one.name}": row["relocation"] for one, row in zip(districts, rows, strict=True)}
    return [{"form": name, **columns, **{f"mean {column}": frame[column].mean() for column in frame.columns}}]


def _precision(frame: pl.DataFrame, label: str, score: str) -> float:
    return average_precision(rank_labels(frame[label].to_numpy(), frame[score].to_numpy()))


def _kept(plan: Plan, work: Path) -> Past:
    """Read a district that is finished, or make it."""
    home = work / plan.name
    if not (home / "done").exists():
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            made = _make(plan, Path(folder))
        for name, frame in made.items():
            frame.write_parquet(home / f"{name}.parquet")
        (home / "done").touch()
        _say(f"made {plan.name}")
    return Past(plan, **{name: pl.read_parquet(home / f"{name}.parquet") for name in PARTS})


def _make(plan: Plan, home: Path) -> dict[str, pl.DataFrame]:
    demo = DemoSettings(
        last=plan.last, enterprises=plan.enterprises, months=plan.months, seed=plan.seed, with_shock=plan.with_shock, layouts="tidy"
    )
    write_district(home / "inbox", home / "demo", demo)
    truth = {name: pl.read_parquet(home / "demo" / f"truth_{name}.parquet") for name in ("events", "activity")}
    made: dict[str, list[pl.DataFrame]] = {name: [] for name in PARTS}
    with Store(home / "warehouse.duckdb") as store:
        ingest_inbox(store, home / "inbox", scheduled_day(plan.last), load_settings().ingest)
        for month in evidence_months(plan):
            for name, frame in _seen(store, month, is_scored=month in plan.scored_months).items():
                made[name].append(frame)
    made["labels"] = [label_months(truth["events"], truth["activity"]).filter(pl.col("month").is_in(plan.scored_months))]
    return {name: pl.concat(frames) for name, frames in made.items()}


def _seen(store: Store, month: date, *, is_scored: bool) -> dict[str, pl.DataFrame]:
    """Return what a run of a month saw: its evidence and, where it is scored, labels of the past, outcomes and who is in scope."""
    known = known_facts(store, month)
    now = evidence_of_month(*known.evidence, month, scheduled_day(month), load_settings().month)
    found = {"evidence": now.features.with_columns(month=pl.lit(month))}
    if is_scored:
        first, run = month_number(now.panel.first), pl.lit(month).alias("run")
        places = [month_number(past) - first for past in training_months(month, 36)]
        judged = [place for place in places if 0 <= place < now.panel.months_count - SETTINGS.labels.months_after]
        answers = judge_past(now.deviations, judged, SETTINGS.labels, SETTINGS.hypotheses)
        found["hindsight"] = label_frame(answers, now.panel, judged).with_columns(run)
        found["outcomes"] = known[4].with_columns(run)
        found["scope"] = scope_of(now.panel, known[1], known[4], scheduled_day(month)).with_columns(run)
    return found


def _say(what: object) -> None:
    with pl.Config(tbl_rows=100, tbl_cols=30, tbl_width_chars=240, fmt_str_lengths=60, tbl_hide_dataframe_shape=True, float_precision=3):
        sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
