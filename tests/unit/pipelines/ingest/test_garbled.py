"""Names that were read in the wrong encoding before they came: the row is refused, and no name is suspected for its rare characters."""

import pytest

from pipelines.ingest.garbled import is_garbled
from tests.unit.pipelines.ingest.deliveries import CODE, OTHER_CODE, THIRD_CODE

NAME = "深圳市华星光电技术有限公司"
GARBLED = [
    NAME.encode().decode("latin-1"),
    NAME.encode().decode("cp1252", "replace"),
    NAME.encode().decode("gb18030", "replace"),
    NAME.encode("gb18030").decode("latin-1"),
    NAME.encode("gb18030").decode("utf-8", "replace"),
    "深圳市华\ufffd\ufffd光电",
    "锟斤拷锟斤拷",
    "????????????",
]


@pytest.mark.parametrize("text", GARBLED)
def test_a_text_read_in_the_wrong_encoding_is_known(text):
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text", [NAME, "鑫晟昊淼（深圳）有限公司", "××××公司", "Café Zoë", "Müller & Söhne", "涓流科技", "是否?", "A·B····", "±0.5℃", ""]
)
def test_no_text_is_suspected_for_its_rare_characters(text):
    assert not is_garbled(text)


def test_the_row_is_refused_and_the_others_go_in(inbox):
    inbox.put("r.csv", f"uscc,name,street\n{CODE},{GARBLED[0]},马峦街道\n{OTHER_CODE},乙公司,马峦街道\n{THIRD_CODE},丙公司,\ufffd街道\n")
    report = inbox.ingest()
    assert (report.rows_in, report.rows_stored, report.rows_refused) == (3, 1, 2)
    assert inbox.rules() == [(1, "garbled_text"), (3, "garbled_text")]


def test_a_file_whose_column_names_are_garbled_is_said_to_be(inbox):
    inbox.put("r.csv", "统一社会信用代码,参保人数\n1,2\n".encode().decode("latin-1"))
    inbox.ingest()
    assert inbox.rules() == [(None, "broken_encoding")]
