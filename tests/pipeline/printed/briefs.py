"""The half-monthly brief, the meeting's agenda and their letters: every number against the events and facts on record."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import html

from tests.pipeline.printed.case_books import CaseBook, Row
from tests.pipeline.printed.enterprises import facts_of, of_an_enterprise
from tests.pipeline.printed.letters import as_page, read_mail, scopes_of
from tests.pipeline.printed.month import PublishedMonth
from tests.pipeline.printed.pages import Block, blocks, page_tree
from tests.pipeline.printed.tables import differs
from tests.pipeline.printed.wordings import Compared, Facts, read
from warehouse.meeting_vocabulary import MEETING_CAUSES, PROVISIONAL_CHANGES, VISIT_STANDINGS
from warehouse.vocabulary import SIGNALS, TOPICS

ROWS_SHOWN, NEWS_SHOWN, RISKS_SHOWN = 30, 12, 20
ANSWERS = {"收到": "received", "答复": "answered", "按时": "in_time", "逾期答复": "late", "未答复": "unanswered", "逾期未答复": "overdue"}
# Hours and minutes, and the end of a day.
NO_FIGURE = re.compile(r"(?<!\d)\d{2}:\d{2}(?!\d)|24时|份号[ ：]?\d+")
# What people wrote: it is told as it is.
TOLD = ("内容", "诉求内容", "情况说明", "议定", "请办什么", "请谁办")
WORDINGS = (
    r"应走访{due}家，已走访{visited}家，累计逾期{overdue}家", r"应访{due}家，已访{visited}家，逾期{overdue}家",
    r"没有到期的走访，累计逾期{overdue}家",
    r"应走访{due}家，已走访{visited}家(?:（{visited_share}）)?",
    *(rf"(?:其余|、){one.zh}{{standing_{one.key}}}家" for one in VISIT_STANDINGS),
    r"^{due}家 ?(?=到期|本半月)", r"^{overdue}家 ?截至[^，]*，含以前到期的；办理中预警企业共{open}家",
    r"^{signals}条 ?(?=新收到|没有)", *(rf"新收到的信号：[^。]*?{one.zh} ?{{signal_{one.key}}}(?=条[、。])" for one in SIGNALS),
    r"^{appeals}件 ?(?=新收到|没有)", *(rf"新收到的诉求：[^。]*?{one.zh} ?{{topic_{one.key}}}(?=件[、。])" for one in TOPICS),
    r"^{stuck}项 ?(?=需要|没有)", *(rf"(?:事项：|其中)[^。]*?{one.zh} ?{{cause_{one.key}}}(?=项[、。])" for one in MEETING_CAUSES),
    r"^{coming}家 ?(?=[^。]*到期应走访)", r"其中{coming_joint}家{burden_days}天内已有{burden_visits}天及以上被走访",
    r"的{burden_days}天内(?:，{times_visited}家企业被走访过（含未预警的），其中{times_often}家有{burden_visits}天及以上|没有走访记录)",
    r"收到诉求{received}件，答复{answered}件，其中按时{in_time}件、逾期{late}件、未定期限{open_ended}件",
    r"未答复{unanswered}件，其中逾期{overdue_answers}件", r"到期不足{least}家的不计算比例", r"另有{more_rows}家，见预警服务台账",
    r"另有{more_news}条", r"重新计算在办企业{risks}家", r"^{risks_changed}家 ?(?=在办企业风险暂定值)",
    *(rf"(?:家：|、|较大：){one.zh}{{risks_{one.key}}}家" for one in PROVISIONAL_CHANGES),
    r"^前{week}天走访（次）$", r"^近{burden_days}天被走访（天）$", r"提请研究{put}项，跟踪落实议定事项{decided}项",
)  # fmt: skip
OF_A_CASE = (
    r"至今{days_untreated}天未走访(?=，列为未处置)", r"至今{days_overdue}天未走访(?!，列为)",
    r"^{count_unanswered}件转办逾期未答复，[^，]*，已逾{days_unanswered}天",
    r"已转办{count_departments}个部门", r"连续{count_red}个月红色预警",
)  # fmt: skip


MOVED = {"经营风险": "operating", "外迁风险": "relocation"}
OF_A_RISK = (r"^{then} → {now}$", r"数据{figures}项", r"线索诉求{reports}条", r"走访{visits}次")


@dataclass(frozen=True)
class Brief:
    """A brief of a day for a part of the district: what it may say, and where it says what."""

    home: Any
    first: date
    last: date
    column: str = ""
    value: str = ""

    @cached_property
    def book(self) -> CaseBook:
        """What was on record on the evening of the last day."""
        return CaseBook(self.home, f"{self.last.isoformat()}T23:59:59", self.column, self.value)

    @cached_property
    def due(self) -> list[tuple[Row, str]]:
        """Who was to be visited in the half month, and how that stands."""
        found = [case for case in self.book.cases.values() if self.first <= date.fromisoformat(case["due_on"]) <= self.last]
        return [(case, self._standing(case)) for case in found]

    def _standing(self, case: Row) -> str:
        if self.book.visited(case):
            return "visited"
        return "ended" if case["state"] == "closed" else "overdue" if self.book.is_waiting(case) else "suspended"

    @cached_property
    def overdue(self) -> list[Row]:
        """Who is waited for, whenever it was due."""
        return [case for case in self.book.cases.values() if self.book.is_waiting(case) and case["due_on"] <= self.last.isoformat()]

    @cached_property
    def coming(self) -> list[Row]:
        """Who is to be visited in the half month that follows."""
        issued = self.last + timedelta(days=1)
        after = date(issued.year + issued.month // 12, issued.month % 12 + 1, 1)
        end = issued.replace(day=15) if issued.day < 16 else after - timedelta(days=1)
        return [case for case in self.book.cases.values()
                if self.book.is_waiting(case) and self.last < date.fromisoformat(case["due_on"]) <= end]  # fmt: skip

    @cached_property
    def signals(self) -> list[Row]:
        """What became known of signals in the half month."""
        return [row for row in self.book.delivered("core_signals__event_enterprises") if self.first <= row["known_on"] <= self.last]

    @cached_property
    def risks(self) -> dict[str, dict[str, str]]:
        """The provisional risks of open cases as the table beside the brief has them, with the change by its own difference."""
        path = self.home.briefings / "briefs" / (self.last + timedelta(days=1)).isoformat() / "provisional.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = {row["uscc"]: row for row in csv.DictReader(file)}
        is_open = {case["uscc"] for case in self.book.cases.values() if case["state"] != "closed"}
        return {uscc: row | {"change": self._change(row)} for uscc, row in rows.items() if uscc in is_open}

    def _change(self, row: Mapping[str, str]) -> str:
        more = round(float(row["combined_risk_now"]) - float(row["combined_risk_then"]), 9)
        least = self.book.settings.provisional_share
        return "same" if abs(more) < least else "higher" if more > 0 else "lower"

    @cached_property
    def facts(self) -> dict[str, float | None]:
        """Every count a sentence may name."""
        book, standings = self.book, Counter(standing for _, standing in self.due)
        enough = len(self.due) >= max(1, book.settings.least_count)
        appeals = [row for row in book.appeals if self.first <= row["known_on"] <= self.last]
        stuck = list(book.stuck(self.last + timedelta(days=1)))
        answers = self.answers(book.appeals)
        often = [days for days in book.burden.values() if days >= book.settings.burden_visits]
        facts: dict[str, float | None] = {
            "due": len(self.due), "visited": standings["visited"], "overdue": len(self.overdue), "coming": len(self.coming),
            "visited_share": standings["visited"] / len(self.due) if enough else None, "signals": len(self.signals),
            "open": sum(case["state"] != "closed" for case in book.cases.values()), "appeals": len(appeals), "stuck": len(stuck),
            "coming_joint": sum(book.burden.get(case["uscc"], 0) >= book.settings.burden_visits for case in self.coming),
            "burden_days": book.settings.burden_days, "burden_visits": book.settings.burden_visits, "least": book.settings.least_count,
            "times_visited": len(book.burden), "times_often": len(often), "overdue_answers": answers["overdue"],
            "week": 7, "open_ended": answers["answered"] - answers["in_time"] - answers["late"],
        }  # fmt: skip
        facts |= {f"standing_{key}": standings[key] for key in VISIT_STANDINGS.keys}
        changes = Counter(row["change"] for row in self.risks.values())
        facts |= {f"risks_{key}": changes[key] for key in PROVISIONAL_CHANGES.keys}
        facts |= {"risks": len(self.risks), "risks_changed": len(self.risks) - changes["same"]}
        for name, counts in (("signal", Counter(row["kind"] for row in self.signals)), ("topic", Counter(row["topic"] for row in appeals)),
                             ("cause", Counter(cause for _, cause, *_ in stuck))):  # fmt: skip
            facts |= {f"{name}_{key}": count for key, count in counts.items()}
        return facts | {name: answers[name] for name in ANSWERS.values() if name != "overdue"}

    def answers(self, rows: list[Row]) -> dict[str, int]:
        """Count what became of appeals in the month of the last day."""
        first, last = self.last.replace(day=1), self.last
        answered = [row for row in rows if row["answered_on"] and first <= row["answered_on"] <= last]
        waiting = [row for row in rows if row["raised_on"] <= last and not (row["answered_on"] and row["answered_on"] <= last)]
        year_ago = last.replace(year=last.year - 1)
        return {
            "received": sum(first <= row["raised_on"] <= last for row in rows), "answered": len(answered),
            "in_time": sum(bool(row["due_on"]) and row["answered_on"] <= row["due_on"] for row in answered),
            "late": sum(bool(row["due_on"]) and row["answered_on"] > row["due_on"] for row in answered), "unanswered": len(waiting),
            "overdue": sum(row["due_on"] < last if row["due_on"] else row["raised_on"] < year_ago for row in waiting),
        }  # fmt: skip

    # The page -----------------------------------------------------------------------------------------------------------------------------

    def page(self, name: str, tree: html.HtmlElement, months: Mapping[str, PublishedMonth]) -> Iterator[Compared]:
        """Yield every number of a page or a letter of it."""
        newest = months[max(months)]
        names = {str(case["name"]): case["uscc"] for case in self.book.cases.values()} | {
            str(row["name"]): code for code, row in self.book.register.items()
        }
        called = [*newest.words_with_digits, *_written(self.book)]
        for block in blocks(tree, names):
            if any(mark.isdigit() for mark in block.text):
                yield from self._block(name, block, months, sorted(called, key=lambda text: (-len(text), text)))

    def _block(self, name: str, block: Block, months: Mapping[str, PublishedMonth], named: list[str]) -> Iterator[Compared]:
        cell = block.cell
        if cell is not None and cell.head in TOLD:
            return
        if cell is not None and (wanted := self._cell(block)) is not None:
            yield from differs(f"{name}, {cell.table[:8]}", cell.label, cell.head, block.text, wanted[0])
            return
        if cell is None and block.text.isdigit() and block.heading.endswith("走访频次"):
            # A heading says on how many days; the cell below it how many were visited on so many.
            yield Compared(
                f"{name}, times", "" if int(block.text) in self.book.burden.values() else f"nobody was visited on {block.text} days"
            )
            return
        if cell is not None and block.uscc in self.risks and (cell.head in MOVED or cell.head == "变动原因"):
            yield from read(f"{name}, provisional", block.text, OF_A_RISK, self._moved(block.uscc, cell.head), named=named)
            return
        facts, wordings = dict(self.facts), [*WORDINGS]
        facts |= {"more_rows": self._more(block.heading), "more_news": self._more_news(block)}
        if block.uscc is not None:
            own = [case for case in self.book.cases.values() if case["uscc"] == block.uscc]
            month = months[max((each for case in own[-1:] for each in months if each <= case["month"]), default=max(months))]
            facts, wordings = _of_case(self, block.uscc) | facts_of(month, block.uscc), [*OF_A_CASE, *of_an_enterprise()]
        yield from read(f"{name}, {block.heading[:8]}", NO_FIGURE.sub(" ", block.text), wordings, facts, named=named)

    def _cell(self, block: Block) -> tuple[float | None] | None:
        """Return what a cell holds, None where its table or its column holds no figure of its own."""
        cell = block.cell
        assert cell is not None
        if cell.table == "units":
            return self._of_unit(cell.label, cell.head)
        if cell.table in ("overdue", "coming") and block.uscc is not None:
            case = next(case for case in reversed(list(self.book.cases.values())) if case["uscc"] == block.uscc)
            late = (self.last - date.fromisoformat(case["due_on"])).days
            heads = {"逾期天数": late, f"近{self.book.settings.burden_days}天被走访（天）": self.book.burden.get(block.uscc, 0)}
            return (heads[cell.head],) if cell.head in heads else None
        if cell.table == "times" and cell.head.isdigit():
            return (sum(days == int(cell.head) for days in self.book.burden.values()),)
        if cell.table.startswith(("按类别", "按承办部门")) and cell.head in ANSWERS:
            by = "topic" if cell.table.startswith("按类别") else "department"
            word = {None: "待转办"} if by == "department" else {key: TOPICS[key].zh for key in TOPICS.keys}
            own = [row for row in self.book.appeals if word.get(row[by], row[by]) == cell.label]
            return (self.answers(own)[ANSWERS[cell.head]],)
        return None

    def _moved(self, uscc: str, head: str) -> dict[str, float | None]:
        """Return both risks of a case then and now, or what arrived between."""
        row = self.risks[uscc]
        arrived: dict[str, float | None] = {name: float(row[f"{name}_count"]) for name in ("figures", "reports", "visits")}
        if head not in MOVED:
            return arrived
        return {moment: float(row[f"{MOVED[head]}_risk_{moment}"]) for moment in ("then", "now")}

    def _of_unit(self, label: str, head: str) -> tuple[float | None] | None:
        unit = "" if label == "待派" else label
        due = [standing for case, standing in self.due if case["lead"] == unit]
        last = {case["uscc"]: case["lead"] for case in self.book.cases.values()}
        days = [row["visited_on"] for row in self.book.visits if last.get(row["uscc"]) == unit and self.first <= row["visited_on"]]
        early = sum(day < self.first + timedelta(days=7) for day in days)
        enough = len(due) >= max(1, self.book.settings.least_count)
        wanted: dict[str, float | None] = {
            "应走访": len(due), "已走访": due.count("visited"), "占比": due.count("visited") / len(due) if enough else None,
            "累计逾期": sum(case["lead"] == unit for case in self.overdue),
            "暂缓": sum(case["state"] == "suspended" and case["lead"] == unit for case in self.book.cases.values()),
            "前7天走访（次）": early, "之后走访（次）": len(days) - early,
        }  # fmt: skip
        return (wanted[head],) if head in wanted else None

    def _more(self, heading: str) -> float:
        if "暂定" in heading:
            return max(0, len(self.risks) - (self.facts["risks_same"] or 0) - RISKS_SHOWN)
        return max(0, len(self.overdue if "逾期" in heading else self.coming) - ROWS_SHOWN)

    def _more_news(self, block: Block) -> float | None:
        """Return how many signals or appeals are not shown: of which of them a sentence below tells its own number."""
        left = [self.facts[name] or 0 for name in ("signals", "appeals")]
        hidden = [count - NEWS_SHOWN for count in left if count > NEWS_SHOWN]
        return next((count for count in hidden if f"另有{count:,.0f}条" in block.text), hidden[0] if hidden else None)


def _of_case(brief: Brief, uscc: str) -> dict[str, float | None]:
    """Return what may be said of why a case needs the district."""
    facts: dict[str, float | None] = {}
    for number, cause, days, count in brief.book.stuck(brief.last + timedelta(days=1)):
        if brief.book.cases[number]["uscc"] == uscc:
            facts |= {f"days_{cause}": days, f"count_{cause}": count}
    return facts


def _written(book: CaseBook) -> list[str]:
    """Return what people wrote here that has digits of its own."""
    texts = {str(row[name]) for row in book.visits for name in ("visited_by", "finding", "note") if row.get(name)}
    texts |= {str(case[name]) for case in book.cases.values() for name in ("name", "lead", "street", "owner") if case.get(name)}
    texts |= {str(row[name]) for row in book.requests for name in ("department", "answer", "words") if row[name]}
    return [text for text in texts if any(mark.isdigit() for mark in text)]


def of_briefs(home: Any, months: Mapping[str, PublishedMonth]) -> Iterator[Compared]:
    """Yield every number of all briefs of a home."""
    for path in sorted((home.briefings / "briefs").glob("*/brief.html")):
        yield from brief_of(home, path).page("brief", page_tree(path), months)


def brief_of(home: Any, path: Path, column: str = "", value: str = "") -> Brief:
    """Return the brief a folder holds."""
    last = date.fromisoformat(path.parent.name) - timedelta(days=1)
    return Brief(home, last.replace(day=16 if last.day >= 16 else 1), last, column, value)


def of_agendas(home: Any) -> Iterator[Compared]:
    """Yield every number of all agendas of a home."""
    for path in sorted((home.briefings / "meetings").glob("*/agenda.html")):
        yield from _of_agenda(home, path)


def _of_agenda(home: Any, path: Path) -> Iterator[Compared]:
    month = path.parent.name
    moment = CaseBook(home, "9").rows("select moment from meeting_agendas where month = ?", month)[0]["moment"]
    book = CaseBook(home, moment)
    stuck = {(number, cause): (days, count) for number, cause, days, count in book.stuck(book.day)}
    items = book.rows("select * from meeting_items where month <= ? order by id", month)
    put = [item for item in items if not item["decided_on"] and (item["cause"] == "by_hand" or (item["case_id"], item["cause"]) in stuck)]
    decided = [item for item in items if item["decided_on"]]
    facts: dict[str, float | None] = {"put": len(put), "decided": len(decided)}
    facts |= {f"cause_{key}": count for key, count in Counter(item["cause"] for item in put).items()}
    names = {str(case["name"]): case["uscc"] for case in book.cases.values()}
    for block in blocks(page_tree(path), names):
        if any(mark.isdigit() for mark in block.text) and not (block.cell and block.cell.head in TOLD):
            own = _item_facts(block, {item["id"]: item for item in items}, stuck)
            yield from read(
                "agenda", NO_FIGURE.sub(" ", block.text), [*WORDINGS, *OF_A_CASE, "^{item}$"], facts | own, named=_written(book)
            )


def _item_facts(block: Block, items: Mapping[int, Row], stuck: Mapping[tuple[int, str], tuple[Any, Any]]) -> Facts:
    """Return what may be said in the row of an item."""
    number = block.cell.row.get("编号", "") if block.cell else ""
    item = items.get(int(number)) if number.isdigit() else None
    if item is None:
        return {}
    days, count = stuck.get((item["case_id"], item["cause"]), (None, None))
    return {"item": item["id"], f"days_{item['cause']}": days, f"count_{item['cause']}": count}


def of_brief_letters(home: Any, months: Mapping[str, PublishedMonth]) -> Iterator[Compared]:
    """Yield every number of the letters that go with briefs, on their pages and in their plain twins, by the scope of each reader."""
    readers = scopes_of(home.subscribers)
    for path in sorted(home.outbox.glob("brief-*/*.eml")):
        mail, scope = read_mail(path), readers.get(path.stem.split("-", 2)[2])
        if scope is not None:
            last = date.fromisoformat(path.parent.name.removeprefix("brief-").partition(".")[0]) - timedelta(days=1)
            brief = Brief(home, last.replace(day=16 if last.day >= 16 else 1), last, *scope)
            for part, page in (("page", html.fromstring(mail.page)), ("plain", as_page(mail.plain)), ("subject", as_page(mail.subject))):
                yield from brief.page(f"mail brief, {part}", page, months)
