"""Bytes to text: which encoding a file is in, and whether a byte of it is lost.

UTF-8 that has lost a byte is often valid GB18030 and then reads as unreadable names, and a short text in GB18030 may be valid UTF-8. So
where bytes can be read in both ways, the reading with the characters that Chinese is written in is the right one, or none is.
"""

import codecs
import re
from collections import Counter
from functools import lru_cache

from pipelines.ingest.refusals import FileRefusedError

UTF_8_MARK = codecs.BOM_UTF8
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes around the first doubtful one that are looked at; more of them would say the same.
WINDOW = 8_000
# Fixed-width programs fill cells up with NUL, and crashes fill files up with it.
PADDING = re.compile('\x00+(?= *(?:[,;\t|"\r\n]|\\Z))')
# What a byte of a character tells of the reading being right: of the 3,755 frequent characters of GB 2312, of its rare ones, of signs.
FREQUENT, RARE, SIGN = 1.0, 0.3, 0.7
# Below this share nobody's Chinese is written.
LEAST = 0.5
# Bytes that text has no use for.
CONTROLS = bytes(sorted({*range(32)} - {*b"\t\n\v\f\r"}))
# Below this share a file is no Chinese with a byte lost either.
NOISE = 0.3
HANZI = re.compile("[\u3400-\u9fff]")
# Letters of two bytes in UTF-8, side by side; Greek and Cyrillic words are the ones that are written.
LETTERS = re.compile("[\x80-\u07ff]{2,}")
WORDS = re.compile("[\u0386-\u03ce]{3,}|[\u0401\u0410-\u0451]{3,}")


def decode(content: bytes) -> str:
    """Return the text of a file: a byte-order mark decides, else what is plausible of UTF-8, UTF-16 and GB18030.

    Raises FileRefusedError where it is none of them, or one of them with a byte lost.
    """
    text = _marked(content) or _without_mark(content.rstrip(b"\x00\x1a"))
    text = text.replace("\ufeff", "")
    if not text.strip("\x00\x1a \t\r\n"):
        raise FileRefusedError("empty_file", "the file is empty, expected a header and rows; deliver it again")
    if "\x00" in text:
        text = PADDING.sub("", text)
        if text.count("\x00") * 10 > len(text):
            raise _no_text()
    return text


def _marked(content: bytes) -> str | None:
    """Return the text of a file whose mark says how it is encoded, or whose zero bytes do; None for any other."""
    encoding = next((encoding for mark, encoding in MARKS if content.startswith(mark)), None) or _unmarked_utf_16(content)
    if encoding is None:
        return None
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _broken(encoding.upper(), content[: error.start].decode(encoding, "replace").count("\n") + 1) from error


def _unmarked_utf_16(content: bytes) -> str | None:
    """Return the UTF-16 that a file without a mark is in: every second byte of its commas, figures and line ends is zero."""
    sample = content[: WINDOW * 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    if max(even, odd) < 4 or min(even, odd) * 3 > max(even, odd):
        return None
    text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
    plain = sum(character < "\u0100" for character in text)
    is_whole = plain * 2 > max(even, odd) and plain * 10 > len(text) and "\x00" not in text.rstrip("\x00")
    return encoding if is_whole and ("\n" in text or "\r" in text) else None


def _without_mark(content: bytes) -> str:
    """Return the text of a file in UTF-8 or GB18030."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        return _gb18030(content, error.start)
    return text if text.isascii() or HANZI.search(text) else _short_gb18030(content, text)


def _short_gb18030(content: bytes, text: str) -> str:
    """Return the text of a file that is valid UTF-8 without a Chinese character: GB18030 where that makes it Chinese throughout."""
    runs = LETTERS.findall(text)
    if sum(map(len, runs)) < sum(character > "\x7f" for character in text) or all(map(WORDS.fullmatch, runs)):
        return text
    try:
        other = _decode_gb18030(content)
    except UnicodeDecodeError:
        return text
    return other if plausibility(other, "gb18030") > LEAST and not is_chinese_as_latin(text) else text


def is_chinese_as_latin(text: str) -> bool:
    """Whether a text is Chinese that some program took for Latin-1, whose letters and signs are the bytes it was in."""
    content = "".join(character for character in text if character <= "\xff").encode("latin-1")
    if len(content) < len(text):
        return False
    return max(plausibility(content.decode(encoding, "replace"), encoding) for encoding in ("utf-8", "gb18030")) > LEAST


def _gb18030(content: bytes, doubtful: int) -> str:
    """Return the text of a file that is not UTF-8 at one byte; raises FileRefusedError where it is not GB18030 either."""
    start = content.rfind(b"\n", 0, max(doubtful - WINDOW, 0)) + 1
    end = content.find(b"\n", doubtful + WINDOW)
    window = content[start : end if end >= 0 else len(content)]
    as_utf_8 = plausibility(window.decode("utf-8", "replace"), "utf-8")
    line = content.count(b"\n", 0, doubtful) + 1
    try:
        text = _decode_gb18030(content.removeprefix(UTF_8_MARK))
    except UnicodeDecodeError as error:
        as_gb18030 = plausibility(window.decode("gb18030", "replace"), "gb18030")
        is_binary = len(window.translate(None, CONTROLS)) * 100 < len(window) * 98
        if max(as_utf_8, as_gb18030) > NOISE and not is_binary:
            is_utf_8 = as_utf_8 > as_gb18030
            raise _broken(*(("UTF-8", line) if is_utf_8 else ("GB18030", content.count(b"\n", 0, error.start) + 1))) from error
        raise _no_text() from error
    if as_utf_8 > plausibility(_decode_gb18030(window.removeprefix(UTF_8_MARK), "replace"), "gb18030"):
        raise _broken("UTF-8", line)
    return text


def _decode_gb18030(content: bytes, errors: str = "") -> str:
    """Return GB18030 as text; raises UnicodeDecodeError."""
    # Windows writes the euro sign as a byte of its own, which the standard does not know.
    codecs.register_error("gb18030_euro", _euro)
    return content.decode("gb18030", errors or "gb18030_euro")


def _euro(error: UnicodeError) -> tuple[str, int]:
    """Return the euro sign for its byte; raises the error for any other."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


def plausibility(text: str, encoding: str) -> float:
    """Return how much of what is not ASCII in a text is what Chinese is written in, from 0 to 1, counted in bytes of an encoding.

    A replacement character counts as the one byte that could not be read.
    """
    told = total = 0.0
    for character, count in Counter(text).items():
        if character > "\x7f":
            size = 1 if character == "\ufffd" else len(character.encode(encoding))
            total += size * count
            told += size * count * _weight(character)
    return told / total if total else 0.0


@lru_cache(maxsize=30_000)
def _weight(character: str) -> float:
    """Return what a character tells of a reading being right."""
    try:
        row = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 0.0
    if row >= 0xB0:
        return FREQUENT if row < 0xD8 else RARE
    return SIGN if row in (0xA1, 0xA3) else 0.0


def _broken(encoding: str, line: int) -> FileRefusedError:
    """Return the refusal of a file that has lost a byte."""
    return FileRefusedError(
        "broken_encoding",
        f"the file is {encoding} in which a byte is lost or changed in line {line}, so names and figures may be too, "
        "expected a whole file; export it again, do not open and save it, and deliver it again",
    )


def _no_text() -> FileRefusedError:
    """Return the refusal of a file that is no text."""
    return FileRefusedError(
        "not_text", "the file is neither text in UTF-8 or GB18030 nor XLSX or Parquet; save it as CSV in UTF-8 and deliver it again"
    )
