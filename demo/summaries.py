"""The demo's summaries: the system's own draft, with an invented ending in place of what it leaves open."""

from datetime import date

from organization.clock import today
from reports.models import Package, Submission
from reports.packages.documents.draft import draft_summary
from reports.packages.sheet import frozen_sheet
from reports.packages.text_and_table.checking import check_summary
from reports.packages.text_and_table.comparison import replace_sentence

LEFT_OPEN = "【请补充"
ENDING = (
    "各级团组织坚持线上线下结合，依托青年之家、团属微信公众号和返乡青年微信群广泛动员，并把走访与问卷、座谈结合起来，"
    "做到底数清、需求明。",
    "从问卷和走访情况看，返乡青年反映较集中的是周转资金不足、技术和销路缺少指导、政策知晓不够；"
    "个别旗县台账不够规范，与部门的数据还没有对接。",
    "下一步，将对有创业意向的青年逐人跟进，对接创业培训、导师和青创易贷，联合人社、农牧、科技等部门开展常态化服务；"
    "继续完善返乡青年微信群，及时发布岗位、政策和市场信息，推动联系服务由活动月向全年延伸。",
)
BEGUN_LINES = 5


def write_summary(package: Package, *, on: date) -> str:
    lines = [line for line in draft_summary(package).text.split("\n") if not line.startswith(LEFT_OPEN)]
    written = "\n".join((*lines, *ENDING))
    return written.replace(f"截至{chinese_day(today())}", f"截至{chinese_day(on)}")


def begin_summary(package: Package, *, on: date) -> str:
    return "\n".join(write_summary(package, on=on).split("\n")[:BEGUN_LINES])


def as_counted(submission: Submission) -> str:
    """The text with the numbers of its day, where the log has gone on since. The first sentence was overlooked."""
    check = check_summary(submission, frozen_sheet(submission), submission.package.committee)
    text = submission.summary_text
    for sentence in check.contradicting[1:]:
        text = replace_sentence(text, sentence.text, sentence.corrected)
    return text


def chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
