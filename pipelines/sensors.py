"""What is looked at all the time, and what starts when it changes: the inbox, publications, sources, failed runs.

In: what is looked at, and what is asked for; what reads the snapshot is loaded by the look that needs it. Out: the clock (schedules.py),
the work (jobs.py, mail_jobs.py). Sensors are on from the start where `earlywarn serve` runs, and off elsewhere until somebody turns them
on.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from hashlib import sha256
from typing import Any, Final

import dagster as dg
from dagster._core.definitions.run_status_sensor_definition import RunFailureSensorContext

from pipelines.clock import SCHEDULED_DAY, last_complete_month, scheduled_day
from pipelines.config.environment import is_automatic, smtp_settings
from pipelines.data_dir import DataDir
from pipelines.delivery.publication import SUMMARY_MANIFEST, brief_folder, read_manifest
from pipelines.districts.parting import holds_many
from pipelines.ingest.inbox import InboxFile, content_digest, find_files
from pipelines.ingest.refusals import FileRefusedError
from pipelines.jobs import INGEST, RUN
from pipelines.mail_jobs import BRIEF_MAIL, FAILURE_MAIL, FAILURE_STEP, MONTH_MAIL, failure_job
from pipelines.resources import RunContext
from pipelines.run_records.step_failure import ERROR_CLASSES
from warehouse import names
from warehouse.errors import WarehouseError
from warehouse.periods import month_key, month_of_key, shift_month

# A file that has the same size and the same moment of change in two looks so far apart has been written to its end.
SECONDS_BETWEEN_LOOKS: Final = 30
NO_RELAY: Final = "no mail relay is named (EARLYWARN_SMTP_HOST), so nothing is mailed by itself"
STATUS: Final = dg.DefaultSensorStatus.RUNNING if is_automatic() else dg.DefaultSensorStatus.STOPPED
# Which kind of failure an error is, by the name of its class, which is all that Dagster keeps of it besides words.
KINDS: Final = {
    "held": ("CheckFailedError", "StaleCorrectionError", "Failure"),
    "busy": ("WarehouseBusyError", "WarehouseUnavailableError"),
    "damaged": ("WarehouseDamagedError", "WarehouseVersionError", "LedgerError"),
    "room": ("NoRoomError",),
    "input": ("NoUsableInputError",),
    "settings": ("SettingsError", "UsageError"),
    "mail": ("MailNotDeliveredError",),
}
Requests = Iterator[dg.RunRequest | dg.SkipReason]


# The inbox ----------------------------------------------------------------------------------------------------------------------------


@dg.sensor(
    name="inbox_has_something_new",
    job_name=INGEST,
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    default_status=STATUS,
    description="Take in what lies in the inbox when its content is new and nothing of it has grown between two looks.",
)
def inbox_sensor(context: dg.SensorEvaluationContext, run_context: RunContext) -> dg.SensorResult | dg.SkipReason:
    """Two looks apart: the first notes what is there, the second asks for an ingest if it is still that and not what was taken in."""
    files = find_files(run_context.place.inbox) if run_context.place.inbox.is_dir() else []
    seen: dict[str, str] = json.loads(context.cursor or "{}")
    listing = _listing_digest(files)
    if not files or listing == seen.get("taken_listing"):
        return dg.SkipReason("the inbox holds nothing new")
    if listing != seen.get("listing"):
        context.update_cursor(json.dumps({**seen, "listing": listing}))
        return dg.SkipReason("something has changed; it is taken in once it has stopped growing")
    contents = _contents(files)
    if contents is None:
        return dg.SkipReason("something changes while it is read")
    content = sha256("\n".join(sorted(contents)).encode()).hexdigest()
    cursor = json.dumps({"listing": listing, "taken_listing": listing, "taken": content})
    if content == seen.get("taken"):
        context.update_cursor(cursor)
        return dg.SkipReason("files were copied or touched, and their content is what was taken in")
    if contents <= _taken_in(run_context.place):
        context.update_cursor(cursor)
        return dg.SkipReason("all of it was taken in before, at the command line or by the clock")
    return dg.SensorResult([dg.RunRequest(run_key=content)], cursor=cursor)


def _listing_digest(files: list[InboxFile]) -> str:
    """Return a digest of names, sizes and moments of change."""
    lines = []
    for file in files:
        try:
            found = file.path.lstat()
        except FileNotFoundError:
            continue
        lines.append(f"{file.file_name}\0{found.st_size}\0{found.st_mtime_ns}")
    return sha256("\n".join(lines).encode()).hexdigest()


def _contents(files: list[InboxFile]) -> set[str] | None:
    """Return digests of what the files hold, whatever they are called; None where one is gone meanwhile."""
    digests = set()
    for file in files:
        try:
            digests.add(content_digest(file.read_bytes()))
        except FileNotFoundError:
            return None
        except FileRefusedError as error:
            # What nobody can read is new once, by its name and reason; the ingest names it.
            digests.add(f"{file.file_name} {error.rule}")
    return digests


def _taken_in(place: DataDir) -> set[str]:
    """Return the contents that the ledger knows, whoever took them in; of one that cannot be read none, since an ingest does no harm."""
    if not place.snapshot.exists():
        return set()
    from warehouse.snapshot import open_snapshot

    with suppress(WarehouseError), open_snapshot(place.snapshot, place.warehouse, place.ops) as store:
        # Files that no layout knew among them: every morning they are looked at again.
        return set(store.read(names.DELIVERIES)["content_sha256"])
    return set()


# Publications -------------------------------------------------------------------------------------------------------------------------


@dg.sensor(
    name="month_mail_after_publication",
    job_name=MONTH_MAIL.job,
    minimum_interval_seconds=60,
    default_status=STATUS,
    description="E-mail a month's bulletin and urgent notes once it is out, and again what a correction changes; months before the newest "
    "that is due are mailed by hand.",
)
def month_mail_sensor(run_context: RunContext) -> Requests:
    """Follow what is published, whoever published it."""
    month, place = _newest_month(run_context), run_context.place
    # Of many districts the summary above them comes out after all of them.
    manifest = read_manifest(place.briefing(month), *([SUMMARY_MANIFEST] if holds_many(place) else []))
    if manifest is None:
        yield dg.SkipReason(f"{month_key(month)} is not out yet")
    elif smtp_settings() is None:
        yield dg.SkipReason(NO_RELAY)
    else:
        yield dg.RunRequest(run_key=f"{month_key(month)} r{manifest['revision']}", partition_key=month_key(month))


@dg.sensor(
    name="brief_mail_after_publication",
    job_name=BRIEF_MAIL.job,
    minimum_interval_seconds=60,
    default_status=STATUS,
    description="E-mail the half-monthly brief of the 1st or the 16th once it is out.",
)
def brief_mail_sensor(run_context: RunContext) -> Requests:
    """Follow the brief of the last day on which one is due."""
    day = _newest_brief(run_context.today)
    places = run_context.place.districts() or [run_context.place]
    revisions = [int(manifest["revision"]) for place in places if (manifest := read_manifest(brief_folder(place, day)))]
    if not revisions:
        yield dg.SkipReason(f"the brief of {day} is not out yet")
    elif smtp_settings() is None:
        yield dg.SkipReason(NO_RELAY)
    else:
        config = {"ops": {BRIEF_MAIL.step: {"config": {"day": day.isoformat()}}}}
        yield dg.RunRequest(run_key=f"{day} r{sum(revisions)}", run_config=config)


def _newest_month(run_context: RunContext) -> date:
    """Return the newest month that is to be mailed: the one that is due, or the next where it is run as soon as it is complete."""
    due, following = last_complete_month(run_context.today), shift_month(last_complete_month(run_context.today), 1)
    is_out_early = run_context.settings.automation.is_early and read_manifest(run_context.place.briefing(following)) is not None
    return following if is_out_early and following < run_context.today.replace(day=1) else due


def _newest_brief(day: date) -> date:
    """Return the last day up to this one on which a brief is due."""
    return day.replace(day=SCHEDULED_DAY if day.day >= SCHEDULED_DAY else 1)


# Months that are complete early -------------------------------------------------------------------------------------------------------


@dg.sensor(
    name="month_is_complete",
    job_name=RUN,
    minimum_interval_seconds=300,
    default_status=STATUS,
    description="Run a month before the 16th once all its sources have arrived; only where automation.toml says so (is_early).",
)
def early_month_sensor(context: dg.SensorEvaluationContext, run_context: RunContext) -> Requests:
    """Count what has arrived whenever the snapshot changed."""
    place, today = run_context.place, run_context.today
    month = shift_month(today, -1)
    if holds_many(place):
        yield dg.SkipReason("there are several districts, whose months are run together on the 16th")
    elif not run_context.settings.automation.is_early:
        yield dg.SkipReason("months are run on the 16th; is_early in automation.toml says otherwise")
    elif today >= scheduled_day(month) or place.briefing(month).exists():
        yield dg.SkipReason(f"{month_key(month)} is out or has its own day")
    elif (state := _state_of_snapshot(place, today)) == context.cursor:
        yield dg.SkipReason("nothing has arrived since the last look")
    else:
        context.update_cursor(state)
        is_ready = _is_ready(run_context, month)
        yield dg.RunRequest(run_key=month_key(month), partition_key=month_key(month)) if is_ready else dg.SkipReason("sources are missing")


def _is_ready(run_context: RunContext, month: date) -> bool:
    """Return whether every source of a month has arrived, by what the snapshot holds."""
    from models.district.late_sources import is_complete
    from pipelines.month.arrival import arrival
    from warehouse.snapshot import open_snapshot

    place = run_context.place
    with open_snapshot(place.snapshot, place.warehouse, place.ops) as store:
        return is_complete(arrival(store, run_context.settings, month, run_context.today))


def _state_of_snapshot(place: DataDir, day: date) -> str:
    """Return what changes when there is something new to count."""
    changed = place.snapshot.stat().st_mtime_ns if place.snapshot.exists() else 0
    return f"{day} {changed}"


# Runs that did not finish -------------------------------------------------------------------------------------------------------------


@dg.run_failure_sensor(
    name="operators_hear_of_failures",
    request_job=failure_job,
    monitor_all_code_locations=True,
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    default_status=STATUS,
    description="E-mail the operators (mail.toml) one sentence when a run did not finish, whoever started it.",
)
def failure_sensor(context: RunFailureSensorContext, run_context: RunContext) -> dg.RunRequest | dg.SkipReason:
    """Ask for one mail a failed run; a mail about a mail that failed would go round in a circle."""
    failed = context.dagster_run
    if failed.job_name == FAILURE_MAIL:
        return dg.SkipReason("the mail to the operators itself did not go out; it is tried again every day")
    if not run_context.settings.mail.operators:
        return dg.SkipReason("nobody is told: `operators` in mail.toml names no address")
    if smtp_settings() is None:
        return dg.SkipReason(NO_RELAY)
    config = {"run": failed.run_id, "job": failed.job_name, "month": _month_of(context.partition_key), "reason": _reason(context)}
    return dg.RunRequest(run_key=failed.run_id, run_config={"ops": {FAILURE_STEP: {"config": config}}})


def _month_of(partition: str | None) -> str:
    """Return the month a run was about, empty where it was about none, or about a quarter."""
    try:
        return month_key(month_of_key(partition or ""))
    except ValueError:
        return ""


def _reason(context: RunFailureSensorContext) -> str:
    """Return which kind of failure it was, a key of reports.words.notices.REASONS."""
    failures = [event.step_failure_data for event in context.get_step_failure_events()]
    if not failures:
        return "gone"
    classes = {name for failure in failures for name in (*_classes(failure.error), *_worded_classes(failure.user_failure_data))}
    return next((kind for kind, names in KINDS.items() if classes & set(names)), "bug")


def _worded_classes(data: Any) -> list[str]:
    """Return the classes that a failure of a step names, whose own error does not get into Dagster (pipelines.run_records)."""
    told = data.metadata.get(ERROR_CLASSES) if data else None
    return str(told.value).split() if told else []


def _classes(error: Any) -> Iterator[str]:
    """Yield the classes of an error and of what led to it."""
    while error is not None:
        if error.cls_name:
            yield error.cls_name
        error = error.cause or error.context


SENSORS: Final = (inbox_sensor, month_mail_sensor, brief_mail_sensor, early_month_sensor, failure_sensor)
