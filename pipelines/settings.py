"""The only reader of configuration and environment: TOML files and variables in, frozen settings out.

The shipped files stand in `pipelines/config`; a file of the same name in `$EARLYWARN_HOME/config` overrides single keys of it.
Secrets are never in a file: the SMTP settings come from the environment alone.
"""

import difflib
import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any, Final, Literal, get_origin, get_type_hints

from annotated_types import Interval
from pydantic import AfterValidator, BeforeValidator, Strict

from models.cases.settings import CaseSettings
from models.district.coverage import CoverageSettings
from models.district.growth import GrowthSettings
from models.forecast.settings import ExpectedSettings, TournamentSettings
from models.month import MonthSettings
from models.policies.settings import PolicySettings
from models.risk.score import RiskSettings
from models.setting_types import OneOf, Seconds, Text
from models.warnings.settings import LevelSettings, Measure
from pipelines.config.outline import StreetOutline, read_outline
from pipelines.config.validation import Place, Threshold, filling, plain, stated, table, under, validate
from pipelines.errors import SettingsError
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.settings import ReleaseDay, SourceSettings
from pipelines.ingest.text_encoding import decode
from warehouse.corrections.correction import SHIPPED as SHIPPED_CORRECTIONS
from warehouse.corrections.correction import Correction
from warehouse.periods import month_number, month_of_key
from warehouse.vocabulary import CHANNELS, INDICATORS

SHIPPED = Path(__file__).parent / "config"
FILES = ("cases", "channels", "district", "levels", "mail", "measures", "models", "sources", "thresholds")
PREFIX = "EARLYWARN_"
RELAY_PREFIX = f"{PREFIX}SMTP_"
PROCESSES = f"{PREFIX}PROCESSES"
# What the variables of the relay say, by the setting they bring.
RELAY_VARIABLES: Final = {
    "host": "the mail relay's address; without it only --dry-run sends",
    "port": "its port; default 587, 465 with tls, 25 with none",
    "security": "starttls (default), tls, or none for a relay on the same machine",
    "sender": "the address mail is sent from",
    "user": "the name to sign on with",
    "password": "the password that goes with it",
    "log": "a log of the relay in which it notes the Message-ID of what it accepted",
}
# Settings of version 0.1.0 that are gone, by file, table and key, and why.
REMOVED: Final = {
    ("thresholds", "growth", "lasting_months"): "a rise is lasting when it holds over the last three months together",
    ("thresholds", "growth", "rises_most"): "every rise is kept, and pages show the largest",
    ("thresholds", "growth", "new_most"): "everybody newly registered is kept, and pages show the first",
}

Tables = dict[str, Any]
Channel = Annotated[str, OneOf(CHANNELS.keys)]
PORTS: Mapping[str, str] = {"starttls": "587", "tls": "465", "none": "25"}


def _month_key(text: str) -> str:
    """Return the key of a month; raises ValueError that says what one looks like."""
    try:
        return f"{month_of_key(text):%Y-%m}"
    except ValueError:
        raise ValueError("a month such as 2024-01") from None


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
    first_issue: Annotated[str, AfterValidator(_month_key)] = "2024-01"
    outline_file: str = ""
    outline_property: Text = "name"
    outline_is_invented: bool = False

    def issue_total(self, month: date) -> int:
        """Return which issue a month's bulletin is, counted from the first; at least 1."""
        return max(1, month_number(month) - month_number(month_of_key(self.first_issue)) + 1)

    def issue_of_year(self, month: date) -> int:
        """Return which issue of its year a month's bulletin is; at least 1."""
        return min(month.month, self.issue_total(month))


@dataclass(frozen=True, slots=True)
class Source:
    """Who delivers an indicator, how it may be used, and when a period is nominally known."""

    department: Text
    channel: Channel
    legal_basis: str = ""
    release_day: ReleaseDay = 10


