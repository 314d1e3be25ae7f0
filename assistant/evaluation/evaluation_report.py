"""Counts how well predictions match the right topics, and says it in words."""

from collections import Counter
from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

from assistant.nlu.topic_prediction import ANSWER, CLARIFY, DECLINE, SAFETY, TopicScore
from assistant.topics import OUT_OF_SCOPE, load_topics

WORST = 10


@dataclass(frozen=True)
class Prediction:
    """What the assistant makes of one message. `topic` is the right one, where it is known."""

    text: str
    topic: Optional[str]
    predicted: str
    confidence: float
    decision: str
    candidates: Tuple[TopicScore, ...]

    @property
    def is_right(self) -> bool:
        return self.predicted == self.topic

    @property
    def is_confidently_wrong(self) -> bool:
        """Acted on as if it were certain, and not what was meant."""
        return self.decision in (ANSWER, SAFETY) and not self.is_right

    @property
    def is_emergency_raised(self) -> bool:
        return self.decision == SAFETY and load_topics()[self.predicted].is_emergency


@dataclass(frozen=True)
class EvaluationReport:
    """Figures over labelled predictions; shares from 0 to 1, None where nothing was counted."""

    messages: int
    in_scope_right: Optional[float]
    confidently_wrong: float
    out_of_scope_held_back: Optional[float]
    in_scope_declined: Optional[float]
    in_scope_clarified: Optional[float]
    emergencies: int
    emergencies_missed: int
    false_emergencies: int
    by_family: Tuple[Tuple[str, int, int], ...]
    confusions: Tuple[Tuple[str, str, int], ...]


def make_report(predictions: Sequence[Prediction]) -> EvaluationReport:
    """Count over the labelled ones; there must be at least one."""
    labelled = [p for p in predictions if p.topic is not None]
    topics = load_topics()
    in_scope = [p for p in labelled if p.topic != OUT_OF_SCOPE]
    outside = [p for p in labelled if p.topic == OUT_OF_SCOPE]
    emergencies = [p for p in labelled if topics[str(p.topic)].is_emergency]
    others = [p for p in labelled if not topics[str(p.topic)].is_emergency]
    held_back = [p for p in outside if p.decision in (CLARIFY, DECLINE)]
    families = list(dict.fromkeys(topic.family for topic in topics.values()))
    by_family: List[Tuple[str, int, int]] = []
    for family in families:
        members = [p for p in labelled if topics[str(p.topic)].family == family]
        by_family.append((family, sum(p.is_right for p in members), len(members)))
    wrong = Counter((str(p.topic), p.predicted) for p in labelled if not p.is_right)
    return EvaluationReport(
        messages=len(labelled),
        in_scope_right=_share(sum(p.is_right for p in in_scope), len(in_scope)),
        confidently_wrong=_share(sum(p.is_confidently_wrong for p in labelled), len(labelled))
        or 0.0,
        out_of_scope_held_back=_share(len(held_back), len(outside)),
        in_scope_declined=_share(sum(p.decision == DECLINE for p in in_scope), len(in_scope)),
        in_scope_clarified=_share(sum(p.decision == CLARIFY for p in in_scope), len(in_scope)),
        emergencies=len(emergencies),
        emergencies_missed=sum(not p.is_emergency_raised for p in emergencies),
        false_emergencies=sum(p.is_emergency_raised for p in others),
        by_family=tuple(by_family),
        confusions=tuple((a, b, n) for (a, b), n in wrong.most_common(WORST)),
    )


def format_report(report: EvaluationReport) -> str:
    """The report as lines of text for a terminal."""
    others, missed = report.messages - report.emergencies, report.emergencies_missed
    lines = [
        f"{report.messages} labelled messages",
        f"  right topic, in-scope messages           {_percent(report.in_scope_right)}",
        f"  confidently wrong, of all messages       {_percent(report.confidently_wrong)}",
        f"  out-of-scope declined or clarified       {_percent(report.out_of_scope_held_back)}",
        f"  in-scope messages declined               {_percent(report.in_scope_declined)}",
        f"  in-scope messages clarified              {_percent(report.in_scope_clarified)}",
        f"  emergencies missed                       {missed} of {report.emergencies}",
        f"  false emergencies                        {report.false_emergencies} of {others}",
        "",
        "right topic by family",
    ]
    lines += [
        f"  {family:<12} {_percent(_share(right, count))}   {right} of {count}"
        for family, right, count in report.by_family
        if count
    ]
    lines += ["", "worst confusions (right -> predicted)"]
    lines += [
        f"  {count} x  {right} -> {predicted}" for right, predicted, count in report.confusions
    ]
    return "\n".join(lines if report.confusions else [*lines, "  none"])


def _share(part: int, whole: int) -> Optional[float]:
    return part / whole if whole else None


def _percent(share: Optional[float]) -> str:
    return "    -  " if share is None else f"{100 * share:5.1f} %"
