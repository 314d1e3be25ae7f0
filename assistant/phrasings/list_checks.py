"""Checks of the words: taught already, or twice in one list."""

from typing import Dict, List, Sequence

from assistant.phrasing_words import normalise_phrasing
from assistant.phrasings.findings import Addition, Evidence, Finding, Kind, Severity
from assistant.phrasings.known_phrasings import KnownPhrasing


def find_contradictions(additions: Sequence[Addition]) -> Dict[int, Finding]:
    """Additions by number that other ones of the list contradict, or that stand there twice."""
    same: Dict[str, List[int]] = {}
    for index, one in enumerate(additions):
        words = normalise_phrasing(one.text)
        if words:
            same.setdefault(words, []).append(index)
    found: Dict[int, Finding] = {}
    for indices in same.values():
        topics = {additions[index].topic for index in indices}
        for position, index in enumerate(indices):
            one = additions[index]
            if len(topics) > 1:
                others = [additions[i] for i in indices if additions[i].topic != one.topic]
                found[index] = Finding(
                    Kind.OTHER_TOPIC,
                    Severity.REFUSED,
                    "The same words stand in this list under another topic as well. Keep one.",
                    tuple(show_addition(other) for other in others),
                )
            elif position > 0:
                first = additions[indices[0]]
                found[index] = Finding(
                    Kind.KNOWN,
                    Severity.NOTICE,
                    "It stands in this list already, and is saved once.",
                    (show_addition(first),),
                )
    return found


def find_known(additions: Sequence[Addition], known: Sequence[KnownPhrasing]) -> Dict[int, Finding]:
    """Additions by number whose very words are taught already, here or under another topic."""
    wanted = {normalise_phrasing(one.text) for one in additions} - {""}
    same: Dict[str, List[KnownPhrasing]] = {}
    for phrasing in known:
        if phrasing.words in wanted:
            same.setdefault(phrasing.words, []).append(phrasing)
    found: Dict[int, Finding] = {}
    for index, one in enumerate(additions):
        here = same.get(normalise_phrasing(one.text), [])
        others = [phrasing for phrasing in here if phrasing.topic != one.topic]
        if others:
            # The assistant would know it under neither topic, and Rasa's validator complains.
            found[index] = Finding(
                Kind.OTHER_TOPIC,
                Severity.REFUSED,
                f"The same words already teach {others[0].topic}. They can mean one topic only: "
                "remove them there first, or leave this out.",
                tuple(show_known(other) for other in others),
            )
        elif here:
            found[index] = Finding(
                Kind.KNOWN,
                Severity.NOTICE,
                "The topic is taught these words already.",
                (show_known(here[0]),),
            )
    return found


def show_addition(addition: Addition) -> Evidence:
    """An addition of the same list as evidence."""
    place = f"this list, {addition.place}" if addition.place else "this list"
    return Evidence(addition.text, addition.topic, place)


def show_known(phrasing: KnownPhrasing) -> Evidence:
    """A known phrasing of the same words as evidence."""
    return Evidence(phrasing.text, phrasing.topic, phrasing.file)
