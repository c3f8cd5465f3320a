"""文表核对: which numbers of a text are compared with the row of the table, and which are not."""

import pytest

from activities.models import ActivityKind
from activities.spoken_numbers import spoken_numbers
from reports.annex2.layout import layout_of
from reports.packages.text_and_table.comparison import compare, replace_sentence
from reports.packages.text_and_table.drafted_text import marked, unmarked
from reports.packages.text_and_table.reading import Vocabulary, place_words
from tests.factories import make_column, make_kind

pytestmark = pytest.mark.django_db

FIGURES = {
    "letter_channels": "短信、微信群",
    "distribution_count": 6,
    "visited_count": 414,
    "new_member_count": 38,
    "symposium_session_count": 12,
    "symposium_participant_count": 1480,
    "lecture_session_count": 9,
    "lecture_participant_count": 620,
    "tour_session_count": 0,
    "tour_participant_count": None,
}


@pytest.fixture
def check(world):
    def check(text, *, drafted=None, figures=FIGURES):
        kinds = ActivityKind.objects.in_campaign(world.campaign).with_questions()
        numbers = [number for kind in kinds for number in spoken_numbers(kind)]
        vocabulary = Vocabulary(numbers, place_words(["东河区", "昆都仑区", "固阳县"]))
        return compare(text, figures, layout_of(world.campaign).numbers, vocabulary, drafted or {})

    return check


def found(check):
    """By key of the column: the number of the text, and that of the table where it is another one."""
    comparisons = [one for sentence in check.sentences for one in sentence.comparisons]
    return [(one.column.key, one.mention.stated, *([one.counted] if one.differs else [])) for one in comparisons]


MATCHING = [
    ("全市各级团组织共走访青年414人。", [("visited_count", 414)]),
    ("联系走访返乡青年414名，", [("visited_count", 414)]),
    ("截至2月16日，累计走访青年414人次。", [("visited_count", 414)]),
    ("1月8日至2月10日，联系走访青年414人。", [("visited_count", 414)]),
    ("自1月10日起，团干部分组走访414人，解决困难", [("visited_count", 414)]),
    ("走访青年４１４人。", [("visited_count", 414)]),
    (
        "举办返乡创业座谈会12场，1,480人次参加。",
        [("symposium_session_count", 12), ("symposium_participant_count", 1480)],
    ),
    ("座谈会共吸引1，480人次", [("symposium_participant_count", 1480)]),
    ("组织召开座谈会12次、1480人次参与", [("symposium_session_count", 12), ("symposium_participant_count", 1480)]),
    ("开展政策宣讲9场次；", [("lecture_session_count", 9)]),
    ("采取线上线下相结合的方式开展宣讲9场。", [("lecture_session_count", 9)]),
    ("组织考察0场。", [("tour_session_count", 0)]),
    ("发放《致返乡青年的一封信》6次、3200份。", [("distribution_count", 6)]),
    ("新吸收青创联盟会员38名。", [("new_member_count", 38)]),
    ("青创联盟新增会员38人！", [("new_member_count", 38)]),
    ("举办座谈会12场（线上2场），共话发展。", [("symposium_session_count", 12)]),
    ("走访青年 414 人", [("visited_count", 414)]),
]
DIFFERING = [
    ("全市各级团组织共走访青年392人。", [("visited_count", 392, 414)]),
    ("一、工作情况\n走进青年392人\n举办座谈会11场", [("visited_count", 392, 414), ("symposium_session_count", 11, 12)]),
    ("走访青年３９２人。", [("visited_count", 392, 414)]),
    ("座谈会1,380人次参加", [("symposium_participant_count", 1380, 1480)]),
    ("举办座谈会12场，1380人次参加。", [("symposium_session_count", 12), ("symposium_participant_count", 1380, 1480)]),
    ("开展政策讲堂8场，受众620人次", [("lecture_session_count", 8, 9)]),
    ("组织青年参观考察3场。", [("tour_session_count", 3, 0)]),
    ("参观考察共45人次参加。", [("tour_participant_count", 45, None)]),
    ("慰问信发放4次。", [("distribution_count", 4, 6)]),
    ("发展青创联盟会员40名，", [("new_member_count", 40, 38)]),
    ("走访青年392人；另外，", [("visited_count", 392, 414)]),
    ("其中困难青年50人，走访青年392人。", [("visited_count", 392, 414)]),
]
NOT_COMPARED = [
    "走访青年三百九十二人。",
    "走访青年390余人。",
    "走访青年近400人。",
    "走访青年约400人。",
    "走访青年400多人。",
    "走访青年400人以上。",
    "走访青年400人左右。",
    "走访青年超过390人。",
    "走访青年不少于300人。",
    "走访青年390-400人。",
    "走访青年390～400人。",
    "举办座谈会3至5场。",
    "举办座谈会3场到5场。",
    "走访青年1.2万人次。",
    "走访返乡青年占比45%。",
    "走访青年3次。",
    "走访青年家庭35户。",
    "走访青年392人并举办座谈会11场。",
    "举办座谈会11场、宣讲8场。",
    "召开第3场座谈会。",
    "每场座谈会30人参加。",
    "座谈会场均40人次。",
    "各旗县举办座谈会各2场。",
    "东河区走访青年35人。",
    "昆都仑区组织有力，走访青年60人。",
    "固阳团县委举办座谈会2场。",
    "1月18日，举办座谈会1场，30人次参加。",
    "1月份走访青年200人，",
    "其中线上座谈会2场。",
    "线上举办宣讲2场。",
    "下一步，计划举办座谈会20场。",
    "去年走访青年300人。",
    "邀请5名致富带头人开展宣讲。",
    "走访中新吸收青创联盟会员40名。",
    "青创联盟现有会员1200名。",
    "吸引青年392人。",
    "联系电话0472-5612345，走访请预约。",
    "按照2020年1号通知要求走访青年。",
    "“走访青年392人”是目标。",
    "走访青年（392人）和家长。",
    "【请补充：走访青年392人】",
    "座谈会上发放资料480份。",
    "举办3、4场座谈会。",
    "走访青年100人、走访家长50人。",
    "走访青年" + "9" * 5000 + "人。",
    "",
]


