"""An answer as a visitor of this clinic sees it: facts filled in, source line, links, calls."""

import re
from typing import List, Mapping

from assistant.answers.facts import EMERGENCY_FACTS, fill_in
from assistant.answers.plain_text import clean_answer
from assistant.answers.records import Preview, PreviewPart, Wording

_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?'\u2019)\]}]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def make_preview(wording: Wording, text: str, facts: Mapping[str, str]) -> Preview:
    """The preview of these words in the wording's place, with the facts of the clinic's profile."""
    filled = fill_in(clean_answer(text), facts)
    # As the widget: numbers become links, in a safety message buttons of their own.
    phones = [facts[name] for name in ("clinic_phone", *EMERGENCY_FACTS) if name in facts]
    numbers = "|".join(rf"(?<![\w+.-]){re.escape(phone)}(?![-.]?\w)" for phone in phones)
    calls = re.findall(numbers, filled) if wording.is_urgent else []
    links = _ADDRESS.pattern if wording.is_urgent else f"{_ADDRESS.pattern}|{numbers}"
    parts: List[PreviewPart] = []
    end = 0
    for link in re.finditer(links, filled):
        parts += [PreviewPart(filled[end : link.start()]), PreviewPart(link[0], True)]
        end = link.end()
    parts.append(PreviewPart(filled[end:]))
    return Preview(
        tuple(part for part in parts if part.text),
        wording.source,
        wording.is_urgent,
        tuple(dict.fromkeys(calls)),
    )
