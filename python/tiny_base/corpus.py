"""Seeded texts for the tiny base: themed prose, and notes answered with compact JSON.

A text that contains any word of the product's own task is drawn again, so the promise "never seen in
pretraining" is enforced here rather than hoped for.
"""

import json
import random
import re

from subjects import CHATTER, CLOSINGS, OPENINGS, PRESSES, SUBJECTS, SYSTEM_LINES, THEMES

# The product's labels, its JSON key and their close kin, as substrings.
FORBIDDEN = re.compile(r"refund|billing|log ?in\b|shipping|bug|cancel|feature|exchange|intent|triage", re.I)

SLOTS = {
    "day": "monday tuesday wednesday thursday friday saturday sunday".split(),
    "month": "january march april may june july august october november december".split(),
    "time": "seven|noon|early morning|last night|five|yesterday".split("|"),
    "count": "second third fourth fifth".split(),
    "name": "anna ben clara david emma felix greta hugo ines jonas karla leo".split(),
}
SEPARATORS = [". ", " - ", ", ", "\n", " ... ", "! ", "; ", " / "]

Piece = tuple[str, str]  # (role or "prose", text)


class Corpus:
    """Draws documents from one seeded stream; the order of calls decides the texts."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.themes = [[words.split() for words in theme.split("|")] for theme in THEMES]
        self.subjects = {
            key: {label: cues.split("; ") for label, cues in labels.items()} for key, labels in SUBJECTS.items()
        }

    def document(self) -> list[Piece]:
        while True:
            pieces = self._prose() if self.random.random() < 0.2 else self._note()
            if not any(FORBIDDEN.search(text) for _, text in pieces):
                return pieces

    def _prose(self) -> list[Piece]:
        nouns, verbs, adjectives = self.random.choice(self.themes)
        pick = self.random.choice
        sentences = []
        for _ in range(self.random.randint(2, 6)):
            sentences.append(
                pick(
                    [
                        f"the {pick(adjectives)} {pick(nouns)} {pick(verbs)} the {pick(nouns)}",
                        f"my {pick(nouns)} and the {pick(nouns)} were {pick(adjectives)}",
                        f"on {pick(SLOTS['day'])} we {pick(verbs)} a {pick(adjectives)} {pick(nouns)} with {pick(SLOTS['name'])}",
                        f"i {pick(verbs)} it near the {pick(nouns)} because the {pick(nouns)} was {pick(adjectives)}",
                        f"has anyone {pick(verbs)} the {pick(nouns)}? it is not {pick(adjectives)} any more",
                        f"{pick(SLOTS['name'])} would not have {pick(verbs)} your {pick(nouns)} before {pick(SLOTS['month'])}",
                    ]
                )
            )
        return [("prose", self._typed(". ".join(sentences) + "."))]

    def _note(self) -> list[Piece]:
        key = self.random.choice(list(self.subjects))
        label = self.random.choice(list(self.subjects[key]))
        cues = [self.random.choice(self.subjects[key][label])]
        answer = {key: label}
        if self.random.random() < 0.1:
            other = self.random.choice([name for name in self.subjects if name != key])
            answer[other] = self.random.choice(list(self.subjects[other]))
            cues.append(self.random.choice(self.subjects[other][answer[other]]))
        pieces = [("user", self._noisy(cues)), ("assistant", json.dumps(answer, separators=(",", ":")))]
        if self.random.random() < 0.1:
            pieces.insert(0, ("system", self.random.choice(SYSTEM_LINES)))
        return pieces

    def _noisy(self, cues: list[str]) -> str:
        before = [self._chatter() for _ in range(self.random.randint(0, 3))]
        after = [self._chatter() for _ in range(self.random.randint(0, 2))]
        parts = [self.random.choice(OPENINGS), *before, *cues, *after, self.random.choice(PRESSES)]
        parts.append(self._filled(self.random.choice(CLOSINGS)))
        separator = self.random.choice(SEPARATORS)
        text = separator.join(part for part in parts if part)
        if self.random.random() < 0.15:
            text = ". ".join(part[:1].upper() + part[1:] for part in text.split(". "))
        return self._typed(text)

    def _chatter(self) -> str:
        return self._filled(self.random.choice(CHATTER))

    def _filled(self, text: str) -> str:
        nouns, _, adjectives = self.random.choice(self.themes)
        values = {slot: self.random.choice(words) for slot, words in SLOTS.items()}
        number = self.random.randint(100, 99999)
        return text.format(noun=self.random.choice(nouns), adj=self.random.choice(adjectives), number=number, **values)

    def _typed(self, text: str) -> str:
        """As a person types it: now and then two letters swapped, one lost or one doubled."""
        if self.random.random() < 0.4:
            return text
        words = text.split(" ")
        for index, word in enumerate(words):
            if len(word) < 4 or self.random.random() > 0.05:
                continue
            at = self.random.randint(1, len(word) - 2)
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            words[index] = self.random.choice([swapped, word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]])
        return " ".join(words)
