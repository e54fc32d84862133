"""The only reader of the environment: variables in, values out; every variable that is read is named here.

Secrets are never in a file: how mail is handed over comes from the environment alone.
"""

import difflib
import os
import pwd
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from multiprocessing import parent_process
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Strict

from models.setting_types import Text
from pipelines.config.validation import filling, plain, table, under, validate
from pipelines.errors import SettingsError

PREFIX = "EARLYWARN_"
RELAY_PREFIX = f"{PREFIX}SMTP_"
PROCESSES = f"{PREFIX}PROCESSES"
MEMORY = f"{PREFIX}MEMORY"
# The rest is for frames, which are no part of what the databases take, and for the system.
MEMORY_SHARE: Final = 0.5
# With less DuckDB cannot sort a table of a district.
LEAST_MEMORY: Final = 256 * 1024**2
MEMORY_UNITS: Final = {"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3, "TiB": 1024**4, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
USER = f"{PREFIX}USER"
AUTOMATION = f"{PREFIX}AUTOMATION"
POSTGRES = f"{PREFIX}DAGSTER_POSTGRES"
SCHEDULER = f"{PREFIX}SCHEDULER"
SCHEDULER_SCHEMES = ("tcp://", "tls://")
# With the driver that comes with dagster-postgres; without it the newest SQLAlchemy looks for another one.
SCHEME = "postgresql+psycopg2://"
# What the variables of the relay say, by the setting they bring.
RELAY_VARIABLES: Final = {
    "host": "the mail relay's address; without it only --dry-run sends",
    "port": "its port; default 587, 465 with tls, 25 with none",
    "security": "starttls (default), tls, or none for a relay on the same machine",
    "sender": "the address mail is sent from",
    "user": "the name to sign on with",
    "password": "the password that goes with it",  # nosec B105
    "log": "a log of the relay in which it notes the Message-ID of what it accepted",
}
PORTS: Mapping[str, str] = {"starttls": "587", "tls": "465", "none": "25"}


def mail_address(text: str) -> str:
    """Return an address of mail; raises ValueError that says what was needed."""
    if "@" not in text:
        raise ValueError("an address such as warn@example.cn")
    return text


def _port_number(text: str) -> int:
    """Return the number a text names; raises ValueError that says what was needed."""
    if not text.isdecimal() or not 0 < int(text[:6]) < 65536:
        raise ValueError("a number from 1 to 65535")
    return int(text)


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The relay mail is handed to; `security` is starttls, tls or none (for a relay on the same machine only).

    `log`: a file in which the relay notes the Message-ID of what it accepted, where this machine can read it.
    """

    host: Text
    port: Annotated[int, BeforeValidator(_port_number)]
    sender: Annotated[str, AfterValidator(mail_address)]
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


def memory_bytes(environ: Mapping[str, str] | None = None) -> int:
    """Return how many bytes the databases of a run may take in memory: EARLYWARN_MEMORY, else half of the machine's.

    All processes of a run together (`memory_share`). Raises SettingsError where it is no size.
    """
    text = (os.environ if environ is None else environ).get(MEMORY, "").strip()
    if not text:
        return max(LEAST_MEMORY, int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * MEMORY_SHARE))
    found = re.fullmatch(rf"([0-9]{{1,9}}(?:\.[0-9]{{1,3}})?) ?({'|'.join(MEMORY_UNITS)})", text, re.ASCII)
    size = int(float(found[1]) * MEMORY_UNITS[found[2]]) if found else 0
    if size < LEAST_MEMORY:
        raise SettingsError(
            f"{MEMORY} is {text}, expected how much memory the databases of a run may take, such as 12GiB, and at least "
            f"{LEAST_MEMORY // 1024**2}MiB"
        )
    return size


def memory_share(environ: Mapping[str, str] | None = None) -> int:
    """Return how many bytes the databases of this process may take; raises SettingsError."""
    # Whoever was started by another process of a run is told that it works alone, and still shares the machine with it.
    sharing = max(process_count(environ), 1 if parent_process() is None else min(2, os.cpu_count() or 1))
    return memory_bytes(environ) // sharing


def is_automatic(environ: Mapping[str, str] | None = None) -> bool:
    """Whether schedules and sensors are on from the start, which EARLYWARN_AUTOMATION says; raises SettingsError for another word."""
    text = (os.environ if environ is None else environ).get(AUTOMATION, "") or "off"
    if text not in ("on", "off"):
        raise SettingsError(f"{AUTOMATION} is {text}, expected on or off: whether schedules and sensors run by themselves")
    return text == "on"


def scheduler_address(environ: Mapping[str, str] | None = None) -> str:
    """Return the address of the Dask scheduler that EARLYWARN_SCHEDULER names, empty for none; raises SettingsError where it is none."""
    address = (os.environ if environ is None else environ).get(SCHEDULER, "").strip()
    if address and not address.startswith(SCHEDULER_SCHEMES):
        raise SettingsError(f"{SCHEDULER} is {address}, expected the address of a Dask scheduler such as tcp://10.0.0.5:8786")
    return address


def has_postgres(environ: Mapping[str, str] | None = None) -> bool:
    """Whether Dagster's records go into the PostgreSQL that EARLYWARN_DAGSTER_POSTGRES names; raises SettingsError where that cannot be."""
    address = (os.environ if environ is None else environ).get(POSTGRES, "")
    # The address holds a password, so that it is never part of a sentence.
    if address and not address.startswith(SCHEME):
        raise SettingsError(f"{POSTGRES} is no address of a database, expected one such as {SCHEME}user:password@127.0.0.1/dagster")
    if address and find_spec("dagster_postgres") is None:
        raise SettingsError(
            f"{POSTGRES} is set and dagster-postgres is not installed; install pipelines/deploy/requirements-postgres.lock, or unset it"
        )
    return bool(address)


def has_run(records: Path) -> bool:
    """Whether anything may have been run whose records lie in a folder, or in PostgreSQL in its place; without loading Dagster."""
    return (records / "runs").exists() or (has_postgres() and records.exists())


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


def user_name(environ: Mapping[str, str] | None = None) -> str:
    """Return who is at work: EARLYWARN_USER, else the user and the machine as the operating system has them."""
    named = (os.environ if environ is None else environ).get(USER, "").strip()
    return named or f"{_account()}@{socket.gethostname()}"


def _account() -> str:
    """Return the operating system's user by name; by number where it has none, as in a container."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def require_environment(environ: Mapping[str, str] | None = None) -> None:
    """Read every variable there is, so that a job does not find out in its middle; raises SettingsError."""
    smtp_settings(environ)
    process_count(environ)
    memory_bytes(environ)
    is_automatic(environ)
    has_postgres(environ)
    scheduler_address(environ)


def variables() -> dict[str, str]:
    """Return every variable of the environment that is read, by name, with what it says."""
    own = {
        f"{PREFIX}HOME": "the folder everything is kept in",
        PROCESSES: "how many processes may work at once",
        MEMORY: "how much memory the databases of a run may take, all its processes together, such as 12GiB; default half of the machine's",
        SCHEDULER: "the Dask scheduler whose workers run the districts of an installation of many (tcp://…)",
        USER: "who is at work, for what is noted of changed rules",
        POSTGRES: f"a PostgreSQL database ({SCHEME}…) for Dagster's records; without it they are files of the home",
        AUTOMATION: "on or off: whether schedules and sensors run by themselves; `earlywarn serve` says on",
    }
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
