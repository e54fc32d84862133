"""The way in and on: in everything that is published no link is dead, and from the index every page is reached and leads back."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from pipelines.delivery.publication import HISTORY, publish, publish_beside
from tests.district import LAST, District

INDEX = "index.html"


class Links(HTMLParser):
    """The addresses a page links to, and the places that can be linked to on it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.hrefs.append(values["href"] or "")
        if values.get("id"):
            self.ids.add(values["id"] or "")


@pytest.fixture(scope="module")
def pages(district: District) -> dict[Path, Links]:
    """Every page that is out; what was replaced by a revision is kept as it was and linked from nowhere."""
    root = district.home.briefings
    found = [path for path in sorted(root.rglob("*.html")) if path.relative_to(root).parts[0] != HISTORY]
    return {path.resolve(): Links(path) for path in found}


def dead_links(pages: dict[Path, Links], known: dict[Path, Links]) -> list[str]:
    """What pages link to that is not there; `known`: all pages whose places can be linked to."""
    return [
        f"{page.name} -> {target}#{place}"
        for page, links in pages.items()
        for target, place in targets(page, links)
        if not target.is_file() or (place and target in known and place not in known[target].ids)
    ]


def targets(page: Path, links: Links) -> list[tuple[Path, str]]:
    """Where the links of a page lead: file and place on it."""
    parts = [urlsplit(href) for href in links.hrefs]
    assert all(not part.scheme and not part.netloc for part in parts), f"{page} links to a network"
    return [((page.parent / unquote(part.path)).resolve() if part.path else page, unquote(part.fragment)) for part in parts]


def test_no_link_is_dead(pages: dict[Path, Links]) -> None:
    assert dead_links(pages, pages) == []


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
    reached, waiting = set(), [(district.home.briefings / INDEX).resolve()]
    while waiting:
        page = waiting.pop()
        if page in reached or page not in pages:
            continue
        reached.add(page)
        waiting += [target for target, _ in targets(page, pages[page])]
    assert set(pages) - reached == set()


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
