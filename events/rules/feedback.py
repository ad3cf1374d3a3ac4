"""What a piece and an answer may be, and until when."""

from dataclasses import dataclass
from datetime import timedelta

PIECE_TITLE_MAX_LENGTH = 120
PIECE_TEXT_MAX_LENGTH = 8000
QUESTION_MAX_LENGTH = 280
ANSWER_MAX_LENGTH = 4000
ANSWERS_UNTIL_AFTER = timedelta(hours=72)  # after the end


@dataclass(frozen=True, slots=True)
class Draft:
    """What a member brings: a title, markdown, and what readers should answer."""

    title: str
    text: str
    question: str = ""

    @property
    def is_fit(self) -> bool:
        has_words = bool(self.title.strip() and self.text.strip())
        return (
            has_words
            and len(self.title) <= PIECE_TITLE_MAX_LENGTH
            and len(self.text) <= PIECE_TEXT_MAX_LENGTH
            and len(self.question) <= QUESTION_MAX_LENGTH
        )


def is_fit_answer(text: str) -> bool:
    return len(text.strip()) > 0 and len(text) <= ANSWER_MAX_LENGTH
