"""What Chinese readers are given holds no English word, no name of a field or a rule: only names of files and of their formats."""

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from lxml import html

from pipelines.commands.explain import explain
from pipelines.commands.impact import impact
from pipelines.commands.layout import check
from pipelines.commands.quarantine import Filters, list_items
from pipelines.commands.snapshot import open_to_read
from pipelines.data_dir import DataDir
from pipelines.ingest.layout_files import all_layouts
from tests.chinese_words import mail_parts, page_words, sheet_words, words_in
from tests.desk import Browser
from tests.district import LAST, District
from tests.pipeline.served import Served
from warehouse import names
from warehouse.catalogue import all_tables
from warehouse.store import Store

SAMPLE = re.compile(r"\s+第\d+行\s")
VERBS = {"earlywarn", "quarantine", "release", "reject"}
# More than there are kinds of pages, cases and forms in the small district.
PAGES_WALKED = 160


def found_in(parts: Iterable[tuple[str, set[str]]]) -> dict[str, list[str]]:
    return {name: sorted(words) for name, words in parts if words}


def test_no_page_has_an_english_word(offices: Served) -> None:
    pages = sorted(offices.home.briefings.rglob("*.html"))
    assert {"index.html", "bulletin.html", "model.html", "brief.html", "agenda.html"} <= {page.name for page in pages}
    assert found_in((page.name, page_words(page.read_text(encoding="utf-8"))) for page in pages) == {}


def test_no_workbook_and_no_feedback_sheet_has_an_english_word(district: District) -> None:
    books = [district.home.briefing(LAST) / "warning_list.xlsx", *sorted(district.home.feedback.rglob("*.xlsx"))]
    assert len(books) > 1
    # Rows that are asked about have identifiers of eight letters and digits.
    named = item_ids(district.home)
    assert found_in((path.name, sheet_words(path.read_bytes()) - named) for path in books) == {}


def item_ids(home: DataDir) -> set[str]:
    return {line.partition(",")[0] for line in list_items(home, Filters(), is_csv=True)}


def test_no_mail_has_an_english_word(mailed: DataDir, offices: Served) -> None:
    mails = sorted([*mailed.outbox.rglob("*.eml"), *offices.home.outbox.rglob("*.eml")])
    kinds = {path.stem.split("-")[1] for path in mails}
    assert {"bulletin", "brief", "digest", "policies", "feedback"} <= kinds
    named = item_ids(offices.home) | policy_codes(offices.home)
    assert found_in((name, words - named) for path in mails for name, words in mail_parts(path)) == {}


def test_no_list_for_offices_has_an_english_word(offices: Served) -> None:
    books, codes = sorted(offices.home.policies.rglob("*.xlsx")), policy_codes(offices.home)
    assert len(books) > 1
    assert found_in((path.name, sheet_words(path.read_bytes()) - codes) for path in books) == {}
    tables = [*offices.home.briefings.glob("meetings/*/agenda.csv"), *offices.home.policies.rglob("*.csv")]
    assert found_in((path.name, words_in(path.read_text(encoding="utf-8-sig")) - codes) for path in tables) == {}


def policy_codes(home: DataDir) -> set[str]:
    """The words in the numbers of policies, which the catalogue gives as codes."""
    with open_to_read(home) as store:
        return words_in(" ".join(store.read(names.POLICIES)["policy"]))


def test_no_page_for_cases_has_an_english_word_and_none_of_its_links_is_dead(at_the_desk: Browser) -> None:
    waiting, pages = ["/cases?view=all", "/login"], dict[str, str]()
    while waiting and len(pages) < PAGES_WALKED:
        address = waiting.pop(0)
        answer = at_the_desk.get(address)
        assert answer.status in (200, 303), address
        pages[address] = answer.text
        links = [link for link in html.fromstring(answer.text or "<p>").xpath("//a/@href") if urlsplit(link).path.startswith("/")]
        # A workbook is no page, and a month's pages are looked at as they lie in the folder.
        own = [link for link in links if not urlsplit(link).path.endswith((".xlsx", ".html"))]
        waiting += [link for link in dict.fromkeys(own) if link not in pages and link not in waiting]
    assert {"/cases/1", "/meeting", "/absence", "/account", "/appeals"} <= {urlsplit(address).path for address in pages}
    assert found_in((address, page_words(page)) for address, page in pages.items() if page) == {}


def test_no_answer_on_the_terminal_has_an_english_word(district: District) -> None:
    with Store(district.home.warehouse) as store:
        codes = store.read("out_warnings__monthly_enterprises", month=LAST)["uscc"].sort().to_list()
        rules = {
            str(rule) for table in ("raw_quarantine__event_rows", "feat_edits__monthly_observations") for rule in store.read(table)["rule"]
        }
    answers = {
        "explain": explain(district.home, codes[0], LAST),
        "impact": impact(district.home, codes[0]),
        # A rule is given to the command as it is called, and so are its verbs.
        "quarantine list": _without(list_items(district.home, Filters()), rules | item_ids(district.home) | VERBS),
    }
    for file in _one_of_a_kind(district.home.inbox):
        lines = check(district.home, file).lines
        # A layout and a table are files, called as they are; what a heading and a row say is the sender's own.
        ours = [line for line in lines if "→" not in line and not SAMPLE.match(line)]
        answers[f"layout check {file.name}"] = _without(ours, _names_of_files())
    assert found_in((name, words_in("\n".join(lines).replace(str(district.home.root), ""))) for name, lines in answers.items()) == {}


def _without(lines: list[str], named: set[str]) -> list[str]:
    return [re.sub("|".join(rf"\b{re.escape(name)}\b" for name in sorted(named, key=len, reverse=True)), " ", line) for line in lines]


def _names_of_files() -> set[str]:
    return {layout.key for layout in all_layouts()} | {table.name for table in all_tables()}


def _one_of_a_kind(inbox: Path) -> list[Path]:
    """Return a file of each department and format."""
    files = {(path.parent.name, path.suffix): path for path in sorted(inbox.rglob("*.*"), reverse=True) if path.suffix in (".csv", ".xlsx")}
    return list(files.values())


def test_a_word_is_seen() -> None:
    assert page_words("<p>数据 output_value 828，见 quarantine.csv、statistics/B204-1_2025年03月.xlsx（XLSX）</p>") == {"output_value"}
    assert words_in("写信给 someone@example.cn：received") == {"received"}
