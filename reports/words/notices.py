"""The texts of short notices: to the operators when a run did not finish, to an office whose source is late."""

from typing import Final

from reports.words.text import Text

TOP: Final = Text(zh="{issuer}·运行通知", en="{issuer} · service notice")

# A run that did not finish -----------------------------------------------------------------------------------------------------------
FAILURE_SUBJECT: Final = Text(zh="【运行告警】{job}未完成：{reason}", en="[Service] {job} did not finish: {reason}")
FAILURE_HEADLINE: Final = Text(zh="{job}于{day}未完成：{reason}", en="{job} did not finish on {day}: {reason}")
OF_MONTH: Final = Text(zh="{job}（{month}）", en="{job} ({month})")
RUN: Final = Text(zh="运行编号：{run}", en="Run: {run}")
FAILURE_NOTE: Final = Text(
    zh="本通知每次失败只发一次，不含企业名称和数据；详情见运行页面和服务器日志。",
    en="Sent once for each failure, without names or figures; the details stand on the page of the run and in the server's log.",
)
JOBS: Final = {
    "run": Text(zh="月度运行", en="The monthly run"),
    "ingest": Text(zh="数据入库", en="The ingest"),
    "report": Text(zh="月报重做", en="The month done again"),
    "score": Text(zh="风险评分", en="The scoring"),
    "districts": Text(zh="各区月度运行", en="The monthly run of all districts"),
    "tournament": Text(zh="季度模型比选", en="The quarterly tournament"),
    "brief": Text(zh="半月简报", en="The half-monthly brief"),
    "backup": Text(zh="每日备份", en="The nightly backup"),
    "tidy": Text(zh="每周清理", en="The weekly tidying"),
    "send": Text(zh="月报邮件发送", en="The month's mail"),
    "send_brief": Text(zh="简报邮件发送", en="The brief's mail"),
    "send_feedback": Text(zh="数据质量反馈发送", en="The mail of feedback"),
    "send_policies": Text(zh="政策推送清单发送", en="The mail of push lists"),
    "send_waiting": Text(zh="待发邮件补发", en="The daily retry of mails"),
    "remind": Text(zh="走访服务提示发送", en="The weekly letters"),
    "remind_sources": Text(zh="催报", en="The reminders of late sources"),
    "answer_replies": Text(zh="回信答复", en="The answers to mails"),
}
# Why, and what to do, by the kind of failure.
REASONS: Final = {
    "held": Text(zh="数据校验未通过，该月未发布", en="a check failed, so nothing was published"),
    "busy": Text(zh="数据仓库正被占用", en="the warehouse was busy"),
    "damaged": Text(zh="数据仓库缺损或版本不符", en="the warehouse is damaged or of another version"),
    "room": Text(zh="磁盘空间不足", en="the disk is full"),
    "input": Text(zh="没有可用的报送数据", en="nothing usable was delivered"),
    "settings": Text(zh="配置有误", en="a setting is wrong"),
    "mail": Text(zh="有邮件未送达", en="mails did not arrive"),
    "gone": Text(zh="运行进程中断", en="its process is gone"),
    "bug": Text(zh="程序错误", en="an error of the program"),
}
TO_DO: Final = {
    "held": Text(
        zh="请在运行页面查看未通过的校验，处理后重新运行该月。",
        en="See which check failed on the page of the run, settle it, and run the month again.",
    ),
    "busy": Text(
        zh="请待占用数据仓库的运行结束后重试；earlywarn doctor 可查看占用情况。",
        en="Wait for the run that holds it and try again; earlywarn doctor says who does.",
    ),
    "damaged": Text(
        zh="请运行 earlywarn doctor --deep，按其提示恢复备份。",
        en="Call earlywarn doctor --deep and put back a backup as it says.",
    ),
    "room": Text(zh="请清理磁盘后重试。", en="Make room and try again."),
    "input": Text(
        zh="请查看收件目录，确认报送文件已到且可读。",
        en="Look into the inbox: whether the deliveries are there and can be read.",
    ),
    "settings": Text(
        zh="请按 earlywarn doctor 指出的文件和键更正配置。",
        en="Correct the file and the key that earlywarn doctor names.",
    ),
    "mail": Text(
        zh="待发邮件每日自动补发；结果不明的邮件请用 earlywarn send --held 处理。",
        en="What waits is tried again every day; settle what is in doubt with earlywarn send --held.",
    ),
    "gone": Text(
        zh="请运行 earlywarn doctor 查明原因，必要时重新运行。",
        en="Call earlywarn doctor, and start the run again where it is needed.",
    ),
    "bug": Text(
        zh="请将服务器日志中的错误信息转交维护人员。",
        en="Hand the lines of the server's log to whoever maintains the program.",
    ),
}

# A part of the service that answered nothing -----------------------------------------------------------------------------------------
HUNG_SUBJECT: Final = Text(zh="【运行告警】{unit}无响应，已重启", en="[Service] {unit} did not respond and was started again")
HUNG_HEADLINE: Final = Text(
    zh="{unit}于{day}长时间无响应，已自动重启", en="{unit} did not respond for a long time on {day} and was started again"
)
HUNG_LINE: Final = Text(zh="正在进行的运行不受影响", en="Runs under way go on")
HUNG_HOW: Final = Text(
    zh="如同一天内多次发生，请查看服务器日志serve.log，并用 earlywarn doctor 检视磁盘和内存是否充足。",
    en="Where it happens again the same day, look into the server's log (serve.log) and call earlywarn doctor: "
    "the disk or the memory may be short.",
)
HUNG_NOTE: Final = Text(
    zh="每个部件每天只通知一次，不含企业名称和数据。", en="Sent once a day for each part of the service, without names or figures."
)
UNITS: Final = {
    "page": Text(zh="运行页面", en="The page of runs"),
    "code": Text(zh="程序定义服务", en="The code server"),
    "daemon": Text(zh="定时与监测服务", en="The daemon of schedules and sensors"),
    "desk": Text(zh="企业服务工作台", en="The page for cases"),
}

# A source that is late ---------------------------------------------------------------------------------------------------------------
LATE_SUBJECT: Final = Text(
    zh="【催报】{department}：{month}数据未按期报齐（应于{due}前）", en="Reminder: figures of {month} were due by {due}, {department}"
)
LATE_HEADLINE: Final = Text(
    zh="{month}的下列数据应于{due}前报送，截至{day}尚未收到或未报齐",
    en="The following figures of {month} were due by {due} and had not arrived, or not in full, by {day}",
)
LATE_HOW: Final = Text(
    zh="请按原约定方式尽快报送；确有困难的，请告知预计报送日期。已报送的请忽略本函。",
    en="Please deliver them in the usual way, or tell us when they can be expected. Where they are on their way, ignore this letter.",
)
LATE_NOTE: Final = Text(
    zh="每项数据每月只催报一次。本函只涉及贵单位报送的数据。",
    en="A source is reminded of once a month. This letter is about nothing but what your office delivers.",
)
