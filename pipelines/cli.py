"""`earlywarn`: one command, thin verbs over the jobs that schedules start too.

Nothing heavy is imported before a verb needs it, so that `--help` answers at once.
"""

import sys
import traceback
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.bench_verbs import bench
from pipelines.case_verbs import case
from pipelines.cli_options import AUDIENCE, FILE, FOLDER, JSON, LANGUAGE, Day, Month, Quarter
from pipelines.data_dir import keep_private, leave_closed_folder
from pipelines.errors import exit_code_of, known_cause
from pipelines.instance.terminal_process import begin_command
from pipelines.service_verbs import appeal, backup, brief, demo, learn, meeting, restore, rules, tidy, verify
from warehouse.errors import is_full_disk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipelines.commands.console import RunResult
    from pipelines.data_dir import DataDir
    from pipelines.instance.progress import StepTime
    from warehouse.vocabulary import Language


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="earlywarn", prog_name="earlywarn", message="%(prog)s %(version)s")
@click.option("--district", default="", metavar="NAME", help="Of an installation of many districts, the one a verb is about.")
def cli(district: str) -> None:
    """Monthly early warning for a district's enterprises.

    Everything is kept in EARLYWARN_HOME (default: var/ in the checkout). Exit codes: 0 done, 2 wrong usage, 10 no usable input,
    11 a stop-level check failed, 20 warehouse busy or damaged, 30 mail not delivered, 1 a bug.
    """
    # Read where a verb asks for its home (pipelines.home_option).


for verb in (case, demo, bench, brief, meeting, appeal, rules, learn, verify, backup, restore, tidy):
    cli.add_command(verb)


def _home() -> "DataDir":
    """Return the home a verb works in, an installation of many districts included."""
    from pipelines.home_option import named_home

    return named_home()


def _one_home() -> "DataDir":
    """Return the home of the one district a verb is about."""
    from pipelines.home_option import one_home

    return one_home()


def _home_of(enterprise: str) -> "DataDir":
    """Return the home of the district whose register has an enterprise."""
    from pipelines.commands.snapshot import home_of_enterprise

    return home_of_enterprise(_home(), enterprise)


@cli.command()
@click.option("--month", type=Month(), help="The month to run; default: the latest that has figures and whose 16th has come.")
@click.option("--from", "first", type=Month(), help="Run every month from this one on, each as of its own day.")
@click.option("--latest", type=click.IntRange(1), help="Run the latest so many months.")
@click.option("--as-of", type=Day(), help="See only what was known on this day.")
@click.option("--inbox", type=FOLDER, help="Take the deliveries from another folder.")
@click.option("--district", default="", metavar="NAME", help="Of an installation of many districts, run the month of this one alone.")
def run(month: date | None, first: date | None, latest: int | None, as_of: date | None, inbox: Path | None, district: str) -> None:
    """Run the whole monthly job: ingest, check, store, score, brief."""
    if latest and first:
        raise click.UsageError("--from and --latest both name the first month; give one of them")
    from pipelines.commands import run as command

    _show(command.run(_home(), command.RunOptions(month, first, latest, as_of, inbox, district=district), _progress, _notice))


@cli.command()
@click.argument("inbox", type=FOLDER, required=False)
def ingest(inbox: Path | None) -> None:
    """Take in deliveries and check them; nothing is scored."""
    from pipelines.commands import ingest as command

    home = _home()
    _show(command.ingest(home, inbox, _progress, _notice))
    click.echo(f"stored in {home.warehouse}")


@cli.command()
@click.option("--month", type=Month(), required=True, help="The month to brief.")
@click.option("--as-of", type=Day(), help="See only what was known on this day.")
@AUDIENCE
def report(month: date, as_of: date | None, audience: str) -> None:
    """Make a month's bulletin again from what the warehouse holds."""
    if audience == "outside":
        from pipelines.commands.outside import outside

        _echo(outside(_one_home(), month, as_of))
        return
    from pipelines.commands import report as command

    _show(command.report(_one_home(), month, as_of, _progress, _notice))


