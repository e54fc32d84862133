"""One month's edition, from the warehouse to its folder: what it is called, what it was made from, where it is kept.

In: naming, fingerprint, manifest facts. Out: gathering (briefing_inputs.py), rendering (edition_files.py), putting folders in place
(publication.py).
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import PurePath

import polars as pl

from pipelines.cases.appeal_recording import take_in
from pipelines.cases.opening import known_from, open_cases
from pipelines.clock import scheduled_day
from pipelines.delivery.atomic_files import replace_file
from pipelines.delivery.briefing_inputs import corrections, gather, logged_rules, named_frames
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.edition_files import EditionInputs, render_files
from pipelines.delivery.fan_charts import begin_fans
from pipelines.delivery.fingerprint import code_version, content_id
from pipelines.delivery.index_inputs import gather_index, newest_issue
from pipelines.delivery.laid_index import lay_index
from pipelines.delivery.learning_inputs import LearningRecords, counted_evidence, later_risks, learning_records
from pipelines.delivery.publication import Manifest, Published, publish, publish_beside, read_manifest
from pipelines.month.edits import quarantine_of
from pipelines.month.missed_departures import miss_frames
from pipelines.month.other_districts import others_digest
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.month.tournament import tournament_of
from pipelines.settings import District
from pipelines.work_process import Pending, begin
from reports.briefing import Briefing
from reports.charts.pictures import trend_png
from reports.charts.plotly_specs import plotly_script
from reports.charts.trend import prepare_trend
from reports.edition import EarlierIssue, Edition
from reports.frames import BriefingFrames
from reports.index import STREET_PAGES, index_pages
from reports.index_frames import IndexFrames
from reports.pdf import pdf_setter, why_unavailable
from warehouse import names
from warehouse.ops.cases import keep_snapshot
from warehouse.ops.editions import EditionKey
from warehouse.periods import month_key, shift_month

COUNTS = ("rows_in", "rows_stored", "rows_refused", "rows_duplicate")


@dataclass(frozen=True)
class MonthPublisher:
    """Publishes one month."""

    run: MonthRun

    def publish(self) -> Published:
        """Make the month's files and put them in place; the same figures change nothing."""
        self.run.home.briefings.mkdir(parents=True, exist_ok=True)
        if self.run.is_explained:
            # Drawn while everything else is gathered.
            _ = self._fans
        # Before the folder appears: an edition that is out must have its figures.
        self.archive.keep(self.key, self.run.as_of, self.frames.warnings, named_frames(self.frames))
        self._lay_script()
        inputs = EditionInputs(self.frames, self.run.known(names.REGISTER), self.run.read(names.RISK), self._quarantine, self._has_pdf)
        published = publish(
            self.run.home.briefings,
            month_key(self.run.month),
            self._facts(),
            lambda revision: render_files(inputs, self.edition(revision)),
            # A page that cannot be made leaves the month in the warehouse as it was.
            self.run.tables.put_in_place,
            dict(self.run.read(names.BRIEFINGS).select("revision", "content_id").iter_rows()),
        )
        # After the folder: an index never names what is not there.
        publish_beside(self.run.home.briefings, STREET_PAGES, self._index)
        return published

    def open_cases(self, at: datetime) -> None:
        """Open cases for the list, link to them what enterprises appealed for, and keep how all open ones stand.

        A month that is not the newest changes no case.
        """
        if self.run.month < max(self.archive.months(), default=self.run.month):
            return
        known = known_from(self.frames.warnings, at.date(), self.run.settings.levels.respond_days)
        open_cases(self.run.home.ops, known, self.run.month, at.isoformat())
        appeals, register = self.run.known(names.APPEALS), self.run.known(names.REGISTER)
        take_in(self.run.home.ops, appeals, register, at, self.run.settings.cases)
        keep_snapshot(self.run.home.ops, self.run.month)

    def _index(self) -> dict[str, bytes]:
        """Return the pages of the index of everything that is out."""
        return index_of(self.archive, self.run.tables, self.run.settings.district)

    @cached_property
    def archive(self) -> Archive:
        """The editions of this home."""
        return self.run.editions()

    @cached_property
    def frames(self) -> BriefingFrames:
        """Everything the pages show.

        Checks of the facts are those of the first time the edition was made: today's would count what has come since.
        """
        found = gather(self.run, self.archive, self._learned, self._fans if self._choice[0] else Pending.of(pl.DataFrame()))
        return replace(found, checks=self.archive.frames(self.key, ["checks"]).get("checks", found.checks))

    @cached_property
    def _learned(self) -> LearningRecords:
        """What was known of earlier lists and of what came of them, read once: there are more of them every month."""
        return learning_records(self.run, self.archive)

    @cached_property
    def _fans(self) -> Pending[pl.DataFrame]:
        """The fan charts, being drawn."""
        return begin_fans(self.run)

    @property
    def key(self) -> EditionKey:
        """Month and content id."""
        return EditionKey(self.run.month, self._choice[1])

    def edition(self, revision: int) -> Edition:
        """Return how a revision of this issue is called and whom it is for."""
        made = issue(self.run.settings.district, self.run.month, self._parts, self.key.content_id, revision)
        return replace(made, earlier=self._earlier)

    @cached_property
    def _earlier(self) -> EarlierIssue | None:
        """The newest issue before this one that is out, with who has a page there."""
        for month in reversed([one for one in self.archive.months() if one < self.run.month]):
            manifest = read_manifest(self.run.home.briefing(month))
            if manifest is not None:
                return EarlierIssue(month, frozenset(PurePath(name).stem for name in manifest["files"] if name.startswith("enterprises/")))
        return None

    @cached_property
    def _quarantine(self) -> pl.DataFrame:
        return quarantine_of(self.run)

    @property
    def _has_pdf(self) -> bool:
        """Whether a PDF is wanted and can be made."""
        return self.run.settings.explain.has_pdf and self._pdf_trouble is None

    @cached_property
    def _pdf_trouble(self) -> str | None:
        """Why no PDF that is wanted can be made on this machine, asked where it would be made; None where one can."""
        return begin(why_unavailable).result() if self.run.settings.explain.has_pdf else None

    @cached_property
    def _choice(self) -> tuple[bool, str]:
        """Whether fans are drawn, and the content id that follows; an edition that is out keeps its choice while nothing else differs."""
        before = read_manifest(self.run.home.briefing(self.run.month))
        # A month published within a range has no fan charts; publishing it alone later must not make a new revision of that.
        for is_explained in (self.run.is_explained, not self.run.is_explained):
            if before is not None and before["content_id"] == self._content_id(is_explained):
                return is_explained, before["content_id"]
        return self.run.is_explained, self._content_id(self.run.is_explained)

    def _content_id(self, is_explained: bool) -> str:
        return content_id({**self._parts, "is_explained": str(is_explained)})

    @cached_property
    def _parts(self) -> dict[str, str]:
        """What decides the bytes of an edition, each as text."""
        run = self.run
        return {
            "month": month_key(run.month),
            "as_of": run.as_of.isoformat(),
            "inputs": run.tables.inputs_digest(run.as_of),
            "quarantine": _digest(self._quarantine),
            "settings": run.settings.digest(run.as_of),
            "forecasters": _digest(tournament_of(run)),
            # What earlier months kept beside their lists.
            "comparison": _digest(run.read(names.COMPARISON)),
            # What earlier months stated, by the evidence they kept.
            "stated": _digest(run.read(names.STATED)),
            "code": code_version(),
            "earlier_lists": self.archive.history_digest(run.month),
            # Who left unlisted, by what earlier months stored.
            "misses": " ".join(_digest(frame) for frame in miss_frames(run, run.known(names.REGISTER)).values()),
            # What became of whom earlier lists named, by the risks of months that may be run again.
            "later_risks": _digest(later_risks(run, self.archive)),
            # Which evidence came first, by what earlier months stored.
            "first_evidence": _digest(counted_evidence(self._learned)),
            # Who was at work when rules and corrections changed.
            "rule_log": f"{_digest(logged_rules(run, self.archive))}{self._corrections}",
            # What other districts had found of the same risks.
            "other_districts": others_digest(run),
            # What the pages link to.
            "earlier_issue": _digest_of(self._earlier),
            "is_demo": str(self.run.is_demo),
            "has_pages": str(run.settings.explain.has_enterprise_pages),
            # Of an installation, which shares what a run may draw.
            **({"fans_most": str(self.run.fans_most)} if self.run.home.district else {}),
        }

    @property
    def _corrections(self) -> str:
        """A digest of the corrections that changed since the list before, empty where none did."""
        changed = corrections(self.run, self.archive, self.run.known(names.REGISTER))
        return _digest(changed) if changed.height else ""

    def handed_on(self) -> Iterator[str]:
        """Yield everything that later months take over from this edition, each part as text: its list and day, rules, pages and results."""
        month, run = self.run.month, self.run
        rules, manifest = self.archive.rules(month), read_manifest(run.home.briefing(month))
        yield f"{self.archive.days_before(shift_month(month, 1)).get(month)}"
        yield _digest(self.archive.candidates(month))
        yield _digest(pl.DataFrame() if rules is None else rules.select("kind", "setting", "value_text"))
        yield " ".join(sorted(name for name in (manifest or {"files": ()})["files"] if name.startswith("enterprises/")))
        yield _digest(run.read(names.RISK).select("uscc", "combined_risk"))
        yield from (_digest(run.read(table)) for table in (names.STATE, names.COMPARISON_LISTS, names.MISSES, names.MODEL_CARD))

    def _facts(self) -> Manifest:
        """Return what the manifest says besides the files."""
        deliveries = self.run.tables.read(names.DELIVERIES)
        aside = self._quarantine.filter(pl.col("action") == "set_aside").height
        frames = self.frames
        levels = frames.listed().group_by("level").len().sort("level")
        return {
            "content_id": self.key.content_id,
            "made_from": {**self._parts, "is_explained": str(self._choice[0])},
            "row_counts": {**{name: int(deliveries[name].sum()) for name in COUNTS}, "rows_set_aside": aside},
            "frame_rows": {name: frame.height for name, frame in sorted(named_frames(frames).items())},
            "warnings": dict(levels.iter_rows()),
            "remarks": [self._pdf_trouble] if self._pdf_trouble else [],
            # The same bytes follow where the same libraries set the page.
            **({"pdf_by": begin(pdf_setter).result()} if self._has_pdf else {}),
        }

    def _lay_script(self) -> None:
        """Lay the one script that charts become interactive with beside the months."""
        path, content = self.run.home.installation.briefings / "plotly.min.js", plotly_script().encode()
        if not path.exists() or path.stat().st_size != len(content):
            replace_file(path, content)

    def ledger_row(self, published: Published, moment: datetime) -> pl.DataFrame:
        """Return the publication as a row of out_briefings__monthly_editions, without the month."""
        manifest = read_manifest(published.folder)
        row = {
            "revision": published.revision,
            "content_id": published.content_id,
            "as_of": self.run.as_of,
            "published_at": moment,
            "warnings_count": self.frames.listed().height,
            "file_count": len(manifest["files"]) if manifest else 0,
        }
        return pl.DataFrame([row]).cast({"revision": pl.Int32, "warnings_count": pl.Int32, "file_count": pl.Int32})

    def picture(self, published: Published) -> str:
        """Return the levels over time as a picture inside Markdown, for the web page."""
        briefing = Briefing(self.frames, self.edition(published.revision))
        picture = b64encode(trend_png(prepare_trend(briefing), briefing.words)).decode()
        return f"![warnings by level](data:image/png;base64,{picture})"


