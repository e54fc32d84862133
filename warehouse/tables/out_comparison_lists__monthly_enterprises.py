"""The published list beside lists that somebody would have without the program: the same month, the same number of places."""

from warehouse.columns import MONTH, USCC
from warehouse.comparison_vocabulary import COMPARED_LISTS
from warehouse.contract import Caveat, Column, Table
from warehouse.vocabulary import PROBABILITY

TABLE = Table(
    name="out_comparison_lists__monthly_enterprises",
    meaning="Who would be on each of several lists of one month, with as many places each as the published list has in the district.",
    columns=(
        MONTH,
        Column("list", "VARCHAR", None, "Which list.", "名单", allowed=COMPARED_LISTS.keys),
        USCC,
        Column(
            "place_chance",
            "DOUBLE",
            PROBABILITY,
            "Chance of a place: 1 above the cut; of those whom the list cannot tell apart at the cut, their share of the places left.",
            "入选机会",
            range=(0, 1),
        ),
        Column("as_of", "DATE", None, "Day up to which the lists see.", "数据截止日"),
    ),
    key=("month", "list", "uscc"),
    caveats=(Caveat("Kept so that lists can be compared when the truth is known; only the published list is acted on."),),
)
