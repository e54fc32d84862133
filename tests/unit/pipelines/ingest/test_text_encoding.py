"""Bytes to text, whatever the encoding, and never a text in which a byte is lost."""

import pytest

from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.text_encoding import decode

TEXT = "uscc,name\n1,深圳拓邦股份有限公司\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_usual_encoding_is_read(encoding):
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"", "empty_file"), (b" \n\r\n", "empty_file"), (b"a\x00b,c\n1,2", "not_text"), (b"\xff\xff\xff,\x80\n", "not_text")],
)
def test_what_is_no_text_is_refused(content, rule):
    with pytest.raises(FileRefusedError) as caught:
        decode(content)
    assert caught.value.rule == rule


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_any_number_of_byte_order_marks_is_nothing(encoding):
    assert decode(("\ufeff\ufeff" + TEXT + "\ufeff" + TEXT).encode(encoding)) == TEXT + TEXT


def test_the_euro_sign_of_windows_is_read():
    assert decode("金额,单位\n".encode("gbk") + b"1,\x80\n") == "金额,单位\n1,€\n"


def test_padding_with_nul_is_nothing():
    assert decode("a,甲\0\0,b\0\n".encode() + bytes(5_000)) == "a,甲,b\n"
    assert decode(b"abcdefgh,1\x002\n" * 3) == "abcdefgh,1\x002\n" * 3


@pytest.mark.parametrize(
    "broken", [TEXT.encode().replace(b"\x8b", b"", 1), TEXT.encode()[:-2] + b"\n", TEXT.encode("gb18030")[:-2] + b"\n"]
)
def test_a_lost_byte_is_said_with_its_line(broken):
    with pytest.raises(FileRefusedError, match="line 2") as caught:
        decode(broken)
    assert caught.value.rule == "broken_encoding"


@pytest.mark.parametrize("name", ["李某", "鑫", "深圳市", "联通", "华为"])
def test_a_short_text_in_gb18030_is_never_taken_for_utf_8(name):
    assert decode(f"email,name\na@b.cn,{name}\n".encode("gb18030")).endswith(f"{name}\n")


@pytest.mark.parametrize("name", ["Café Zoë", "Müller", "Иван", "±5"])
def test_other_letters_in_utf_8_are_never_taken_for_gb18030(name):
    assert decode(f"email,name\na@b.cn,{name}\n".encode()).endswith(f"{name}\n")
