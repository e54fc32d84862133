"""What single offices are sent and shown: the weekly letter, push lists with their letter, and the pages for cases."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from lxml import html

from models.cases.deadlines import working_days_between
from tests.pipeline.printed.briefs import of_agendas, of_brief_letters, of_briefs
from tests.pipeline.printed.case_books import WAITING, CaseBook, Row
from tests.pipeline.printed.letters import as_page, read_mail, scopes_of
from tests.pipeline.printed.month import PublishedMonth
from tests.pipeline.printed.pages import blocks
from tests.pipeline.printed.wordings import Compared, read
from warehouse import names
from warehouse.case_vocabulary import REMINDERS

Number = float | None
OPEN = ("automatic", "fast_track", "fact_missing")


# The weekly letter --------------------------------------------------------------------------------------------------------------------


def of_digests(home: Any) -> Iterator[Compared]:
    """Yield the numbers of the weekly letters: how many cases wait for whom, and each with its number, reason and day."""
    readers = scopes_of(home.subscribers)
    for path in sorted(home.outbox.glob("digest-*/*.eml")):
        mail, (_, person) = read_mail(path), readers[path.stem.split("-", 2)[2]]
        day = date.fromisoformat(_day_of(mail.subject))
        book = CaseBook(home, f"{day.isoformat()}T23:59:59")
        waiting = {number: case for number, case in book.cases.items() if case["lead"] == person and _reason(case, day, book)}
        facts: dict[str, Number] = {"waiting": len(waiting), "more": len(waiting) - book.settings.digest_most}
        wordings = ["{waiting}件待办", "有{waiting}件", "另有{more}件"]
        for part in (mail.subject, *mail.plain.splitlines()):
            number = int(part.split(".", 1)[0]) if part.split(".", 1)[0].isdigit() else None
            if number is not None and "办理时限" in part:
                yield _line(part, waiting.get(number), day, book)
            else:
                yield from read("mail digest", part, wordings, facts, named=_names(book))


def _day_of(subject: str) -> str:
    year, month, day = (
        int(part) for part in subject.rpartition("（")[2].rstrip("）").replace("年", "-").replace("月", "-").rstrip("日").split("-")
    )
    return f"{year}-{month:02}-{day:02}"


def _reason(case: Row, day: date, book: CaseBook) -> str:
    """Say why somebody is reminded of a case, by its own days; empty for not."""
    if case["state"] == "suspended":
        return "reply_due" if case["until_on"] <= day.isoformat() else ""
    # What is delivered of visits is written into the cases by the ingest; here what stands in them counts.
    if case["state"] not in WAITING or _recorded(case, book):
        return ""
    opened = date.fromisoformat(case["opened_on"])
    age = (day - opened).days
    if age >= book.settings.last_chance_days:
        return "untreated" if age >= book.settings.untreated_days else "last_chance"
    if working_days_between(opened, day) < book.settings.remind_after_days:
        return ""
    return "overdue" if date.fromisoformat(case["due_on"]) < day else "due"


def _line(text: str, case: Row | None, day: date, book: CaseBook) -> Compared:
    if case is None:
        return Compared("mail digest", f"{text}: nobody waits for this")
    wanted = (str(case["name"]), f"办理时限{case['due_on']}", REMINDERS[_reason(case, day, book)].zh)
    return Compared("mail digest", "" if all(part in text for part in wanted) else f"{text}: worked out {wanted}")


def _names(book: CaseBook) -> list[str]:
    texts = {str(case[name]) for case in book.cases.values() for name in ("name", "lead", "street")}
    return sorted((text for text in texts if any(mark.isdigit() for mark in text)), key=lambda text: -len(text))


# Policies -----------------------------------------------------------------------------------------------------------------------------


def of_pushes(month: PublishedMonth) -> Iterator[Compared]:
    """Yield the numbers of push lists against the stored matches, and those of their letters against the lists."""
    folder = month.home.policies / f"{month.month:%Y-%m}"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["departments"]
    offices = {row["policy"]: (row["department"], row["title"]) for row in month.facts(names.POLICIES)}
    matches = [row for row in month.rows(names.POLICY_MATCHES) if row["place"] is not None and row["status"] in OPEN]
    listed: dict[str, list[Row]] = {}
    for office, own in manifest.items():
        rows = list(csv.DictReader(io.StringIO((folder / own["files"][0]).read_bytes().decode("utf-8-sig"))))
        listed[office] = rows
        of_office = [row for row in matches if offices[row["policy"]][0] == office]
        yield _same("push list, rows", office, len(rows), len(of_office))
        amounts = {(row["uscc"], row["policy"]): row["amount_cny_10k"] for row in of_office}
        for row in rows:
            wanted = amounts.get((row["统一社会信用代码"], row["政策编号"]), -1.0)
            printed = float(row["最高金额（万元）"]) if row["最高金额（万元）"] else None
            yield _same("push list, amount", f"{office}, {row['企业名称']}", printed, wanted)
    yield from _of_letters(month, {office: rows for office, rows in listed.items() if rows})


def _of_letters(month: PublishedMonth, listed: dict[str, list[Row]]) -> Iterator[Compared]:
    readers = scopes_of(month.home.subscribers)
    for path in sorted(month.home.outbox.glob("policies-*/*.eml")):
        mail, (_, office) = read_mail(path), readers[path.stem.split("-", 2)[2]]
        rows = listed[office]
        titles = Counter(row["政策名称"] for row in rows)
        facts: dict[str, Number] = {"enterprises": len({row["统一社会信用代码"] for row in rows}), "policies": len(titles)}
        facts |= {f"of_{place}": count for place, count in enumerate(titles.values())}
        wordings = [
            "{enterprises}家企业可能符合(?:贵单位{policies}项政策)?",
            *(f"《{title}》：{{of_{place}}}家" for place, title in enumerate(titles)),
        ]
        for page in (as_page(mail.plain), html.fromstring(mail.page), as_page(mail.subject)):
            for block in blocks(page, {}):
                yield from read("mail policies", block.text, wordings, facts, named=[office])


def _same(place: str, whose: str, printed: Number, wanted: Number) -> Compared:
    same = printed is wanted or (printed is not None and wanted is not None and abs(printed - wanted) < 0.05)
    return Compared(place, "" if same else f"{whose}: printed {printed}, worked out {wanted}")


# The pages for cases ------------------------------------------------------------------------------------------------------------------


def of_desk(home: Any, show: Callable[[str], str]) -> Iterator[Compared]:
    """Yield the numbers of the list of cases and of every case, as a reader of the whole district has them; `show` returns a page."""
    book = CaseBook(home, "9999-12-31T23:59:59")
    with_cases = [case for case in book.cases.values() if case["state"] != "closed"]
    yield from _of_list(html.fromstring(show("/cases?view=all")), with_cases, book)
    for number, case in book.cases.items():
        yield from _of_case(html.fromstring(show(f"/cases/{number}")), case, book)


def _of_list(tree: html.HtmlElement, with_cases: list[Row], book: CaseBook) -> Iterator[Compared]:
    shown = min(50, len(with_cases))
    text = " ".join("".join(tree.itertext()).split())
    wanted = f"共{len(with_cases)}件" + (f"，第1至{shown}件" if len(with_cases) > shown else "")
    yield Compared("desk, list", "" if wanted in text else f"the list does not say {wanted}")
    rows = {int(link.rpartition("/")[2]): row for row in tree.xpath("//tbody/tr") for link in row.xpath(".//a/@href")[:1]}
    yield _same("desk, list", "rows", len(rows), shown)
    for number, row in rows.items():
        case, said = book.cases[number], " ".join("".join(row.itertext()).split())
        days = _recorded(case, book)
        visits = f"{len(days)}次，最近{max(days)}" if days else "尚未走访"
        missing = [part for part in (str(case["name"]), case["due_on"], visits) if part not in said]
        yield Compared("desk, list", "" if not missing else f"case {number}: {missing} not in '{said}'")


def _recorded(case: Row, book: CaseBook) -> list[str]:
    """Return the days of the visits that were written into a case."""
    return [row["visited_on"] for row in book.rows("select visited_on from case_visits where case_id = ?", case["id"])]


def _of_case(tree: html.HtmlElement, case: Row, book: CaseBook) -> Iterator[Compared]:
    said = " ".join("".join(tree.itertext()).split())
    days = _recorded(case, book)
    parts = [str(case["name"]), f"服务单{case['id']}", str(case["uscc"]), case["due_on"], *days]
    yield from (Compared("desk, case", "" if part in said else f"case {case['id']}: {part} is not told") for part in parts)
    history = tree.xpath("//ol[contains(@class, 'history')]/li")
    if history:
        yield _same("desk, case", f"events of case {case['id']}", len(history), len(case["did"]))


def of_offices(month: PublishedMonth) -> Iterator[Compared]:
    """Yield the numbers of everything in a home that is written for single offices, as far as it is there."""
    home = month.home
    months = {f"{each:%Y-%m}": PublishedMonth(home, each) for each in month.months}
    yield from of_briefs(home, months)
    yield from of_brief_letters(home, months)
    yield from of_agendas(home)
    yield from of_digests(home)
    if (home.policies / f"{month.month:%Y-%m}").exists():
        yield from of_pushes(month)