@pytest.mark.parametrize(("text", "expected"), MATCHING + DIFFERING)
def test_compares_a_number_with_the_column_that_its_clause_names(check, text, expected):
    assert found(check(text)) == expected


@pytest.mark.parametrize("text", NOT_COMPARED)
def test_compares_no_number_that_may_mean_another(check, text):
    assert found(check(text)) == []


def test_the_words_and_measures_of_a_new_kind_are_its_own(world, check):
    figures = [
        {"key": "job_count", "label": "提供岗位数", "unit": "个", "other_names": "就业岗位"},
        {"key": "hired_count", "label": "达成意向人数"},
    ]
    kind = make_kind(campaign=world.campaign, other_names="招聘", figures=figures)
    for figure in ("job_count", "hired_count"):
        make_column(campaign=world.campaign, key=figure, kind=kind, figure=figure)
    text = "举办招聘会，3个月内推出就业岗位300个，达成意向45名。招聘会提供岗位320个。举办招聘座谈会11场。"
    assert found(check(text, figures=FIGURES | {"job_count": 320, "hired_count": 45})) == [
        ("job_count", 300, 320),
        ("hired_count", 45),
        ("job_count", 320),
    ]


def test_a_kind_may_be_counted_in_a_measure_of_its_own(world, check):
    kind = make_kind(campaign=world.campaign, key="course", label="培训班", shape="meeting")
    kind.details.create(column="session_count", unit="班次", other_names="开班")
    make_column(campaign=world.campaign, key="course_count", kind=kind, figure="session_count")
    assert found(check("开班3班次，培训班4班次。", figures={"course_count": 4})) == [
        ("course_count", 3, 4),
        ("course_count", 4),
    ]


def test_a_longer_name_hides_a_shorter_one_within_it(world, check):
    make_kind(campaign=world.campaign, key="course", label="培训座谈会", shape="meeting")
    assert found(check("举办培训座谈会30场。")) == []


MEMBERS = "走访中新吸收青创联盟会员30名；另有问卷登记的青年中已确认青创联盟会员7名，未计入前数。"
DRAFTED = unmarked(MEMBERS.replace("30", marked(30, "visit", "new_member_count")))


def test_a_drafted_text_carries_no_marks():
    assert DRAFTED.text == MEMBERS
    assert list(DRAFTED.numbers.values()) == [[[0, "visit.new_member_count"]]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MEMBERS, [("new_member_count", 30, 38)]),
        (f"　{MEMBERS}走访青年414人。", [("new_member_count", 30, 38), ("visited_count", 414)]),
        (MEMBERS.replace("30", "38"), [("new_member_count", 38)]),
        (MEMBERS.replace("30名", "30 名"), []),
        (MEMBERS.replace("走访中", "走访工作中"), []),
    ],
)
def test_a_drafted_sentence_knows_its_numbers_until_its_words_are_edited(check, text, expected):
    assert found(check(text, drafted=DRAFTED.numbers)) == expected


def test_a_drafted_number_that_the_table_does_not_have_is_not_compared(check):
    drafted = unmarked(f"发放慰问信{marked(320, 'letter', 'copy_count')}份。")
    assert found(check(drafted.text, drafted=drafted.numbers)) == []


@pytest.mark.parametrize(
    ("sentence", "corrected"),
    [
        ("走访青年392人。", "走访青年414人。"),
        ("举办座谈会11场，1，380人次参加", "举办座谈会12场，1，480人次参加"),
        ("举办座谈会9场，１３８０人次参加！", "举办座谈会12场，１４８０人次参加！"),
    ],
)
def test_the_table_s_numbers_are_written_as_the_text_writes_its_own(check, sentence, corrected):
    (contradicting,) = check(sentence).contradicting
    assert (contradicting.text, contradicting.corrected) == (sentence, corrected)


def test_what_the_table_does_not_know_cannot_be_written_into_the_text(check):
    (contradicting,) = check("参观考察3场，共考察45人次。").contradicting
    assert not contradicting.can_be_corrected
    assert contradicting.pieces == [
        ("参观考察", "3", "0"),
        ("场，共考察", "45", ""),
        ("人次。", "", ""),
    ]


def test_only_the_very_sentence_is_replaced_wherever_it_stands():
    text = "　走访青年392人。\n全市走访青年392人。走访青年392人。"
    assert replace_sentence(text, "走访青年392人。", "走访青年414人。") == (
        "　走访青年414人。\n全市走访青年392人。走访青年414人。"
    )


def test_a_sentence_said_twice_contradicts_once(check):
    checked = check("走访青年392人。举办座谈会12场。走访青年392人。")
    assert [one.text for one in checked.contradicting] == ["走访青年392人。"]
    assert checked.sentence == "文表核对：1 处与附件2不一致"


@pytest.mark.parametrize("sign", "（“《【，1新是～ ")
def test_a_text_without_an_end_takes_no_time(check, sign):
    assert check(f"走访青年{sign * 20_000}392人") is not None
    assert check(f"{sign}5人" * 5_000) is not None
