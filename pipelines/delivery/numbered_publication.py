"""Publishing beside the months: briefs, agendas, editions for readers outside, each revision noted before its folder appears.

In: which numbers were out, noting the next one. Out: the notes (warehouse.ops.numbered_issues), putting folders in place (publication.py).
"""

from __future__ import annotations

from collections.abc import Callable

from pipelines.data_dir import DataDir
from pipelines.delivery.publication import Files, Manifest, Published, publish
from warehouse.ops.numbered_issues import NumberedIssue, issues_noted, note_issue


def publish_numbered(
    home: DataDir, shelf: str, period: str, facts: Manifest, render: Callable[[int], Files], kept: str | None = None
) -> Published:
    """Publish a period's folder below a shelf, as a month is; a number that was out is not given again, be its folder there or gone.

    `kept`: the file that later editions have to know of, kept with the note.
    """
    made: dict[int, Files] = {}

    def rendered(revision: int) -> Files:
        made.clear()
        made[revision] = render(revision)
        return made[revision]

    def noted() -> None:
        ((revision, files),) = made.items()
        note_issue(home.ops, shelf, NumberedIssue(period, revision, facts["content_id"], files[kept] if kept else b""))

    earlier = {issue.revision: issue.content_id for issue in issues_noted(home.ops, shelf) if issue.period == period}
    return publish(home.briefings / shelf, period, facts, rendered, noted, earlier)
