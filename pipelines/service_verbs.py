"""`earlywarn brief`, `meeting`, `rules`, `appeal`, `backup` and others: verbs as a terminal has them, done by pipelines.commands.

In: names, arguments and options. Out: everything else, imported when a verb runs.
"""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.cli_options import FILE, FOLDER, JSON, LANGUAGE, MAY_BE_WORDS, SCOPE, Day, Month
from pipelines.home_option import named_home, one_home

if TYPE_CHECKING:
    from warehouse.vocabulary import Language


@click.command()
@click.option("--enterprises", type=click.IntRange(20, 20_000), default=1040, show_default=True, help="How many in a district.")
@click.option("--districts", type=click.IntRange(1, 3000), default=1, show_default=True, help="How many districts, all in one inbox.")
@click.option("--late-district", "is_last_late", is_flag=True, help="The last of several districts has not sent the last month yet.")
@click.option("--months", type=click.IntRange(14, 240), default=60, show_default=True, help="How many months of figures.")
@click.option("--last", type=Month(), help="The last month; default: the latest whose run is due.")
@click.option("--seed", type=click.IntRange(0), default=7, show_default=True, help="Another number gives another district.")
@click.option("--if-absent", is_flag=True, help="Do nothing where the inbox holds anything already.")
@click.option("--tidy", "is_tidy", is_flag=True, help="Write tidy files instead of those that departments send; the figures are the same.")
@click.option("--readings", "has_readings", is_flag=True, help="The grid also sends what was used each day.")
@click.option("--return-lists", is_flag=True, help="Instead: the published lists come back filled in with what visits found.")
def demo(return_lists: bool, **wanted: Any) -> None:
    """Write a fictional district into the inbox, or a country of many."""
    from pipelines.commands import demo as command

    click.echo(command.return_demo_lists(named_home()) if return_lists else command.demo(named_home(), **wanted))


@click.command()
@click.option("--date", "day", type=Day(), help="The day of the brief, which tells of the half month before; default: today.")
def brief(day: date | None) -> None:
    """The half-monthly brief: visits due, made and overdue, what is new, what needs the district."""
    from pipelines.commands import brief as command

    _echo(command.brief(named_home(), day))


MEETING_MONTH = click.option("--month", type=Month(), help="The month of the meeting; default: this month.")
MEETING_ITEM = click.argument("item", type=click.IntRange(1))


@click.group(invoke_without_command=True)
@MEETING_MONTH
@LANGUAGE
@click.pass_context
def meeting(context: click.Context, month: date | None, language: "Language") -> None:
    """The joint meeting's agenda: what is stuck, what is asked of whom, and decisions that are not done."""
    if context.invoked_subcommand is None:
        from pipelines.commands import meeting as command

        _echo(command.meeting(one_home(), month, language))


@meeting.command("add")
@click.argument("words")
@click.option("--of", "asked_of", required=True, help="Of whom something is asked.")
@click.option("--by", required=True, help="Who puts it before the meeting.")
@click.option("--case", "case", type=click.IntRange(1), help="The case it is about.")
@MEETING_MONTH
def add_to_meeting(words: str, asked_of: str, by: str, case: int | None, month: date | None) -> None:
    """Put something before the meeting that no rule finds."""
    from pipelines.commands import meeting as command

    _echo(command.add(one_home(), month, words, asked_of, by, case))


@meeting.command("decide")
@MEETING_ITEM
@click.option("--decision", required=True, help="What was decided.")
@click.option("--by", required=True, help="Who decided, or who enters it.")
@click.option("--due", type=Day(), required=True, help="By when it is to be done.")
def decide_at_meeting(item: int, decision: str, by: str, due: date) -> None:
    """Enter what the meeting decided about an item."""
    from pipelines.commands import meeting as command

    _echo(command.decide_item(one_home(), item, decision, due, by))


@meeting.command("done")
@MEETING_ITEM
@click.option("--by", required=True, help="Who says so.")
@click.option("--note", "words", default="", help="What was done.")
def done_after_meeting(item: int, by: str, words: str) -> None:
    """Note that what was decided is done."""
    from pipelines.commands import meeting as command

    _echo(command.finish_item(one_home(), item, by, words))


@click.group()
def rules() -> None:
    """The rules a list is made by: thresholds, places, channels."""


