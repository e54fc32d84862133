"""Days as people and programs write them: with a time and a zone behind them, and the dates that stand for no date at all.

A moment with a zone is a day of Asia/Shanghai, whatever zone it was written in; one without is the day it says.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONE = "Asia/Shanghai"
# What databases, spreadsheets and programs write where no day is known: their first days, 0000-00-00 and the day 0 of a calendar.
FIRST_DAY = date(1900, 1, 3)
EPOCH = date(1970, 1, 1)
# What they write for ever: 2099-12-31, 2999-12-31, 9999-12-31 and their kin.
OPEN_FROM = date(2099, 1, 1)
# What people write for ever, or where something has not ended.
OPEN_WORDS = frozenset((
    "长期", "长期有效", "长久", "永久", "永久有效", "永续", "终身", "无固定期限", "无固定期", "无期限", "无限期", "不限", "不限期",
    "不定期",
    "至今", "迄今", "今", "现在", "目前", "当前", "在营", "在业", "在库", "存续", "正常", "开业", "有效", "未到期", "未退库", "未注销",
    "未停用", "未失效", "未销户", "未定", "待定", "未知", "不详", "空", "∞", "present", "now", "current", "currently",
    "today", "ongoing", "open", "forever", "indefinite", "indefinitely", "permanent", "never",
    "unlimited", "max", "infinity", "nat", "no end", "until now", "to date",
))  # fmt: skip

_TIME = (
    r"(?P<half>上午|下午|am|pm)? ?(?P<hour>\d{1,2})(?:(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,:]?\d{1,9})?)?)"
    r"|[时点](?:(?P<minutes>\d{1,2})分?)?(?:(?P<seconds>\d{1,2})秒)?)? ?(?P<half_behind>am|pm)?"
    r" ?(?P<zone>z|utc|gmt|cst|asia/shanghai|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?)?(?:\[[\w/+:-]+\])?"
)
SHAPES = (
    re.compile(rf"^(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:(?:t| +){_TIME})?$"),
    re.compile(rf"^(?P<year>\d{{4}}) ?年 ?(?P<month>\d{{1,2}}) ?月 ?(?P<day>\d{{1,2}}) ?[日号]?(?: ?{_TIME})?$"),
    re.compile(rf"^(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:[t ]?(?=\d\d:?\d\d){_TIME})?$"),
)
# Day 0 and day 1 of a spreadsheet's calendar, and the last of its days.
_SERIALS_OF_NO_DAY = re.compile(r"^[01](\.\d+)?$")
_LAST_SERIAL = re.compile(r"^(2958465|401768|401769|2958466)(\.\d+)?$")


def folded(cell: str) -> str:
    """Return a cell in the form days are judged in: NFKC, without marks that nobody sees, trimmed, lower case."""
    text = cell if cell.isascii() else without_hidden(unicodedata.normalize("NFKC", cell))
    return text.strip().removeprefix("'").strip().casefold()


def without_hidden(text: str) -> str:
    """Return a text without zero-width and other characters that nobody sees."""
    return "".join(character for character in text if unicodedata.category(character) not in ("Cf", "Cc") or character in "\t\n\r")


def stands_for_no_day(text: str) -> bool:
    """Whether a folded cell says "none" or "for ever" in words or as one of the dates that programs write for it."""
    if text in OPEN_WORDS or _SERIALS_OF_NO_DAY.match(text) or _LAST_SERIAL.match(text):
        return True
    match = _match(text)
    if match is None:
        return text in ("0000", "9999", "0000-00", "9999-12", "000000", "999912", "99999999", "1900-01", "190001")
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    # A month or a day 0 is none wherever the calendar has not begun; elsewhere it is a mistake.
    if year <= 1 or year >= OPEN_FROM.year or (year <= FIRST_DAY.year and 0 in (month, day)):
        return True
    found = day_of(text)
    return found is not None and is_no_day(found)


def is_no_day(day: date) -> bool:
    """Whether a date is one that stands for "none" or "for ever"."""
    return day < FIRST_DAY or day == EPOCH or day >= OPEN_FROM


def day_of(text: str) -> date | None:
    """Return the day a folded text names, with or without a time and a zone; None where it names none that exists."""
    match = _match(text)
    if match is None:
        return None
    try:
        moment = datetime(int(match["year"]), int(match["month"]), int(match["day"]), _hour(match), *_minute_and_second(match))  # noqa: DTZ001
        offset = _offset(match["zone"])
        return moment.date() if offset is None else moment.replace(tzinfo=offset).astimezone(ZoneInfo(ZONE)).date()
    except (ValueError, OverflowError):
        return None


def has_time(text: str) -> bool:
    """Whether a folded text is a moment and not a day alone."""
    match = _match(text)
    return match is not None and match["hour"] is not None


def _match(text: str) -> re.Match[str] | None:
    """Return how the first fitting shape reads the text; the shapes exclude one another, so no cell has two readings."""
    return next(filter(None, (shape.match(text) for shape in SHAPES)), None)


def _hour(match: re.Match[str]) -> int:
    """Return the hour of the day, 0 where none is given; 下午 and pm count from noon."""
    hour, half = int(match["hour"] or 0), match["half"] or match["half_behind"]
    if half in ("下午", "pm") and hour < 12:
        return hour + 12
    return 0 if half in ("上午", "am") and hour == 12 else hour


def _minute_and_second(match: re.Match[str]) -> tuple[int, int]:
    """Return minute and second, 0 where none is given."""
    return int(match["minute"] or match["minutes"] or 0), int(match["second"] or match["seconds"] or 0)


def _offset(zone: str | None) -> timezone | ZoneInfo | None:
    """Return the zone a text states, None for none; CST is China's own here."""
    if zone is None:
        return None
    if zone in ("cst", "asia/shanghai"):
        return ZoneInfo(ZONE)
    digits = zone.removeprefix("utc").removeprefix("gmt").replace(":", "")
    if digits in ("", "z"):
        return timezone(timedelta())
    sign, hours, minutes = (-1 if digits[0] == "-" else 1), digits[1:3], digits[3:] or "0"
    return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))
