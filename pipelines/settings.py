"""The only reader of configuration and environment: TOML files in, frozen settings out.

The shipped files stand in `pipelines/config`; a file of the same name in `$EARLYWARN_HOME/config` overrides single keys of it.
Secrets are never in a file: the SMTP settings come from the environment alone.
"""

import hashlib
import json
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from models.district.coverage import CoverageSettings
from models.district.growth import GrowthSettings
from models.forecast.settings import ExpectedSettings, TournamentSettings
from models.month import MonthSettings
from models.risk.score import RiskSettings
from models.warnings.settings import LevelSettings, Measure, level_settings, measure_catalogue
from pipelines.data_dir import DataDir, default_root
from pipelines.errors import SettingsError
from pipelines.ingest.settings import SourceSettings
from warehouse.corrections.correction import SHIPPED as SHIPPED_CORRECTIONS
from warehouse.corrections.correction import Correction, load_corrections
from warehouse.periods import month_number
from warehouse.vocabulary import CHANNELS, INDICATORS

SHIPPED = Path(__file__).parent / "config"
FILES = ("channels", "district", "levels", "mail", "measures", "models", "sources", "thresholds")
THRESHOLD_FIELDS = {"value", "unit", "reason", "owner", "reviewed"}

Tables = dict[str, Any]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class District:
    """Who publishes the bulletin and for whom; `first_issue` is the month of issue number one, as YYYY-MM."""

    name: str = ""
    name_en: str = ""
    city: str = ""
    issuer: str = ""
    audience: str = ""
    copied_to: str = ""
    contact: str = ""
    first_issue: str = "2024-01"

    def __post_init__(self) -> None:
        """Refuse a first issue that is no month."""
        date.fromisoformat(f"{self.first_issue}-01")

    def issue_total(self, month: date) -> int:
        """Return which issue a month's bulletin is, counted from the first; at least 1."""
        first = date.fromisoformat(f"{self.first_issue}-01")
        return max(1, month_number(month) - month_number(first) + 1)

    def issue_of_year(self, month: date) -> int:
        """Return which issue of its year a month's bulletin is; at least 1."""
        return min(month.month, self.issue_total(month))


@dataclass(frozen=True, slots=True)
class Source:
    """Who delivers an indicator, how it may be used, and when a period is nominally known."""

    department: str
    channel: str
    legal_basis: str = ""
    release_day: int = 10

    def __post_init__(self) -> None:
        """Refuse a channel nobody knows the rules of."""
        if self.channel not in CHANNELS.keys:
            raise ValueError(f"channel is {self.channel!r}, expected one of {', '.join(CHANNELS.keys)}")


