"""`earlywarn layout`: how a file would be understood, before anything is stored, and a draft where no layout knows it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.clock import today
from pipelines.data_dir import DataDir
from pipelines.errors import NoUsableInputError, UsageError
from pipelines.ingest.layout import Layout
from pipelines.ingest.layout_draft import draft_layout, draft_text, layout_key, problem_of
from pipelines.ingest.layout_files import layouts_with, read_layout
from pipelines.ingest.layout_meaning import check_layout
from pipelines.ingest.reading import Opened, open_file, read_headings
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.settings import IngestDay
from pipelines.settings import load_settings
from reports.layout_check import DraftNotice, check_lines, draft_lines
from reports.words.text import Words
from warehouse.vocabulary import Language

DRAFT = ".draft"


@dataclass(frozen=True, slots=True)
class Answer:
    """What to print, and what the command ends with."""

    lines: list[str]
    exit_code: int


def check(home: DataDir, file: Path, layout: Path | None = None, language: Language = "zh", most: int = 5) -> Answer:
    """Return how a file would be understood, with a layout that is tried out beside those in use; nothing is stored."""
    content, layouts = _content(file), _layouts(home, layout)
    found = check_layout(content, file.name, layouts, IngestDay(today()), load_settings(home.config).ingest)
    return Answer(check_lines(found, Words(language), most), 0 if found.is_usable else NoUsableInputError.exit_code)


def new(home: DataDir, file: Path, language: Language = "zh") -> list[str]:
    """Write the draft of a layout for a file and return what to do with it; it is not in use before somebody renames it.

    Raises UsageError where the file is of a layout already or a draft would replace something, NoUsableInputError where it has no table.
    """
    content, layouts = _content(file), _layouts(home, None)
    opened = open_file(content, file.name, layouts)
    if isinstance(opened, Opened):
        raise UsageError(
            f"{file.name} is of layout {opened.layout.key} already; `earlywarn layout check {file}` shows how it is understood"
        )
    try:
        table = read_headings(content, file.name, layouts).tables[0]
    except (FileRefusedError, IndexError) as error:
        raise NoUsableInputError(f"no table with headings was found in {file.name}: {error}") from error
    target = home.layouts / f"{layout_key(file.name)}.toml"
    draft = draft_layout(table, file.name, layouts)
    text = draft_text(draft, table)
    gaps = tuple(draft.gaps) or ((problem,) if (problem := problem_of(text, target.name)) else ())
    path = target.with_name(target.name + DRAFT)
    _write_new(path, text, target)
    return draft_lines(DraftNotice(str(file), str(path), target.name, gaps, tuple(draft.unsure)), Words(language))


def _content(file: Path) -> bytes:
    """Return the bytes of a file; raises UsageError where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror}); name a file that is there") from error


def _layouts(home: DataDir, tried: Path | None) -> tuple[Layout, ...]:
    """Return the layouts in use and one that is tried out."""
    layouts = layouts_with(home.layouts)
    if tried is None:
        return layouts
    candidate = read_layout(tried)
    # A layout in use that is changed is tried out in the place of the old one.
    return (*(layout for layout in layouts if layout.key != candidate.key), candidate)


def _write_new(path: Path, text: str, target: Path) -> None:
    """Write a file that is not there yet; raises UsageError where it, or the layout it is a draft of, is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise UsageError(f"{target} is there already; change it by hand, or rename the file that a layout is wanted for")
    try:
        with path.open("x", encoding="utf-8") as handle:
            handle.write(text)
    except FileExistsError:
        raise UsageError(f"{path} is there already; finish it, or remove it to have a new draft") from None
