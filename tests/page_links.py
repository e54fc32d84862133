"""The links of pages as they lie in a folder: where they lead, which are dead, and which pages are reached from one of them."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipelines.delivery.publication import HISTORY


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


def pages_of(root: Path) -> dict[Path, Links]:
    """Every page that is out; what was replaced by a revision is kept as it was and linked from nowhere."""
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


def reached_from(first: Path, pages: dict[Path, Links]) -> set[Path]:
    """The pages that somebody comes to who follows links, the first among them."""
    reached, waiting = set[Path](), [first.resolve()]
    while waiting:
        page = waiting.pop()
        if page in reached or page not in pages:
            continue
        reached.add(page)
        waiting += [target for target, _ in targets(page, pages[page])]
    return reached
