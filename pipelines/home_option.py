"""Which home a verb works in: the one the environment names, or that of a district of it where `earlywarn --district NAME` names one."""

import click

from pipelines.data_dir import DataDir, find_home, folder_of
from pipelines.errors import UsageError

OPTION = "district"
SHOWN_MOST = 12


def named_home() -> DataDir:
    """Return the installation's home, or that of the district that was named; raises UsageError where there is no such district."""
    home, context = find_home(), click.get_current_context(silent=True)
    named = context.find_root().params.get(OPTION, "") if context else ""
    if not named:
        return home
    found = home.of_district(folder_of(named))
    if not found.root.is_dir():
        raise UsageError(f"there is no district {named!r} in {home.root}; {_names(home)}")
    return found


def one_home() -> DataDir:
    """Return the home of the one district a verb is about; raises UsageError where there are several and none was named."""
    home = named_home()
    if home.districts():
        raise UsageError(f"{home.root} holds several districts; name one before the verb: earlywarn --district NAME …; {_names(home)}")
    return home


def _names(home: DataDir) -> str:
    """Return which districts a home has."""
    names = [one.district for one in home.districts()]
    more = f" and {len(names) - SHOWN_MOST} more" if len(names) > SHOWN_MOST else ""
    return f"it has {', '.join(names[:SHOWN_MOST])}{more}" if names else "it is one district itself"
