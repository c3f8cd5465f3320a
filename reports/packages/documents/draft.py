"""A draft of the summary (1000字总结) from the committee's own figures and entries, in the order of the notice.

Every number and every topic comes from the log; what the log cannot know is left to the committee as 【请补充：…】.
"""

from reports.models import Package
from reports.packages.documents import sentences as say
from reports.packages.documents.facts import Facts, gather

SECTIONS = (
    ("一、总体情况", say.overview),
    ("二、主要做法", None),
    ("（一）走访联系青年", say.contacts),
    ("（二）举办恳谈分享", say.symposia),
    ("（三）开设政策讲堂、组织参观考察", say.lectures_and_tours),
    ("（四）服务青年创业就业", say.services),
    ("三、宣传和青创联盟工作", say.publicity_and_alliance),
    ("四、存在问题和下一步打算", say.outlook),
)


def draft_summary(package: Package) -> str:
    """The draft as it stands today: headings 一、 and （一）, a paragraph a line, and no title."""
    return written(gather(package))


def written(facts: Facts) -> str:
    """No queries."""
    lines = []
    for heading, paragraphs in SECTIONS:
        lines.append(heading)
        if paragraphs:
            lines += [paragraph for paragraph in paragraphs(facts) if paragraph]
    return "\n".join(lines)
