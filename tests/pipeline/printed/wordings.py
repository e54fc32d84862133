"""The wordings in which figures are printed: each a pattern whose places name the figures, and the check of a text against them.

In: how a sentence is written. Out: what its figures are (tests.pipeline.printed.parts, tests.pipeline.printed.enterprises).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tests.pipeline.printed.numbers import NUMBER, no_figures_in, spans_in
from warehouse.vocabulary import (
    FINDINGS,
    FORMS,
    INDICATORS,
    LEAVING_CAUSES,
    LEVELS,
    OUT_OF_SCOPE,
    OUTCOMES,
    UNCLEAR_FINDINGS,
    VISIT_STATES,
)

Facts = Mapping[str, float | None]
# A place in a wording; braces around digits stay what they are in patterns.
PLACE = re.compile(r"\{([a-z]\w*)\}")
_NUMBER = re.sub(r"\?P<\w+>", "?:", NUMBER.pattern)


@dataclass(frozen=True, slots=True)
class Compared:
    """One printed number that was worked out again: where it stands, and what is wrong with it, empty where nothing is."""

    place: str
    problem: str


@cache
def pattern(wording: str) -> "re.Pattern[str]":
    """Return a wording as a pattern; a name may occur once."""
    return re.compile(PLACE.sub(lambda place: f"(?P<{place[1]}>{_NUMBER})", wording))


def read(
    place: str, text: str, wordings: Iterable[str], facts: Facts, known: Iterable[float] = (), named: Iterable[str] = ()
) -> Iterator[Compared]:
    """Yield every number of a text: against the figure its wording names, else against what is `known` of the enterprise it tells of.

    `named`: what people are called, digits and all. A number of no wording and of nothing known is a problem.
    """
    text = " ".join(text.split())
    for name in named:
        text = text.replace(name, " ")
    taken = no_figures_in(text)
    for wording in wordings:
        for found in pattern(wording).finditer(text):
            yield from _worded(place, text, found, facts, taken)
    numbers = list(known)
    for _, printed in spans_in(text, taken):
        is_known = any(printed.agrees(number) for number in numbers)
        yield Compared(place, "" if is_known else f"{printed.text} in '{text}' is worked out by nobody")


def _worded(place: str, text: str, found: "re.Match[str]", facts: Facts, taken: list[tuple[int, int]]) -> Iterator[Compared]:
    for name, part in found.groupdict().items():
        if part is None:
            continue
        start, end = found.span(name)
        # The first wording that knows a number has the word.
        for span, printed in spans_in(text[:end], [*taken, (0, start)]):
            taken.append(span)
            wanted = facts.get(name)
            is_same = printed.agrees_to_three_digits(wanted) if name.startswith("clear_") else printed.agrees(wanted)
            yield Compared(place, "" if is_same else f"'{text}': printed {printed.text}, worked out {wanted} ({name})")


def _each(terms: Iterable[object], wording: str) -> list[str]:
    """Return a wording for each word of a vocabulary, `@` its key and `#` what it is called."""
    return [wording.replace("@", term.key).replace("#", re.escape(term.zh)) for term in terms]  # type: ignore[attr-defined]


_CHANGE = r"(?:比上月增加{candidates_change}家|比上月减少{less_candidates_change}家|与上月持平|没有上月名单可比)?"
_FOUND = {term.key: term for term in (*FINDINGS, *VISIT_STATES, *OUTCOMES, *UNCLEAR_FINDINGS)}.values()
# Of the district or of a reader's part of it.
OF_A_PART = (
    (
        rf"红橙预警{{severe_at_line}}家(?:（增{{severe_change}}）|（减{{less_severe_change}}）|（持平）)?(?:，新进入名单{{entered}}家)?"
        rf"；达到预警线{{candidates}}家，{_CHANGE}"
    ),
    rf"没有企业达到预警线，{_CHANGE}",
    (
        rf"{{candidates}}家 ?达到预警线，{_CHANGE}(?:；占监测企业{{monitored}}家的{{candidates_share}})?"
        r"(?:；名单列{listed_at_line}家，其余{watched}家列入关注名单)?"
    ),
    r"（(?:红{red_watched})?、?(?:橙{orange_watched})?、?(?:黄{yellow_watched})?、?(?:蓝{blue_watched})?）",
    (
        r"{severe}家 ?(?:名单内)?红色、橙色预警企业（红{red}家、橙{orange}家）"
        r"(?:，其中本月新进入名单的红色{entered_red}家、橙色{entered_orange}家)?"
        r"(?:；另有{severe_watched}家在关注名单)?"
    ),
    r"{left}家 ?离开名单",
    r"另有等级上升{rose}家、下降{fell}家，新进入{entered}家",
    *_each(LEAVING_CAUSES, "离开名单[^；，。]*?#{left_@}家"),
    r"{output_share} ?预警企业近12个月产值占全区监测企业的比重",
    r"{tax_share} ?预警企业近12个月纳税占全区监测企业的比重",
    r"{jobs_share} ?预警企业最新用工占全区监测企业的比重",
    r"近12个月纳税占{tax_share}",
    r"最新用工占{jobs_share}",
    r"{severe}家 ?建议责任单位优先上门服务",
    r"^新进入{entered}家、离开名单{left}家[^，]*，(?:净增{net}家|净减{less_net}家)；仍在名单的{stayed}家中，等级上升{rose}家、下降{fell}家、不变{same}家",
    r"各月名单与关注名单企业数，[^；]*；[^；]*?名单{listed}家，其中红{red}家、橙{orange}家、黄{yellow}家、蓝{blue}家(?:；另有关注名单{watched}家)?",
    (
        r"名录{register}家(?:，已退出{register_left}家[^，]*?)?(?:，尚未入库{register_future}家)?，监测企业{monitored}家"
        r"(?:；其中评估{judged}家、未评估{unjudged}家)?"
    ),
    *_each(OUT_OF_SCOPE, "已退出(?:[^；]*?)#{gone_@}家(?=[^；]*监测企业)"),
    "原因未登记{gone_left_register}家",
    *_each(OUT_OF_SCOPE, "未评估[^。]*?#{here_@}家"),
    r"；另有{kept}家已核实、继续跟踪",
    r"未评估的共{unjudged_in_all}家",
    r"活动中位数较常态高{gap}",
    r"活动中位数较常态低{less_gap}",
    *_each(INDICATORS, "#同比(?:增长{@_total_growth}|下降{less_@_total_growth})"
                       "(?:（(?:其中1家企业影响{@_largest_points}个百分点，剔除后{@_without_growth}，?)?(?:企业中位数{@_median_growth})?）)?"),
    r"其中({one})家企业影响",
    r"明显增长企业{rises}家、新入库企业{newcomers}家",
    r"^共{severe}家。以下为服务线索",
    r"上期名单{asked}家，(?:名单发出以来已走访{visited}家（{visits}次）、未走访{unvisited}家|尚未收到走访记录)(?:（其中{overdue}家已过办理时限）)?",
    *_each(_FOUND, "走访结论：[^。]*?(?<![部分])#{found_@}次"), *_each(_FOUND, "处置结果：[^。]*?#{came_@}次"),
    (
        r"登记迁出、停业{departed}家(?:，其中{departed_before_lists}家在首期名单发出前已离开，不作比较)?"
        r"(?:，{departed_found_by_visit}家为走访时发现已离开)?"
    ),
    (
        r"其余{departed_judged}家中，事前已列入名单{departed_warned}家(?:（提前(?:{ahead_low}至{ahead_high}个月，中位)?{ahead_middle}个月）)?"
        r"，事前只在关注名单{departed_watched}家，事前两者均未列入{departed_missed}家"
    ),
    r"出现外迁风险信号的企业{signalled}家",
    r"其中仍在区{moves_here}家",
    *_each(FORMS, "其中仍在区[^：]*?#{form_@}家(?=[^：]*：已知)"),
    r"，涉及近12个月产值{moves_here_output}万元：已知去向{moves_here_known}家、去向不明{moves_here_unknown}家",
    r"：已知去向{moves_here_known}家、去向不明{moves_here_unknown}家",
    r"登记迁出{moves_gone}家(?:（已知去向{moves_gone_known}家、去向不明{moves_gone_unknown}家）)?(?:，另有区内搬迁{moves_moved_within}家)?",
    r"本期{listed}家中预计约{alarms}家（95%区间{alarms_lo}至{alarms_hi}家）事后会证明为误报",
    *_each(INDICATORS, "#（到达率{@_arrival}(?:，最新为{@_age}个月前)?）"), *_each(INDICATORS, "#（最新为{@_age}个月前）"),
    r"本月数据待核实未采用{held}条",
    r"本期修订{restated}条",
    r"历年数据累计搁置{set_aside_ever}条",
    r"累计退回{refused_ever}行",
    r"上期将有{revised}家企业等级不同",
    *_each(INDICATORS, "#应到{@_expected}家、已到{@_arrived}家"),
    r"{files}份中{files_refused}份整份退回",
    r"{rows_delivered}行中拒收{rows_turned_down}行，占{turned_down_share}",
    (
        r"收到诉求{appeals_received}件，答复{appeals_answered}件，其中按时{appeals_in_time}件、逾期{appeals_late}件、未定期限{appeals_open_ended}件"
        r"；月末未答复{appeals_unanswered}件，其中逾期{appeals_overdue}件"
    ),
    # Headings and mails.
    r"预警服务企业名单（{listed}家）", r"关注名单（{watched}家）",
    r"^(?:【内部资料】|【暂报】|【更正】)*(?:走访{listed}家，)?红{red_at_line}橙{orange_at_line}(?:，新进{entered}家)?：",
    r"^(?:【内部资料】|【暂报】|【更正】)*新列红色{newly_red}家：", r"新列红色预警企业{newly_red}家",
    r"请各责任单位先走访红、橙{severe}家", r"名单其余{milder}家按名单", r"请走访{listed}家",
    *_each(LEVELS, "#色 .级 ?{@} ?家"), *_each(LEVELS, "#色 .级 ?{@} ?家（?较上月 ?{@_change}(?!家)"),
    *_each(LEVELS, "#色 .级 ?{@} ?家（?较上月(?:增加{@_change}|减少{less_@_change})家"),
    *_each(LEVELS, "#[ⅠⅡⅢⅣ] ?{@} ?家 ?较上月 ?{@_change}"), *_each(LEVELS, "#[ⅠⅡⅢⅣ] ?{@} ?家"),
    r"附{listed}家企业的画像",
)  # fmt: skip
