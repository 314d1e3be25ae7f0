"""How the phrasing commands show things: tables in a terminal, plain aligned lines in a pipe."""

from typing import Dict, List, Sequence, Tuple

from rich.console import Console
from rich.text import Text

from assistant.phrasings.book import Outcome, TaughtPhrasing
from assistant.phrasings.findings import CheckedAddition, Evidence, Report, Severity
from assistant.phrasings.history import Action, Change
from assistant.phrasings.topic_search import FoundTopic
from assistant.staff_files import write_csv
from assistant.staff_output import print_rows

THEN_TRAIN = (
    "Now run make releases DO=train, and publish the candidate: the assistant learns it then."
)
STYLES: Dict[Severity, str] = {
    Severity.REFUSED: "bold red",
    Severity.CONFLICT: "yellow",
    Severity.NOTICE: "dim",
}
ACTIONS: Dict[Action, str] = {
    Action.ADD: "add",
    Action.REMOVE: "remove",
    Action.UNDO: "undo",
    Action.RESTORE: "put back",
    Action.BY_HAND: "by hand",
}
HISTORY_HEADINGS = ("number", "when", "who", "command", "phrasing was", "topic", "phrasing", "why")


def show_topics(console: Console, topics: Sequence[FoundTopic]) -> None:
    """List topics with their titles, or what they are asked for."""
    rows = [(topic.id, topic.title or topic.asks) for topic in topics]
    print_rows(console, ("Topic", "What visitors ask"), rows)


def show_phrasings(console: Console, taught: Sequence[TaughtPhrasing]) -> None:
    """List staff's phrasings with who taught them, when and why."""
    rows = [
        (
            one.topic,
            one.text,
            one.who or "by hand",
            one.when.astimezone().strftime("%Y-%m-%d %H:%M") if one.when else "",
            one.why or "",
        )
        for one in taught
    ]
    print_rows(console, ("Topic", "Phrasing", "Who", "When", "Why"), rows)


def show_history(console: Console, changes: Sequence[Change]) -> None:
    """List changes, the oldest first, a line for each phrasing."""
    headings = [heading.capitalize() for heading in HISTORY_HEADINGS]
    print_rows(console, headings, _rows(changes))


def show_report(console: Console, report: Report) -> None:
    """Every addition about which there is something to say, with its findings and evidence."""
    for one in report.checked:
        if one.findings:
            console.print(_head(one))
            for finding in one.findings:
                label = Text(f"  {finding.severity.value}: ", STYLES[finding.severity])
                console.print(label + Text(finding.message))
                for evidence in finding.evidence:
                    console.print(Text(f"      {_describe(evidence)}", "dim"))


def show_outcome(out: Console, notes: Console, outcome: Outcome) -> None:
    """What was saved, what stood in the way, and what can be done about it."""
    if outcome.change is not None:
        show_change(out, notes, outcome.change)
    elif not outcome.blocked:
        notes.print("Nothing to save: all of it is taught already.")
    if not outcome.blocked:
        return
    refused = sum(1 for one in outcome.blocked if one.is_refused)
    in_conflict = len(outcome.blocked) - refused
    left = "left out" if outcome.change else "in the way, so that nothing was saved"
    notes.print(f"Refused: {refused}, conflicts: {in_conflict}; {left}.", style="red")
    if in_conflict:
        notes.print('If a conflict is right as it is, say why: --because "..."')
    if outcome.change is None and len(outcome.blocked) < len(outcome.report.checked):
        notes.print("To save the others without them: --leave-out")


def show_change(out: Console, notes: Console, change: Change) -> None:
    """How many phrasings a change has added or removed, and what to do next."""
    for label, phrasings in (("Added", change.added), ("Removed", change.removed)):
        if phrasings:
            out.print(f"{label}: {len(phrasings)} (change {change.number}).")
    notes.print(THEN_TRAIN)


def show_counts(out: Console, report: Report) -> None:
    """How many of a list can be saved, and how many cannot."""
    out.print(
        f"Phrasings: {len(report.checked)}. Can be saved: {len(report.clear)}, taught already: "
        f"{len(report.known)}, conflicts: {len(report.in_conflict)}, refused: "
        f"{len(report.refused)}."
    )


def write_history_csv(changes: Sequence[Change]) -> str:
    """The whole history as CSV, a line for each phrasing of a change."""
    return write_csv(HISTORY_HEADINGS, _rows(changes))


def _rows(changes: Sequence[Change]) -> List[Tuple[str, ...]]:
    rows: List[Tuple[str, ...]] = []
    for change in changes:
        reasons = {one.phrasing: one.reason for one in change.overruled}
        when = change.when.astimezone().strftime("%Y-%m-%d %H:%M")
        start = (str(change.number), when, change.who, ACTIONS[change.action])
        note = f"takes back number {change.undoes}" if change.undoes else (change.why or "")
        note = "; ".join(filter(None, (change.origin, note)))
        for what, phrasings in (("added", change.added), ("removed", change.removed)):
            for one in phrasings:
                why = "; ".join(filter(None, (note, reasons.get(one))))
                rows.append((*start, what, one.topic, one.text, why))
        if not (change.added or change.removed):
            rows.append((*start, "", "", "", note or "other lines of the file"))
    return rows


def _head(one: CheckedAddition) -> Text:
    place = f"{one.addition.place}: " if one.addition.place else ""
    # What holds personal data is not shown again: a terminal keeps what it has shown.
    is_personal = any(finding.kind.value == "personal_data" for finding in one.findings)
    text = "(not shown)" if is_personal else f'"{one.addition.text}"'
    return Text(f"{place}{text} -> {one.addition.topic}")


def _describe(evidence: Evidence) -> str:
    likeness = f", {evidence.similarity:.0%} alike" if evidence.similarity is not None else ""
    topic = f" -> {evidence.topic}" if evidence.topic else ""
    return f"{evidence.text}{topic} ({evidence.place}{likeness})"
