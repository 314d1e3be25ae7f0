"""Checks of the meaning: nearly the same as another phrasing, or nearer to another topic."""

from typing import Dict, List, Sequence, Tuple

import numpy as np

from assistant.phrasing_words import find_light_edits, normalise_phrasing
from assistant.phrasings.findings import Addition, Evidence, Finding, Kind, Severity
from assistant.phrasings.list_checks import show_addition
from assistant.phrasings.meaning import ALIKE, MOST_SHOWN, Alike, NearTopic, PhrasingMap
from assistant.topics import OUT_OF_SCOPE, Topic

# By how much another topic must be nearer. Over the project's own phrasings, each left out in
# turn, 4.5 % would be stopped; put under their second nearest topic 83 %, under any other 99.5 %.
CLEARLY_NEARER = 0.04
# What is out of scope lies everywhere, so that its own examples are often further away: with
# this margin 9 % of them would be stopped.
CLEARLY_NEARER_THAN_OUT_OF_SCOPE = 0.10
# From here on a phrasing belongs to the emergency or the medical advice that it is nearer to, and
# no reason lets it be taught elsewhere. Of the project's own phrasings 5 of 13,108 are.
PLAINLY_ABOUT_SAFETY = 0.15
NEEDS_SAFETY = "Visitors who say so need the safety answer: it cannot be taught to another topic."


def check_meaning(
    additions: Sequence[Addition],
    embeddings: np.ndarray,
    known: PhrasingMap,
    topics: Dict[str, Topic],
) -> List[List[Finding]]:
    """Findings for each addition; `embeddings` has shape (additions, width)."""
    words = [normalise_phrasing(one.text) for one in additions]
    in_list = _find_alike_in_list(additions, words, embeddings)
    alike = known.find_alike(words, embeddings)
    ranks = known.rank_topics(embeddings)
    findings = []
    for index, one in enumerate(additions):
        found = [
            *_check_alike(one, alike[index], in_list[index], topics),
            *_check_rank(one, ranks[index], topics),
        ]
        findings.append(_once_a_topic(found))
    return findings


def _check_alike(
    addition: Addition,
    alike: Sequence[Alike],
    in_list: Sequence[Evidence],
    topics: Dict[str, Topic],
) -> List[Finding]:
    evidence = [*in_list, *(_show_alike(one) for one in alike)]
    others = [one for one in evidence if one.topic != addition.topic]
    own = [one for one in evidence if one.topic == addition.topic]
    findings = []
    if others:
        # The one that forbids it comes first, however near the others are.
        others.sort(key=lambda one: not _leads_away(addition, one.topic, topics))
        other = others[0].topic
        is_refused = _leads_away(addition, other, topics)
        message = f'Nearly the same words teach "{topics[other].name}".'
        findings.append(
            Finding(
                Kind.NEARLY_OTHER_TOPIC,
                Severity.REFUSED if is_refused else Severity.CONFLICT,
                f"{message} {NEEDS_SAFETY}" if is_refused else message,
                tuple(others[:MOST_SHOWN]),
            )
        )
    if own:
        findings.append(
            Finding(
                Kind.NEARLY_KNOWN,
                Severity.NOTICE,
                "The topic is taught nearly the same words already; this adds little.",
                tuple(own[:MOST_SHOWN]),
            )
        )
    return findings


def _check_rank(
    addition: Addition, ranks: Sequence[NearTopic], topics: Dict[str, Topic]
) -> List[Finding]:
    own = next((one for one in ranks if one.topic == addition.topic), None)
    best = next((one for one in ranks if one.topic != addition.topic), None)
    # A topic that nothing teaches yet is near to nothing.
    if own is None or best is None:
        return []
    is_out_of_scope = addition.topic == OUT_OF_SCOPE
    margin = CLEARLY_NEARER_THAN_OUT_OF_SCOPE if is_out_of_scope else CLEARLY_NEARER
    if best.nearness - own.nearness <= margin:
        return []
    is_refused = _leads_away(addition, best.topic, topics)
    is_refused = is_refused and best.nearness - own.nearness > PLAINLY_ABOUT_SAFETY
    message = (
        f'It is nearer to what visitors say for "{topics[best.topic].name}" than to the examples '
        f"of its own topic ({best.nearness:.0%} against {own.nearness:.0%})."
    )
    return [
        Finding(
            Kind.NEARER_TO_OTHER_TOPIC,
            Severity.REFUSED if is_refused else Severity.CONFLICT,
            f"{message} {NEEDS_SAFETY}" if is_refused else message,
            tuple(_show_alike(one) for one in (*best.nearest[:2], *own.nearest[:1])),
        )
    ]


def _leads_away(addition: Addition, other: str, topics: Dict[str, Topic]) -> bool:
    """Whether the addition would lead visitors away from a safety answer."""
    own = topics.get(addition.topic)
    is_about_safety = other in topics and topics[other].is_about_safety
    return is_about_safety and not (own is not None and own.is_about_safety)


def _find_alike_in_list(
    additions: Sequence[Addition], words: Sequence[str], embeddings: np.ndarray
) -> List[List[Evidence]]:
    """For each addition those of the list that say nearly the same.

    Of two that teach the same topic only the later one is told of the other.
    """
    pairs: Dict[Tuple[int, int], float] = {}
    cosines = embeddings @ embeddings.T
    for row, column in zip(*np.nonzero(cosines >= ALIKE), strict=True):
        pairs[int(row), int(column)] = min(1.0, float(cosines[row, column]))
    for edit in find_light_edits(words, words):
        pair = (edit.text, edit.other)
        pairs[pair] = max(pairs.get(pair, 0.0), edit.similarity)
    found: List[List[Evidence]] = [[] for _ in additions]
    for (index, other), similarity in sorted(pairs.items(), key=lambda item: -item[1]):
        if other < index or additions[index].topic != additions[other].topic:
            shown = show_addition(additions[other])
            found[index].append(Evidence(shown.text, shown.topic, shown.place, similarity))
    return found


def _once_a_topic(findings: Sequence[Finding]) -> List[Finding]:
    """Without "nearer to another topic" where the same topic was named for nearly equal words."""
    nearly = [one for one in findings if one.kind is Kind.NEARLY_OTHER_TOPIC]
    if not nearly:
        return list(findings)
    named = {evidence.topic for evidence in nearly[0].evidence}
    return [
        one
        for one in findings
        if one.kind is not Kind.NEARER_TO_OTHER_TOPIC
        or one.severity is Severity.REFUSED
        or one.evidence[0].topic not in named
    ]


def _show_alike(alike: Alike) -> Evidence:
    known = alike.known
    return Evidence(known.text, known.topic, known.file, alike.similarity)
