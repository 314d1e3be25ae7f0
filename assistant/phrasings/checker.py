"""Checks phrasings before anything is saved, each by itself and among the others of its list."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence

from assistant.phrasings.evaluation_messages import find_taken
from assistant.phrasings.findings import (
    Addition,
    CheckedAddition,
    Evidence,
    Finding,
    Kind,
    Report,
    Severity,
)
from assistant.phrasings.list_checks import find_contradictions, find_known
from assistant.phrasings.meaning_checks import check_meaning
from assistant.phrasings.phrasing_encoder import PhrasingEncoder, Progress
from assistant.phrasings.phrasing_text import check_emergency, check_text, clean_phrasing
from assistant.phrasings.taught_folder import TaughtFolder
from assistant.phrasings.training_file import Phrasing
from assistant.topics import Topic


class PhrasingChecker:
    """Knows the training folder; reads it again only when it has changed.

    May be shared by threads. `longest` is the longest phrasing in characters.
    """

    def __init__(
        self,
        training_file: Path,
        evaluation_files: Sequence[Path],
        encoder: PhrasingEncoder,
        mask_personal_data: Callable[[str], str],
        topics: Dict[str, Topic],
        longest: int,
        on_progress: Optional[Progress] = None,
    ) -> None:
        self._folder = TaughtFolder(training_file, encoder, topics, on_progress)
        self._evaluation_files = tuple(evaluation_files)
        self._encoder = encoder
        self._mask_personal_data = mask_personal_data
        self._topics = topics
        self._longest = longest
        self._lock = threading.Lock()

    def check(
        self,
        additions: Sequence[Addition],
        staff: Sequence[Phrasing],
    ) -> Report:
        """What is to be said about each addition; `staff` is what the staff's file holds now.

        Raises UnreadablePhrasings if the folder or an evaluation file cannot be read, and
        EncoderMissing.
        """
        with self._lock:
            known = self._folder.read(staff)
            cleaned = [replace(one, text=clean_phrasing(one.text)) for one in additions]
            findings = [self._check_alone(one) for one in cleaned]
            for index, found in find_contradictions(cleaned).items():
                findings[index].append(found)
            for index, found in find_known(cleaned, known).items():
                findings[index].append(found)
            taken = find_taken([one.text for one in cleaned], self._evaluation_files)
            for index, name in taken.items():
                findings[index].append(_refuse_taken(name))
            # What is refused, for personal data perhaps, or is there already, is not encoded.
            open_ones = [
                index
                for index, found_here in enumerate(findings)
                if not any(
                    one.severity is Severity.REFUSED or one.kind is Kind.KNOWN for one in found_here
                )
            ]
            self._check_meaning(open_ones, cleaned, findings, staff)
        return Report(
            tuple(
                CheckedAddition(one, tuple(found_here))
                for one, found_here in zip(cleaned, findings, strict=True)
            )
        )

    def _check_alone(self, addition: Addition) -> List[Finding]:
        findings = check_text(addition.text, self._longest, self._mask_personal_data)
        topic = self._topics.get(addition.topic)
        if topic is None:
            findings.append(
                Finding(
                    Kind.UNKNOWN_TOPIC,
                    Severity.REFUSED,
                    f"There is no topic '{addition.topic}'. The command 'topics' lists them.",
                )
            )
        elif addition.text:
            emergency = check_emergency(addition.text, topic)
            findings.extend([emergency] if emergency else [])
        return findings

    def _check_meaning(
        self,
        indices: Sequence[int],
        additions: Sequence[Addition],
        findings: List[List[Finding]],
        staff: Sequence[Phrasing],
    ) -> None:
        if not indices:
            return
        chosen = [additions[index] for index in indices]
        embeddings = self._encoder.encode_new([one.text for one in chosen])
        found = check_meaning(chosen, embeddings, self._folder.map(staff), self._topics)
        for index, found_here in zip(indices, found, strict=True):
            findings[index].extend(found_here)


def _refuse_taken(name: str) -> Finding:
    return Finding(
        Kind.IN_EVALUATION,
        Severity.REFUSED,
        "It is one of the messages that the assistant is examined with, or nearly so. Taught, it "
        "would make the examination worthless. Say it in other words.",
        (Evidence("(not shown)", "", name),),
    )
