"""What a month's folder and its mails print against what the warehouse holds: every number, and every difference as a sentence."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import html

from tests.pipeline.printed.books import of_workbook
from tests.pipeline.printed.corrected import WORDINGS as WORDINGS_CORRECTED
from tests.pipeline.printed.corrected import facts_corrected
from tests.pipeline.printed.enterprises import facts_known, facts_of, of_an_enterprise, reasons_hold
from tests.pipeline.printed.first_families import WORDINGS as WORDINGS_FIRST
from tests.pipeline.printed.first_families import facts_first
from tests.pipeline.printed.indexes import of_index
from tests.pipeline.printed.learned import facts_learned, wordings_learned
from tests.pipeline.printed.letters import PrintedMail, mails_of
from tests.pipeline.printed.month import PublishedMonth
from tests.pipeline.printed.numbers import MISSING, number_of
from tests.pipeline.printed.outcomes_of_lists import wordings
from tests.pipeline.printed.pages import Block, blocks, page_tree
from tests.pipeline.printed.parts import SEVERE, Facts, Part
from tests.pipeline.printed.tables import NAMED, Tables, differs, group_name
from tests.pipeline.printed.wordings import OF_A_PART, Compared, read
from warehouse.risk_vocabulary import FEATURES, SIGNS_OF_A_MOVE
from warehouse.vocabulary import LEVELS

ROWS_SHOWN = {"places": 6, "restatements": 20, "unjudged": 24}
FEWEST_RATED = 20
# What is no figure of the warehouse: what the explaining model says is fitted when the page is written and stands in no table; how many
# records of a page its printed copy leaves out; constants of the wording.
UNWORKED = (
    re.compile(r"其余\d+条见网页版"),
    re.compile(r"偏离趋势水平：[^。]*|水平变化：[^。]*"),
    re.compile(r"发出当日为0|区间含0"),
    re.compile(r"每增加1，发生与不发生之比约扩大为2\.7倍|近24个月里，提前1、3、6、12个月给出的80%和95%区间|接近80%、95%为准"),
)
LEVEL_OF_TILE = {f"t-{level.key}": level.key for level in LEVELS}


@dataclass(frozen=True)
class Reader:
    """Reads what is written about one part of a month."""

    month: PublishedMonth
    part: Part

    @cached_property
    def tables(self) -> Tables:
        """The tables of the part."""
        return Tables(self.month, self.part)

    @cached_property
    def facts(self) -> Facts:
        """What sentences about the part may name."""
        return (
            self.part.facts
            | self._growth()
            | self._handled()
            | self._streets()
            | self._most("street")
            | self._most("industry")
            | self._due()
            | (self.tables.lists.facts() if not self.part.column else {})
            | facts_learned(self.month, self.part)
            | facts_corrected(self.month, self.part)
            | (facts_first(self.month) if not self.part.column else {})
        )

    @cached_property
    def wordings(self) -> list[str]:
        """The wordings of sentences about the part, the names of its streets among them."""
        streets = [f"(?<![^：、]){re.escape(name)}{{street_rate_{place}}}(?=[、。])" for place, name in enumerate(self._street_names)]
        most = [f"{{most_{kind}}}家 ?预警最多的{word}" for kind, word in (("street", "街道"), ("industry", "行业"))]
        most += [
            f"预警最多的{word}：[^；。]*?，各?{{most_{kind}_again}}家(?:（监测{{most_{kind}_base}}家）)?"
            f"(?:，每百家{{most_{kind}_rate}}也最多)?(?:；按每百家计最多：[^；。]*?，{{rate_{kind}}}（监测{{rate_{kind}_base}}家中{{rate_{kind}_count}}家）)?"
            for kind, word in (("street", "街道"), ("industry", "行业"))
        ]
        cut = [
            r"其余{streets_cut}个街道未列出",
            r"其余{industries_cut}个行业未列出",
            r"列前{restatements_shown}条",
            r"其余{unjudged_more}家见工作簿",
        ]
        index = [r"共{issues}期", r"共{ever_registered}家，最近{issues}期"]
        due = [rf"{int(name[4:6])}月{int(name[6:])}日前{{{name}}}家" for name in self._due() if name != "due_open"]
        return [
            *wordings(),
            *cut,
            *index,
            *most,
            *due,
            "期限另定{due_open}家",
            *wordings_learned(self.month),
            *WORDINGS_CORRECTED,
            *WORDINGS_FIRST,
            *OF_A_PART,
            *streets,
        ]

    def page(self, name: str, tree: html.HtmlElement, uscc: str | None = None) -> Iterator[Compared]:
        """Yield every number of a page; `uscc`: whom the whole page is about."""
        names = {str(row["name"]): code for code, row in self.month.everybody.items()}
        for block in blocks(tree, names):
            whose = block.uscc or uscc
            yield from self.block(name, Block(block.text, block.heading, block.classes, block.cell, whose))

    def block(self, name: str, block: Block) -> Iterator[Compared]:
        """Yield the numbers of a block."""
        if not any(mark.isdigit() for mark in block.text):
            return
        level = next((key for tile, key in LEVEL_OF_TILE.items() if tile in block.classes.split()), None)
        if level is not None:
            yield from read(f"{name}, board", block.text, _tile(level), self.facts)
            return
        if block.cell is not None:
            own = indicator_cell(self.month, block) if block.uscc else None
            if (found := own if own is not None else self.tables.read(name, block)) is not None:
                yield from found
                return
        section = f", {block.heading[:8]}" if name == "bulletin" else ""
        yield from self.text(f"{name}{section}", block.text, block.uscc)

    def text(self, place: str, text: str, uscc: str | None = None) -> Iterator[Compared]:
        """Yield the numbers of a sentence."""
        for unworked in UNWORKED:
            text = unworked.sub(" ", text)
        if uscc is None:
            yield from read(place, text, self.wordings, self.facts, named=self.month.words_with_digits)
        else:
            facts, known = facts_of(self.month, uscc) | self.facts, facts_known(self.month, uscc)
            yield from read(place, text, [*of_an_enterprise(), *self.wordings], facts, known, self.month.words_with_digits)

    # Figures beside those of the part -----------------------------------------------------------------------------------------------------

    def _growth(self) -> Facts:
        rows = self.part.of(self.month.rows("out_growth__monthly_enterprises"))
        return {"rises": sum(row["kind"] == "rise" for row in rows), "newcomers": sum(row["kind"] == "new" for row in rows), "one": 1}

    def _handled(self) -> Facts:
        """What was held, restated and refused, and how much of the annexes is shown."""
        month, count = self.month, self.month.stored.query
        refused = count("select count(*) from raw_quarantine__event_rows where action = 'refused'")[0][0]
        aside = count(
            "select (select count(*) from raw_quarantine__event_rows where action = 'set_aside') + "
            "(select count(*) from feat_edits__monthly_observations where month = ?)", month.month,
        )[0][0]  # fmt: skip
        files, unread = count("select count(*), count(*) filter (layout is null) from raw_deliveries__event_files")[0]
        delivered, turned_down = count("select sum(rows_in)::double, sum(rows_refused)::double from raw_deliveries__event_files")[0]
        facts: Facts = {"refused_ever": float(str(refused)), "set_aside_ever": float(str(aside)), "files": float(str(files))}
        facts |= {"rows_delivered": float(str(delivered)), "rows_turned_down": float(str(turned_down))}
        facts["turned_down_share"] = float(str(turned_down)) / float(str(delivered))
        arrivals = dict(self.part.indicators())
        for key, own in arrivals.items():
            facts |= {f"{key}_arrival": own["share"], f"{key}_expected": own["expected"], f"{key}_arrived": own["arrived"]}
            facts[f"{key}_age"] = month.stored.age_of(key)
        facts |= {name: sum(own[name] or 0 for own in arrivals.values()) for name in ("held", "restated")}
        changed = [row for row in month.rows("out_revisions__monthly_enterprises") if row["level_then"] != row["level_now"]]
        restated = self.part.of(month.rows("out_restatements__monthly_observations"))
        facts |= {"revised": len(self.part.of(changed)), "restatements_shown": min(len(restated), ROWS_SHOWN["restatements"])}
        unjudged = self.part.facts["unjudged_in_all"] or 0
        facts |= {"unjudged_more": unjudged - ROWS_SHOWN["unjudged"]}
        return facts | {"files_refused": float(str(unread))}

    def _due(self) -> Facts:
        """How many are to be visited by each day: red and orange of the district, everybody listed of a part of it."""
        asked = self.part.listed if self.part.column else [row for row in self.part.listed if row["level"] in SEVERE]
        days = Counter("due_open" if row["respond_by_on"] is None else f"due_{row['respond_by_on']:%m%d}" for row in asked)
        return dict(days)

    @cached_property
    def _street_names(self) -> list[str]:
        return sorted({str(row["street"]) for row in self.month.everybody.values() if row["street"]})

    def _streets(self) -> Facts:
        rename = group_name("street")
        return {f"street_rate_{place}": self.part.group("street", name, rename)["rate"] for place, name in enumerate(self._street_names)}

    def _most(self, kind: str) -> Facts:
        """Where most are listed, by count and by rate, and how many groups the table leaves out."""
        rename = group_name(kind)
        names = {rename(row[kind]) for row in [*self.part.monitored, *self.part.listed]}
        groups = {name: self.part.group(kind, name, rename) for name in names}
        named = [group for name, group in groups.items() if group["count"] and name != "未注明"]
        rated = [group for group in named if (group["base"] or 0) >= FEWEST_RATED]
        most = max((group["count"] or 0 for group in named), default=None)
        top = [group for group in named if group["count"] == most]
        rate = max((group["rate"] or 0 for group in rated), default=None)
        first = [group for group in rated if group["rate"] == rate]
        shown = min(sum(bool(group["count"]) for group in groups.values()), ROWS_SHOWN["places"])
        facts: Facts = {f"most_{kind}": most, f"most_{kind}_again": most, f"rate_{kind}": rate}
        facts[f"{'streets' if kind == 'street' else 'industries'}_cut"] = len(groups) - shown
        if len(top) == 1:
            facts |= {f"most_{kind}_base": top[0]["base"], f"most_{kind}_rate": top[0]["rate"]}
        if len(first) == 1:
            facts |= {f"rate_{kind}_base": first[0]["base"], f"rate_{kind}_count": first[0]["count"]}
        return facts


def _tile(level: str) -> list[str]:
    return [
        rf"^{{{level}}}家", rf"较上月增加{{{level}_change}}家", rf"较上月减少{{less_{level}_change}}家",
        rf"占监测产值 ?{{{level}_output_share}}", rf"占监测用工 ?{{{level}_jobs_share}}",
    ]  # fmt: skip


def indicator_cell(month: PublishedMonth, block: Block) -> Iterator[Compared] | None:
    """Yield the number in a row about one indicator or one contribution of an enterprise; None where the table is another."""
    cell, uscc = block.cell, block.uscc
    assert cell is not None
    assert uscc is not None
    if cell.head in ("取值", "贡献"):
        return _contribution(month, block)
    if found := re.fullmatch(r"其余(\d+)项合计", block.text):
        risk = "operating" if block.heading.startswith("经营") else "relocation"
        rest = len(contributions(month, uscc, risk)) - len(cell.labels) + 1
        return iter([Compared("page, 其余各项", "" if rest == int(found[1]) else f"{uscc}: {block.text}, worked out {rest}")])
    name = re.sub(r" ?（.*", "", cell.row.get("指标", ""))
    if "当月值" not in cell.row or name not in NAMED:
        return None
    return _of_indicator(month, block, NAMED[name])


def _of_indicator(month: PublishedMonth, block: Block, key: str) -> Iterator[Compared]:
    """Yield the figure of one indicator's cell: value, normal level, its band, how far from it, growth, place among the peers."""
    cell, uscc = block.cell, block.uscc
    assert cell is not None
    assert uscc is not None
    found, facts = month.evidence.get((uscc, key), {}), facts_of(month, uscc)
    ratio, place = found.get("ratio_share"), f"page, {cell.head}"
    gap = None if ratio is None else ratio - 1
    single = {"当月值": facts[f"{key}_month"], "常态水平": found.get("expected"), "较常态": gap}
    # Of a figure at or below zero no gap is told beside the reasons.
    single |= {"差距": gap if gap is not None and gap > -1 else None, "同行中位数": found.get("peers_share")}
    if cell.head in single:
        yield from differs(place, uscc, cell.head, block.text, single[cell.head])
    elif cell.head == "常态80%区间":
        yield from read(place, block.text, ["{low}～{high}"], {"low": found.get("lo_80"), "high": found.get("hi_80")})
        yield from _band_holds(uscc, cell.row)
    else:
        own = facts | {"lasting": found.get("duration_months"), "weaker": _weaker(found), "stronger": found.get("peer_percentile_share")}
        wordings = (
            rf"^{{{key}_three_months_growth}}", rf"当月同比{{{key}_month_growth}}", rf"已{{silent_{key}}}个月无数据",
            "起(?:可比的)?{lasting}个月", "弱于{weaker}(?:以上)?的同行", "强于{stronger}(?:以上)?的同行",
        )  # fmt: skip
        yield from read(place, block.text.replace("99%以上", ">99%"), wordings, own)