@cli.command()
@click.option("--month", type=Month(), help="The month whose bulletin is sent.")
@click.option(
    "--edition",
    type=click.Choice(["month", "feedback", "policies", "brief", "receipts", "sources", "waiting"]),
    default="month",
    show_default=True,
    help="Feedback: of the last ingest. Policies: the push lists of the month, to the offices that run them. Receipts: answers to mails. "
    "Sources: reminders of what is late. Waiting: everything that was not handed over yet.",
)
@click.option("--date", "day", type=Day(), help="With --edition brief or sources: the day it is about; default: today.")
@click.option("--dry-run", is_flag=True, help="Write the mails as .eml files into the outbox folder; nothing is sent.")
@click.option("--held", type=click.Choice(["sent", "again"]), help="Mails whose outcome is unknown: they arrived, or send them again.")
def send(month: date | None, edition: str, day: date | None, dry_run: bool, held: str | None) -> None:
    """E-mail what is due, once."""
    from pipelines.commands import send as command

    of_days = {"brief": command.send_brief, "sources": command.send_source_reminders}
    if (day and edition not in of_days) or (month and edition in (*of_days, "waiting")):
        raise click.UsageError("--date names the day of a brief and --month the month of a bulletin; give the one that fits --edition")
    if edition in of_days:
        _echo(of_days[edition](_home(), day, is_dry_run=dry_run, held=held))
    elif edition == "waiting":
        if dry_run or held:
            raise click.UsageError("what waits was written already; leave --dry-run and --held away, or name its edition")
        _echo(command.send_waiting(_home()))
    elif edition in ("feedback", "receipts"):
        if month:
            raise click.UsageError(
                f"the {edition} {'is that' if edition == 'feedback' else 'are those'} of the last ingest; leave --month away"
            )
        sent = command.send_feedback if edition == "feedback" else command.send_receipts
        _echo(sent(_home(), is_dry_run=dry_run, held=held))
    elif month is None:
        raise click.UsageError("--month is missing; name the month that is sent, or use --edition feedback")
    elif edition == "policies":
        _echo(command.send_policies(_one_home(), month, is_dry_run=dry_run, held=held))
    else:
        _echo(command.send(_home(), month, is_dry_run=dry_run, held=held))


@cli.command()
@click.argument("enterprise")
@JSON
@LANGUAGE
def impact(enterprise: str, is_json: bool, language: "Language") -> None:
    """What a departure or failure of one enterprise would cost; provisional, on any day.

    ENTERPRISE is its credit code or a part of its name.
    """
    from pipelines.commands import impact as command

    _echo(command.impact(_home_of(enterprise), enterprise, language, is_json=is_json))


@cli.command()
@click.argument("enterprise")
@click.option("--month", type=Month(), help="The month to explain; default: the latest scored.")
@JSON
@LANGUAGE
def explain(enterprise: str, month: date | None, is_json: bool, language: "Language") -> None:
    """One enterprise: figures, evidence, score, and what would clear it.

    ENTERPRISE is its credit code or a part of its name.
    """
    from pipelines.commands import explain as command

    _echo(command.explain(_home_of(enterprise), enterprise, month, language, is_json=is_json))


@cli.group()
def quarantine() -> None:
    """What was refused or set aside; settle it with who and why, without touching a file."""


