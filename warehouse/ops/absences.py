"""Who is away and who stands in, in ops.db: a deputy sees what is due of whoever is away."""

import sqlite3
from dataclasses import dataclass

COLUMNS = "rowid, person, from_on, to_on, deputy"


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from a day to a day, both included; `deputy` stands in."""

    number: int
    person: str
    from_on: str
    to_on: str
    deputy: str


def note_absence(connection: sqlite3.Connection, person: str, from_on: str, to_on: str, deputy: str) -> None:
    """Store that somebody will be away."""
    connection.execute("insert into absences values (?, ?, ?, ?)", (person, from_on, to_on, deputy))


def take_back_absence(connection: sqlite3.Connection, person: str, number: int) -> bool:
    """Take somebody's own absence out again; False where there is none of that number."""
    return connection.execute("delete from absences where rowid = ? and person = ?", (number, person)).rowcount == 1


def absences_since(connection: sqlite3.Connection, person: str, day: str) -> list[Absence]:
    """Return when somebody is away from a day on, in order."""
    query = f"select {COLUMNS} from absences where person = ? and to_on >= ? order by from_on, rowid"  # noqa: S608 - columns of our own
    return [Absence(*row) for row in connection.execute(query, (person, day))]


def stands_in_for(connection: sqlite3.Connection, deputy: str, day: str) -> list[str]:
    """Return for whom somebody stands in on a day."""
    query = "select distinct person from absences where deputy = ? and from_on <= ? and to_on >= ? order by person"
    return [str(person) for (person,) in connection.execute(query, (deputy, day, day))]
