"""What can go wrong for reasons a person can mend, each with the exit code of the command line; anything else is a bug and ends with 1."""

from warehouse.errors import NoRoomError, causes, is_full_disk

OK = 0
BUG = 1


class UserError(Exception):
    """A reason the person at the keyboard can mend; its text says what is wrong, what was got, what was needed and what to do.

    `recorded`: the same without whom it is about, for what is kept of a run; empty where nothing was worded for that.
    """

    exit_code = 2

    def __init__(self, text: str = "", recorded: str = "") -> None:
        """Say what is wrong, and what may be kept of it."""
        super().__init__(text)
        self.recorded = recorded


class UsageError(UserError):
    """The command or a setting was written wrongly."""

    exit_code = 2


class SettingsError(UsageError):
    """A configuration file says something that cannot be."""


class NoUsableInputError(UserError):
    """Nothing to work on: the inbox is missing or empty, or nothing in it could be used."""

    exit_code = 10


class CheckFailedError(UserError):
    """A check of severity stop failed, so nothing was published."""

    exit_code = 11


class DistrictsNotOutError(UserError):
    """Of many districts at least one is not out; the others are."""

    def __init__(self, text: str, exit_code: int) -> None:
        """Say which and why, and end with what the worst of them alone would have ended with."""
        super().__init__(text)
        self.exit_code = exit_code


class WarehouseUnavailableError(UserError):
    """The warehouse is busy or damaged."""

    exit_code = 20


class MailNotDeliveredError(UserError):
    """At least one mail could not be handed over."""

    exit_code = 30


class QualityBugError(Exception):
    """A check could not be evaluated; that is a mistake in the program, never a verdict on the data."""


class UndeclaredReadError(Exception):
    """A stage read a table it does not declare, so the lineage shown would be false; a mistake in the program."""


class UndeclaredWriteError(Exception):
    """A stage wrote a table that another stage makes; a mistake in the program."""


def exit_code_of(error: BaseException) -> int:
    """Return the exit code an error ends the program with, following causes, since orchestrators wrap what a step raises."""
    if is_full_disk(error):
        return NoRoomError.exit_code
    known = known_cause(error)
    return BUG if known is None else int(getattr(known, "exit_code", BUG))


def known_cause(error: BaseException) -> BaseException | None:
    """Return the error that carries an exit code, which may lie below others that wrapped it; None for a bug."""
    return next((each for each in causes(error) if isinstance(getattr(each, "exit_code", None), int)), None)
