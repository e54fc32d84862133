"""The configuration as a whole: TOML files in, frozen settings out.

The shipped files stand in `pipelines/config`; a file of the same name in `$EARLYWARN_HOME/config` overrides single keys of it, and for one
district of many the file in its own home overrides those (`pipelines.config.layers`). What is asked before any step runs stands in
`pipelines.config.early_settings`; what the environment says is read in `pipelines.config.environment`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any, Final, get_origin, get_type_hints

from annotated_types import Interval
from pydantic import AfterValidator

from models.cases.settings import CaseSettings
from models.disclosure.settings import DisclosureSettings
from models.district.settings import CoverageSettings, GrowthSettings
from models.forecast.settings import ExpectedSettings, TournamentSettings
from models.month_settings import MonthSettings
from models.policies.settings import PolicySettings
from models.risk.settings import CalibrationSettings, RiskSettings
from models.setting_types import Seconds, Text
from models.warnings.settings import LevelSettings, Measure
from pipelines.backups.settings import StorageSettings
from pipelines.config.early_settings import Channel, Source, source_table, storage_table
from pipelines.config.environment import mail_address, require_environment
from pipelines.config.layers import FILES, SHIPPED, Layer, Tables, file_of, folders_above, layer_of, layered, read_table
from pipelines.config.outline import StreetOutline, read_outline
from pipelines.config.validation import Threshold, filling, plain, stated, table, validate
from pipelines.data_dir import DataDir
from pipelines.errors import SettingsError
from pipelines.ingest.settings import SourceSettings
from pipelines.instance.settings import RunSettings, month_text, run_table
from warehouse.corrections.correction import SHIPPED as SHIPPED_CORRECTIONS
from warehouse.corrections.correction import Correction, corrections_by
from warehouse.periods import month_number, month_of_key
from warehouse.vocabulary import Language

# Settings of version 0.1.0 that are gone, by file, table and key, and why.
REMOVED: Final = {
    ("thresholds", "growth", "lasting_months"): "a rise is lasting when it holds over the last three months together",
    ("thresholds", "growth", "rises_most"): "every rise is kept, and pages show the largest",
    ("thresholds", "growth", "new_most"): "everybody newly registered is kept, and pages show the first",
}


@dataclass(frozen=True, slots=True)
class District:
    """Who publishes the bulletin and for whom; `first_issue` is the month of issue number one, as YYYY-MM.

    `outline_file`: a GeoJSON file of the streets, beside the configuration that names it; `outline_property` holds the street's name.
    """

    name: str = ""
    name_en: str = ""
    city: str = ""
    issuer: str = ""
    audience: str = ""
    copied_to: str = ""
    contact: str = ""
    first_issue: Annotated[str, AfterValidator(month_text)] = "2024-01"
    outline_file: str = ""
    outline_property: Text = "name"
    outline_is_invented: bool = False
    # Set by where its home lies and by no file: the folder of a district that shares an installation with others.
    folder: str = ""

    def issue_total(self, month: date) -> int:
        """Return which issue a month's bulletin is, counted from the first; at least 1."""
        return max(1, month_number(month) - month_number(month_of_key(self.first_issue)) + 1)

    def issue_of_year(self, month: date) -> int:
        """Return which issue of its year a month's bulletin is; at least 1."""
        return min(month.month, self.issue_total(month))


