"""The file in which learned weights travel between installations: JSON, the same bytes for the same weights.

No enterprise and no figure of one is in it, and nothing that fewer than `least_events` events stand behind. What is written: district,
month, program version, whether the district is the fictional one; by risk the counts, the weights that were left out, and each weight
with its error, events, the feature's version, and the value from which it counts (null: per unit of the feature). A file of another
`format_version` is refused, so that a later one may hold more.
In: records to bytes and back. Out: what a record means (models.risk.shared_weights), who imported what (warehouse.ops.learned_log).
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from models.risk.shared_weights import LEAST_EVENTS, Learned, LearnedWeight, Source
from pipelines.errors import NoUsableInputError
from warehouse.periods import month_key, month_of_key
from warehouse.vocabulary import SCORES

FORMAT: Final = "earlywarn learned weights"
FORMAT_VERSION: Final = 1
# A record of both risks is some ten thousand bytes.
BYTES_MOST: Final = 1_000_000
ID_LENGTH: Final = 12
# No weight is larger: a hundred in log-odds is certainty many times over.
_WEIGHT_MOST: Final = 100.0
_COUNT_MOST: Final = 1_000_000_000


def _printable(text: str) -> str:
    if not text.isprintable() or text != text.strip():
        raise ValueError("letters and digits without control characters or spaces around them")
    return text


def _learned(key: str) -> str:
    """Refuse what nothing is learned of."""
    if key not in SCORES:
        raise ValueError(f"one of {', '.join(SCORES.keys)}")
    return key


_Name = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_printable)]
_Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
_Called = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}(>=-?[0-9.]{1,10})?$")]
_Count = Annotated[int, Field(ge=0, le=_COUNT_MOST)]
_Events = Annotated[int, Field(ge=LEAST_EVENTS, le=_COUNT_MOST)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class _Weight(_Part):
    feature: _Key
    version: Annotated[int, Field(ge=1, le=10_000)]
    from_value: Annotated[float, Field(ge=-_WEIGHT_MOST, le=_WEIGHT_MOST)] | None
    value: Annotated[float, Field(ge=-_WEIGHT_MOST, le=_WEIGHT_MOST)]
    error: Annotated[float, Field(ge=1e-6, le=_WEIGHT_MOST)]
    events: _Events


class _Risk(_Part):
    risk: Annotated[str, AfterValidator(_learned)]
    examples: _Count
    # Null where there are fewer than are written at all.
    events: _Events | None
    weights: Annotated[tuple[_Weight, ...], Field(max_length=500, strict=False)]
    left_out: Annotated[tuple[_Called, ...], Field(max_length=500, strict=False)]

    @model_validator(mode="after")
    def _once_each(self) -> "_Risk":
        keys = [(one.feature, one.from_value) for one in self.weights]
        if len(keys) != len(set(keys)):
            raise ValueError("each weight once")
        return self


class _Document(_Part):
    format: Literal["earlywarn learned weights"]
    format_version: Literal[1]
    district: _Name
    month: Annotated[str, Field(pattern=r"^2\d{3}-(0[1-9]|1[0-2])$")]
    program: Annotated[str, Field(pattern=r"^[0-9A-Za-z.+-]{1,40}$")]
    is_fictional: bool
    least_events: Annotated[int, Field(ge=LEAST_EVENTS, le=_COUNT_MOST)]
    risks: Annotated[tuple[_Risk, ...], Field(min_length=1, max_length=len(SCORES), strict=False)]

    @model_validator(mode="after")
    def _each_risk_once(self) -> "_Document":
        if len({one.risk for one in self.risks}) != len(self.risks):
            raise ValueError("each risk once")
        return self


@dataclass(frozen=True, slots=True)
class LearnedDocument:
    """What one district learned, by risk in the vocabulary's order, and whether the district is the fictional one."""

    records: tuple[Learned, ...]
    is_fictional: bool

    @property
    def source(self) -> Source:
        """Whose experience it is."""
        return self.records[0].source

    @property
    def id(self) -> str:
        """Return the digest of the document's bytes, as much of it as a person types."""
        return hashlib.sha256(encode(self)).hexdigest()[:ID_LENGTH]


def encode(document: LearnedDocument) -> bytes:
    """Return the file's bytes."""
    source = document.source
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "district": source.district,
        "month": month_key(source.month),
        "program": source.program,
        "is_fictional": document.is_fictional,
        "least_events": LEAST_EVENTS,
        "risks": [_risk(record) for record in document.records],
    }
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()


def _risk(record: Learned) -> dict[str, object]:
    return {
        "risk": record.risk,
        "examples": record.examples,
        "events": record.events if record.events >= LEAST_EVENTS else None,
        "weights": [asdict(one) for one in record.weights],
        "left_out": list(record.left_out),
    }


def decode(content: bytes, name: str) -> LearnedDocument:
    """Return what a file holds; raises NoUsableInputError where it is none of ours, whatever else it is. `name`: how the file is called."""
    if len(content) > BYTES_MOST:
        raise NoUsableInputError(f"{name} has {len(content):,} bytes, and a file of learned weights at most {BYTES_MOST:,}; {_NEEDED}")
    try:
        found = _Document.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the whole file"
        raise NoUsableInputError(f"{name} holds no learned weights ({place[:80]!r}: {first['msg'][:120]}); {_NEEDED}") from None
    source = Source(found.district, month_of_key(found.month), found.program)
    order = sorted(found.risks, key=lambda one: SCORES.index(one.risk))
    return LearnedDocument(tuple(_record(one, source) for one in order), found.is_fictional)


_NEEDED: Final = "give one that `earlywarn learn export` wrote"


def _record(risk: _Risk, source: Source) -> Learned:
    weights = tuple(LearnedWeight(**one.model_dump()) for one in risk.weights)
    return Learned(risk.risk, source, risk.examples, risk.events or 0, weights, risk.left_out)
