"""One district over twelve months: warned, assigned, visited through each of the four doors, read back, counted, learned from.

Everybody works on the day it is in the story: figures arrive as they were received, a month is run on its sixteenth, and what people
recorded is known from the day they recorded it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest

from models.risk.priors import OPERATING
from models.risk.score import fit_models
from pipelines import clock
from pipelines.cases.meeting_items import decide, finish
from pipelines.commands.case import Person, record_change
from pipelines.commands.demo import demo
from pipelines.commands.desk import invite
from pipelines.commands.run import RunOptions, run
from pipelines.config.environment import SmtpSettings
from pipelines.data_dir import DataDir
from pipelines.delivery.edition_archive import Archive
from pipelines.delivery.mailing import send_month
from pipelines.delivery.meeting_publisher import make_agenda
from pipelines.delivery.month_publisher import MonthPublisher
from pipelines.month.list_inputs import known_facts
from pipelines.month.run import MonthRun
from pipelines.month.stage_tables import StageTables
from pipelines.month.training import training_history
from pipelines.settings import load_settings
from reports.pdf import PdfResult
from tests.desk import PASSPHRASE, Browser
from tests.unit.pipelines.delivery.relay_server import Relay
from tests.unit.reports.reading import lines_of
from tests.untraced import untraced
from warehouse import names
from warehouse.ops import cases as stored
from warehouse.ops.cases import CaseFilter, CaseRow, verify_events
from warehouse.ops.ops_db import open_ops
from warehouse.periods import month_key, shift_month
from warehouse.store import Store

FIRST, LAST = date(2025, 10, 1), date(2026, 9, 1)
MONTHS = [shift_month(FIRST, place) for place in range(12)]
ENTERPRISES, HISTORY, SEED = 60, 28, 12
PLACES = "[thresholds]\ncapacity_total = { value = 12, reason = 'a small district' }\n"
HEAD = "head@example.cn"
DOORS = ("list", "page", "command", "mail")
# People find trouble where this feature was high over half a year, and a false alarm where it was not: so its weight must rise.
FEATURE, HIGH, MONTHS_SEEN = "energy_evidence", 0.5, 6


@dataclass
class Calendar:
    """The day it is in the story, which the program's clock shows."""

    moment: datetime

    def now(self, _zone: object = None) -> datetime:
        return self.moment

    def go_to(self, day: date, hour: int = 9) -> None:
        self.moment = datetime(day.year, day.month, day.day, hour)


@dataclass
class Visit:
    """What somebody found at an enterprise of a month's list, and by which door it is on record."""

    month: date
    case: int
    uscc: str
    door: str
    on: date
    is_confirmed: bool


@dataclass
class Year:
    """A home whose twelve months were run, and what people did in them."""

    home: DataDir
    calendar: Calendar
    visits: list[Visit] = field(default_factory=list)
    # Whoever was found in trouble once is found so again, and the other way round.
    in_trouble: dict[str, bool] = field(default_factory=dict)
    agendas: dict[date, list[dict[str, str]]] = field(default_factory=dict)
    # The last of the first list: nobody goes there before the joint meeting has decided it.
    forgotten: str = ""
    item: int = 0

    def of(self, month: date) -> list[Visit]:
        return [visit for visit in self.visits if visit.month == month]

    def case(self, number: int) -> CaseRow:
        with open_ops(self.home.ops) as connection:
            found = stored.case_row(connection, number)
        assert found is not None
        return found

    def events(self, number: int) -> list[CaseRow]:
        with open_ops(self.home.ops) as connection:
            return stored.events_of(connection, number)

    def listed(self, month: date) -> pl.DataFrame:
        return Archive(self.home.ops, self.home.briefings).candidates(month).filter("is_listed").sort("rank")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """Live through the twelve months once; every test reads what came of it."""
    folder, patch = tmp_path_factory.mktemp("year"), pytest.MonkeyPatch()
    lived = Year(DataDir(folder / "home"), Calendar(datetime(2026, 10, 21)))
    patch.setattr(clock, "datetime", lived.calendar)
    # A printed bulletin takes seconds of every month and tells nothing of cases.
    patch.setattr(MonthPublisher, "_pdf_trouble", "not needed here")
    patch.setattr("reports.meeting.make_pdf", lambda _page: PdfResult(None, "not needed here"))
    relay = Relay(folder, is_secure=False)
    relay.start()
    try:
        demo(DataDir(folder / "demo"), ENTERPRISES, HISTORY, LAST, SEED, is_tidy=True)
        live(lived, folder / "demo" / "inbox", SmtpSettings("127.0.0.1", relay.bound_port, "warn@example.cn", security="none"))
        yield lived
    finally:
        relay.stop()
        patch.undo()


