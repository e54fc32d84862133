"""How many departures each list had named, once their time is over; by quarter."""

from warehouse.columns import MONTH
from warehouse.comparison_vocabulary import COMPARED_LISTS, COMPARED_RESULTS
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import COUNT

NONE_FINISHED = "the time of no list is over"
OWN = "the published list itself, or the time of no list is over"

TABLE = Table(
    name="out_comparison__quarterly_lists",
    meaning="Departures on record within twelve months of a list's day, in the mean of the lists whose time is over: the published list "
    "and others of as many places. Rows of the last month of a quarter.",
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
            "hits", "DOUBLE", COUNT, "Departures named, in the mean of the lists.", "平均命中", null_means=NONE_FINISHED, range=(0, None)
        ),
        Column("hits_lo", "DOUBLE", COUNT, "Lower end of its 95 % interval.", "命中下限", null_means=NONE_FINISHED),
        Column("hits_hi", "DOUBLE", COUNT, "Upper end of its 95 % interval.", "命中上限", null_means=NONE_FINISHED),
        Column("more", "DOUBLE", COUNT, "How many more the published list named.", "本名单多命中", null_means=OWN),
        Column("more_lo", "DOUBLE", COUNT, "Lower end of its 95 % interval.", "差值下限", null_means=OWN),
        Column("more_hi", "DOUBLE", COUNT, "Upper end of its 95 % interval.", "差值上限", null_means=OWN),
        Column("result", "VARCHAR", None, "What the comparison comes to.", "结论", null_means=OWN, allowed=COMPARED_RESULTS.keys),
    ),
    key=("month", "list"),
    caveats=(Caveat("Departures that only a visit found are left out: whom a list names is visited, and others are not."),),
)