def _weaker(found: dict[str, float | None]) -> float | None:
    share = found.get("peer_percentile_share")
    return None if share is None else 1 - share


def _contribution(month: PublishedMonth, block: Block) -> Iterator[Compared]:
    cell = block.cell
    assert cell is not None
    risk = "operating" if block.heading.startswith("经营") else "relocation"
    own = contributions(month, str(block.uscc), risk)
    rows = [row for row in own if FEATURES[row["feature"]].zh.casefold() == cell.label.casefold()]
    column = "feature_value" if cell.head == "取值" else "contribution_log_odds"
    wanted = rows[0][column] if len(rows) == 1 else None
    if cell.label.startswith("其余"):
        # Behind those that are named, all others as one.
        wanted = sum(row["contribution_log_odds"] for row in own[len(cell.labels) - 1 :])
    yield from differs(f"page, {cell.head}", f"{block.uscc}, {cell.label}", cell.head, block.text, wanted)


def contributions(month: PublishedMonth, uscc: str, risk: str) -> list[dict[str, Any]]:
    """Return what moves a risk of an enterprise, most first; signs of a move are no evidence of how it operates."""
    rows = [row for row in month.rows("pred_contributions__monthly_enterprises", uscc) if row["risk"] == risk
            and row["feature"] != "intercept" and round(row["contribution_log_odds"], 6) != 0
            and not (risk == "operating" and row["feature"] in SIGNS_OF_A_MOVE)]  # fmt: skip
    return sorted(rows, key=lambda row: (-abs(row["contribution_log_odds"]), row["feature"]))


