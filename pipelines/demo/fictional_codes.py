"""Made-up unified social credit codes that are well-formed (GB 32100-2015, GB 11714-1997).

The organisation part begins with M9, which no register issues, so that no code can belong to a real enterprise.
"""

import numpy as np

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def organisation_check(body: str) -> str:
    """Check character of an eight-character organisation code (modulus 11)."""
    total = sum(int(c, 36) * w for c, w in zip(body, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11] if total % 11 else "0"


def credit_check(body: str) -> str:
    """Check character of a seventeen-character credit code (modulus 31)."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return ALPHABET[-total % 31]


def credit_code(district_code: str, number: int) -> str:
    """The well-formed code of the enterprise with a number below 31**6."""
    letters = ""
    for _ in range(6):
        number, digit = divmod(number, len(ALPHABET))
        letters = ALPHABET[digit] + letters
    organisation = "M9" + letters
    body = "91" + district_code + organisation + organisation_check(organisation)
    return body + credit_check(body)


def credit_codes(count: int, rng: np.random.Generator, district_code: str = "440310") -> list[str]:
    """`count` different codes in random order."""
    numbers = rng.choice(len(ALPHABET) ** 4, size=count, replace=False) + len(ALPHABET) ** 5
    return [credit_code(district_code, int(n)) for n in numbers]
