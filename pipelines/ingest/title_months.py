"""Which month a table is about, from the texts above it, the name of its sheet and the name of its file.

Every date in them is looked at for what it is: a day, the end of a form's validity, a deadline, the version of a form and the number of a
document are no months of figures. What is left must be one month.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from pipelines.ingest.csv_text import DASHES
from pipelines.ingest.heading_names import plain_months
from pipelines.ingest.raw_table import Title
from pipelines.ingest.refusals import FileRefusedError

Kind = Literal["month", "month_alone", "year", "none"]
Y, M, D = r"(?:20\d{2}|(?<!\d)\d{2})", r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
DAY = (
    rf"(?:20\d{{2}}年{M}月{D}[日号]|20\d{{2}}[-./_]{M}[-./_]{D}(?!\d)"
    rf"|(?<!\d)20\d{{2}}(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])(?:\d{{6}})?(?!\d))"
)
# In this order: what is longer is no part of what is shorter.
SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("days", re.compile(rf"(?P<first>{DAY})-(?P<last>{DAY}|(?:{M}月)?{D}[日号]|{M}[-./]{D}(?!\d))")),
    ("day", re.compile(rf"{DAY}|(?<!\d){M}月{D}[日号]")),
    ("span", re.compile(rf"(?<!\d)(?P<year>{Y})年度?(?P<since>{M})月?份?-(?:(?P<again>{Y})年)?(?P<month>{M})月")),
    ("span", re.compile(rf"(?<![\d.])(?P<year>20\d{{2}})[-./](?P<since>{M})-(?:(?P<again>20\d{{2}})[-./])(?P<month>{M})(?!\d)")),
    ("span", re.compile(r"(?<![\d.])(?P<year>20\d{2})(?P<since>1[0-2]|0[1-9])-(?P<again>20\d{2})(?P<month>1[0-2]|0[1-9])(?!\d)")),
    ("month", re.compile(rf"(?<!\d)(?P<year>{Y})年度?(?P<month>{M})月")),
    ("month", re.compile(r"(?<!\d)(?P<roc>民国(?P<year>1\d{2}))年度?(?P<month>1[0-2]|0?[1-9])月")),
    ("month", re.compile(r"(?<![\d.])(?<!\d-)(?P<year>20\d{2})[-./_](?P<month>1[0-2]|0?[1-9])(?![-._/]?\d)")),
    ("month", re.compile(r"(?<![\d.])(?<!\d-)(?P<year>20\d{2})(?P<month>1[0-2]|0[1-9])(?!\d)")),
    ("quarter", re.compile(r"(?:20\d{2}年度?)?第?[一二三四1-4]季度?|(?:20\d{2}年?)?q[1-4](?![a-z\d])")),
    ("span", re.compile(rf"(?<![\d年])(?P<since>{M})月?份?-(?P<month>{M})月")),
    ("month", re.compile(rf"(?<![\d年])(?P<month>{M})月(?!\d)")),
    ("year", re.compile(r"(?<!\d)(?P<year>20\d{2})(?:年度?(?!\d)|(?!\d))")),
)  # fmt: skip
# What comes before a date that is not the month of the figures, directly or with a few words between.
DONE = (
    "报送|上报|填报|填表|报出|制表|编制|打印|印制|印发|导出|生成|下载|更新|发布|公布|修订|修改|制定|制订|批准|审核|审批|签发|签字|盖章|提交|申报|"
    "受理|收到|接收|录入|入库|注册|登记|成立|开工|投产|竣工|实施|执行|施行|启用|停用|创建|查询|抽取|备案|归档|到期|截止"
)
NOT_THE_MONTH = re.compile(
    rf"(?:有效|失效|期满|废止|时限|限期|期限|截止(?:日期|时间|日|期)|(?:报送|上报|填报|提交|申报|受理)[^,;。]{{0,4}}截[止至]|截[止至](?:报送|上报|填报|提交|申报)"
    rf"|(?:{DONE})(?:日期|时间|日|于|截[止至]|[:])|请于|最迟|不迟于|不晚于|文号|编号|表号|单号|批号|批次|流水号|证号|号码|字号|电话|联系|手机|传真|邮编"
    r"|tel|phone|fax|expir\w*|valid\w*|deadline|due|print\w*|export\w*|issued?|no\.|上月|上期|同期|基期|上年|去年|对比|相比|环比|同比|[较比])"
    r"[^,;。)】\]、|_\d]{0,5}[:(（\[ ]*$"
)
A_FORM = re.compile(r"(?:版本?|版次|模板|样表|表样|制度|(?<![a-z])(?:v|ver|version|rev)\.?)[:号 ]?$")
BELOW = re.compile(
    r"^份?[)\]】]? ?(?:修订|修改|印发|制定|制订|发布|公布|起|[之以]?前|版|号(?!楼)|到期|期满|失效|打印|印制|导出|"
    r"截止|报送(?!表|数)|上报(?!表|数)|制表|生成|更新|"
    r"下载|启用|执行|实施|施行|有效|编制|审核|提交|统计报表制度|制度)"
)
IS_THE_MONTH = re.compile(
    r"(?:报告期|所属期|所属时期|期别|统计(?:期|月份|年月|时间|时段|时期|周期)|数据(?:期|月份|年月|时间|时段)|(?:报表|填报|结算|账单|费款|税款)?(?:月份|年月|账期|期间)|period|month)"
    r"[^,;。\d]{0,2}[:( ]*$"
)
OF_LAST_YEAR = re.compile(r"(?:上年|去年|上一年|往年|同期)(?!.*(?:对比|比较|本年|今年))")
NAMES = {"title": "title", "sheet": "sheet name", "file": "file name"}


class Candidate(NamedTuple):
    """A date that may be the month: year and month as far as they are stated, whether a label calls it the month, and where it stands.

    `is_span`: it is the last of several months since January.
    """

    year: int | None
    month: int | None
    is_labelled: bool
    title: Title
    is_span: bool = False

    @property
    def period(self) -> str:
        """The month as YYYY-MM."""
        return f"{self.year}-{self.month:02d}"

    @property
    def place(self) -> str:
        """Where the month is stated."""
        return f"{NAMES[self.title.where]} '{self.title.text}'"

    @property
    def shown(self) -> str:
        """The month and where it is stated."""
        return f"{self.period} ({self.place})"


@lru_cache(maxsize=10_000)
def candidates(titles: tuple[Title, ...]) -> tuple[Candidate, ...]:
    """Return every date in these texts that may be the month of the figures or the year of it."""
    found: list[Candidate] = []
    before = ""
    for title in titles:
        text = plain_dates(title.text)
        # A label may stand in the cell before.
        found += _of_text(text, before if title.where == "title" else "", title)
        before = text if not _expressions(text) else ""
    return tuple(found)


def plain_dates(text: str) -> str:
    """Return a text in the form dates are looked for in: NFKC, lower case, one dash, no Chinese numerals, no spaces in a date."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if unicodedata.category(letter) not in ("Cf", "Cc"))
    if re.search(r"2 +0 +\d +\d *年", plain):
        plain = re.sub(r"(?<=[\d年月]) +(?=[\d年月日])", "", plain)
    plain = re.sub(
        r"[〇○零一二三四五六七八九]{4}(?=年)",
        lambda match: "".join(str("〇一二三四五六七八九".find(c) if c not in "○零" else 0) for c in match.group()),
        plain,
    )
    plain = DASHES.sub("-", re.sub(r"\s+", " ", plain))
    plain = re.sub(
        r"(?<=\d) (?=[年月日号])|(?<=[年月]) (?=[\d份度])|(?<=年)一(?=[月至到~-])",
        lambda match: "1" if match.group() == "一" else "",
        plain,
    )
    plain = re.sub(
        r"(?<=[\d月日号份]) ?(?:[至到~]|-+) ?(?=[\d一二三四五六七八九十])|(?<=[月份]) ?[至到~] ?(?=[一二三四五六七八九])", "-", plain
    )
    plain = re.sub(r"(?<=\d)[一ー](?=\d)", "-", plain_months(plain))
    # 2026年9月、10月 and 2026年9、10月 are two months of one year.
    plain = re.sub(r"(20\d{2}年)(\d{1,2})(?=[、,和及与] ?\d{1,2}月)", r"\1\2月", plain)
    while (spelled := re.sub(r"((20\d{2}年)\d{1,2}月份?[、,和及与] ?)(?=\d{1,2}月)", r"\1\2", plain)) != plain:
        plain = spelled
    return plain


