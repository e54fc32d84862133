"""The way in and on: in everything that is published no link is dead, and from the index every page is reached and leads back."""

from pathlib import Path

import pytest

from pipelines.delivery.publication import HISTORY, publish, publish_beside
from tests.district import LAST, District
from tests.page_links import Links, dead_links, pages_of, reached_from, targets
from tests.pipeline.served import Served

INDEX = "index.html"


@pytest.fixture(scope="module")
def pages(district: District) -> dict[Path, Links]:
    return pages_of(district.home.briefings)


def test_no_link_is_dead(pages: dict[Path, Links]) -> None:
    assert dead_links(pages, pages) == []


def test_briefs_and_agendas_are_reached_from_the_index_and_lead_on(offices: Served) -> None:
    pages = pages_of(offices.home.briefings)
    assert {"brief.html", "agenda.html"} <= {page.name for page in pages}
    assert dead_links(pages, pages) == []
    index = (offices.home.briefings / INDEX).resolve()
    assert set(pages) - reached_from(index, pages) == set()
    assert all(index in [target for target, _ in targets(page, links)] for page, links in pages.items() if page != index)


def test_no_link_of_an_earlier_revision_is_dead(district: District, tmp_path: Path) -> None:
    briefings = district.copied(tmp_path / "home").briefings
    folder = briefings / f"{LAST:%Y-%m}"
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    publish(briefings, folder.name, {"content_id": "another"}, lambda revision: files)
    publish_beside(briefings, "index*.html", lambda: {path.name: path.read_bytes() for path in briefings.glob("index*.html")})
    root = briefings / HISTORY / f"{folder.name}.r1"
    earlier = {path: Links(path) for path in sorted(root.rglob("*.html"))}
    known = {path: Links(path) for path in briefings.rglob("*.html")}
    assert len(earlier) > 3
    # They keep the bytes they came out with, and lead on all the same.
    assert all((root / name).read_bytes() == content for name, content in files.items() if name.endswith(".html"))
    assert dead_links(earlier, known) == []


def test_every_page_is_reached_from_the_index(pages: dict[Path, Links], district: District) -> None:
    assert set(pages) - reached_from(district.home.briefings / INDEX, pages) == set()


def test_every_page_leads_back_to_the_index(pages: dict[Path, Links], district: District) -> None:
    index = (district.home.briefings / INDEX).resolve()
    without = [page for page, links in pages.items() if page != index and index not in [target for target, _ in targets(page, links)]]
    assert without == []


def test_every_file_of_a_month_for_people_is_linked(pages: dict[Path, Links], district: District) -> None:
    linked = {target for page, links in pages.items() for target, _ in targets(page, links)}
    files = [
        path.resolve()
        for name in ("bulletin.pdf", "warning_list.xlsx", "warning_list.csv")
        for path in district.home.briefings.glob(f"2*/{name}")
    ]
    assert files
    assert [path for path in files if path not in linked] == []
