"""The texts about what was learned: what visits by lot say of those the list has no place for."""

from __future__ import annotations

from typing import Final

from reports.words.text import Text

MISSED_NONE_YET: Final = Text(
    zh="抽样走访：{first}起从名额线以下随机抽取{drawn}家列入名单（标注“抽样走访”），已有走访结论{visited}家，太少，暂不推算漏报。",
    en="Visits by lot: since {first} {drawn} enterprises were drawn from those just below the cut (marked as such); "
    "findings of {visited} are too few to say what the list misses.",
)
MISSED: Final = Text(
    zh="抽样走访：{first}起从名额线以下随机抽取{drawn}家列入名单（标注“抽样走访”），走访{visited}家中{confirmed}家情况属实，占{share}"
    "（95%区间{lo}至{hi}）；据此推算，本期名额线以下{pool}家中约有{missed}家（{missed_lo}至{missed_hi}家）情况属实而未列入。",
    en="Visits by lot: since {first} {drawn} enterprises were drawn from those just below the cut (marked as such); of {visited} visited "
    "{confirmed} were confirmed, {share} (95 % interval {lo} to {hi}), so that of the {pool} just below this month's cut about {missed} "
    "({missed_lo} to {missed_hi}) would be confirmed without having a place.",
)