class Expression(NamedTuple):
    """A date in a text: what shape it has and where it stands."""

    shape: str
    start: int
    end: int
    said: dict[str, str | None]
    text: str


def _expressions(text: str) -> list[Expression]:
    """Return the dates of a text from left to right; none overlaps another."""
    found: list[Expression] = []
    for shape, pattern in SHAPES:
        for match in pattern.finditer(text):
            if all(match.end() <= other.start or match.start() >= other.end for other in found):
                found.append(Expression(shape, match.start(), match.end(), match.groupdict(), match.group()))
    return sorted(found, key=lambda each: each.start)


def _of_text(text: str, label: str, title: Title) -> Iterable[Candidate]:
    """Yield the dates of one text that may be the month; `label` is the text of the cell before, which may say what they are."""
    expressions = _expressions(text)
    for number, each in enumerate(expressions):
        start = expressions[number - 1].end if number else 0
        before, after = text[start : each.start], text[each.end :]
        if number == 0 and not re.sub(r"[\W_]", "", before):
            before = f"{label.rstrip(': ')}:"
        is_labelled = IS_THE_MONTH.search(before) is not None
        if not is_labelled and (NOT_THE_MONTH.search(before) or A_FORM.search(before) or BELOW.match(after)):
            continue
        year, month = _stated(each)
        if year is not None or month is not None:
            yield Candidate(year, month, is_labelled, title, _is_span(each, month))


