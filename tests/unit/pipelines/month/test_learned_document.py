"""The file in which weights travel: the same bytes for the same weights, nothing of few, and one sentence for whatever else it may be."""

import json
from datetime import date
from typing import Any

import pytest

from models.risk.shared_weights import LEAST_EVENTS, Learned, LearnedWeight, Source
from pipelines.errors import NoUsableInputError
from pipelines.month.learned_document import BYTES_MOST, LearnedDocument, decode, encode

SOURCE = Source("甲区", date(2026, 10, 1), "0.2.0")
WEIGHTS = (LearnedWeight("intercept", 1, None, -5.1, 0.2, 33), LearnedWeight("leaving_evidence", 1, 2.0, 0.123456, 0.21, 12))
OPERATING = Learned("operating", SOURCE, 20_000, 3, (), ("intercept",))
RELOCATION = Learned("relocation", SOURCE, 20_000, 33, WEIGHTS, ("growth", "leaving_evidence>=-1"))
DOCUMENT = LearnedDocument((OPERATING, RELOCATION), is_fictional=False)


def changed(**values: Any) -> bytes:
    return json.dumps({**json.loads(encode(DOCUMENT)), **values}).encode()


def with_weight(**values: Any) -> bytes:
    content = json.loads(encode(DOCUMENT))
    content["risks"][1]["weights"][0] |= values
    return json.dumps(content).encode()


def test_what_was_written_is_read_again_and_has_the_same_bytes() -> None:
    again = decode(encode(DOCUMENT), "x.json")
    assert again.records[1] == RELOCATION
    assert encode(again) == encode(DOCUMENT)
    assert again.id == DOCUMENT.id


def test_a_count_of_few_is_not_written() -> None:
    content = json.loads(encode(DOCUMENT))
    assert [risk["events"] for risk in content["risks"]] == [None, 33]
    assert content["least_events"] == LEAST_EVENTS
    assert decode(encode(DOCUMENT), "x.json").records[0].events == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"uscc,name\n91440300,x\n",
        b"[]",
        b"[" * 100_000,
        b"{}",
        b"1" * 400_000,
        encode(DOCUMENT)[:-40],
        changed(format_version=2),
        changed(format="other"),
        changed(district=""),
        changed(district="a\u001b[31m"),
        changed(district="甲" * 61),
        changed(month="2026-13"),
        changed(month="2026-10-01"),
        changed(program="0.2.0; rm"),
        changed(is_fictional="no"),
        changed(least_events=1),
        changed(enterprises=["91440300"]),
        changed(risks=[]),
        changed(risks=json.loads(encode(DOCUMENT))["risks"][:1] * 2),
        with_weight(value="1"),
        with_weight(value=1e300),
        with_weight(error=0.0),
        with_weight(error=-1.0),
        with_weight(events=LEAST_EVENTS - 1),
        with_weight(events=10.5),
        with_weight(feature="<script>"),
        with_weight(feature="leaving_evidence", from_value=2.0),
        encode(DOCUMENT).replace(b"-5.1", b"NaN"),
        encode(DOCUMENT).replace(b"-5.1", b"1e999"),
        encode(DOCUMENT) + b" " * BYTES_MOST,
    ],
)
def test_anything_else_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(NoUsableInputError) as refused:
        decode(content, "x.json")
    text = str(refused.value)
    assert text.startswith("x.json")
    assert len(text) < 400
    assert text.isprintable()