@quarantine.command("list")
@click.option("--month", type=Month(), help="Only figures of this month.")
@click.option("--rule", help="Only items that broke this rule.")
@click.option("--file", "file", help="Only items of this file, named as below the inbox.")
@click.option("--uscc", help="Only items of this enterprise: its credit code or a part of its name.")
@click.option("--settled", is_flag=True, help="What was settled, by whom and why, instead of what is open.")
@click.option("--most", type=click.IntRange(0), default=50, show_default=True, help="Show at most so many; 0 shows all.")
@click.option("--csv", "is_csv", is_flag=True, help="All of them as CSV.")
@LANGUAGE
def list_quarantine(
    month: date | None,
    rule: str | None,
    file: str | None,
    uscc: str | None,
    settled: bool,
    most: int,
    is_csv: bool,
    language: "Language",
) -> None:
    """List what is open, with the short name that release and reject take."""
    from pipelines.commands import quarantine as command

    filters = command.Filters(month, rule, file, uscc, settled, most)
    _echo(command.list_items(_home(), filters, language, is_csv=is_csv))


BY = click.option("--by", required=True, help="Who decides.")
WHY = click.option("--why", required=True, help="Why; it is kept with the decision.")
ITEMS = click.argument("items", metavar="[ID]...", nargs=-1)
OF_FILE = click.option("--file", "file", help="All open items of this file, named as below the inbox, instead of single ones.")
OF_RULE = click.option("--rule", help="With --file: only those that broke this rule.")


@quarantine.command()
@ITEMS
@OF_FILE
@OF_RULE
@BY
@WHY
@LANGUAGE
def release(items: tuple[str, ...], file: str | None, rule: str | None, by: str, why: str, language: "Language") -> None:
    """Say that a value is right: runs from today on use it; of two values of one day the other is rejected."""
    _settle(items, file, rule, "release", by, why, language)


@quarantine.command()
@ITEMS
@OF_FILE
@OF_RULE
@BY
@WHY
@LANGUAGE
def reject(items: tuple[str, ...], file: str | None, rule: str | None, by: str, why: str, language: "Language") -> None:
    """Say that a value is not to be used: of two values of one day the other stands; a refused row is listed no more."""
    _settle(items, file, rule, "reject", by, why, language)


def _settle(items: tuple[str, ...], file: str | None, rule: str | None, action: str, by: str, why: str, language: "Language") -> None:
    """Settle single items, or all of a file."""
    if bool(items) == bool(file) or (rule and not file):
        raise click.UsageError("name items by their ID, or all of a file with --file (and --rule); `earlywarn quarantine list` shows both")
    from pipelines.commands import quarantine as command

    _echo(command.settle(_home(), command.Filters(file=file, rule=rule) if file else items, action, by, why, language))


@cli.group()
def policy() -> None:
    """Who may be entitled to which policy and has not claimed it."""


@policy.command("match")
@click.option("--policy", "key", help="Only this policy, row by row.")
@click.option("--who", help="Only this enterprise, clause by clause: its credit code or a part of its name.")
@click.option("--month", type=Month(), help="The month; default: the latest scored.")
@JSON
@LANGUAGE
def match_policies(key: str | None, who: str | None, month: date | None, is_json: bool, language: "Language") -> None:
    """Show who may be entitled, what is missing, and which clause is not met."""
    from pipelines.commands import policy as command

    _echo(command.match(_one_home(), command.Wanted(key, who, month), language, is_json=is_json))


@policy.command("push")
@click.option("--month", type=Month(), required=True, help="The month whose matches are pushed.")
@LANGUAGE
def push_policies(month: date, language: "Language") -> None:
    """Write a list for each office that runs a policy, as CSV and XLSX; `send --edition policies` mails them."""
    from pipelines.commands import policy as command

    _echo(command.push(_one_home(), month, language))


@policy.command("try")
@click.argument("file", type=FILE)
@click.option("--month", type=Month(), help="The month whose enterprises are tried; default: the latest scored.")
@JSON
@LANGUAGE
def try_policies(file: Path, month: date | None, is_json: bool, language: "Language") -> None:
    """Show who would come in and go out if the clauses of FILE stood in the catalogue; nothing is stored."""
    from pipelines.commands import policy as command

    _echo(command.try_clauses(_one_home(), file, month, language, is_json=is_json))


