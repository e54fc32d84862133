"""`earlywarn appeal` at a keyboard: topics by key or word, and what a home without a warehouse answers."""

import pytest
from click.testing import CliRunner

from pipelines.cli import cli
from pipelines.commands.appeal import topic_key
from pipelines.errors import UsageError


@pytest.mark.parametrize(("typed", "key"), [("space", "space"), ("空间", "space"), (" Labour ", "labour"), ("融资", "finance")])
def test_a_topic_is_typed_as_key_or_word(typed, key):
    assert topic_key(typed) == key


def test_another_word_is_refused_with_those_there_are():
    with pytest.raises(UsageError, match="space 空间"):
        topic_key("天气")


def test_nothing_is_listed_where_nothing_was_taken_in():
    assert CliRunner().invoke(cli, ["appeal", "list"]).output == "没有这样的诉求。\n"
    assert CliRunner().invoke(cli, ["appeal", "show", "1"]).exit_code != 0