def _band_holds(whose: str, row: object) -> Iterator[Compared]:
    """Yield where a normal level lies outside the band it stands with."""
    assert isinstance(row, dict)
    ends = row["常态80%区间"].split("～")
    level = number_of(row["常态水平"])
    if level is None or len(ends) != 2 or any(end.strip() in MISSING for end in ends):
        return
    low, high = (number_of(end) for end in ends)
    assert low is not None
    assert high is not None
    # Each of the three is rounded by itself.
    holds = low.value - 1 <= level.value <= high.value + 1
    yield Compared("page, band holds its level", "" if holds else f"{whose}, {row['指标']}: {level.text} lies outside {row['常态80%区间']}")


def compared(month: PublishedMonth) -> Iterator[Compared]:
    """Yield every printed number of a month's folder and mails beside what the warehouse holds."""
    district = Reader(month, Part(month))
    yield from district.page("bulletin", page_tree(month.folder / "bulletin.html"))
    yield from of_workbook(month, district)
    for page in sorted((month.folder / "enterprises").glob("*.html")):
        yield from district.page("page", page_tree(page), page.stem)
    for page in sorted((month.folder / "urgent").glob("*.html")):
        yield from district.page("urgent note", page_tree(page), page.stem)
    if (month.folder / "model.html").exists():
        yield from district.page("model", page_tree(month.folder / "model.html"))
    if month.is_newest:
        yield from of_index(month)
    for mail in mails_of(month):
        yield from _of_mail(month, mail)
    yield from (Compared(f"reason, {code}", problem) for code, problem in reasons_hold(month))


def _of_mail(month: PublishedMonth, mail: PrintedMail) -> Iterator[Compared]:
    """Yield the numbers of a mail's subject, page and plain twin, and where the twin tells other numbers than the page."""
    reader = Reader(month, Part(month, *mail.scope))
    name = f"mail {mail.kind}"
    yield from reader.text(f"{name}, subject", mail.subject)
    # Before anything of it is opened a phone shows the beginning of the first case.
    first = min(reader.part.newly_red, key=lambda row: row["rank"], default={"uscc": None})["uscc"] if mail.kind == "urgent" else None
    yield from reader.page(f"{name}, page", html.fromstring(mail.page), first)
    for line, uscc in mail.lines({str(row["name"]): code for code, row in month.everybody.items()}):
        yield from reader.text(f"{name}, plain", line, uscc)
    page, plain = mail.numbers()
    only = {"page": page - plain, "plain": plain - page}
    for where, numbers in only.items():
        yield from (Compared(f"{name}, twin", f"{mail.name}: {number} stands in its {where} text alone") for number in sorted(numbers))
    yield from (Compared(f"{name}, twin", "") for _ in page & plain)
