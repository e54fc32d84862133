"""Which files of a department are written in an unusual way, and which arrive in an unreadable one first and again as they should be."""

from dataclasses import dataclass, field

import polars as pl

from pipelines.demo.departments import book_writings, text_writings
from pipelines.demo.departments.forms import Form
from pipelines.demo.departments.shared_files import SHARED_DEPARTMENTS
from pipelines.demo.departments.whole_files import CORRECTION, INTACT_COPY
from pipelines.demo.settings import DemoSettings

# Shares of a department's files.
READABLE_RATE, UNREADABLE_RATE = 0.06, 0.012
# A file with fewer rows has no room for a second table or a second sheet.
FEWEST_ROWS = 12
WEB_PAGE = "web_page"


@dataclass(frozen=True, slots=True)
class Choice:
    """Ways of writing by file: of those that can be read, and of copies that cannot and are followed by an intact one."""

    readable: dict[str, str] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)


def choose_ways(settings: DemoSettings, form: Form, rows: pl.DataFrame) -> Choice:
    """Choose files and ways, from a stream of random numbers of its own; files that are faulty as they are and shared ones stay out."""
    if settings.has_neighbours and form.department in SHARED_DEPARTMENTS:
        return Choice()
    rng = settings.random(f"{form.department} ways of writing")
    is_odd = pl.col("fault").eq_missing("wrong_file_unit").any()
    files = rows.group_by("file").agg(pl.len(), is_odd.alias("is_odd")).filter(pl.col("len") >= FEWEST_ROWS, ~pl.col("is_odd")).sort("file")
    choice = Choice()
    for name, draw, which in zip(files["file"], rng.random(files.height), rng.random(files.height), strict=True):
        if CORRECTION in name or INTACT_COPY in name:
            continue
        ways = book_writings if name.endswith(".xlsx") else text_writings
        for share, known, chosen in (
            (READABLE_RATE, ways.READABLE, choice.readable),
            (READABLE_RATE + UNREADABLE_RATE, ways.UNREADABLE, choice.unreadable),
        ):
            fitting = [key for key, (fits, _) in known.items() if fits(form)]
            if draw < share:
                chosen[name] = fitting[int(which * len(fitting))]
                break
    return choice


def name_of(name: str, way: str | None) -> str:
    """Return the name a file gets: a web page is named like an old spreadsheet."""
    return f"{name.rpartition('.')[0]}.xls" if way == WEB_PAGE else name