def _is_span(each: Expression, month: int | None) -> bool:
    """Whether a date that states a month is a span of several."""
    first = _parts(each.said["first"] or "") if each.shape == "days" else []
    since = first[1] if len(first) == 3 else each.said.get("since")
    return month is not None and since is not None and int(since) != month


def _stated(each: Expression) -> tuple[int | None, int | None]:
    """Return the year and the month a date states; nothing for days, quarters and spans that do not begin in January."""
    if each.shape == "days":
        return _whole_month(each)
    if each.shape in ("day", "quarter"):
        return None, None
    said = each.said
    if said.get("since") and (int(said["since"] or 0) != 1 or (said.get("again") and said.get("again") != said.get("year"))):
        is_one = said.get("since") == said.get("month") and said.get("again") == said.get("year")
        if not is_one:
            return None, None
    year = said.get("year")
    month = said.get("month")
    return _full_year(year, is_of_republic=bool(said.get("roc"))) if year else None, int(month) if month else None


def _full_year(year: str, *, is_of_republic: bool) -> int:
    """Return a year of four digits; the years of the Republic count from 1912."""
    if is_of_republic:
        return int(year) + 1911
    return int(year) if len(year) == 4 else 2000 + int(year)


def _whole_month(each: Expression) -> tuple[int | None, int | None]:
    """Return the month that a span of days is exactly, or ends with where it begins on 1 January; nothing for other days."""
    first = [int(part) for part in _parts(each.said["first"] or "")]
    last = [int(part) for part in _parts(each.said["last"] or "")]
    if len(first) != 3 or not last:
        return None, None
    year, month, day = [*first[: 3 - len(last)], *last]
    is_end = 1 <= month <= 12 and day == calendar.monthrange(year, month)[1]
    if is_end and first[2] == 1 and first[0] == year and first[1] in (1, month):
        return year, month
    return None, None