@dataclass(frozen=True, slots=True)
class ChannelPolicy:
    """Which legal channels may not stand behind anything that names an enterprise; they stay in the aggregates."""

    locked: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainSettings:
    """How much explaining a run may afford."""

    fans_most: Annotated[int, Interval(ge=0, le=20)] = 12


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail is written and handed over, apart from the address and the secrets of the relay."""

    from_name: str = ""
    names_in_body: bool = True
    retry_seconds: tuple[Seconds, ...] = (2, 10, 30)
    timeout_seconds: Annotated[float, Interval(gt=0, le=3600)] = 30
    command_seconds: Annotated[float, Interval(gt=0, le=86400)] = 300
    settle_seconds: Seconds = 5


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
    expected: ExpectedSettings = field(default_factory=ExpectedSettings)
    tournament: TournamentSettings = field(default_factory=TournamentSettings)
    month: MonthSettings = field(default_factory=MonthSettings)
    risk: RiskSettings = field(default_factory=RiskSettings)
    explain: ExplainSettings = field(default_factory=ExplainSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    cases: CaseSettings = field(default_factory=CaseSettings)
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)

    @property
    def ingest(self) -> SourceSettings:
        """The part of the sources that ingest has to know."""
        return SourceSettings(release_days={name: source.release_day for name, source in self.sources.items()})

    def digest(self) -> str:
        """Return a SHA-256 over every setting that can change a published figure; how mail travels is none of them."""
        values = asdict(self)
        # Reasons and owners of thresholds change no figure; their values stand in the classes that use them.
        # What a tournament has decided is part of an edition's origin by itself; how long it took is not.
        del values["mail"], values["thresholds"], values["tournament"]
        return _digest_of(values)

    def corrections_digest(self) -> str:
        """Return a SHA-256 over the corrections, which belong to the figures and are no rules."""
        return _digest_of([asdict(each) for each in self.corrections])


def _digest_of(values: object) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def _port_number(text: str) -> int:
    """Return the number a text names; raises ValueError that says what was needed."""
    if not text.isdecimal() or not 0 < int(text[:6]) < 65536:
        raise ValueError("a number from 1 to 65535")
    return int(text)


def _address(text: str) -> str:
    """Return an address of mail; raises ValueError that says what was needed."""
    if "@" not in text:
        raise ValueError("an address such as warn@example.cn")
    return text


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The relay mail is handed to; `security` is starttls, tls or none (for a relay on the same machine only).

    `log`: a file in which the relay notes the Message-ID of what it accepted, where this machine can read it.
    """

    host: Text
    port: Annotated[int, BeforeValidator(_port_number)]
    sender: Annotated[str, AfterValidator(_address)]
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    security: Literal["starttls", "tls", "none"] = "starttls"
    log: Annotated[Path, Strict(strict=False)] | None = None


def process_count(environ: Mapping[str, str] | None = None) -> int:
    """Return how many processes a run may use: EARLYWARN_PROCESSES, else two where the machine has two cores; raises SettingsError."""
    text = (os.environ if environ is None else environ).get(PROCESSES, "")
    if not text:
        return min(2, os.cpu_count() or 1)
    if text not in ("1", "2"):
        raise SettingsError(f"{PROCESSES} is {text}, expected 1 or 2: how many processes a run may use")
    return int(text)


def smtp_settings(environ: Mapping[str, str] | None = None) -> SmtpSettings | None:
    """Return the relay the environment names, None where it names none; raises SettingsError where a variable is missing or wrong."""
    # One prefix, so that nothing else of the environment can ever reach a mail; what is empty is not set.
    given = {key: text for key, text in (os.environ if environ is None else environ).items() if key.startswith(RELAY_PREFIX) and text}
    if not given.get(f"{RELAY_PREFIX}HOST"):
        return None
    variables = {f"{RELAY_PREFIX}PORT": PORTS.get(given.get(f"{RELAY_PREFIX}SECURITY", ""), PORTS["starttls"]), **given}
    kind = table({"variables": (filling(SmtpSettings, under(plain(SmtpSettings), _variable)), ...)})
    relay: SmtpSettings = validate(kind, {"variables": variables}, lambda _place, _is_missing: "environment").variables
    return relay


def require_settings(local: Path, environ: Mapping[str, str] | None = None) -> None:
    """Read everything that is configured, so that a job does not find out in its middle; raises SettingsError."""
    load_settings(local)
    smtp_settings(environ)
    process_count(environ)