@untraced
def live(year: Year, deliveries: Path, smtp: SmtpSettings) -> None:
    """Run every month on its day, and let people work on its list by the doors in turn."""
    home = year.home
    home.prepare()
    home.config.mkdir(exist_ok=True)
    (home.config / "levels.toml").write_text(PLACES, encoding="utf-8")
    (home.config / "models.toml").write_text("[explain]\nfans_most = 0\n", encoding="utf-8")
    home.subscribers.write_text(f"email,name,scope,editions,language\n{HEAD},李主任,district,bulletin,zh\n", encoding="utf-8")
    desk = come_in(year)
    for month in MONTHS:
        year.calendar.go_to(clock.scheduled_day(month), 8)
        deliver(deliveries, home.inbox, shift_month(month, -1) if month > FIRST else None, month)
        run(home, RunOptions(month))
        send_month(home, load_settings(home.config), smtp, month)
        work(year, month, desk)
        meet(year, month)


def deliver(source: Path, inbox: Path, after: date | None, month: date) -> None:
    """Lay into the inbox what was received by a month's day; what people found is written in this story and not in the delivery."""
    since, until = clock.scheduled_day(after) if after else date.min, clock.scheduled_day(month)
    figures: list[pl.DataFrame] = []
    for path in sorted(source.iterdir()):
        rows = pl.read_csv(path, infer_schema=False) if path.suffix == ".csv" else pl.read_parquet(path).cast(pl.String)
        if "received_on" in rows.columns:
            rows = rows.filter(pl.col("received_on").str.to_date().is_between(since, until, closed="right"))
        elif after:
            continue
        if "indicator" in rows.columns:
            figures.append(rows)
        elif not rows.is_empty() and not (after and path.stem in ("visits", "outcomes")):
            write(inbox / month_key(month) / f"{path.stem}.csv", rows)
    write(inbox / month_key(month) / "observations.csv", pl.concat(figures))


