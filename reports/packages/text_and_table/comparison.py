"""文表核对: the numbers that a summary states beside those of its row of Annex 2. Plain data, no queries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.annex2.layout import TableColumn
from reports.annex2.rows import Figures
from reports.counting.kind_numbers import number_key
from reports.packages.text_and_table.reading import (
    Mention,
    Vocabulary,
    read_numbers,
    read_sentence,
    sentences,
    wording,
)

# By the wording of each sentence that was drafted: [position among its numbers, the number's key] each.
DraftedNumbers = Mapping[str, Sequence[Sequence]]

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Comparison:
    """A number of the text beside the one of the table."""

    mention: Mention
    column: TableColumn
    # None: not reported, or not known.
    counted: int | None

    @property
    def differs(self) -> bool:
        return self.mention.stated != self.counted


@dataclass(frozen=True)
class ComparedSentence:
    # Without the spaces around it.
    text: str
    comparisons: tuple[Comparison, ...]

    @cached_property
    def differences(self) -> list[Comparison]:
        return [one for one in self.comparisons if one.differs]

    @cached_property
    def pieces(self) -> list[tuple[str, str, str]]:
        """The sentence in pieces: text that stays, a number that differs, and what the table has instead of it.

        The last two are empty at its end; the last is, where the table has no number.
        """
        pieces, end = [], 0
        for one in self.differences:
            number = self.text[one.mention.start : one.mention.end]
            instead = "" if one.counted is None else written_like(number, one.counted)
            pieces.append((self.text[end : one.mention.start], number, instead))
            end = one.mention.end
        return [*pieces, (self.text[end:], "", "")]

    @property
    def can_be_corrected(self) -> bool:
        return all(one.counted is not None for one in self.differences)

    @cached_property
    def corrected(self) -> str:
        """With the table's numbers, where it has them."""
        return "".join(text + (instead or number) for text, number, instead in self.pieces)


@dataclass(frozen=True)
class TextCheck:
    sentences: tuple[ComparedSentence, ...]

    @cached_property
    def contradicting(self) -> list[ComparedSentence]:
        """Each once, however often the text has it."""
        return list({one.text: one for one in self.sentences if one.differences}.values())

    @property
    def sentence(self) -> str:
        """What was found, without a full stop."""
        if differing := sum(len(one.differences) for one in self.contradicting):
            return f"文表核对：{differing} 处与附件2不一致"
        if compared := sum(len(one.comparisons) for one in self.sentences):
            return f"文表核对：文中 {compared} 处数字与附件2一致"
        return "文表核对：文中没有能与附件2逐一核对的数字"


def compare(
    text: str,
    figures: Figures,
    columns: Sequence[TableColumn],
    vocabulary: Vocabulary,
    drafted_numbers: DraftedNumbers,
) -> TextCheck:
    """`columns` are those of the table that show a number, `figures` the row's by their keys."""
    column_of = {number_key(column.kind, column.figure): column for column in columns}

    def comparisons(sentence: str) -> Iterator[Comparison]:
        for mention in mentions_in(sentence, vocabulary, drafted_numbers):
            if column := column_of.get(mention.key):
                yield Comparison(mention, column, figures.get(column.key))

    stripped = filter(None, map(str.strip, sentences(text)))
    compared = (ComparedSentence(sentence, tuple(comparisons(sentence))) for sentence in stripped)
    return TextCheck(tuple(one for one in compared if one.comparisons))


def mentions_in(sentence: str, vocabulary: Vocabulary, drafted_numbers: DraftedNumbers) -> list[Mention]:
    """A drafted sentence knows its numbers until its words are edited; of all others the words decide."""
    if drafted := drafted_numbers.get(wording(sentence)):
        return read_numbers(sentence, dict(drafted))
    return sorted(read_sentence(sentence, vocabulary), key=lambda mention: mention.start)


def replace_sentence(text: str, sentence: str, corrected: str) -> str:
    """Wherever the text has exactly this sentence."""
    pieces = (piece.replace(sentence, corrected) if piece.strip() == sentence else piece for piece in sentences(text))
    return "".join(pieces)


def written_like(number: str, value: int) -> str:
    """A number as the text writes the one in its place: with its separators, in digits of its width."""
    separator = next((sign for sign in number if sign in ",，"), "")
    digits = f"{value:,}".replace(",", separator) if separator else str(value)
    return digits.translate(FULL_WIDTH) if number[0] > "9" else digits