@dataclass(frozen=True, slots=True)
class ChannelPolicy:
    """Which legal channels may not stand behind anything that names an enterprise; they stay in the aggregates."""

    locked: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainSettings:
    """How much explaining a run may afford: fan charts, pages of single enterprises, the bulletin as PDF.

    `fans_most` is for a whole run, whose districts share it.
    """

    fans_most: Annotated[int, Interval(ge=0, le=20)] = 12
    has_enterprise_pages: bool = True
    has_pdf: bool = True


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail is written and handed over, apart from the address and the secrets of the relay.

    `operators` are told of runs that did not finish, in `operators_language`.
    """

    from_name: str = ""
    operators: tuple[Annotated[str, AfterValidator(mail_address)], ...] = ()
    operators_language: Language = "zh"
    names_in_body: bool = True
    retry_seconds: tuple[Seconds, ...] = (2, 10, 30)
    timeout_seconds: Annotated[float, Interval(gt=0, le=3600)] = 30
    command_seconds: Annotated[float, Interval(gt=0, le=86400)] = 300
    settle_seconds: Seconds = 5


@dataclass(frozen=True, slots=True)
class AutomationSettings:
    """What starts by itself besides what the calendar says: `is_early`, a month as soon as all its sources have arrived."""

    is_early: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything configuration decides, in the classes of the rooms that use it."""

    district: District = field(default_factory=District)
    outline: tuple[StreetOutline, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    channels: ChannelPolicy = field(default_factory=ChannelPolicy)
    corrections: tuple[Correction, ...] = ()
    levels: LevelSettings = field(default_factory=LevelSettings)
    measures: tuple[Measure, ...] = ()
    coverage: CoverageSettings = field(default_factory=CoverageSettings)
    growth: GrowthSettings = field(default_factory=GrowthSettings)
    policies: PolicySettings = field(default_factory=PolicySettings)
    disclosure: DisclosureSettings = field(default_factory=DisclosureSettings)
    expected: ExpectedSettings = field(default_factory=ExpectedSettings)
    tournament: TournamentSettings = field(default_factory=TournamentSettings)
    month: MonthSettings = field(default_factory=MonthSettings)
    risk: RiskSettings = field(default_factory=RiskSettings)
    explain: ExplainSettings = field(default_factory=ExplainSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    cases: CaseSettings = field(default_factory=CaseSettings)
    automation: AutomationSettings = field(default_factory=AutomationSettings)
    runs: RunSettings = field(default_factory=RunSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)

    @property
    def ingest(self) -> SourceSettings:
        """The part of the sources that ingest has to know."""
        return SourceSettings(release_days={name: source.release_day for name, source in self.sources.items()})

    def digest(self, day: date = date.max) -> str:
        """Return a SHA-256 over every setting that can change a figure published as of a day.

        How mail travels, runs live and what is kept are none, and neither is a correction reported later.
        """
        values = asdict(replace(self, corrections=corrections_by(self.corrections, day)))
        # Reasons and owners of thresholds change no figure; their values stand in the classes that use them.
        # What a tournament has decided is part of an edition's origin by itself; how long it took is not.
        # What readers outside may see is an edition of its own.
        del values["mail"], values["runs"], values["automation"], values["storage"], values["thresholds"], values["tournament"]
        del values["disclosure"]
        return _digest_of(values)

    def corrections_digest(self, day: date = date.max) -> str:
        """Return a SHA-256 over the corrections as of a day; they belong to the figures and are no rules."""
        return _digest_of([asdict(each) for each in corrections_by(self.corrections, day)])


def _digest_of(values: object) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def require_settings(local: Path, environ: Mapping[str, str] | None = None) -> None:
    """Read everything that is configured, so that a job does not find out in its middle; raises SettingsError."""
    load_settings(local)
    require_environment(environ)


@cache
def _configuration() -> Any:
    """Return the type of the whole configuration, one table a file; made when first needed."""
    numbers, tables = _numbers_and_tables(LevelSettings)
    measures = GenericAlias(tuple, (filling(Measure, plain(Measure)), ...))
    models = {"expected": ExpectedSettings, "explain": ExplainSettings, "tournament": TournamentSettings}
    thresholds = {"coverage": CoverageSettings, "growth": GrowthSettings, "policies": PolicySettings, "disclosure": DisclosureSettings}
    files = {
        "automation": table({"automation": (filling(AutomationSettings, stated(AutomationSettings)), AutomationSettings())}),
        "cases": table({"cases": (filling(CaseSettings, stated(CaseSettings)), CaseSettings())}),
        "channels": filling(ChannelPolicy, plain(ChannelPolicy)),
        "district": filling(District, plain(District, [one.name for one in fields(District) if one.name != "folder"])),
        "levels": filling(LevelSettings, {"thresholds": (table(stated(LevelSettings, numbers)), ...), **plain(LevelSettings, tables)}),
        "mail": filling(MailSettings, plain(MailSettings)),
        "measures": table({"measure": (measures, ...)}),
        "models": table(
            {
                **{name: (filling(cls, plain(cls)), cls()) for name, cls in models.items()},
                "calibration": (filling(CalibrationSettings, stated(CalibrationSettings)), CalibrationSettings()),
            }
        ),
        "runs": run_table(),
        "sources": source_table(),
        "storage": storage_table(),
        "thresholds": table({name: (filling(cls, stated(cls)), cls()) for name, cls in thresholds.items()}),
    }
    return table({name: (kind, ...) for name, kind in files.items()})


def _numbers_and_tables(cls: type) -> tuple[list[str], list[str]]:
    """Return the fields of a class that are single values, each a threshold with its reason, and those that are tables of their own."""
    tables = [name for name, kind in get_type_hints(cls).items() if get_origin(kind) is get_origin(Mapping[str, str])]
    return [name for name in get_type_hints(cls) if name not in tables], tables


def load_settings(local: Path | None = None, tried: Path | None = None) -> Settings:
    """Return the shipped settings with the local folder's overrides; raises SettingsError naming file and key.

    `tried`: a file that is taken in the place of the local one whose name its own begins with: levels, levels_2027.
    """
    layers = [layer_of(folder, FILES) for folder in folders_above(local)]
    if tried is not None:
        layers.append(Layer(tried.parent, {tried_name(tried): read_table(tried)}, tried))
        layers[-2].tables.pop(tried_name(tried), None)
    for layer in layers:
        _refuse_removed(layer)
    tables = layered(layers, FILES)
    found = validate(_configuration(), tables, lambda place, is_missing: file_of(place, layers, is_missing=is_missing))
    return Settings(
        district=_of_home(found.district, layers, local),
        outline=_outline(found.district, layers),
        sources=dict(found.sources),
        channels=found.channels,
        corrections=_corrections(local),
        levels=found.levels,
        measures=found.measures.measure,
        **dict(found.thresholds),
        **{name: own for name, own in dict(found.models).items() if name != "calibration"},
        risk=RiskSettings(calibration=found.models.calibration),
        mail=found.mail,
        cases=found.cases.cases,
        automation=found.automation.automation,
        runs=found.runs.runs,
        storage=found.storage,
        thresholds=_thresholds(tables),
    )


def _of_home(district: District, layers: Sequence[Layer], local: Path | None) -> District:
    """Return the district with its folder where it shares an installation; it is called like its folder unless its own file names it."""
    folder = DataDir(local.parent).district if local else ""
    if not folder:
        return replace(district, folder="")
    own = layers[-1].tables.get("district", {})
    return replace(district, folder=folder, name=own.get("name", folder), name_en=own.get("name_en", ""))


def tried_name(tried: Path) -> str:
    """Return which file of the configuration a tried one stands for, by the beginning of its name; raises SettingsError where by none."""
    found = [name for name in FILES if tried.stem == name or tried.stem.startswith((f"{name}_", f"{name}-", f"{name}."))]
    if not found:
        wanted = ", ".join(f"{name}.toml" for name in FILES)
        raise SettingsError(f"{tried} cannot be tried: its name does not begin like a file of the configuration ({wanted}); rename it")
    return found[0]


def _refuse_removed(layer: Layer) -> None:
    """Raise where a local file holds a setting that an earlier version had: whoever set it has to know that it decides nothing any more."""
    found = [(place, why) for place, why in REMOVED.items() if _holds(layer.tables, place)]
    if found:
        sentences = [f"{layer.folder}/{file}.toml: {table}.{key} is no setting any more: {why}" for (file, table, key), why in found]
        raise SettingsError("; ".join(sentences) + "; remove what is named from the file")


def _holds(tables: Any, place: tuple[str, ...]) -> bool:
    for part in place:
        if not isinstance(tables, dict) or part not in tables:
            return False
        tables = tables[part]
    return True


def _corrections(local: Path | None) -> tuple[Correction, ...]:
    """Return the shipped and the local corrections by what they are about; raises SettingsError naming file and key."""
    folders = [SHIPPED_CORRECTIONS, *(folder / "corrections" for folder in folders_above(local))]
    found = [each for folder in folders for path in sorted(folder.glob("*.toml")) for each in _corrections_of(path)]
    ordered = tuple(sorted(found, key=lambda correction: (correction.key, correction.reported_on)))
    for before, after in pairwise(ordered):
        # Both would be applied, and the figure would be there twice.
        if before.key == after.key and before.is_in_force(after.reported_on):
            raise SettingsError(
                f"two corrections of {after.indicator} {after.period} of {after.enterprise} ({after.basis}) are in force on "
                f"{after.reported_on}; set `until` of the one reported on {before.reported_on} to that day, or leave one of them out"
            )
    return ordered


def _corrections_of(path: Path) -> tuple[Correction, ...]:
    """Return the corrections of one file."""
    kind = table({"correction": (GenericAlias(tuple, (filling(Correction, plain(Correction)), ...)), ())})
    found = validate(table({"file": (kind, ...)}), {"file": read_table(path)}, lambda _place, _is_missing: str(path))
    corrections: tuple[Correction, ...] = found.file.correction
    return corrections


def _outline(district: District, layers: Sequence[Layer]) -> tuple[StreetOutline, ...]:
    """Return the outline of the streets, from the folder in which it is named; none where none is."""
    if not district.outline_file:
        return ()
    naming = [layer.folder for layer in layers if "outline_file" in layer.tables.get("district", {})]
    return read_outline([SHIPPED, *naming][-1] / district.outline_file, district.outline_property)


def _thresholds(tables: Mapping[str, Tables]) -> dict[str, Threshold]:
    """Return every threshold with its reason, owner and day of review."""
    kept = {"storage": tables["storage"]["kept"], **tables["runs"], **tables["automation"]}
    calibration = {"calibration": tables["models"]["calibration"]}
    parts = {"levels": tables["levels"]["thresholds"], **tables["thresholds"], **tables["cases"], **kept, **calibration}
    return {f"{part}.{name}": Threshold(**entry) for part, entries in parts.items() for name, entry in entries.items()}
