"""The fictional catalogue answers every kind of appeal there is, in columns that its layout reads."""

from pipelines.demo import fictional_words
from pipelines.demo.policy_catalogue import policy_frame
from pipelines.ingest.layout_files import all_layouts
from warehouse.vocabulary import TIERS, forbidden_in


def test_every_kind_of_appeal_has_a_policy() -> None:
    assert {topic for topic, _ in fictional_words.APPEAL_TOPICS} <= set(policy_frame()["topic"])


def test_the_layout_reads_every_column() -> None:
    layout = next(layout for layout in all_layouts() if layout.key == "policies")
    assert set(policy_frame().columns) <= {header for field in layout.fields for header in field.headers}


def test_keys_are_used_once_tiers_exist_and_words_are_service_words() -> None:
    frame = policy_frame()
    assert frame["policy"].is_unique().all()
    assert {tier for tiers in frame["tier"].drop_nulls() for tier in tiers.split(",")} <= set(TIERS.keys)
    assert not any(forbidden_in(text) for column in ("title", "summary") for text in frame[column])
