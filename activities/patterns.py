"""How the draft of a summary speaks of a kind of activity: lines of text with places in braces. No queries."""

from dataclasses import dataclass

from organization.region import words

HEADING = "#"

# What may stand in braces besides the keys of a kind's numbers.
PLACES = {
    "name": "文中的叫法的第一个",
    "period": "起止日期",
    "most": f"最多的{words.county_short}，如“，其中某{words.county_short[0]}最多，5场”",
    "entries": "开展的次数",
    "participants": "参加的人次，如“，30人次参加”",
    "figures": "自定数字，如“，提供岗位数30个”",
    "online": "其中线上的场次，如“（线上2场）”",
    "topics": "主题的一句",
    "sites": "对象的一句，没有就是主题的一句",
    "channels": "渠道，如“短信、微信群等渠道”",
    "copies": "份数，如“、200份”",
    "letter_title": "一封信的标题",
}


@dataclass(frozen=True)
class SentencePattern:
    # Of the section that begins with this kind; empty where it stays in the section of the kind before.
    heading: str = ""
    # Of what was held.
    sentence: str = ""
    # Of a zero report.
    zero_sentence: str = ""


def read_pattern(text: str) -> SentencePattern:
    """Raises ValueError where there are more lines than it has parts."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    heading = ""
    if lines and lines[0].startswith(HEADING):
        heading = lines.pop(0).removeprefix(HEADING).strip()
    if len(lines) > 2:
        raise ValueError("a pattern has at most a heading and two sentences")
    return SentencePattern(heading, *lines)
