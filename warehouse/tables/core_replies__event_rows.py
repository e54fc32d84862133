"""Lines of mails that answer a letter: what somebody says of a case."""

from warehouse.case_vocabulary import CASE_ACTIONS
from warehouse.columns import DELIVERY_ID, KNOWN_ON, RECEIVED_ON, ROW_NUMBER
from warehouse.contract import Caveat, Column, Table

TABLE = Table(
    name="core_replies__event_rows",
    meaning="Lines of mails that answer a letter of the program, each about one case, as they were understood.",
    columns=(
        Column("message_id", "VARCHAR", None, "Message-ID of the mail.", "邮件编号"),
        Column("line_number", "BIGINT", None, "Line of the mail's text, counted from 1.", "行", range=(1, None)),
        Column("sender", "VARCHAR", None, "Address it came from.", "发件人"),
        Column("letter_id", "VARCHAR", None, "Message-ID of the letter it answers.", "所复邮件"),
        Column("sent_on", "DATE", None, "Day it was sent.", "发送日期"),
        Column("case_id", "BIGINT", None, "Number of the case it is about, in ops.db.", "编号", range=(1, None)),
        Column("action", "VARCHAR", None, "What is to be recorded.", "事项", allowed=CASE_ACTIONS.keys),
        Column("acted_on", "DATE", None, "Day of the visit, or until when a case is suspended.", "日期", null_means="not stated"),
        Column("reply_key", "VARCHAR", None, "What a visit found, or why a case is closed.", "结论", null_means="not stated"),
        Column("person", "VARCHAR", None, "Who is named: the department asked, who takes over or helps.", "单位", null_means="nobody"),
        Column("words", "VARCHAR", None, "What else the line says.", "说明", null_means="nothing"),
        RECEIVED_ON,
        KNOWN_ON,
        DELIVERY_ID,
        ROW_NUMBER,
    ),
    key=("delivery_id", "row_number"),
    caveats=(Caveat("What came of a line stands in ops.db; no figure is made from here."),),
    identity=("message_id", "line_number"),
    provenance=("received_on", "known_on", "delivery_id", "row_number"),
)
