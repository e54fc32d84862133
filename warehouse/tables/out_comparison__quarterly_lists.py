"""How many departures each list had named, once their time is over; by quarter."""

from warehouse.columns import MONTH
from warehouse.comparison_vocabulary import COMPARED_COUNTS, COMPARED_LISTS, COMPARED_RESULTS, UNMADE_REASONS
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import COUNT

NONE_FINISHED = "the time of no list is over, or the list was made in none of the months"
OWN = "the published list itself, or the time of no list is over, or visits are counted"

TABLE = Table(
    name="out_comparison__quarterly_lists",
    meaning="Whom each of several lists of as many places had named of those in trouble within twelve months of its day, in the mean of "
    "the lists whose time is over, by what is counted. Rows of the last month of a quarter.",
    columns=(
        MONTH,
        Column("list", "VARCHAR", None, "Which list.", "名单", allowed=COMPARED_LISTS.keys),
        Column("first_month", "DATE", None, "Month of the first list counted; of the first kept, where none is finished.", "首期"),
        Column("last_month", "DATE", None, "Month of the last list counted.", "末期", null_means=NONE_FINISHED),
        Column("due_on", "DATE", None, "Day on which the time of the first of them is over.", "首期期满日"),
        Column("lists_count", "INTEGER", COUNT, "Lists counted, one a month.", "期数", range=(0, None)),
        Column("departures_count", "INTEGER", COUNT, "Enterprises that left in the time of any of them.", "离开企业数", range=(0, None)),
        Column("places", "DOUBLE", COUNT, "Places, in the mean of the lists.", "平均名额", null_means=NONE_FINISHED, range=(0, None)),
        Column(
            "hits",
            "DOUBLE",
            COUNT,
            "Of those counted, named, in the mean of the lists.",
            "平均命中",
            null_means=NONE_FINISHED,
            range=(0, None),
        ),
        Column("hits_lo", "DOUBLE", COUNT, "Lower end of its 95 % interval.", "命中下限", null_means=NONE_FINISHED),
        Column("hits_hi", "DOUBLE", COUNT, "Upper end of its 95 % interval.", "命中上限", null_means=NONE_FINISHED),
        Column("more", "DOUBLE", COUNT, "How many more the published list named.", "本名单多命中", null_means=OWN),
        Column("more_lo", "DOUBLE", COUNT, "Lower end of its 95 % interval.", "差值下限", null_means=OWN),
        Column("more_hi", "DOUBLE", COUNT, "Upper end of its 95 % interval.", "差值上限", null_means=OWN),
        Column("result", "VARCHAR", None, "What the comparison comes to.", "结论", null_means=OWN, allowed=COMPARED_RESULTS.keys),
        Column("counted", "VARCHAR", None, "What is counted of those named.", "按何计", allowed=COMPARED_COUNTS.keys),
        Column(
            "happened_count",
            "INTEGER",
            COUNT,
            "Enterprises to which what is counted happened in the time of any of the lists.",
            "发生企业数",
            null_means="made by an older version, which counted departures alone",
            range=(0, None),
        ),
        Column(
            "visited",
            "DOUBLE",
            COUNT,
            "Named and visited with a finding for or against, in the mean of the lists.",
            "平均已走访",
            null_means="something else than visits is counted",
            range=(0, None),
        ),
        Column(
            "unmade_reason",
            "VARCHAR",
            None,
            "Why the list of the row's month could not be made.",
            "未列出原因",
            null_means="it was made",
            allowed=UNMADE_REASONS.keys,
        ),
    ),
    key=("month", "counted", "list"),
    caveats=(
        Caveat("Departures that only a visit found are left out: whom a list names is visited, and others are not."),
        Caveat(
            "What visits found is counted apart and without a result for the same reason. A lasting decline is judged by figures of the "
            "months after a list alone, which come of everybody."
        ),
    ),
)