def write(path: Path, rows: pl.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows.write_csv(path)


def come_in(year: Year) -> Browser:
    """Set a passphrase by the one-time link, and log in."""
    link = next(line for line in invite(year.home, HEAD, "") if "/invite/" in line).split()[-1]
    browser = Browser(year.home)
    assert browser.submit(link, passphrase=PASSPHRASE, again=PASSPHRASE).status == 303
    return browser


def work(year: Year, month: date, desk: Browser) -> None:
    """Assign and visit whoever is on the list and was not visited yet, one after the other by each door, in the week after it came out."""
    listed = year.listed(month)
    look(year, month, listed["uscc"].to_list())
    year.forgotten = year.forgotten or listed["uscc"][-1]
    with open_ops(year.home.ops) as connection:
        waiting = {row["uscc"]: row for row in stored.select_cases(connection, CaseFilter(states=("to_assign", "to_visit")))}
    chosen = [uscc for uscc in listed["uscc"] if uscc in waiting and (year.item or uscc != year.forgotten)]
    visits = [
        Visit(month, waiting[uscc]["id"], uscc, DOORS[(place + len(year.visits)) % 4], clock.scheduled_day(month) + timedelta(days=6),
              year.in_trouble[uscc])
        for place, uscc in enumerate(chosen)
    ]  # fmt: skip
    year.calendar.go_to(clock.scheduled_day(month) + timedelta(days=7))
    log_in(desk)
    by = {door: [visit for visit in visits if visit.door == door] for door in DOORS}
    for visit in by["command"]:
        by_command(year.home, visit)
    for visit in by["page"]:
        by_page(desk, visit)
    by_list(year.home, month, by["list"])
    by_mail(year, month, by["mail"], listed["uscc"].to_list())
    year.visits += visits


def look(year: Year, month: date, codes: list[str]) -> None:
    """Decide what a visit will find at enterprises that nobody has looked at yet."""
    with Store(year.home.warehouse, read_only=True) as store:
        rows = store.read(names.RISK_FEATURES, month=[shift_month(month, -back) for back in range(MONTHS_SEEN)])
    values = rows.select("uscc").with_columns(value=pl.Series(OPERATING.design(rows)[:, OPERATING.names.index(FEATURE)]))
    means = dict(values.group_by("uscc").agg(pl.col("value").mean()).iter_rows())
    for uscc in codes:
        year.in_trouble.setdefault(uscc, bool(means[uscc] >= HIGH))


def log_in(desk: Browser) -> None:
    assert desk.post("/login", {"email": HEAD, "passphrase": PASSPHRASE, "next": "/cases"}).status == 303


def finding(visit: Visit) -> str:
    return "confirmed" if visit.is_confirmed else "false_alarm"


def ending(visit: Visit) -> str:
    return "helped" if visit.is_confirmed else "false_alarm"


def by_command(home: DataDir, visit: Visit) -> None:
    person = Person("张三")
    record_change(home, str(visit.case), "assign", {"lead": "第九工作组"}, "", person)
    record_change(home, visit.uscc, "visit", {"finding": finding(visit), "visited_on": visit.on.isoformat()}, "到厂核实", person)
    record_change(home, str(visit.case), "close", {"closing": ending(visit)}, "", person)


def by_page(desk: Browser, visit: Visit) -> None:
    place = f"/cases/{visit.case}"
    assert desk.submit(f"{place}/assign", lead="第九工作组").status == 303
    assert desk.submit(f"{place}/visit", visited_on=visit.on.isoformat(), finding=finding(visit), visited_by="第九工作组").status == 303
    review = desk.submit(f"{place}/close", closing=ending(visit), words="已核实")
    assert review.status == 200
    done = desk.post(f"{place}/close", {**review.hidden(f"{place}/close"), "confirmed": "1"})
    assert done.status == 303


def by_list(home: DataDir, month: date, visits: list[Visit]) -> None:
    """Fill in the published workbook and send it back, sorted the other way round."""
    words = {True: ("情况属实", "已恢复"), False: ("误报", None)}
    book = openpyxl.load_workbook(home.briefing(month) / "warning_list.xlsx")
    sheet = book["名单"]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    own = {visit.uscc: visit for visit in visits}
    for row in range(2, sheet.max_row + 1):
        visit = own.get(str(sheet.cell(row, heads["统一社会信用代码"]).value))
        if visit is not None:
            found, came = words[visit.is_confirmed]
            for head, value in (("责任单位", "第九工作组"), ("走访时间", visit.on), ("走访结论", found), ("处置结果", came)):
                sheet.cell(row, heads[head]).value = value
    book.save(home.inbox / f"名单回填_{month_key(month)}.xlsx")


def by_mail(year: Year, month: date, visits: list[Visit], listed: list[str]) -> None:
    """Answer the bulletin that was mailed, in the short form, by the places of its list."""
    if not visits:
        return
    lines = ["各位好："]
    for visit in visits:
        place = listed.index(visit.uscc) + 1
        lines += [f"{place} 派 第九工作组", f"{place} 走访 {visit.on:%m-%d} {'情况属实' if visit.is_confirmed else '误报'} 已到现场"]
        lines += [f"{place} 帮扶见效"] if visit.is_confirmed else []
    message = EmailMessage()
    with open_ops(year.home.ops) as connection:
        (letter,) = connection.execute(
            "select message_id from outbox where edition = 'bulletin' and month = ?", (month_key(month),)
        ).fetchone()
    message["From"], message["In-Reply-To"], message["Message-ID"] = HEAD, letter, f"<reply-{month_key(month)}@example.cn>"
    message["Date"] = f"{year.calendar.moment:%a, %d %b %Y %H:%M:%S} +0800"
    message.set_content("\n".join(lines) + "\n\n> 1 误报\n")
    (year.home.inbox / f"回复_{month_key(month)}.eml").write_bytes(message.as_bytes())


def meet(year: Year, month: date) -> None:
    """Hold the joint meeting a month after the list; one item is decided at the second meeting with any, and done two months later."""
    year.calendar.go_to(clock.scheduled_day(month) + timedelta(days=9))
    held = year.calendar.moment.date().replace(day=1)
    made = make_agenda(year.home, load_settings(year.home.config), held, year.calendar.moment)
    text = (made.published.folder / "agenda.csv").read_bytes().decode("utf-8-sig")
    year.agendas[held] = pl.read_csv(text.encode(), infer_schema=False).fill_null("").to_dicts()
    put = [row for row in year.agendas[held] if row["部分"] != "议定事项"]
    if not year.item and put:
        year.item = int(put[0]["编号"])
        decide(year.home.ops, year.item, "分管领导带队走访", held + timedelta(days=50), "区专班", year.calendar.moment)
    elif year.item and held == decided_in(year, 2):
        finish(year.home.ops, year.item, "区专班", year.calendar.moment, "已走访并对接")


def decided_in(year: Year, later: int) -> date:
    """The month so many months after the first agenda with an item."""
    first = min(month for month, rows in year.agendas.items() if rows)
    return shift_month(first, later)


def taken_in(year: Year) -> list[Visit]:
    """The visits that the run of the last month could know: what was written into its own list nobody has taken in yet."""
    return [visit for visit in year.visits if visit.month < LAST]


def test_twelve_lists_came_out_and_everybody_named_was_visited_through_one_of_four_doors(year: Year) -> None:
    assert Archive(year.home.ops, year.home.briefings).months() == MONTHS
    for month in MONTHS:
        listed, visited = set(year.listed(month)["uscc"]), {visit.uscc for visit in year.of(month)}
        # The forgotten one alone is left, until the meeting has decided.
        assert listed - visited <= {year.forgotten}, month
    assert {visit.door for visit in year.visits} == set(DOORS)
    assert {visit.is_confirmed for visit in taken_in(year)} == {True, False}


def test_each_door_means_the_same(year: Year) -> None:
    for visit in taken_in(year):
        case, events = year.case(visit.case), [event for event in year.events(visit.case) if event["door"] == visit.door]
        # A list says that the enterprise has recovered and knows no other word for it.
        wanted = {"solved"} if visit.is_confirmed and visit.door == "list" else {ending(visit)}
        assert ({case["closing"]}, case["visits"], case["last_visited_on"]) == (wanted, 1, visit.on.isoformat()), visit
        actions = ["visit", "close"] if visit.door == "list" else ["assign", "visit", "close"]
        assert [event["action"] for event in events] == actions, visit
        assert visit.door == "list" or case["lead"] == "第九工作组"
    assert verify_events(year.home.ops).is_whole


def test_what_visits_found_is_read_back_into_the_warehouse_once(year: Year) -> None:
    known_on = clock.scheduled_day(LAST)
    with Store(year.home.warehouse, read_only=True) as store:
        visits, outcomes = store.as_of(names.VISITS, known_on), store.as_of(names.OUTCOMES, known_on)
    story = {visit.uscc for visit in year.visits}
    found = visits.filter(pl.col("visited_on") > clock.scheduled_day(FIRST), pl.col("uscc").is_in(sorted(story)))
    assert sorted(found.select("uscc", "visited_on", "finding").rows()) == sorted(
        (visit.uscc, visit.on, finding(visit)) for visit in taken_in(year)
    )
    came = outcomes.filter(pl.col("occurred_on") > clock.scheduled_day(FIRST), pl.col("outcome").is_in(["recovered", "false_alarm"]))
    assert sorted(came.select("uscc", "outcome").rows()) == sorted(
        (visit.uscc, "recovered" if visit.is_confirmed else "false_alarm") for visit in taken_in(year)
    )
    # Nobody knew before it was written down.
    assert (came["known_on"] >= came["occurred_on"]).all()


def test_the_next_bulletin_says_what_became_of_the_list(year: Year) -> None:
    for month in MONTHS[1:]:
        before = shift_month(month, -1)
        listed, visits = set(year.listed(before)["uscc"]), year.of(before)
        confirmed = sum(visit.is_confirmed for visit in visits)
        page = lines_of((year.home.briefing(month) / "bulletin.html").read_text(encoding="utf-8"))
        told = re.findall(r"上期名单(\d+)家，名单发出以来已走访(\d+)家（(\d+)次）、未走访(\d+)家", page)
        assert told[0] == tuple(str(count) for count in (len(listed), len(visits), len(visits), len(listed) - len(visits))), month
        assert f"情况属实{confirmed}次、部分属实0次、误报{len(visits) - confirmed}次" in page, month


def test_the_next_bulletin_says_how_right_the_lists_were(year: Year) -> None:
    archive, months = Archive(year.home.ops, year.home.briefings), load_settings(year.home.config).cases.confirm_months
    key = archive.current(LAST)
    assert key is not None
    precision = archive.frames(key)["precision"]
    visits = sorted(taken_in(year), key=lambda visit: visit.on)
    for month in MONTHS[:-1]:
        out = clock.scheduled_day(month)
        end = shift_month(out, months).replace(day=out.day)
        # By risk; whoever was drawn by lot says what the list misses.
        places = year.listed(month).filter(pl.col("draw_chance").is_null())["uscc"].to_list()
        firsts = [next((visit for visit in visits if visit.uscc == uscc and out <= visit.on < end), None) for uscc in places]
        judged = [visit for visit in firsts if visit is not None]
        row = precision.filter(pl.col("month") == month, pl.col("level").is_null(), pl.col("kind").is_null()).row(0, named=True)
        wanted = (len(places), len(judged), sum(visit.is_confirmed for visit in judged))
        assert (row["listed"], row["judged"], row["confirmed"]) == wanted, month


def test_what_was_found_moves_the_weights(year: Year) -> None:
    """Confirmed trouble with a feature raises the weight of it, beside the same run without what this story found."""
    with Store(year.home.warehouse) as store:
        run = MonthRun(LAST, clock.scheduled_day(LAST), load_settings(year.home.config), year.home, StageTables(store))
        evidence, facts, history = run.evidence(), known_facts(run), training_history(run)
        card = store.read(names.MODEL_CARD, month=LAST).filter(pl.col("risk") == "operating", pl.col("feature") == FEATURE)
    stored_card, steps = card.filter(pl.col("from_value").is_null()), card.filter(pl.col("from_value").is_not_null()).sort("from_value")
    without = facts.outcomes.filter(pl.col("known_on") <= clock.scheduled_day(FIRST))
    assert without.height < facts.outcomes.height
    models = [
        fit_models(history, evidence.deviations, evidence.panel, replace(facts, outcomes=outcomes), run.settings.risk)
        for outcomes in (facts.outcomes, without)
    ]
    fitted = [each.by_risk["operating"].coefficients for each in models]
    # The line and its steps: what was found may lift either.
    own = [place for place, name in enumerate(fitted[0].names) if name == FEATURE]
    edges = np.array([stored["from_value"] for stored in steps.iter_rows(named=True)])
    high = np.concatenate([[HIGH], (edges <= HIGH).astype(float)])
    moved, unmoved = (float(each.values[own] @ high) for each in fitted)
    least = 0.1 * float(fitted[0].prior_sd[own[0]])
    assert stored_card["coefficient"].item() == pytest.approx(float(fitted[0].values[own[0]]), abs=least)
    assert moved > unmoved + least


def test_what_the_meeting_decided_is_printed_until_it_is_done(year: Year) -> None:
    printed = {month: [row for row in rows if row["编号"] == str(year.item)] for month, rows in year.agendas.items()}
    first = min(month for month, rows in printed.items() if rows)
    stands = [(row["部分"], row["议定"], row["落实日期"]) for month in sorted(printed) for row in printed[month]]
    words, done_on = "分管领导带队走访", (shift_month(first, 2) + timedelta(days=24)).isoformat()
    # Put, then decided and open for two meetings, then done, and never again.
    assert stands == [("提请研究", "", ""), ("议定事项", words, ""), ("议定事项", words, ""), ("议定事项", words, done_on)]
    assert [month for month in sorted(printed) if printed[month]] == [shift_month(first, later) for later in range(4)]
