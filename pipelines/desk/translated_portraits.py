"""Pages of enterprises in the language of whoever reads on the page for cases: published ones are Chinese, others are made from what an
edition kept.

In: frames of editions, read once an edition. Out: how a page looks (reports.enterprise), cutting it (reports.portrait_sections).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipelines.data_dir import DataDir
from pipelines.settings import Settings

if TYPE_CHECKING:
    from reports.edition import Edition
    from reports.frames import BriefingFrames
    from warehouse.vocabulary import Language


@dataclass(slots=True)
class TranslatedPortraits:
    """Pages of the edition that was asked for last; another one takes its place in memory."""

    home: DataDir
    settings: Settings
    _kept: tuple[str, BriefingFrames, Edition] | None = field(default=None)

    def page(self, month: str, uscc: str, language: Language) -> str | None:
        """Return an enterprise's page of a month that is out; None where its edition was kept by a version that kept less."""
        found = self._edition(month)
        if found is None:
            return None
        # Charts cost memory that a desk whose readers all read Chinese need not spend.
        from reports.enterprise import render_enterprise, render_leaver

        frames, edition = found[0], replace(found[1], language=language)
        for render in (render_enterprise, render_leaver):
            try:
                return render(frames, edition, uscc)
            except ValueError:
                # Whoever has left the list has a page of another kind.
                continue
        return None

    def _edition(self, month: str) -> tuple[BriefingFrames, Edition] | None:
        from pipelines.data_dir import published_month
        from pipelines.delivery.briefing_inputs import frames_from, missing_frames
        from pipelines.delivery.edition_archive import Archive
        from pipelines.delivery.month_publisher import issue
        from pipelines.delivery.publication import read_manifest
        from warehouse.ops.editions import EditionKey
        from warehouse.periods import month_of_key

        manifest = read_manifest(published_month(self.home.briefings, month))
        if manifest is None or "as_of" not in manifest.get("made_from", {}):
            return None
        content = str(manifest["content_id"])
        # Looked at once: another request may ask for another edition meanwhile.
        before = self._kept
        if before is None or before[0] != content:
            day = month_of_key(month)
            kept = Archive(self.home.ops, self.home.briefings).frames(EditionKey(day, content))
            if missing_frames(kept):
                return None
            edition = issue(self.settings.district, day, manifest["made_from"], content, int(manifest["revision"]))
            self._kept = before = (content, frames_from(kept), edition)
        return before[1], before[2]
