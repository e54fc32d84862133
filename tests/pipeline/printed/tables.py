"""The cells of the tables of pages: which figure each is meant to hold, by table, row and column."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Any

from reports.industries import industry_name
from reports.words.text import Words
from tests.pipeline.printed.appeals_of_month import appeal_figures_of
from tests.pipeline.printed.corrected import correction_cells
from tests.pipeline.printed.enterprises import facts_of, of_an_enterprise
from tests.pipeline.printed.first_families import first_cells
from tests.pipeline.printed.learned import compared_cell
from tests.pipeline.printed.month import PublishedMonth, Row
from tests.pipeline.printed.numbers import MISSING, number_of
from tests.pipeline.printed.outcomes_of_lists import TABLES, OutcomesOfLists
from tests.pipeline.printed.pages import Block, Cell
from tests.pipeline.printed.parts import FOUND, Facts, Part
from tests.pipeline.printed.wordings import Compared, read
from warehouse import names
from warehouse.printed_figures import FIGURES
from warehouse.risk_vocabulary import FEATURES, RISK_SOURCES
from warehouse.vocabulary import (
    BOOKED,
    FINDINGS,
    FORECASTERS,
    INDICATORS,
    LEAVING_CAUSES,
    LEVELS,
    OUTCOMES,
    PHYSICAL,
    RISKS,
    SCORES,
    SIZE_CLASSES,
    UNCLEAR_FINDINGS,
    VISIT_STATES,
)

Wanted = dict[str, float | None]
WORDS = Words("zh")
FIGURE_OF = {text: figure.key for figure in FIGURES for text in (figure.heading("zh"), figure.zh)}
SHORT = {f"{level.shape} {level.zh}{level.roman}": level.key for level in LEVELS}
HEADS = {f"{level.shape} {level.zh}": level.key for level in LEVELS}
# What is printed of a warning as it is.
WARNING_OF = {
    "序号": "rank",
    "经营风险": "operating",
    "外迁风险": "relocation",
    "外迁占比": "relocation_share",
    "连续预警月数": "months_listed",
}
ANSWERS = {"名单": "asked", "已走访": "visited", "未走访": "unvisited", "其中逾期": "overdue", "走访次数": "visits"} | {
    f"{before}{term.zh}": f"{kind}_{term.key}"
    for before, kind in (("", "found"), ("处置：", "came")) for term in (*FINDINGS, *VISIT_STATES, *OUTCOMES, *UNCLEAR_FINDINGS)
    if term.key in FOUND
}  # fmt: skip
# Which indicator a name stands for, as the first word of a cell.
NAMED = {indicator.zh: indicator.key for indicator in INDICATORS}


@dataclass(frozen=True)
class Tables:
    """Reads the tables of one part of a month."""

    month: PublishedMonth
    part: Part

    def read(self, place: str, block: Block) -> Iterator[Compared] | None:
        """Yield the numbers of a cell beside what they should be; None where its table is no table of figures."""
        assert block.cell is not None
        if block.cell.table.startswith(TABLES):
            return self.lists.cell(f"{place}, table {block.cell.table[:6]}", block.text, block.cell)
        for begins, wanted in self._readers().items():
            if block.cell.table.startswith(begins):
                return self._cell(f"{place}, table {begins}", block, block.cell, wanted(block.cell, block))
        return None

    @cached_property
    def lists(self) -> OutcomesOfLists:
        """What became of earlier lists."""
        return OutcomesOfLists(self.month, self.part.visits)

    def _readers(self) -> dict[str, Callable[[Cell, Block], Wanted | None]]:
        return {
            "上月等级与本月等级对照": self._transitions, "分街道": self._by_street, "分行业": self._by_industry,
            "上期名单走访与结果": self._by_level, "上期名单分街道": self._answers_by("street"),
            "上期名单分责任单位": self._answers_by("owner"),
            "去向分布": self._flows, "首期名单发出以来": self._departure, "sources": self._source, "restatements": self._restatement,
            "corrections": self._correction,
            "grow": self._rise, "list": self._listed, "card": self._card, "calibration": self._calibration, "bands": self._bands,
            "outside": self._outside, "stated": self._stated, "evidence": self._first,
            "forecasters": self._forecasters, "policy-take-up": self._take_up, "本名单与其他挑选办法的对照": self._compared,
            "按诉求类别": self._appeals_by("topic"), "按承办部门": self._appeals_by("department"),
        }  # fmt: skip

    def _cell(self, place: str, block: Block, cell: Cell, wanted: Wanted | None) -> Iterator[Compared]:
        """Yield the figure of a cell, or of several where its parts have names."""
        if wanted is not None and cell.head in wanted:
            yield from differs(place, cell.label, cell.head, block.text, wanted[cell.head])
        elif wanted is not None and cell.head == "已到／应到":
            arrived, _, expected = block.text.partition("／")
            yield from differs(place, cell.label, "已到", arrived, wanted["已到"])
            yield from differs(place, cell.label, "应到", expected, wanted["应到"])
        elif block.uscc is not None:
            yield from read(
                f"{place}, text", block.text, of_an_enterprise(), facts_of(self.month, block.uscc), named=self.month.words_with_digits
            )
        else:
            yield from read(f"{place}, text", block.text, self._words(cell), wanted or {}, named=self.month.words_with_digits)

    def _words(self, cell: Cell) -> list[str]:
        if cell.table.startswith("本名单与其他挑选办法的对照"):
            return ["^{value} {lo}至{hi}$", "^{value} 已走访{visited}$", "（{own_lists}期）$"]
        if cell.table == "card":
            pairs = [f"{{from_{place}}}起{{step_{place}}}" for place in range(12)]
            return [f"^{'；'.join(pairs[:count])}$" for count in range(1, 12)]
        if cell.table == "stated":
            return ["^{lo}至{hi}$"]
        if cell.head == "未通过的条款":
            return [r"^[^；]*（{refused_0}件）(?:；.*（{refused_1}件）)?"]
        return [r"等{streets}个"] if cell.head == "来自街道" else [r"等{industries}个", r"滞后{age}个月"]

    # The list's changes -------------------------------------------------------------------------------------------------------------------

    def _transitions(self, cell: Cell, _: Block) -> Wanted:
        causes = {term.zh: term.key for term in LEAVING_CAUSES}
        left = Counter((row["level"], cause) for row, cause in self.part.left)
        now = Counter((then, row["level"]) for row, then in self.part.moved)
        new = Counter(row["level"] for row in self.part.entered)
        before = Counter(row["level"] for row in self.part.listed_before)
        wanted: Wanted = {}
        for head in cell.row:
            level, cause, then = HEADS.get(head), causes.get(head), SHORT.get(cell.label)
            if then is not None:
                wanted[head] = before[then] if head == "上月合计" else now[then, level] if level else left[then, cause]
            elif cell.label.startswith("本月合计"):
                sums = sum(count for (_, of), count in left.items() if of == cause)
                wanted[head] = len(self.part.listed_before) if head == "上月合计" else self.part.facts[level] if level else sums
            else:
                wanted[head] = new[level] if level else None
        return wanted

    # Places -------------------------------------------------------------------------------------------------------------------------------

    def _by_street(self, cell: Cell, _: Block) -> Wanted:
        return self._group("street", cell.label)

    def _by_industry(self, cell: Cell, _: Block) -> Wanted:
        return self._group("industry", cell.label)

    def _group(self, kind: str, label: str) -> Wanted:
        facts = self.part.group(kind, label, group_name(kind))
        return {"预警数": facts["count"], "监测企业": facts["base"], "每百家": facts["rate"], "每百家预警数": facts["rate"]} | {
            head: facts[key] for words in (HEADS, SHORT) for head, key in words.items()
        }

    # What people recorded -----------------------------------------------------------------------------------------------------------------

    def _by_level(self, cell: Cell, _: Block) -> Wanted:
        rows = [row for row in self.part.listed_before if cell.label == "合计" or row["level"] == SHORT.get(cell.label)]
        return self._answered(rows)

    def _answers_by(self, column: str) -> Callable[[Cell, Block], Wanted]:
        def wanted(cell: Cell, _: Block) -> Wanted:
            rows = [row for row in self.part.listed_before if self._now(row, column) == cell.label]
            return self._answered(rows)

        return wanted

    def _now(self, row: Row, column: str) -> str:
        return str(self.month.everybody.get(row["uscc"], row)[column]).strip()

    def _answered(self, rows: list[Row]) -> Wanted:
        facts = self.part.answers(rows)
        return {head: facts[name] for head, name in ANSWERS.items()}

    def _departure(self, _: Cell, block: Block) -> Wanted:
        return {"提前月数": next((ahead for uscc, _day, _said, ahead in self.part.departed if uscc == block.uscc), None)}

    # Where to -----------------------------------------------------------------------------------------------------------------------------

    def _flows(self, cell: Cell, _: Block) -> Wanted:
        state = "here" if cell.group.startswith("仍在区") else "gone"
        rows = [row for row in self.part.moves if row["state"] == state and self._goes(row, cell)]
        sums = {name: [row[name] for row in rows if row[name] is not None] for name in ("output", "tax", "jobs")}
        wanted: Wanted = {head: sum(values) if values else None for head, values in zip(
            ("近12个月产值（万元）", "近12个月纳税（万元）", "最新用工（人）"), sums.values(), strict=True)}  # fmt: skip
        here = [self.month.everybody[row["uscc"]] for row in rows]
        named = {"streets": len({row["street"] for row in here if row["street"]}), "industries": len({row["industry"] for row in here})}
        return wanted | {"家数": len(rows), **named}

    def _goes(self, row: Row, cell: Cell) -> bool:
        label = cell.label.removesuffix("（市内）")
        if label == "去向不明":
            return row["destination"] is None
        if label == "其他地区":
            return row["destination"] is not None and row["destination"] not in [one.removesuffix("（市内）") for one in cell.labels]
        return bool(row["destination"] == label)

    # Sources and figures ------------------------------------------------------------------------------------------------------------------

    def _source(self, cell: Cell, _: Block) -> Wanted:
        facts = self.part.arrival(NAMED[cell.label])
        heads = {"到达率": "share", "已到": "arrived", "应到": "expected", "未到": "late", "未到期": "not_due", "不报送": "silent",
                 "待核实": "held", "修订": "restated"}  # fmt: skip
        return {head: facts[name] for head, name in heads.items()} | {"age": self.month.stored.age_of(NAMED[cell.label])}

    def _restatement(self, cell: Cell, block: Block) -> Wanted:
        found = self._restated(
            block.uscc, cell.row.get("指标", "").partition("（")[0].strip(), cell.row.get("月份", ""), cell.row.get("获知日期", "")
        )
        return {"原值": found["old"], "新值": found["new"], "变动": found["change"]}

    def _correction(self, cell: Cell, block: Block) -> Wanted:
        name = cell.row.get("指标", "").partition("（")[0].strip()
        return correction_cells(self.month, block.uscc, NAMED[name], cell.row.get("月份", "").partition("（")[0])

    def _restated(self, uscc: str | None, name: str, month: str, known: str) -> Facts:
        rows = [row for row in self.month.rows("out_restatements__monthly_observations", uscc)
                if row["indicator"] == NAMED[name] and f"{row['period']:%Y-%m}" == month
                and str(row["known_on"] or "—") == known]  # fmt: skip
        if len(rows) != 1:
            return {"old": None, "new": None, "change": None}
        old, new = rows[0]["old_value"], rows[0]["new_value"]
        return {"old": old, "new": new, "change": None if old is None or new is None or old <= 0 else new / old - 1}

    def _rise(self, cell: Cell, block: Block) -> Wanted:
        assert block.uscc is not None
        wanted = self._listed(cell, block)
        own = [self.month.stored.figure(block.uscc, f"{key}_three_months_growth") for key in (*BOOKED, *PHYSICAL)]
        growth = self.month.stored.figure(block.uscc, "output_value_three_months_growth")
        gained = self.month.stored.figure(block.uscc, "output_value_three_months")
        wanted["近3个月产值同比增加（万元）"] = None if growth is None or gained is None else gained - gained / (1 + growth)
        wanted["近3个月各指标同比（中位）"] = median(known) if (known := [one for one in own if one is not None]) else None
        return wanted

    def _listed(self, cell: Cell, block: Block) -> Wanted:
        if block.uscc is None:
            return {}
        facts = facts_of(self.month, block.uscc)
        return {head: facts[FIGURE_OF[head]] for head in cell.row if head in FIGURE_OF} | {
            head: facts[name] for head, name in WARNING_OF.items() if head in cell.row
        }

    def _take_up(self, cell: Cell, _: Block) -> Wanted:
        """How one policy is taken up: who may be entitled now, and the claims of a year."""
        keys = [row["policy"] for row in self.month.facts(names.POLICIES) if cell.label.startswith(row["title"])]
        if len(keys) != 1:
            return {}
        status = Counter(row["status"] for row in self.month.rows("out_policies__monthly_enterprises") if row["policy"] == keys[0])
        day = self.month.day
        claims = [row for row in self.month.facts(names.CLAIMS) if row["policy"] == keys[0]
                  and day.replace(year=day.year - 1) < row["claimed_on"] <= day]  # fmt: skip
        refused = [row for row in claims if row["result"] == "refused"]
        paid = [row["amount_cny_10k"] for row in claims if row["result"] != "refused" and row["amount_cny_10k"] is not None]
        wanted: Wanted = {"免申即享候选": status["automatic"], "快申候选": status["fast_track"], "待补信息": status["fact_missing"]}
        wanted |= {"申领": len(claims), "已兑现": sum(row["result"] == "granted" for row in claims), "未通过": len(refused)}
        most = Counter(row["refused_clause"] for row in refused).most_common(2)
        return wanted | {"兑现（万元）": sum(paid) if paid else None} | {f"refused_{place}": float(n) for place, (_, n) in enumerate(most)}

    def _appeals_by(self, by: str) -> Callable[[Cell, Block], Wanted]:
        """How appeals of a topic, or with a department, were dealt with in the month."""
        return lambda cell, _: appeal_figures_of(self.month, by, cell.label)

    def _compared(self, cell: Cell, _: Block) -> Wanted:
        """What one of several lists had named."""
        return compared_cell(self.month, cell.label, cell.head, cell.group)

    # The model's page ---------------------------------------------------------------------------------------------------------------------

    def _card(self, cell: Cell, _: Block) -> Wanted:
        own = [row for row in self.month.rows("out_model_card__monthly_features")
               if cell.label.replace(" ", "") == _capital(FEATURES[row["feature"]].zh) + SCORES[row["risk"]].zh]  # fmt: skip
        rows = [row for row in own if row["from_value"] is None]
        steps = sorted((row["from_value"], row["coefficient"]) for row in own if row["from_value"] is not None)
        bent = {f"{name}_{place}": value for place, step in enumerate(steps) for name, value in zip(("from", "step"), step, strict=True)}
        heads = {
            "影响": "coefficient",
            "专家设定": "prior_mean",
            "允许偏离": "prior_sd",
            "样本数": "examples_count",
            "实际发生": "positives_count",
        }
        return bent | {head: rows[0][name] if len(rows) == 1 else None for head, name in heads.items()}

    def _calibration(self, cell: Cell, block: Block) -> Wanted | None:
        # Two columns have the same heading, so the cell is found by its place: the page prints them in the order of the risks.
        rows = {row["risk"]: row for row in self.month.rows("out_calibration__monthly_deciles") if str(row["decile"]) == cell.label}
        values = [own[name] for key in SCORES.keys if (own := rows.get(key)) for name in ("predicted_mean", "observed_share", "count")]
        printed = number_of(block.text)
        same = [value for value in [float(cell.label), *values] if printed is not None and printed.agrees(value)]
        return {cell.head: same[0] if same else None}

    def _bands(self, cell: Cell, _: Block) -> Wanted:
        sizes = {term.zh: term.key for term in SIZE_CLASSES}
        rows = [row for row in self.month.rows("out_bands__monthly_indicators")
                if row["indicator"] == NAMED[cell.label] and row["size_class"] == sizes.get(cell.row.get("规模", ""))]  # fmt: skip
        cells: Wanted = {f"{round(100 * row['nominal_share'])}%·{row['horizon_months']}月": row["covered_share"] for row in rows}
        return cells | {"样本数": max((row["count"] for row in rows), default=None)}

    def _outside(self, cell: Cell, _: Block) -> Wanted:
        """Which part of the month's figures of an indicator lies outside its band."""
        rows = [row for row in self.month.rows("out_outside__monthly_indicators") if row["indicator"] == NAMED[cell.label]]
        heads = {"有区间的数字": "count", "区间外": "outside_share", "以往": "usual_share"}
        return {head: rows[0][name] if len(rows) == 1 else None for head, name in heads.items()}

    def _stated(self, cell: Cell, _: Block) -> Wanted:
        """What a risk stated by a kind of evidence, beside what happened; the label ends with the risk and its month."""
        label = cell.label.replace(" ", "")
        rows = [row for row in self.month.rows("out_stated__monthly_sources")
                if label.startswith(_capital(RISK_SOURCES[row["source"]].zh)) and label.endswith(RISKS[row["risk"]].zh)]  # fmt: skip
        own = rows[0] if len(rows) == 1 else {}
        heads = {"企业数": "count", "预计": "stated", "实际": "happened", "高低吻合度": "slope"}
        return {head: own.get(name) for head, name in heads.items()} | {"lo": own.get("lo"), "hi": own.get("hi")}

    def _first(self, cell: Cell, _: Block) -> Wanted:
        """Which family of evidence came first of those who left or were confirmed."""
        return first_cells(self.month, cell.label)

    def _forecasters(self, cell: Cell, _: Block) -> Wanted:
        sizes = {term.zh: term.key for term in SIZE_CLASSES}
        found = self.month.stored.query(
            "select forecaster, scaled_error, screening_error, series_count from out_tournament__quarterly_classes where month = "
            "(select max(month) from out_tournament__quarterly_classes where month <= ?) and indicator = ? and size_class = ?",
            self.month.month, NAMED[cell.label], sizes.get(cell.row.get("规模", "")),
        )  # fmt: skip
        errors: dict[str, tuple[Any, ...]] = {str(row[0]): row for row in found}
        wanted: Wanted = {}
        for term in FORECASTERS:
            row = errors.get(term.key)
            is_basis = term.key == "screening"
            wanted[_capital(term.zh)] = None if row is None else row[1] if is_basis else row[1] / row[2]
        return wanted | {"序列数": errors["screening"][3] if "screening" in errors else None}


def group_name(kind: str) -> Callable[[Any], str]:
    """Return how a street or an industry of the register is printed."""
    return (lambda text: industry_name(text, WORDS)) if kind == "industry" else (lambda text: str(text or "未注明").strip())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def differs(place: str, whose: str, heading: str, cell: str, wanted: float | None) -> Iterator[Compared]:
    """Yield what is printed in a cell, with what is wrong where it is not what was wanted; a text without a digit is no figure."""
    text = cell.split("（", maxsplit=1)[0].split(" ", maxsplit=1)[0]
    if text not in MISSING and not any(mark.isdigit() for mark in text):
        return
    try:
        printed = number_of(text)
    except ValueError as error:
        yield Compared(place, f"{whose}, {heading}: {error}")
        return
    is_same = printed.agrees(wanted) if printed is not None else wanted is None
    yield Compared(place, "" if is_same else f"{whose}, {heading}: printed {cell}, worked out {wanted}")
