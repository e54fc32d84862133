"""A notice reaches whoever listens, and nobody else."""

from pipelines.run_records.terminal_notices import listening, tell


def test_a_notice_reaches_the_listener_and_is_gone_without_one() -> None:
    heard: list[object] = []
    tell({"too": "early"})
    with listening(heard.append):
        tell({"files": 3})
    tell({"too": "late"})
    with listening(None):
        tell({"to": "nobody"})
    assert heard == [{"files": 3}]
