"""The line of links: the earlier issue as far as it is known, the same enterprise there where it has a page."""

from datetime import date

from reports.breadcrumbs import bulletin_links, enterprise_links, urgent_links
from reports.edition import EarlierIssue
from tests.unit.reports.fixture_frames import edition

EARLIER = EarlierIssue(date(2026, 9, 1), frozenset({"A"}))


def test_a_first_issue_links_to_the_index_alone() -> None:
    assert [link.href for link in bulletin_links(edition()).links] == ["../index.html", "", "../index.html#m2026-10"]


def test_the_earlier_issue_is_linked() -> None:
    assert "../2026-09/bulletin.html" in [link.href for link in bulletin_links(edition(earlier=EARLIER)).links]


def test_the_same_enterprise_is_linked_where_it_had_a_page() -> None:
    with_page, without = ([link.href for link in enterprise_links(edition(earlier=EARLIER), uscc).links] for uscc in ("A", "B"))
    assert "../../2026-09/enterprises/A.html" in with_page
    assert not any("2026-09" in href for href in without)


def test_an_urgent_note_leads_to_the_enterprise_and_the_index() -> None:
    assert {"../../index.html", "../bulletin.html", "../enterprises/A.html"} <= {link.href for link in urgent_links(edition(), "A").links}