@cli.group()
def layout() -> None:
    """How files are understood: by which layout, and a new one where none fits."""


@layout.command("check")
@click.argument("file", type=FILE)
@click.option("--layout", "tried", type=FILE, help="Try this layout out too, such as a draft.")
@click.option("--most", type=click.IntRange(1), default=5, show_default=True, help="Show at most so many rows of each kind.")
@LANGUAGE
def check_layout(file: Path, tried: Path | None, most: int, language: "Language") -> None:
    """Show how a file would be understood, before anything of it is stored."""
    from pipelines.commands import layout as command

    answer = command.check(_home(), file, tried, language, most)
    _echo(answer.lines)
    sys.exit(answer.exit_code)


@layout.command("new")
@click.argument("file", type=FILE)
@LANGUAGE
def new_layout(file: Path, language: "Language") -> None:
    """Write the draft of a layout for a file that none knows; it is used once somebody renames it."""
    from pipelines.commands import layout as command

    _echo(command.new(_home(), file, language))


@cli.command()
@click.option("--from", "first", type=Month(), required=True, help="First month to judge.")
@click.option("--to", "last", type=Month(), required=True, help="Last month to judge.")
@LANGUAGE
def backtest(first: date, last: date, language: "Language") -> None:
    """How good the list was, beside two rules an office would use."""
    from pipelines.commands import backtest as command

    _echo(command.backtest(_one_home(), first, last, language, _progress))


@cli.command()
@click.option("--quarter", type=Quarter(), help="The quarter; default: the latest whose figures are complete.")
@click.option("--as-of", type=Day(), help="See only what was known on this day.")
def tournament(quarter: date | None, as_of: date | None) -> None:
    """Let the forecasters of every class compete; the best is used for the class in the months after the quarter."""
    from pipelines.commands import tournament as command

    _echo(command.tournament(_one_home(), quarter, as_of, _progress))


@cli.command()
@click.argument("source", metavar="IN", type=FILE)
@click.argument("target", metavar="OUT", type=FILE)
@click.option("--horizon", type=click.IntRange(1, 120), required=True, help="Months ahead.")
@click.option("--levels", default="80,95", show_default=True, help="Nominal shares of the bands in percent.")
def forecast(source: Path, target: Path, horizon: int, levels: str) -> None:
    """Forecast any tidy series, Parquet in, Parquet out."""
    from pipelines.commands import forecast as command

    click.echo(command.forecast(source, target, horizon, command.parse_levels(levels)))


@cli.command()
@click.option("--deep", "is_deep", is_flag=True, help="Read every block of what is stored; damage shows only in what is read.")
@click.option("--repair", "is_repair", is_flag=True, help="End runs nobody works on; go on from a warehouse that lost something, as it is.")
def doctor(is_deep: bool, is_repair: bool) -> None:
    """Is this installation sound: storage, versions, calendar, mail, disk, schema."""
    from pipelines.commands import doctor as command

    examination = command.doctor(_home(), is_deep=is_deep, is_repair=is_repair)
    _echo(examination.lines())
    sys.exit(examination.exit_code)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Port to listen on.")
@click.option("--i-have-a-proxy", "is_proxied", is_flag=True, help="A proxy with TLS and login stands in front of another address.")
def ui(host: str, port: int, is_proxied: bool) -> None:
    """Open Dagster's web page on this installation's storage."""
    from pipelines.commands import ui as command
    from pipelines.commands.listening import require_proxy

    require_proxy(host, is_proxied=is_proxied)

    click.echo(f"web page: http://{host}:{port} (Ctrl-C ends it)")
    command.ui(_home(), host, port, click.echo)


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Port of Dagster's page.")
@click.option("--desk-port", type=click.IntRange(1, 65535), default=8040, show_default=True, help="Port of the page for cases.")
@click.option("--operator", "is_operator", is_flag=True, help="Runs can be started on Dagster's page; without it the page only shows.")
@click.option("--behind-proxy", is_flag=True, help="A proxy stands in front: its X-Forwarded-Proto and X-Forwarded-For are believed.")
def serve(port: int, desk_port: int, is_operator: bool, behind_proxy: bool) -> None:
    """Run everything by day and night: schedules, sensors, Dagster's page and the page for cases, on this machine alone."""
    from pipelines.commands import serve as command

    command.serve(_home(), command.ServeOptions(port, desk_port, is_operator, behind_proxy), click.echo)


