"""Which service is proposed to each listed enterprise, in order."""

from warehouse.columns import MONTH, USCC
from warehouse.contract import Caveat, Column, Table

TABLE = Table(
    name="out_measures__monthly_enterprises",
    meaning="Service measures matched to evidence, stage, signals, appeals and policies, in the order in which they are proposed.",
    columns=(
        MONTH,
        USCC,
        Column("place", "INTEGER", None, "Which measure of the enterprise, from 1.", "序号", range=(1, None)),
        Column("measure", "VARCHAR", None, "Key of the measure in measures.toml, or `policy`.", "服务措施"),
        Column("policy", "VARCHAR", None, "Title of the policy that may fit.", "政策", null_means="not a policy"),
        Column("department", "VARCHAR", None, "Who provides it.", "责任部门", null_means="not stated by the policy"),
        Column(
            "words_zh", "VARCHAR", None, "The measure as configured, Chinese.", "措施（中文）", null_means="a policy, named by its title"
        ),
        Column(
            "words_en", "VARCHAR", None, "The measure as configured, English.", "措施（英文）", null_means="no English words configured"
        ),
    ),
    key=("month", "uscc", "place"),
    caveats=(Caveat("Words are those of the configuration on the day of the run, so that a past month reads as it did."),),
)
