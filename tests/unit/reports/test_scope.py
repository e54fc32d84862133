"""A scoped edition holds nothing from outside its scope, in any part."""

import polars as pl
import pytest

from reports.attachments import Attachment
from reports.bulletin import render_bulletin
from reports.frames import BriefingFrames
from reports.letters.bulletin_letter import bulletin_letter
from reports.letters.letter import LetterOptions
from reports.message import compose_message
from reports.scope import narrow, parse_scope
from tests.unit.reports.fixture_frames import OWNERS, STREETS, briefing_frames, edition
from tests.unit.reports.reading import everything_in_mail
from tests.unit.reports.recipients import Recipient

SCOPES = (
    [f"street:{name}" for name in STREETS]
    + [f"owner:{name}" for name in OWNERS]
    + ["tier:district_leader", "tier:department", "tier:group"]
)
DISTRICT_NUMBERS = ("987,654", "987654", "876,543", "876543", "765,432", "765432")


@pytest.fixture(scope="module")
def frames():
    plain = briefing_frames(hostile=False)
    named = {}
    for name in ("warnings", "previous", "followup", "relocations", "restatements", "growth", "unjudged"):
        frame = getattr(plain, name)
        named[name] = frame.with_columns(name=pl.concat_str(pl.lit("金丝雀"), pl.col("uscc"), pl.lit("号")))
    coverage = plain.coverage.with_columns(expected_count=pl.lit(876543), arrived_count=pl.lit(876543), restated_count=pl.lit(765432))
    others = {name: getattr(plain, name) for name in BriefingFrames.__dataclass_fields__ if name not in named}
    return BriefingFrames(**(others | named | {"enterprises_count": 987654, "coverage": coverage}))


def _outside(frames, scope):
    column, value = parse_scope(scope)
    inside = {*frames.warnings.filter(pl.col(column) == value)["uscc"], *frames.previous.filter(pl.col(column) == value)["uscc"]}
    inside |= {*frames.unjudged.filter(pl.col(column) == value)["uscc"]}
    everyone = {*frames.warnings["uscc"], *frames.previous["uscc"], *frames.followup["uscc"], *frames.unjudged["uscc"]}
    if column != "street":
        everyone |= set(frames.growth["uscc"])
    return everyone - inside


@pytest.mark.parametrize("scope", SCOPES[:2] + SCOPES[-1:])
def test_no_canary_in_a_scoped_bulletin(frames, scope):
    html = render_bulletin(*narrow(frames, edition(), scope))
    assert [code for code in _outside(frames, scope) if code in html] == []
    assert [number for number in DISTRICT_NUMBERS if number in html] == []


def test_shares_of_the_district_are_left_out(frames):
    narrowed, _ = narrow(frames, edition(), SCOPES[0])
    for column in ("exposure_output_share", "exposure_tax_share", "exposure_jobs_share"):
        assert narrowed.warnings[column].null_count() == narrowed.warnings.height
    assert narrowed.district.is_empty()
    assert narrowed.enterprises_count is None


def test_ranks_are_counted_within_the_scope(frames):
    narrowed, issue = narrow(frames, edition(), "street:坪山街道")
    assert narrowed.listed()["rank"].to_list() == list(range(1, narrowed.listed().height + 1))
    assert issue.scope_words == "坪山街道"


def test_the_whole_district_is_left_as_it_is(frames):
    assert narrow(frames, edition(), "district")[0] is frames


def test_an_enterprise_that_left_the_scope_is_not_shown_by_last_months_list(frames):
    code = frames.listed()["uscc"][0]
    here = frames.listed()["street"][0]
    other = next(name for name in STREETS if name != here)
    moved = frames.warnings.with_columns(street=pl.when(pl.col("uscc") == code).then(pl.lit(other)).otherwise("street"))
    before = pl.concat([frames.previous.filter(pl.col("uscc") != code), frames.warnings.filter(pl.col("uscc") == code)])
    changed = BriefingFrames(warnings=moved, previous=before)
    assert code not in set(narrow(changed, edition(), f"street:{here}")[0].previous["uscc"])


@pytest.mark.parametrize("scope", ["", "street:", "everything", "email:x", "street"])
def test_unknown_scopes_are_refused(frames, scope):
    with pytest.raises(ValueError, match="scope"):
        narrow(frames, edition(), scope)


def test_an_attachment_of_another_scope_is_refused(frames):
    letter = bulletin_letter(frames, edition(), LetterOptions(scope=SCOPES[0]))
    with pytest.raises(ValueError, match="made for scope 'district'"):
        compose_message(letter, edition(), Recipient("a@example.invalid", "某某", SCOPES[0]), [Attachment("名单.xlsx", b"x", "district")])


def test_a_letter_of_another_scope_is_refused(frames):
    with pytest.raises(ValueError, match="the letter was made for scope 'district'"):
        compose_message(bulletin_letter(frames, edition()), edition(), Recipient("a@example.invalid", "某某", SCOPES[0]))


def test_names_can_be_withheld(frames):
    letter = bulletin_letter(frames, edition(), LetterOptions(names_allowed=False))
    text = everything_in_mail(compose_message(letter, edition(), Recipient("a@example.invalid", "某某", "district")))
    assert "金丝雀" not in text
    assert "企业1号" in text


@pytest.mark.parametrize(
    ("scope", "zh", "en"),
    [
        ("tier:department", "部门服务范围", "those served by departments"),
        ("owner:区工业和信息化局", "区工业和信息化局责任范围", "those served by 区工业和信息化局"),
        ("street:坪山街道", "坪山街道", "坪山街道"),
    ],
)
def test_a_scope_is_named_in_the_language_of_the_edition(frames, scope, zh, en):
    assert narrow(frames, edition(), scope)[1].scope == zh
    assert narrow(frames, edition(language="en"), scope)[1].scope == en


def test_expected_false_alarms_are_the_chances_of_the_scopes_own(frames):
    narrowed, _ = narrow(frames, edition(), SCOPES[0])
    chances = narrowed.listed()["true_chance"]
    assert narrowed.state["expected_false_alarms"][0] == pytest.approx((1 - chances).sum())
    unknown = BriefingFrames(warnings=frames.warnings.with_columns(true_chance=pl.lit(None, pl.Float64)), state=frames.state)
    assert narrow(unknown, edition(), SCOPES[0])[0].state["expected_false_alarms"][0] is None


def test_reasons_of_others_are_left_out(frames):
    narrowed, _ = narrow(frames, edition(), SCOPES[0])
    own = {*narrowed.warnings["uscc"], *narrowed.previous["uscc"]}
    for name in ("reasons", "measures", "clearings"):
        assert set(getattr(narrowed, name)["uscc"]) <= own
        assert not getattr(narrowed, name).is_empty()