def variables() -> dict[str, str]:
    """Return every variable of the environment that is read, by name, with what it says."""
    own = {f"{PREFIX}HOME": "the folder everything is kept in", PROCESSES: "how many processes may work at once"}
    return {**own, **{_variable(name): text for name, text in RELAY_VARIABLES.items()}}


def strange_variables(environ: Mapping[str, str] | None = None) -> list[str]:
    """Return the variables that look like ours and are not read, each with the one it was probably meant to be."""
    known = variables()
    given = sorted(name for name in (os.environ if environ is None else environ) if name.startswith(PREFIX) and name not in known)
    near = {name: difflib.get_close_matches(name, known, n=1, cutoff=0.85) for name in given}
    return [f"{name} is read by nothing" + (f"; probably {near[name][0]} is meant" if near[name] else "") for name in given]


def _variable(name: str) -> str:
    """Return the variable that brings a setting of the relay."""
    return RELAY_PREFIX + {"sender": "FROM"}.get(name, name.upper())


@cache
def _configuration() -> Any:
    """Return the type of the whole configuration, one table a file; made when first needed."""
    numbers, tables = _numbers_and_tables(LevelSettings)
    sources = {key: (filling(Source, plain(Source)), ...) for key in INDICATORS.keys}
    measures = GenericAlias(tuple, (filling(Measure, plain(Measure)), ...))
    models = {"expected": ExpectedSettings, "explain": ExplainSettings, "tournament": TournamentSettings}
    thresholds = {"coverage": CoverageSettings, "growth": GrowthSettings, "policies": PolicySettings}
    files = {
        "cases": table({"cases": (filling(CaseSettings, stated(CaseSettings)), CaseSettings())}),
        "channels": filling(ChannelPolicy, plain(ChannelPolicy)),
        "district": filling(District, plain(District)),
        "levels": filling(LevelSettings, {"thresholds": (table(stated(LevelSettings, numbers)), ...), **plain(LevelSettings, tables)}),
        "mail": filling(MailSettings, plain(MailSettings)),
        "measures": table({"measure": (measures, ...)}),
        "models": table({name: (filling(cls, plain(cls)), cls()) for name, cls in models.items()}),
        "sources": table(sources),
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
    _refuse_strange_files(local)
    overrides = {name: _local_table(local, name) for name in FILES}
    if tried is not None:
        overrides[tried_name(tried)] = _read(tried)
    _refuse_removed(overrides, local)
    tables = {name: _merged(_read(SHIPPED / f"{name}.toml"), overrides[name]) for name in FILES}
    found = validate(_configuration(), tables, lambda place, is_missing: _file_of(place, overrides, local, is_missing=is_missing))
    return Settings(
        district=found.district,
        outline=_outline(found.district, local if "outline_file" in overrides["district"] else None),
        sources=dict(found.sources),
        channels=found.channels,
        corrections=_corrections(local),
        levels=found.levels,
        measures=found.measures.measure,
        **dict(found.thresholds),
        **dict(found.models),
        mail=found.mail,
        cases=found.cases.cases,
        thresholds=_thresholds(tables),
    )


def tried_name(tried: Path) -> str:
    """Return which file of the configuration a tried one stands for, by the beginning of its name; raises SettingsError where by none."""
    found = [name for name in FILES if tried.stem == name or tried.stem.startswith((f"{name}_", f"{name}-", f"{name}."))]
    if not found:
        wanted = ", ".join(f"{name}.toml" for name in FILES)
        raise SettingsError(f"{tried} cannot be tried: its name does not begin like a file of the configuration ({wanted}); rename it")
    return found[0]


def _read(path: Path) -> Tables:
    """Return the tables of a TOML file; raises SettingsError where it cannot be read."""
    try:
        content = path.read_bytes()
        # Written by hand, and by whatever editor there was, as deliveries are.
        return tomllib.loads(decode(content)) if content.strip() else {}
    except FileRefusedError as error:
        raise SettingsError(f"{path} cannot be read: {error.reason}") from error
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(f"{path} is not valid TOML ({error}); correct the file") from error


def _local_table(local: Path | None, name: str) -> Tables:
    """Return the overrides of one file, empty where there are none."""
    path = local / f"{name}.toml" if local else None
    return _read(path) if path and path.exists() else {}


def _refuse_strange_files(local: Path | None) -> None:
    """Raise where the local folder holds a file that would be ignored in silence."""
    strange = sorted(path.name for path in local.glob("*.toml") if path.stem not in FILES) if local else []
    if strange:
        wanted = ", ".join(f"{name}.toml" for name in FILES)
        raise SettingsError(
            f"{local} holds {', '.join(strange)}, which nothing reads; the files that count are {wanted}: rename or remove it"
        )


def _refuse_removed(overrides: Mapping[str, Tables], local: Path | None) -> None:
    """Raise where a local file holds a setting that an earlier version had: whoever set it has to know that it decides nothing any more."""
    found = [(place, why) for place, why in REMOVED.items() if _holds(overrides, place)]
    if found:
        sentences = [f"{local}/{file}.toml: {table}.{key} is no setting any more: {why}" for (file, table, key), why in found]
        raise SettingsError("; ".join(sentences) + "; remove what is named from the file")


def _holds(tables: Any, place: tuple[str, ...]) -> bool:
    for part in place:
        if not isinstance(tables, dict) or part not in tables:
            return False
        tables = tables[part]
    return True


def _merged(shipped: Tables, local: Tables) -> Tables:
    """Return the shipped tables with single keys replaced; lists are replaced whole."""
    # Key by key, so that a local file need not repeat what it leaves alone.
    both = {key: _merged(shipped[key], value) if _are_tables(shipped.get(key), value) else value for key, value in local.items()}
    return {**shipped, **both}


def _are_tables(first: object, second: object) -> bool:
    return isinstance(first, dict) and isinstance(second, dict)


def _file_of(place: Place, overrides: Tables, local: Path | None, *, is_missing: bool) -> str:
    """Return the file in which a place of the configuration was written: the local one where it has the place, else the shipped one."""
    inside: Any = {name: given for name, given in overrides.items() if given}
    # A local file may leave out whatever the shipped one has.
    wanted = (*place[:-1], "") if is_missing and len(place) == 2 else place[:-1] if is_missing else place
    for part in wanted:
        if isinstance(inside, dict) and part not in inside:
            return str(SHIPPED / f"{place[0]}.toml")
        inside = inside[part] if isinstance(inside, dict) else inside
    return str((local or SHIPPED) / f"{place[0]}.toml")


def _corrections(local: Path | None) -> tuple[Correction, ...]:
    """Return the shipped and the local corrections by what they are about; raises SettingsError naming file and key."""
    folders = [SHIPPED_CORRECTIONS, *([local / "corrections"] if local else [])]
    found = [each for folder in folders for path in sorted(folder.glob("*.toml")) for each in _corrections_of(path)]
    return tuple(sorted(found, key=lambda correction: (correction.key, correction.reported_on)))


def _corrections_of(path: Path) -> tuple[Correction, ...]:
    """Return the corrections of one file."""
    kind = table({"correction": (GenericAlias(tuple, (filling(Correction, plain(Correction)), ...)), ())})
    found = validate(table({"file": (kind, ...)}), {"file": _read(path)}, lambda _place, _is_missing: str(path))
    corrections: tuple[Correction, ...] = found.file.correction
    return corrections


def _outline(district: District, local: Path | None) -> tuple[StreetOutline, ...]:
    """Return the outline of the streets, from the folder in which it is named; none where none is."""
    return read_outline((local or SHIPPED) / district.outline_file, district.outline_property) if district.outline_file else ()


def _thresholds(tables: Mapping[str, Tables]) -> dict[str, Threshold]:
    """Return every threshold with its reason, owner and day of review."""
    parts = {"levels": tables["levels"]["thresholds"], **tables["thresholds"], **tables["cases"]}
    return {f"{part}.{name}": Threshold(**entry) for part, entries in parts.items() for name, entry in entries.items()}