@rules.command("try")
@click.argument("file", type=FILE)
@JSON
@LANGUAGE
def try_rules(file: Path, is_json: bool, language: "Language") -> None:
    """Show who would come and go in the newest published list if FILE were in force; nothing is stored.

    FILE is a changed file of the configuration and called like it, such as `levels` or `levels_2027`, with .toml.
    """
    from pipelines.commands import rules as command

    _echo(command.try_rules(one_home(), file, language, is_json=is_json))


@click.command()
@click.argument("folder", type=FOLDER)
def verify(folder: Path) -> None:
    """Check a published folder on any machine: its files, its figures against each other, and that nothing left out can be worked out.

    FOLDER is a folder such as briefings/2026-10 or briefings/outside/2026-10; no home is needed.
    """
    from pipelines.commands import verify as command

    answer = command.verify(folder)
    _echo(answer.lines)
    sys.exit(answer.exit_code)


@rules.command("log")
@click.option("--most", type=click.IntRange(1), default=50, show_default=True, help="Show at most so many, the newest last.")
def show_rule_log(most: int) -> None:
    """Show which rules and corrections changed, when a command first saw it and who was at work; the entries form a chain."""
    from pipelines.commands import rules as command

    _echo(command.rule_log_lines(named_home(), most))


@click.group()
def learn() -> None:
    """What districts learn travels between installations as weights with counts; figures and enterprises stay where they are."""


@learn.command("export")
@click.argument("file", type=FILE)
def export_learned(file: Path) -> None:
    """Write what this district's past taught by the newest published month into FILE.

    No enterprise, no figure of one, and nothing with fewer than five enterprises behind it.
    """
    from pipelines.commands import learn as command

    _echo(command.export(one_home(), file))


@learn.command("import")
@click.argument("files", metavar="FILE...", type=FILE, nargs=-1, required=True)
def import_learned(files: tuple[Path, ...]) -> None:
    """Take in what other districts learned; runs as of today or later start from it, under the expert and over this district's past.

    Of an installation of many districts every one goes by it, unless one is named before the verb.
    """
    from pipelines.commands import learn as command

    _echo(command.import_files(named_home(), files))


@learn.command("list")
def list_learned() -> None:
    """Show what was imported, when, by whom, and whether it is in force."""
    from pipelines.commands import learn as command

    _echo(command.list_imports(named_home()))


@learn.command("undo")
@click.argument("id", metavar="ID")
def undo_learned(id: str) -> None:  # noqa: A002 - as the list calls it
    """Put an import out of force from today on; it stays on record."""
    from pipelines.commands import learn as command

    _echo(command.undo(named_home(), id))


APPEAL = click.argument("number", type=click.IntRange(1))
BY = click.option("--by", required=True, help="Who records it.")


@click.group()
def appeal() -> None:
    """Appeals of enterprises: entered, dispatched to a department, answered, confirmed, closed or sent back one level up."""


@appeal.command("list")
@click.option("--all", "everything", is_flag=True, help="Those that are closed too.")
@click.option("--late", is_flag=True, help="Only those whose department has not answered in time.")
@SCOPE
@LANGUAGE
def list_appeals(everything: bool, late: bool, scope: str, language: "Language") -> None:
    """List appeals that are not closed; open ones that came with deliveries are taken over first."""
    from pipelines.commands import appeal as command

    _echo(command.list_appeals(one_home(), scope, language, everything=everything, late=late))


@appeal.command("show")
@APPEAL
@SCOPE
@LANGUAGE
def show_appeal(number: int, scope: str, language: "Language") -> None:
    """Show an appeal and everything that happened to it."""
    from pipelines.commands import appeal as command

    _echo(command.show_appeal(one_home(), number, scope, language))


@appeal.command("add")
@click.argument("enterprise")
@MAY_BE_WORDS
@click.option("--topic", required=True, help="What it is about: space, cost, permits, labour, finance, market, or the Chinese word.")
@click.option("--on", "raised_on", type=Day(), help="The day it was raised; default: today.")
@BY
@SCOPE
@LANGUAGE
def add_appeal(
    enterprise: str, words: tuple[str, ...], topic: str, raised_on: date | None, by: str, scope: str, language: "Language"
) -> None:
    """Enter an appeal; one of the same topic within three weeks is attached to the earlier one.

    ENTERPRISE is its credit code or a part of its name.
    """
    from pipelines.cases.recording import Actor
    from pipelines.commands import appeal as command

    _echo(command.add_appeal(one_home(), enterprise, topic, " ".join(words), raised_on, Actor(by, scope), language))


