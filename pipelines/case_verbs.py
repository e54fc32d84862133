"""`earlywarn case`: the verbs about cases as a terminal has them; what they do stands in pipelines.commands.case.

In: names, arguments and options. Out: everything else, imported when a verb runs, so that a list appears at once.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pipelines.cli_options import JSON, LANGUAGE, MAY_BE_WORDS, SCOPE, Day
from pipelines.home_option import one_home

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warehouse.vocabulary import Language

Verb = Callable[..., None]
WHO = click.argument("who")
NEEDS_WORDS = click.argument("words", nargs=-1, required=True)


@click.group()
def case() -> None:
    """Cases: from a warning to the help that follows; who is on them, visits, requests, how they end.

    WHO is the number of a case, a credit code, or a part of a name.
    """


def _person(verb: Verb) -> Verb:
    """Add the options of whoever records something."""
    options = (
        click.option("--by", default="", help="Who records it; default: the name you are logged in with."),
        SCOPE,
        click.option("--seen", type=click.IntRange(0), help="The version you looked at (`show` prints it); later changes are a conflict."),
        LANGUAGE,
    )
    for option in reversed(options):
        verb = option(verb)
    return verb


@case.command("list")
@click.option("--mine", is_flag=True, help="Only cases that I answer for (see --by).")
@click.option("--by", default="", help="Who I am; default: the name I am logged in with.")
@click.option("--lead", default="", help="Only cases that this unit or person answers for.")
@click.option("--street", default="", help="Only enterprises of this street.")
@click.option("--level", default="", help="Only this level: red, orange, yellow, blue, or its Chinese word.")
@click.option("--state", "states", multiple=True, help="Only this state, key or Chinese word; may be given again. Default: all but closed.")
@click.option("--due-by", type=Day(), help="Only open cases whose day comes by this day.")
@click.option("--name", "text", default="", help="Only enterprises with this in their name, or with this credit code.")
@click.option("--most", type=click.IntRange(0), default=50, show_default=True, help="Show at most so many; 0 shows all.")
@click.option("--csv", "is_csv", is_flag=True, help="All of them as CSV.")
@SCOPE
@JSON
@LANGUAGE
def list_cases(language: "Language", is_csv: bool, is_json: bool, **given: Any) -> None:
    """List cases, those whose day comes first in front."""
    from pipelines.commands import case as command

    _echo(command.list_cases(one_home(), command.Wanted(**given), language, form="csv" if is_csv else "json" if is_json else "lines"))


@case.command()
@WHO
@SCOPE
@JSON
@LANGUAGE
def show(who: str, scope: str, is_json: bool, language: "Language") -> None:
    """Show a case: why it is warned, people, visits, what is open, what happened, what may be done next."""
    from pipelines.commands import case as command

    _echo(command.show_case(one_home(), who, scope, language, is_json=is_json))


@case.command()
@WHO
@click.argument("lead")
@MAY_BE_WORDS
@_person
def assign(who: str, lead: str, words: tuple[str, ...], **person: Any) -> None:
    """Let LEAD answer for a case, from today on."""
    _record(who, "assign", words, person, {"lead": lead})


@case.command("help")
@WHO
@click.argument("person")
@MAY_BE_WORDS
@_person
def add_helper(who: str, person: str, words: tuple[str, ...], **by: Any) -> None:
    """Add PERSON to those who help with a case."""
    _record(who, "add_helper", words, by, {"person": person})


@case.command()
@WHO
@NEEDS_WORDS
@_person
def note(who: str, words: tuple[str, ...], **person: Any) -> None:
    """Add a remark; it overwrites nobody."""
    _record(who, "note", words, person)


@case.command()
@WHO
@click.argument("finding")
@MAY_BE_WORDS
@click.option("--on", "visited_on", type=Day(), help="Day of the visit; default: today.")
@click.option("--outcome", default="", help="What came of it, key or Chinese word.")
@click.option("--visited-by", default="", help="Who went; default: whoever records it.")
@_person
def visit(who: str, finding: str, words: tuple[str, ...], visited_on: date | None, outcome: str, visited_by: str, **person: Any) -> None:
    """Record a visit and its FINDING, key or Chinese word (情况属实, 部分属实, 误报, 已解决, 经营正常 …)."""
    values = {"visited_on": visited_on.isoformat() if visited_on else "", "finding": finding, "outcome": outcome, "visited_by": visited_by}
    _record(who, "visit", words, person, values)


@case.command()
@WHO
@click.argument("department")
@NEEDS_WORDS
@click.option(
    "--class", "request_class", default="ordinary", show_default=True, help="simple, ordinary or complex: by when an answer is due."
)
@_person
def request(who: str, department: str, words: tuple[str, ...], request_class: str, **person: Any) -> None:
    """Ask DEPARTMENT for something."""
    _record(who, "request", words, person, {"department": department, "request_class": request_class})


REQUEST = click.option("--request", "request", default="", help="Number of the request, where several are open.")


@case.command()
@WHO
@MAY_BE_WORDS
@REQUEST
@_person
def receive(who: str, words: tuple[str, ...], request: str, **person: Any) -> None:
    """Note that the department has a request."""
    _record(who, "receive", words, person, {"request": request})


@case.command()
@WHO
@NEEDS_WORDS
@REQUEST
@_person
def answer(who: str, words: tuple[str, ...], request: str, **person: Any) -> None:
    """Record what the department answers."""
    _record(who, "answer", words, person, {"request": request})


@case.command()
@WHO
@MAY_BE_WORDS
@_person
def watch(who: str, words: tuple[str, ...], **person: Any) -> None:
    """Put a case under watch: it is no workload any more."""
    _record(who, "watch", words, person)


@case.command()
@WHO
@NEEDS_WORDS
@click.option("--until", "until_on", type=Day(), required=True, help="Day of the next reply.")
@_person
def suspend(who: str, words: tuple[str, ...], until_on: date, **person: Any) -> None:
    """Stop the clock, with the reason and the day of the next reply."""
    _record(who, "suspend", words, person, {"until_on": until_on.isoformat()})


@case.command()
@WHO
@MAY_BE_WORDS
@_person
def resume(who: str, words: tuple[str, ...], **person: Any) -> None:
    """Take a watched or suspended case up again."""
    _record(who, "resume", words, person)


@case.command("send-back")
@WHO
@NEEDS_WORDS
@click.option("--instead", default="", help="Whom the case should go to instead.")
@_person
def send_back(who: str, words: tuple[str, ...], instead: str, **person: Any) -> None:
    """Send a case back, with the reason."""
    _record(who, "send_back", words, person, {"lead": instead})


@case.command()
@WHO
@click.argument("closing")
@MAY_BE_WORDS
@_person
def close(who: str, closing: str, words: tuple[str, ...], **person: Any) -> None:
    """Close a case; CLOSING says why, key or Chinese word (帮扶见效, 问题已解决, 误报, 已迁出 …)."""
    _record(who, "close", words, person, {"closing": closing})


@case.command()
@WHO
@NEEDS_WORDS
@_person
def reopen(who: str, words: tuple[str, ...], **person: Any) -> None:
    """Open a new case that follows a closed one, with the reason."""
    _record(who, "reopen", words, person)


@case.command()
@WHO
@click.argument("verdict", type=click.Choice(["useful", "useless"]))
@MAY_BE_WORDS
@_person
def judge(who: str, verdict: str, words: tuple[str, ...], **person: Any) -> None:
    """Say whether the warning was useful, and why."""
    _record(who, "judge", words, person, {"is_useful": "1" if verdict == "useful" else "0"})


@case.command()
@click.option("--day", type=Day(), help="As of this day; default: today.")
@click.option("--dry-run", is_flag=True, help="Write the letters as .eml files into the outbox folder; nothing is sent.")
@click.option("--held", type=click.Choice(["sent", "again"]), help="Letters whose outcome is unknown: they arrived, or send them again.")
def remind(day: date | None, dry_run: bool, held: str | None) -> None:
    """Send whoever answers for cases what is due of them: one letter a week, seven cases at most."""
    from pipelines.commands import send as command

    _echo(command.send_reminders(one_home(), day, is_dry_run=dry_run, held=held))


def _record(who: str, action: str, words: tuple[str, ...], person: dict[str, Any], values: "Mapping[str, str] | None" = None) -> None:
    """Record something about a case and print how it stands then."""
    from pipelines.commands import case as command

    language = person.pop("language")
    _echo(command.record_change(one_home(), who, action, values or {}, " ".join(words), command.Person(**person), language))


def _echo(lines: list[str]) -> None:
    # At once: thousands of lines would each be flushed.
    click.echo("\n".join(lines))
