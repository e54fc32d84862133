"""Unified social credit codes: the form they are kept in, and why one is refused."""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from pipelines.ingest.identifiers import SCIENTIFIC, undressed

ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# GB 32100-2015: the weighted sum of the first 17 characters gives the 18th. The library checks one code at a time, which takes a hundred
# times as long as what a column of plain ones needs together.
CODE_ALPHABET: Final = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_LENGTH: Final = 18
DIGITS_FIRST: Final = 8
CODE_WEIGHTS: Final = np.array((1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28), dtype=np.int32)
UNKNOWN: Final = 99


# Every file of a month names the same enterprises, and checking a code costs a hundred times as much as looking it up.
@lru_cache(maxsize=200_000)
def check_code(text: str) -> tuple[str | None, str | None]:
    """Return (code, None) for a valid code, however it is spaced or cased, or (None, reason)."""
    # A code copied from a page is often full-width, one from a spreadsheet dressed; its letters and digits are still the same.
    plain = undressed(text)
    if SCIENTIFIC.match(plain):
        return None, f"the credit code {text!r} has lost digits in scientific notation, expected 18 characters; deliver it as text"
    try:
        return uscc.validate(plain), None
    except InvalidLength:
        return None, f"the credit code {text!r} has {len(uscc.compact(plain))} characters, expected 18; look it up and correct it"
    except InvalidChecksum:
        return None, f"the check digit of the credit code {text!r} is wrong; one of its characters is mistyped, look it up and correct it"
    except ValidationError:
        return None, f"the credit code {text!r} has characters where none of the kind may stand; look it up and correct it"


@lru_cache(maxsize=200_000)
def check_organisation(text: str) -> tuple[str | None, str | None]:
    """Return (code, None) for a valid organisation code of 9 characters or a valid credit code, or (None, reason).

    GB 11714-1997: the weighted sum of the first eight characters gives the ninth.
    """
    plain = undressed(text).upper().replace("-", "").replace(" ", "").removesuffix(".0")
    if len(plain) != 9:
        return check_code(text)
    if not all(character in ORGANISATION_ALPHABET for character in plain[:8]):
        return None, f"the organisation code {text!r} has characters where none of the kind may stand; look it up and correct it"
    total = sum(weight * ORGANISATION_ALPHABET.index(character) for weight, character in zip(ORGANISATION_WEIGHTS, plain, strict=False))
    if plain[8] != "0123456789X0"[11 - total % 11]:
        return None, f"the check digit of the organisation code {text!r} is wrong; one of its characters is mistyped, correct it"
    return plain, None


def check_codes(texts: list[str], accepts: str = "enterprise") -> tuple[dict[str, str], dict[str, str]]:
    """Return text to code for the valid ones, and text to reason for the others."""
    check = check_organisation if accepts == "organisation" else check_code
    plain = _plainly_valid(pl.Series(texts, dtype=pl.String)).to_list()
    valid, refused = dict(zip(plain, plain, strict=True)), {}
    for text in texts if len(valid) < len(texts) else ():
        if text in valid:
            continue
        code, reason = check(text)
        if code is not None:
            valid[text] = code
        else:
            refused[text] = reason or ""
    return valid, refused


def _plainly_valid(texts: pl.Series) -> pl.Series:
    """Return the texts that are credit codes as they are kept, with the right check digit; any other may still be one."""
    plain = texts.filter((texts.str.len_bytes() == CODE_LENGTH) & (texts.str.len_chars() == CODE_LENGTH)).unique(maintain_order=True)
    places = _places()[np.frombuffer((plain.str.join("").item() or "").encode(), dtype=np.uint8).reshape(-1, CODE_LENGTH)]
    total = places[:, : CODE_LENGTH - 1] @ CODE_WEIGHTS
    is_known = (places[:, :DIGITS_FIRST] < 10).all(axis=1) & (places != UNKNOWN).all(axis=1)
    is_valid = is_known & ((len(CODE_ALPHABET) - total) % len(CODE_ALPHABET) == places[:, -1])
    return plain.filter(pl.Series(is_valid, dtype=pl.Boolean))


@lru_cache(maxsize=1)
def _places() -> npt.NDArray[np.int32]:
    """Return the place of every character in the alphabet of credit codes, UNKNOWN for those that are not in it."""
    places = np.full(128, UNKNOWN, dtype=np.int32)
    places[np.frombuffer(CODE_ALPHABET, dtype=np.uint8)] = np.arange(len(CODE_ALPHABET))
    return places
