"""What a text is speaking of, from sentence to sentence: headings, lists below them, pronouns."""

import msgspec

from grader.criteria.written.match import Seen, Span
from grader.criteria.written.sentences import Sentence
from grader.criteria.written.subject import Mention, main_subject

_PRONOUNS = frozenset({"it", "its", "they", "their", "this", "these", "he"})
_TOPIC_AFTER = frozenset({"in", "of", "for", "about", "by", "with"})
_BEGINNING = 2


class Topic(msgspec.Struct, frozen=True):
    """The subject last spoken of, and the one that a heading names for all that stands below.

    `named` says that some subject was named already.
    """

    carried: str = ""
    title: str = ""
    named: bool = False

    def met(self, seen: Seen, mentions: tuple[Mention, ...]) -> "Topic":
        """The topic as a sentence finds it: a heading or a new beginning changes it at once."""
        named = self.named or bool(mentions)
        # A list before any name is numbered as the question is: its items stand for themselves.
        carried = "" if seen.sentence.item and not named else self.carried
        return Topic(carried, _title(self, seen, mentions), named)

    def after(self, mentions: tuple[Mention, ...]) -> "Topic":
        """The topic that a sentence leaves to the next."""
        return msgspec.structs.replace(self, carried=main_subject(mentions) or self.carried)

    def of(self, sentence: Sentence, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """What a sentence speaks of: its own subjects, with the one that it goes on about first."""
        opens = any(one.leads and one.span.first <= _BEGINNING for one in mentions)
        if self.title and not opens:
            return (_going_on(self.title),)
        return self.going_on(mentions) if starts_with_pronoun(sentence) else mentions

    def going_on(self, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """The subject last spoken of before the mentions of a sentence that begins with "it"."""
        return (_going_on(self.carried), *mentions) if self.carried else mentions


def starts_with_pronoun(sentence: Sentence) -> bool:
    """Whether a sentence goes on about what the one before it named."""
    return bool(sentence.words) and sentence.words[0].text in _PRONOUNS


def _title(topic: Topic, seen: Seen, mentions: tuple[Mention, ...]) -> str:
    if seen.sentence.heading or _is_name(seen, mentions):
        return _headed(seen, mentions) or topic.title or topic.carried
    opens = next((one.name for one in mentions if one.leads and one.span.first <= 1), "")
    # Prose that begins with another subject has left the heading behind; an item has not.
    left = opens and opens != topic.title and not seen.sentence.item
    return "" if left else topic.title


def _headed(seen: Seen, mentions: tuple[Mention, ...]) -> str:
    """The subject of a heading: "ResNet (2015):", "Innovations in ResNet:"."""
    return next(
        (
            one.name
            for one in mentions
            if not one.compared and (one.leads or seen.words[one.span.first - 1] in _TOPIC_AFTER)
        ),
        "",
    )


def _is_name(seen: Seen, mentions: tuple[Mention, ...]) -> bool:
    """Whether a sentence is the name of a subject and no more, but for a year or a number."""
    inside = {n for one in mentions for n in range(one.span.first, one.span.last + 1)}
    rest = [word for number, word in enumerate(seen.words) if number not in inside]
    return bool(mentions) and all(word.isdigit() for word in rest)


def _going_on(name: str) -> Mention:
    return Mention(name, Span(0, 0), compared=False, leads=True)