@appeal.command("dispatch")
@APPEAL
@click.option("--to", required=True, help="The department.")
@click.option("--class", "appeal_class", type=click.Choice(["simple", "ordinary", "complex"]), default="ordinary", show_default=True)
@BY
@SCOPE
@LANGUAGE
def dispatch_appeal(number: int, to: str, appeal_class: str, by: str, scope: str, language: "Language") -> None:
    """Hand an appeal to a department; its class says in how many working days it is to be answered."""
    from pipelines.cases.recording import Actor
    from pipelines.commands import appeal as command

    _echo(command.dispatch_appeal(one_home(), number, to, appeal_class, Actor(by, scope), language))


@appeal.command("answer")
@APPEAL
@MAY_BE_WORDS
@BY
@SCOPE
@LANGUAGE
def answer_appeal(number: int, words: tuple[str, ...], by: str, scope: str, language: "Language") -> None:
    """Enter what the department answers."""
    from pipelines.cases.recording import Actor
    from pipelines.commands import appeal as command

    _echo(command.answer_appeal(one_home(), number, " ".join(words), Actor(by, scope), language))


@appeal.command("confirm")
@APPEAL
@click.option("--called-back/--not-called-back", required=True, help="Whether somebody called the enterprise back.")
@click.option("--helped/--not-helped", required=True, help="Whether the enterprise was helped.")
@BY
@SCOPE
@LANGUAGE
def confirm_appeal(number: int, called_back: bool, helped: bool, by: str, scope: str, language: "Language") -> None:
    """Enter what the enterprise says of the answer."""
    from pipelines.cases.recording import Actor
    from pipelines.commands import appeal as command

    _echo(command.confirm_appeal(one_home(), number, Actor(by, scope), language, called_back=called_back, helped=helped))


@appeal.command("close")
@APPEAL
@MAY_BE_WORDS
@BY
@SCOPE
@LANGUAGE
def close_appeal(number: int, words: tuple[str, ...], by: str, scope: str, language: "Language") -> None:
    """Close an appeal that its enterprise has confirmed; where it was not helped, say why it ends here."""
    from pipelines.cases.recording import Actor
    from pipelines.commands import appeal as command

    _echo(command.close_appeal(one_home(), number, " ".join(words), Actor(by, scope), language))


@appeal.command("send-back")
@APPEAL
@MAY_BE_WORDS
@BY
@SCOPE
@LANGUAGE
def send_back_appeal(number: int, words: tuple[str, ...], by: str, scope: str, language: "Language") -> None:
    """Send an appeal whose answer did not help one level up, with the reason."""
    from pipelines.cases.recording import Actor
    from pipelines.commands import appeal as command

    _echo(command.send_back_appeal(one_home(), number, " ".join(words), Actor(by, scope), language))


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option(
    "--verify", "is_verified", is_flag=True, help="Instead: read the newest backup in DIR, or DIR itself, and say whether it is whole."
)
def backup(folder: Path, is_verified: bool) -> None:
    """Copy everything that cannot be made anew below DIR: warehouse, records of people, configuration, deliveries, briefings.

    What was there before stays, as many backups as storage.toml says. A run may be at work; its end is waited for.
    """
    from pipelines.commands import backup as command

    if is_verified:
        _echo(command.verify(folder))
    else:
        _echo(command.backup(named_home(), folder, tell=click.echo))


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
def restore(folder: Path) -> None:
    """Put the backup DIR, or the newest in it, back into an empty EARLYWARN_HOME."""
    from pipelines.commands import restore as command

    _echo(command.restore(named_home(), folder))


@click.command()
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Say what would go and how much; nothing is removed.")
def tidy(is_dry_run: bool) -> None:
    """Remove what storage.toml need not keep: old runs, logs, mails in files, unfinished files, editions nobody was sent, backups.

    Facts, published months, cases and the audit stay.
    """
    from pipelines.commands import tidy as command

    for line in command.tidy(named_home(), is_dry_run=is_dry_run):
        click.echo(line)


def _echo(lines: list[str]) -> None:
    """Print lines."""
    for line in lines:
        click.echo(line)
