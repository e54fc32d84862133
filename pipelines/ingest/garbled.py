"""Texts that some program before us has read in the wrong encoding and saved again: the names in them are lost, so the rows are refused."""

import re
from dataclasses import replace
from functools import lru_cache

import polars as pl

from pipelines.ingest.heading import field_columns
from pipelines.ingest.layout import Layout
from pipelines.ingest.raw_table import MALFORMED_SCHEMA, RawTable
from pipelines.ingest.text_encoding import LEAST, is_chinese_as_latin, plausibility

KINDS = ("text", "word", "visit_word")
# What a byte from 0x80 to 0xBF looks like where it was taken for Latin-1 or for the code page of Windows.
TAIL = "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
# UTF-8 taken for Latin-1: a first byte of three and two that follow it.
LATIN = f"[\u00e3-\u00e9]{TAIL}{TAIL}"
# GB18030 taken for Latin-1: accented letters and signs without end.
ACCENTED = "[\u00a1-\u00fe]{4,}"
# What no program could read: the replacement character, and what that itself looks like where it was taken for GB18030.
REPLACED = "\ufffd|锟斤|斤拷"
# Question marks in the place of every character.
MASKED = r"^[?？\s]*\?\?[?？\s]*$|\?\?\?"
# The first two bytes of a Chinese character in UTF-8, taken for GB18030: only texts with one of these are looked at more closely.
PAIRS = "".join(bytes((first, second)).decode("gbk") for first in range(0xE3, 0xEA) for second in range(0x80, 0xC0))
SUSPECT = f"{REPLACED}|{MASKED}|{LATIN}|{ACCENTED}|[{PAIRS}]"
CERTAIN = re.compile(f"{REPLACED}|{MASKED}|{LATIN}")
HANZI = re.compile("[\u3000-\u9fff\uff00-\uffef]+")
LETTERS = re.compile("[^\x00-\x7f]{2,}")


def refuse_garbled(raw: RawTable, layout: Layout) -> RawTable:
    """Return the table with the rows refused whose names or remarks, as far as the layout takes them, are garbled."""
    taken = field_columns(layout, raw.header)
    names = [f"c{taken[field.target]}" for field in layout.fields if field.kind in KINDS and field.target in taken]
    found = [raw.rows[name] for name in names if raw.rows.schema[name] == pl.String]
    suspects = {column.name: column.unique().drop_nulls() for column in found}
    garbled = {name: [text for text in texts.filter(texts.str.contains(SUSPECT)) if is_garbled(text)] for name, texts in suspects.items()}
    garbled = {name: texts for name, texts in garbled.items() if texts}
    if not garbled:
        return raw
    bad = pl.coalesce(pl.when(pl.col(name).is_in(texts)).then(pl.col(name)) for name, texts in garbled.items())
    reason = pl.format(
        "'{}' is text that was read in the wrong encoding before it was delivered; export it again as UTF-8 and deliver the row again", bad
    )
    rows = raw.rows.with_columns(bad.alias("bad"))
    texts = [name for name in raw.rows.columns if name.startswith("c") and not name.endswith("_is_number")]
    whole = pl.concat_str([pl.col(name).cast(pl.String) for name in texts], separator=",", ignore_nulls=True)
    refused = rows.filter(pl.col("bad").is_not_null()).select(
        "row_number", pl.lit("garbled_text").alias("rule"), reason.alias("reason"), whole.alias("text")
    )
    malformed = pl.concat([raw.malformed, refused.cast(pl.Schema(MALFORMED_SCHEMA))]).sort("row_number")
    return replace(raw, rows=rows.filter(pl.col("bad").is_null()).drop("bad"), malformed=malformed)


@lru_cache(maxsize=10_000)
def is_garbled(text: str) -> bool:
    """Whether a text was read in the wrong encoding and saved again."""
    if CERTAIN.search(text):
        return True
    return any(map(_is_utf_8_as_gb18030, LETTERS.findall(text))) or any(map(_is_gb18030_as_latin, re.findall(ACCENTED, text)))


def _is_utf_8_as_gb18030(run: str) -> bool:
    """Whether letters side by side are more plausible as UTF-8 that was taken for GB18030."""
    was = run.encode("gb18030", "ignore").decode("utf-8", "replace")
    return bool(HANZI.fullmatch(was)) or plausibility(was, "utf-8") > max(LEAST, plausibility(run, "gb18030"))


def _is_gb18030_as_latin(run: str) -> bool:
    """Whether signs side by side, not all of them the same ones, are Chinese that was taken for Latin-1."""
    return len(set(run)) > 2 and is_chinese_as_latin(run)