@dataclass(frozen=True, slots=True)
class ChannelPolicy:
    """Which legal channels may not stand behind anything that names an enterprise; they stay in the aggregates."""

    locked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a channel nobody knows."""
        strange = [channel for channel in self.locked if channel not in CHANNELS.keys]
        if strange:
            raise ValueError(f"locked names {strange}, expected some of {', '.join(CHANNELS.keys)}")


@dataclass(frozen=True, slots=True)
class ExplainSettings:
    """How much explaining a run may afford."""

    fans_most: int = 12


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail is written and handed over, apart from the address and the secrets of the relay."""

    from_name: str = ""
    names_in_body: bool = True
    retry_seconds: tuple[float, ...] = (2, 10, 30)
    timeout_seconds: float = 30
    settle_seconds: float = 5


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where a threshold comes from: every one has a reason, an owner and the day it was last reviewed."""

    name: str
    value: object
    unit: str
    reason: str
    owner: str
    reviewed: date


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything configuration decides, in the classes of the rooms that use it."""

    district: District = field(default_factory=District)
    sources: Mapping[str, Source] = field(default_factory=dict)
    channels: ChannelPolicy = field(default_factory=ChannelPolicy)
    corrections: tuple[Correction, ...] = ()
    levels: LevelSettings = field(default_factory=LevelSettings)
    measures: tuple[Measure, ...] = ()
    coverage: CoverageSettings = field(default_factory=CoverageSettings)
    growth: GrowthSettings = field(default_factory=GrowthSettings)
    expected: ExpectedSettings = field(default_factory=ExpectedSettings)
    tournament: TournamentSettings = field(default_factory=TournamentSettings)
    month: MonthSettings = field(default_factory=MonthSettings)
    risk: RiskSettings = field(default_factory=RiskSettings)
    explain: ExplainSettings = field(default_factory=ExplainSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    thresholds: tuple[Threshold, ...] = ()

    @property
    def ingest(self) -> SourceSettings:
        """The part of the sources that ingest has to know."""
        return SourceSettings(release_days={name: source.release_day for name, source in self.sources.items()})

    def digest(self) -> str:
        """Return a SHA-256 over every setting that can change a published figure; how mail travels is none of them."""
        said = asdict(self)
        # Reasons and owners of thresholds change no figure; their values stand in the classes that use them.
        # What a tournament has decided is part of an edition's origin by itself; how long it took is not.
        del said["mail"], said["thresholds"], said["tournament"]
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The relay mail is handed to; `security` is starttls, tls or none (for a relay on the same machine only).

    `log`: a file in which the relay notes the Message-ID of what it accepted, where this machine can read it.
    """

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    security: str = "starttls"
    log: Path | None = None


def find_home(environ: Mapping[str, str] | None = None) -> DataDir:
    """Return the home the environment names, or the default one; the folder need not exist yet."""
    named = (os.environ if environ is None else environ).get("EARLYWARN_HOME", "").strip()
    return DataDir(Path(named).expanduser().resolve() if named else default_root())


def smtp_settings(environ: Mapping[str, str] | None = None) -> SmtpSettings | None:
    """Return the relay the environment names, None where it names none; raises SettingsError where it is half named."""
    # One prefix, so that nothing else of the environment can ever reach a mail.
    given = {key: value for key, value in (os.environ if environ is None else environ).items() if key.startswith("EARLYWARN_SMTP_")}
    if not given.get("EARLYWARN_SMTP_HOST"):
        return None
    security = given.get("EARLYWARN_SMTP_SECURITY", "starttls")
    sender = given.get("EARLYWARN_SMTP_FROM", "")
    if security not in ("starttls", "tls", "none") or "@" not in sender:
        raise SettingsError(
            f"the mail relay is half named: EARLYWARN_SMTP_SECURITY is {security!r} (starttls, tls or none) and "
            f"EARLYWARN_SMTP_FROM is {sender!r} (an address); set both in the environment"
        )
    port = _port(given.get("EARLYWARN_SMTP_PORT") or {"starttls": "587", "tls": "465", "none": "25"}[security])
    password = given.get("EARLYWARN_SMTP_PASSWORD")
    log = Path(given["EARLYWARN_SMTP_LOG"]) if given.get("EARLYWARN_SMTP_LOG") else None
    return SmtpSettings(given["EARLYWARN_SMTP_HOST"], port, sender, given.get("EARLYWARN_SMTP_USER"), password, security, log)


def _port(text: str) -> int:
    """Return the port a text names."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingsError(f"EARLYWARN_SMTP_PORT is {text!r}, expected a number from 1 to 65535; correct the environment")
    return int(text)


def load_settings(local: Path | None = None) -> Settings:
    """Return the shipped settings with the local folder's overrides; raises SettingsError naming file and key."""
    tables = {name: _merged(_read(SHIPPED / f"{name}.toml"), _local_table(local, name)) for name in FILES}
    _refuse_strange_files(local)
    return Settings(
        district=_build("district", District, tables["district"]),
        sources=_sources(tables["sources"]),
        channels=_build("channels", ChannelPolicy, tables["channels"]),
        corrections=_checked("corrections", lambda: load_corrections(SHIPPED_CORRECTIONS, *([local / "corrections"] if local else []))),
        levels=_checked("levels", lambda: level_settings(tables["levels"])),
        measures=_checked("measures", lambda: measure_catalogue(tables["measures"])),
        coverage=_build("thresholds", CoverageSettings, tables["thresholds"].get("coverage", {})),
        growth=_build("thresholds", GrowthSettings, tables["thresholds"].get("growth", {})),
        expected=_build("models", ExpectedSettings, tables["models"].get("expected", {})),
        tournament=_build("models", TournamentSettings, tables["models"].get("tournament", {})),
        explain=_build("models", ExplainSettings, tables["models"].get("explain", {})),
        mail=_build("mail", MailSettings, tables["mail"]),
        thresholds=_thresholds(tables),
    )


def _read(path: Path) -> Tables:
    """Return the tables of a TOML file; raises SettingsError where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML in UTF-8 ({error}); correct the file") from error


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


def _merged(shipped: Tables, local: Tables) -> Tables:
    """Return the shipped tables with single keys replaced; lists are replaced whole."""
    # Key by key, so that a local file need not repeat what it leaves alone.
    both = {key: _merged(shipped[key], value) if _are_tables(shipped.get(key), value) else value for key, value in local.items()}
    return {**shipped, **both}


def _are_tables(first: object, second: object) -> bool:
    return isinstance(first, dict) and isinstance(second, dict)


def _checked(name: str, build: Callable[[], Made]) -> Made:
    """Return what `build` makes, with its complaint turned into a SettingsError that names the file."""
    try:
        return build()
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise SettingsError(
            f"{name}.toml cannot be used: {error}; correct it in {SHIPPED} or in the config folder of EARLYWARN_HOME"
        ) from error


def _build(name: str, cls: type[Made], table: Tables) -> Made:
    """Return the settings class filled from a table, whose entries are plain values or thresholds with a `value`."""
    known = {item.name for item in fields(cls)}  # type: ignore[arg-type]
    unknown = sorted(set(table) - known)
    if unknown:
        raise SettingsError(
            f"{name}.toml sets {', '.join(unknown)}, which nothing uses; known are {', '.join(sorted(known))}: correct or remove it"
        )
    return _checked(name, lambda: cls(**{key: _plain(value) for key, value in table.items()}))


def _plain(value: Any) -> Any:
    """Return the value of a threshold, a list as a tuple, anything else as it is."""
    if isinstance(value, dict) and "value" in value:
        return _plain(value["value"])
    return tuple(value) if isinstance(value, list) else value


def _sources(table: Tables) -> dict[str, Source]:
    """Return the sources by indicator; every indicator must have one."""
    missing, strange = sorted(set(INDICATORS.keys) - set(table)), sorted(set(table) - set(INDICATORS.keys))
    if missing or strange:
        raise SettingsError(
            f"sources.toml lacks {missing} and has the unknown {strange}; it must describe exactly {', '.join(INDICATORS.keys)}"
        )
    sources = {name: _build("sources", Source, entry) for name, entry in table.items()}
    _checked("sources", lambda: SourceSettings(release_days={name: source.release_day for name, source in sources.items()}))
    return sources


def _thresholds(tables: Mapping[str, Tables]) -> tuple[Threshold, ...]:
    """Return every threshold with its reason, owner and day of review; raises SettingsError where one is missing."""
    found = [("levels", f"levels.{name}", entry) for name, entry in tables["levels"].get("thresholds", {}).items()]
    for part, entries in tables["thresholds"].items():
        found += [("thresholds", f"{part}.{name}", entry) for name, entry in entries.items()]
    return tuple(_threshold(*item) for item in found)


def _threshold(file: str, name: str, entry: Any) -> Threshold:
    """Return one threshold, refusing one that does not say why it is what it is."""
    if not isinstance(entry, dict) or set(entry) != THRESHOLD_FIELDS or not isinstance(entry["reviewed"], date):
        raise SettingsError(
            f"{file}.toml: the threshold {name} must state {', '.join(sorted(THRESHOLD_FIELDS))}, got {entry!r}; complete it"
        )
    return Threshold(name, **entry)
