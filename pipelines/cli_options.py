"""What options and arguments of the command line can be: months, days, quarters, files, languages.

Nothing heavy is imported here, since `--help` of every verb comes through.
"""

from datetime import date
from pathlib import Path
from typing import Any

import click

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
# The first is the default; the vocabulary has the same two, and is not imported here.
LANGUAGES = ("zh", "en")


class Month(click.ParamType[date]):
    """A month written as YYYY-MM; its value is the first day."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the first day of the month, or fail with usage."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError:
            self.fail(f"{value!r} is not a month; write it as 2026-10", param, ctx)


class Day(click.ParamType[date]):
    """A day written as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or fail with usage."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-11-16", param, ctx)


class Quarter(click.ParamType[date]):
    """A quarter written as YYYYQN; its value is the first day of its last month."""

    name = "YYYYQN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the quarter's last month, or fail with usage."""
        if isinstance(value, date):
            return value
        year, _, number = str(value).upper().partition("Q")
        if not (len(year) == 4 and year.isdigit() and len(number) == 1 and number in "1234" and int(year)):
            self.fail(f"{value!r} is not a quarter; write it as 2026Q3", param, ctx)
        return date(int(year), 3 * int(number), 1)


SCOPE = click.option("--scope", default="district", show_default=True, help="See and change only this part: tier:X, owner:X or street:X.")
MAY_BE_WORDS = click.argument("words", nargs=-1)
JSON = click.option("--json", "is_json", is_flag=True, help="The same figures as one JSON document, for programs.")
LANGUAGE = click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True, help="Language of the answer.")
AUDIENCE = click.option(
    "--audience",
    type=click.Choice(["inside", "outside"]),
    default="inside",
    show_default=True,
    help="Outside: totals for readers outside, by the bulletin that is out; no enterprise is named or recognisable.",
)
