"""What an ingest did, file by file; the counts always add up."""

from dataclasses import dataclass, field

from pipelines.errors import NoUsableInputError
from pipelines.ingest.raw_table import Lines


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: rows_in = rows_stored + rows_refused + rows_duplicate.

    `status`: "read" (judged now), "known" (delivered before under this name), "copy" (same bytes as another file), "refused" (as a whole).
    `note`: what a person should know, such as the reason of a refusal or the columns left out. `lines`: what the lines of a file read now
    are. `period_from`, `units_from`: where month and units of measure were stated.
    """

    file_name: str
    status: str
    layout: str | None = None
    rows_in: int = 0
    rows_stored: int = 0
    rows_refused: int = 0
    rows_duplicate: int = 0
    ignored_columns: tuple[str, ...] = ()
    note: str = ""
    lines: Lines | None = None
    period_from: str = ""
    units_from: str = ""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """One ingest: `batch_id` is None where nothing was new; `set_aside` counts rows set aside by this ingest."""

    batch_id: int | None
    files: tuple[FileReport, ...] = ()
    set_aside: int = 0
    stored_by_table: dict[str, int] = field(default_factory=dict)

    @property
    def rows_in(self) -> int:
        """Data rows in all files."""
        return sum(file.rows_in for file in self.files)

    @property
    def rows_stored(self) -> int:
        """Rows stored, those set aside included."""
        return sum(file.rows_stored for file in self.files)

    @property
    def rows_refused(self) -> int:
        """Rows refused."""
        return sum(file.rows_refused for file in self.files)

    @property
    def rows_duplicate(self) -> int:
        """Rows that say exactly what was stored or judged already."""
        return sum(file.rows_duplicate for file in self.files)

    def require_usable(self, inbox: str) -> None:
        """Raise NoUsableInputError where not a single file of the inbox could be used."""
        # A file known from an earlier day counts: running again without news is no mistake.
        if any(file.layout is not None for file in self.files):
            return
        if not self.files:
            raise NoUsableInputError(f"the inbox {inbox} is empty; put the deliveries in, or try `earlywarn demo` first")
        first = next(file for file in self.files if file.layout is None)
        raise NoUsableInputError(
            f"none of the {len(self.files)} files in {inbox} could be used; the first, {first.file_name}: {first.note}"
        )
