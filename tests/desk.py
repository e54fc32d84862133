"""The page for cases without a server: a small home with cases in two streets, and a browser that sends what forms say."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import scrypt
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import polars as pl

from models.cases.settings import CaseSettings
from pipelines.cases.appeal_recording import Entry, enter
from pipelines.cases.opening import open_cases
from pipelines.cases.recording import Actor
from pipelines.commands.desk import open_desk
from pipelines.data_dir import DataDir
from pipelines.desk import application, sessions
from pipelines.desk.application import build_application
from tests.unit.reports.reading import read_page
from warehouse.ops.desk_accounts import Account, set_passphrase
from warehouse.ops.ops_db import open_ops, transaction

PASSPHRASE = "坪山的桂花今年开了三次"
MONTH = date(2026, 10, 1)
OPENED_AT = datetime(2026, 11, 16, 9)
# Everybody who may come in, by the part they see; the last delivers and sees nothing.
PEOPLE = {
    "district": ("bureau@example.gov.cn", "李某"),
    "street:坪山街道": ("street@example.gov.cn", "王某"),
    "owner:第一工作组": ("group@example.gov.cn", "钱某"),
    "tier:department": ("tier@example.gov.cn", "孙某"),
    "source:供电企业": ("grid@example.gov.cn", "赵某"),
}
COLUMNS = ("uscc", "name", "street", "tier", "owner", "level")
CASES = (
    ("A" * 18, "甲精密电子有限公司", "坪山街道", "group", "第一工作组", "red"),
    ("B" * 18, "乙新材料有限公司", "坑梓街道", "department", "区工信局", "orange"),
    ("C" * 18, "丙生物医药有限公司", "坪山街道", "department", "区科创局", "yellow"),
    ("D" * 18, "丁物流有限公司", "龙田街道", "group", "第一工作组", "blue"),
    ("E" * 18, "<script>alert(1)</script>&\u202e=cmd()", "坑梓街道", "district_leader", "", "red"),
)


def seen_by(scope: str) -> set[int]:
    """The numbers of the cases a scope holds, told by the columns above and not by the program."""
    column, _, value = scope.partition(":")
    place = {"street": 2, "tier": 3, "owner": 4}.get(column)
    return {number for number, case in enumerate(CASES, start=1) if scope == "district" or (place is not None and case[place] == value)}


def make_home(root: Path) -> DataDir:
    """A home with people, cases and a published page for the first of them."""
    home = DataDir(root)
    root.mkdir(parents=True, exist_ok=True)
    taken = {scope: "feedback" if scope.startswith("source") else "bulletin" for scope in PEOPLE}
    lines = [f"{email},{name},{scope},{taken[scope]},zh" for scope, (email, name) in PEOPLE.items()]
    home.subscribers.write_text("email,name,scope,editions,language\n" + "\n".join(lines) + "\n", encoding="utf-8")
    rows = [dict(zip(COLUMNS, case, strict=True)) for case in CASES]
    listed = pl.DataFrame(rows).with_columns(
        rank=pl.int_range(1, pl.len() + 1), industry=pl.lit("C39"), kind=pl.lit("operating"), is_listed=pl.lit(True),
        respond_by_on=pl.lit(date(2026, 11, 23)),
    )  # fmt: skip
    open_cases(home.ops, listed, MONTH, OPENED_AT.isoformat())
    # Cheaper than the program makes them: a third of a second for each is what guessing is to cost.
    salt, cost = "ab" * 16, (1024, 8, 1)
    made = scrypt(PASSPHRASE.encode(), salt=bytes.fromhex(salt), n=cost[0], r=cost[1], p=cost[2]).hex()
    with open_ops(home.ops) as connection, transaction(connection):
        for email, _ in PEOPLE.values():
            set_passphrase(connection, Account(email, made, salt, ",".join(map(str, cost))), OPENED_AT.isoformat())
    return home


def enter_appeals(home: DataDir) -> None:
    """An appeal of every enterprise with a case, numbered as the cases are."""
    for case in CASES:
        entry = Entry(dict(zip(COLUMNS, case, strict=True)), date(2026, 11, 10), "space", f"{case[1]}缺厂房")
        enter(home.ops, entry, Actor("李某"), OPENED_AT, CaseSettings())


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def words(self) -> str:
        """What a reader sees, in one line."""
        return " ".join("".join(read_page(self.text).text).split())

    def hidden(self, action: str) -> dict[str, str]:
        """The hidden fields of the form that is sent to an address."""
        form = re.search(rf'<form[^>]* action="{re.escape(action)}".*?</form>', self.text, re.DOTALL)
        assert form is not None, f"no form for {action}"
        return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))


@dataclass
class Browser:
    """Sends requests to the page as a browser does: keeps cookies, follows nothing."""

    home: DataDir
    is_proxied: bool = False
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.desk = open_desk(self.home, is_proxied=self.is_proxied)
        self.application = build_application(self.desk)

    def get(self, address: str, **headers: str) -> Answer:
        return self.send("GET", address, b"", headers)

    def post(self, address: str, form: dict[str, str], **headers: str) -> Answer:
        return self.send("POST", address, urlencode(form).encode(), {"content-type": "application/x-www-form-urlencoded", **headers})

    def submit(self, address: str, show: str = "", **typed: str) -> Answer:
        """Open the page with a form, fill it in and send it."""
        return self.post(address, {**self.get(show or address).hidden(address), **typed})

    def login(self, scope: str = "district") -> "Browser":
        """Be somebody of a scope; coming in by the login page is a test of its own."""
        with open_ops(self.home.ops) as connection:
            self.cookies[sessions.COOKIE] = sessions.begin(connection, self.desk.key, PEOPLE[scope][0], scope, application.now())
        return self

    def send(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        # In a thread of its own: a test that drives a real browser has a loop running in its own.
        with ThreadPoolExecutor(1) as apart:
            answer = apart.submit(lambda: asyncio.run(self._send(method, address, body, headers))).result()
        for cookie in re.findall(r"(\w+)=([^;]*)", answer.headers.get("set-cookie", ""))[:1]:
            self.cookies[cookie[0]] = cookie[1].strip('"')
        return answer

    async def _send(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        parts, sent = urlsplit(address), {"host": "127.0.0.1:8040", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "path": parts.path,
            "raw_path": parts.path.encode(), "query_string": parts.query.encode(), "root_path": "", "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 8040), "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        }  # fmt: skip
        messages: list[dict] = []

        async def receive() -> dict:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict) -> None:
            messages.append(message)

        await self.application(scope, receive, send)
        start = messages[0]
        content = b"".join(message.get("body", b"") for message in messages[1:])
        return Answer(start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, content)
