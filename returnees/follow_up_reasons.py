"""Why a returnee is to be helped, as the codes that a case stores: `status:B`, `needs:loan`, `difficulty:funds`."""

from collections.abc import Iterable, Mapping, Sequence

from returnees.choices import Difficulty, Need, Status

INTENTION = f"status:{Status.INTENDING}"
INTENTION_AT_HOME = f"status:{Status.STARTING_AT_HOME}"
DIFFICULTY_DESCRIBED = "difficulty:text"
LABELS: dict[str, str] = {
    INTENTION: "有返乡创业意向",
    INTENTION_AT_HOME: "在乡有创业意向",
    **{f"needs:{need}": need.label for need in Need if need != Need.NONE},
    **{f"difficulty:{kind}": f"困难：{kind.label}" for kind in Difficulty if kind != Difficulty.NONE},
    DIFFICULTY_DESCRIBED: "困难有说明",
}


def follow_up_reasons(status: str, selections: Mapping[str, Sequence[str]], difficulty_text: str | None) -> list[str]:
    """The intention, each need and difficulty except 暂无, and a described difficulty. Empty: no follow-up."""
    reasons = [f"status:{status}"]
    reasons += [f"{question}:{code}" for question in ("needs", "difficulty") for code in selections.get(question, ())]
    if difficulty_text:
        reasons.append(DIFFICULTY_DESCRIBED)
    return [reason for reason in reasons if reason in LABELS]


def pack(reasons: Iterable[str]) -> str:
    """As a case's column stores them: with spaces on both sides, so that a code is found whole."""
    joined = " ".join(reasons)
    return f" {joined} " if joined else ""


def unpack(column: str) -> list[str]:
    return column.split()


def describe_reasons(reasons: Iterable[str]) -> str:
    """For one line of a list: difficulties together; their description is omitted if any is named."""
    known = [reason for reason in LABELS if reason in set(reasons)]
    difficulties = [LABELS[reason].removeprefix("困难：") for reason in known if reason.startswith("difficulty:")]
    if len(difficulties) > 1 and DIFFICULTY_DESCRIBED in known:
        difficulties.pop()
    labels = [LABELS[reason].removeprefix("有返乡") for reason in known if not reason.startswith("difficulty:")]
    return "、".join(labels + ([f"困难（{'、'.join(difficulties)}）"] if difficulties else []))