@cli.group(invoke_without_command=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8040, show_default=True, help="Port to listen on.")
@click.option(
    "--i-have-a-proxy", "--behind-proxy", "is_proxied", is_flag=True,
    help="A proxy stands in front: its X-Forwarded-Proto and X-Forwarded-For are believed.",
)  # fmt: skip
@click.pass_context
def desk(context: click.Context, host: str, port: int, is_proxied: bool) -> None:
    """Serve the page for cases: what became of each warning, and recording visits."""
    if context.invoked_subcommand is None:
        from pipelines.commands import desk as command

        command.desk(_one_home(), host, port, click.echo, is_proxied=is_proxied)


@desk.command("invite")
@click.argument("email", required=False)
@click.option("--address", default="http://127.0.0.1:8040", show_default=True, help="How the page is reached by its readers.")
def invite_to_desk(email: str | None, address: str) -> None:
    """Print a link with which somebody sets a passphrase; without EMAIL, one for everybody who has none."""
    from pipelines.commands import desk as command

    _echo(command.invite(_one_home(), email, address))


def _progress(step: "StepTime") -> None:
    """Print a finished step."""
    click.echo(f"  {step.month or '       '}  {step.step:<14} {step.seconds:6.1f} s")


def _notice(notice: "Mapping[str, Any]") -> None:
    """Print what an ingest did with files and with cases, or what changed rules do to a list that is out."""
    from pipelines.cases.door_summary import CASES, door_lines
    from pipelines.districts.months import PROGRESS, UNPLACED, progress_line, unplaced_line
    from pipelines.ingest.summary import summary_lines
    from pipelines.month.rule_notice import LINES

    if PROGRESS in notice:
        click.echo(progress_line(notice))
    elif UNPLACED in notice:
        click.echo(unplaced_line(notice))
    elif LINES in notice:
        _echo(notice[LINES])
    else:
        _echo(door_lines(notice) if CASES in notice else summary_lines(notice))


def _show(result: "RunResult") -> None:
    """Print where the results lie, the warnings by level, and the times by step."""
    from pipelines.commands.console import describe

    _echo(describe(result))
    result.require_published()


def _echo(lines: "Iterable[str]") -> None:
    """Print lines."""
    for line in lines:
        click.echo(line)


def main() -> None:
    """Run the command; a reason a person can mend becomes one sentence, anything else a traceback and exit code 1."""
    begin_command()
    keep_private()
    leave_closed_folder()
    try:
        # Otherwise the library ends the process itself and exit codes would be its choice.
        cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("earlywarn: stopped; nothing half done was published", err=True)
        sys.exit(130)
    except Exception as error:
        sys.exit(_explain_failure(error))


def _explain_failure(error: Exception) -> int:
    """Print why the command failed; returns the exit code."""
    code = exit_code_of(error)
    if code == 1:
        traceback.print_exc()
        click.echo("earlywarn: this is a bug; please report it with the lines above", err=True)
    else:
        click.echo(f"earlywarn: {_sentence(error)}", err=True)
    return code


def _sentence(error: BaseException) -> str:
    """Return the words of what went wrong; a full disk shows in many ways and is told in one."""
    from pipelines.room import no_room

    known = known_cause(error)
    if is_full_disk(error):
        return no_room(_home())
    return " ".join(str(known or error).split())


if __name__ == "__main__":
    main()
