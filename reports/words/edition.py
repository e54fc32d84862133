"""How an issue is called: the publication, its number, the district and the part of it that a scoped edition is for."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

# Real deliveries often name no district; a masthead with a hole in it would look like a fault.
DISTRICT: Final = Text(zh="辖区", en="the district")
WHOLE_DISTRICT: Final = Text(zh="全区", en="the district")
ISSUE: Final = Text(zh="{year}年第{number}期（总第{total}期）", en="{year}, no. {number} (issue {total})")
# Before the scheduled day sources are still to arrive, and figures will move.
PROVISIONAL: Final = Text(zh="{text}（暂报）", en="{text} (provisional)")
PROVISIONAL_SUBJECT: Final = Text(zh="【暂报】{text}", en="[Provisional] {text}")
SERIES_TITLE: Final = Text(zh="{place}企业运行监测预警月报", en="{place} Monthly Enterprise Early-Warning Bulletin")
URGENT_TITLE: Final = Text(zh="{place}企业预警快报", en="{place} Urgent Enterprise Warning")

TIER_SCOPE: Final = Text(zh="{tier}范围", en="those {tier}")
OWNER_SCOPE: Final = Text(zh="{owner}责任范围", en="those served by {owner}")