def _parts(text: str) -> list[str]:
    """Return the numbers of a day."""
    return [text[:4], text[4:6], text[6:8]] if re.fullmatch(r"\d{8}", text) else re.findall(r"\d+", text)


def title_months(titles: tuple[Title, ...]) -> dict[str, Candidate]:
    """Return the month each place states (title, sheet, file), where it states one.

    Raises FileRefusedError where one place states two. A month without its year takes the one year that the texts name, if they name one.
    """
    every = candidates(titles)
    found: dict[str, Candidate] = {}
    for where in ("title", "file", "sheet"):
        own = [each for each in every if each.title.where == where]
        full = [each for each in own if each.year and each.month] or _with_year(own, every)
        labelled = [each for each in full if each.is_labelled] or full
        if len({each.period for each in labelled}) > 1:
            first, second = _two(labelled)
            raise _disagreement(first, second)
        if labelled:
            found[where] = labelled[0]
    return found


def _with_year(own: Sequence[Candidate], every: Sequence[Candidate]) -> list[Candidate]:
    """Return the months that stand without a year, with the one year named anywhere; none where two are named or none."""
    years = {each.year for each in every if each.year}
    alone = [each for each in own if each.month and not each.year]
    # Beside a whole month elsewhere only a sheet's name is as short as that; in a sentence a month alone is about something else.
    is_needed = not any(each.year and each.month for each in every) or all(len(each.title.text.strip()) <= 4 for each in alone)
    return [each._replace(year=years.copy().pop()) for each in alone] if len(years) == 1 and is_needed else []


def _two(stated: Sequence[Candidate]) -> tuple[Candidate, Candidate]:
    """Return two that disagree."""
    return stated[0], next(each for each in stated if each.period != stated[0].period)


def _disagreement(first: Candidate, second: Candidate) -> FileRefusedError:
    """Return the refusal of a file that states two months."""
    return FileRefusedError(
        "two_months",
        f"two months are stated: {first.shown} and {second.shown}; expected one month for all figures of a table; "
        "correct the one that is wrong and deliver the file again",
    )


def year_of_titles(titles: tuple[Title, ...]) -> int | None:
    """Return the one year these texts name, None where they name none or several."""
    years = {each.year for each in candidates(titles) if each.year}
    return years.pop() if len(years) == 1 else None


def _check_year_of_sheet(titles: tuple[Title, ...], stated: Candidate) -> None:
    """Raise FileRefusedError where the name of a sheet says that it is of another year than the month stated elsewhere."""
    own = tuple(title for title in titles if title.where == "sheet")
    years = {each.year for each in candidates(own) if each.year}
    last = next((title for title in own if OF_LAST_YEAR.match(title.text.strip())), None)
    if last is None and (not years or stated.year in years):
        return
    raise FileRefusedError(
        "two_months",
        f"{stated.shown} is stated, and the sheet name '{own[0].text}' says another year; add a column 期别 with the month of each row, "
        "or leave the sheet out, and deliver the file again",
    )


def month_of_titles(titles: tuple[Title, ...]) -> Candidate:
    """Return the one month the texts about a table state; raises FileRefusedError where they state none, or two that disagree."""
    stated = title_months(titles)
    if not stated:
        shown = "; ".join(title.text for title in titles) or "nothing"
        raise FileRefusedError(
            "no_period",
            f"no column, title or file name says which month the figures are about (found: {shown}), expected one such as 2026年7月, "
            "not a day, a quarter, a deadline or a validity; add it",
        )
    places = [stated[where] for where in ("title", "file", "sheet") if where in stated]
    _check_year_of_sheet(titles, places[0])
    sure = {each.period for each in places[:2]}
    # A sheet often keeps the name of the month it was copied from; two other places that agree outweigh it.
    if len(places) == 3 and len(sure) == 1:
        return places[0]
    if len({each.period for each in places}) > 1:
        raise _disagreement(*_two(places))
    return places[0]