def issue(district: District, month: date, made_from: Mapping[str, str], content_id: str, revision: int) -> Edition:
    """Return how an issue is called and whom it is for; dated with its as-of day, so that printing it again gives the same bytes."""
    as_of = date.fromisoformat(made_from["as_of"])
    return Edition(
        month=month,
        as_of=as_of,
        issued_on=as_of,
        issue_number=district.issue_of_year(month),
        issue_total=district.issue_total(month),
        district=district.name,
        issuer=district.issuer,
        audience=district.audience,
        copied_to=district.copied_to,
        contact=district.contact,
        district_en=district.name_en,
        content_id=content_id,
        revision=revision,
        demo=made_from["is_demo"] == "True",
        is_provisional=as_of < scheduled_day(month),
        folder=district.folder,
        # An older edition has them and does not say so.
        has_pages=made_from.get("has_pages", "True") == "True",
    )


def index_of(archive: Archive, tables: StageTables, district: District, beside: Edition | None = None) -> dict[str, bytes]:
    """Return the pages of the index of everything that is out, called like the newest month, or like `beside` where no month is out."""
    newest = newest_issue(archive)
    if newest is None:
        return _index_files(gather_index(archive, tables, beside.as_of), beside) if beside else {}
    edition = issue(district, newest.month, newest.manifest["made_from"], newest.manifest["content_id"], int(newest.manifest["revision"]))
    return _index_files(gather_index(archive, tables, edition.as_of), edition)


def _index_files(frames: IndexFrames, edition: Edition) -> dict[str, bytes]:
    """Return the pages of an index, and beside them what no folder has of what they print."""
    return {**index_pages(frames, edition), **lay_index(frames, edition)}


def _digest_of(earlier: EarlierIssue | None) -> str:
    """Return the month of an issue and a SHA-256 of who has a page there."""
    if earlier is None:
        return "none"
    return f"{month_key(earlier.month)} {hashlib.sha256(' '.join(sorted(earlier.pages)).encode()).hexdigest()}"


def _digest(frame: pl.DataFrame) -> str:
    """Return a SHA-256 of a frame's rows, whatever their order."""
    return hashlib.sha256("\n".join(sorted(frame.write_csv(include_header=False).splitlines())).encode()).hexdigest()
