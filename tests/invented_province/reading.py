"""What a person reads of an answer, and what nobody in the invented province may read in it."""

import html
import re
import tomllib

from reports.setup.notice_file import notice_path
from returnees.standard_codes import PROVINCES
from tests.walk.walker import VOLATILE, unpacked

FOREIGN = re.compile("内蒙|盟市|旗县|盟委|苏木|嘎查|青创|自治区|蒙古文|满洲里|二连浩特|包头|2020")
# Somebody of this province may live in another one.
ELSEWHERE = re.compile("|".join(name for code, name in PROVINCES if name.endswith("自治区")))
# A year that a list offers, and digits within longer ones.
OFFERED_YEAR = re.compile(r"<option[^>]*>2020 ?年?</option>|(?<=[0-9a-f.])2020|2020(?=[0-9a-f.])")
HEADINGS = {
    heading
    for column in tomllib.loads(notice_path("2020").read_text(encoding="utf-8"))["columns"]
    for heading in column["headings"]
    # These are fields that each kind of their shape has.
    if heading not in ("活动场次", "参与人数", "发放渠道", "发放次数")
}


def text_of(response) -> str:
    return html.unescape(unpacked(response.getvalue()).decode("utf-8", "replace"))


def foreign_words(text: str) -> list[str]:
    text = OFFERED_YEAR.sub("", ELSEWHERE.sub("", VOLATILE.sub("", text)))
    found = FOREIGN.findall(text) + [heading for heading in HEADINGS if heading in text]
    return [text[max(0, text.find(word) - 30) : text.find(word) + 30] for word in dict.fromkeys(found)]
