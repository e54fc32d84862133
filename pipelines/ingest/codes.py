"""Unified social credit codes: the form they are kept in, and why one is refused."""

import unicodedata
from functools import lru_cache

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError


# Every file of a month names the same enterprises, and checking a code costs a hundred times as much as looking it up.
@lru_cache(maxsize=200_000)
def check_code(text: str) -> tuple[str | None, str | None]:
    """Return (code, None) for a valid code, however it is spaced or cased, or (None, reason)."""
    # A code copied from a page is often full-width; its letters and digits are still the same.
    plain = unicodedata.normalize("NFKC", text)
    try:
        return uscc.validate(plain), None
    except InvalidLength:
        return None, f"the credit code {text!r} has {len(uscc.compact(plain))} characters, expected 18; look it up and correct it"
    except InvalidChecksum:
        return None, f"the check digit of the credit code {text!r} is wrong; one of its characters is mistyped, look it up and correct it"
    except ValidationError:
        return None, f"the credit code {text!r} has characters where none of the kind may stand; look it up and correct it"


def check_codes(texts: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return text to code for the valid ones, and text to reason for the others."""
    valid: dict[str, str] = {}
    refused: dict[str, str] = {}
    for text in texts:
        code, reason = check_code(text)
        if code is not None:
            valid[text] = code
        else:
            refused[text] = reason or ""
    return valid, refused
