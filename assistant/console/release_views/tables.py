"""Shows releases and their comparisons in a terminal."""

from typing import List, Optional, Sequence
from zoneinfo import ZoneInfo

from rich.console import Console

from assistant.console.release_views.figures import TopicOrder, list_figures, list_topics
from assistant.console.release_views.message_changes import (
    MessageRow,
    list_conversations,
    list_recent,
    list_rows,
)
from assistant.console.release_views.words import (
    Headline,
    name_server,
    name_state,
    tell_verdict,
)
from assistant.console.web.template_filters import name_topic
from assistant.releases.records import (
    Comparison,
    Publication,
    Release,
    ServerStatus,
    StaffChanges,
)
from assistant.staff_output import clean_text, print_details, print_rows, shorten_text

LONGEST_MESSAGE = 60
MOST_MESSAGES = 20


def show_releases(
    out: Console, releases: Sequence[Release], live: Optional[Release], zone: ZoneInfo
) -> None:
    """A line for each release."""
    rows = [
        (
            str(release.number),
            name_state(release, live).words,
            release.who,
            f"{release.requested_at.astimezone(zone):%d %b %Y %H:%M}",
            release.why or "",
        )
        for release in releases
    ]
    print_rows(out, ("Release", "State", "Asked for by", "When", "Why"), rows)


def show_release(
    out: Console,
    release: Release,
    live: Optional[Release],
    changes: Optional[StaffChanges],
    zone: ZoneInfo,
) -> None:
    """Everything that is known of a release but its comparison."""
    finished = release.finished_at
    print_details(
        out,
        (
            ("Release", str(release.number)),
            ("State", name_state(release, live).words),
            ("Asked for", f"{release.requested_at.astimezone(zone):%d %b %Y %H:%M}"),
            ("By", release.who),
            ("Why", release.why),
            ("Step", release.step if release.state.is_running else None),
            ("Done", f"{finished.astimezone(zone):%d %b %Y %H:%M}" if finished else None),
            ("Compared with", None if release.base is None else f"release {release.base}"),
            ("Problem", release.problem),
        ),
    )
    if changes is not None and not changes.is_empty:
        out.print()
        show_changes(out, changes)


def show_changes(out: Console, changes: StaffChanges) -> None:
    """What staff changed, a line for each phrasing and answer."""
    rows = [("phrasing added", name_topic(topic), text) for topic, text in changes.added]
    rows += [("phrasing removed", name_topic(topic), text) for topic, text in changes.removed]
    rows += [
        ("answer changed", name_topic(name.replace("utter_", "", 1)), after or "as engineers wrote")
        for name, _, after in changes.answers
    ]
    print_rows(out, ("What", "Topic", "Words"), rows)


def show_comparison(
    out: Console,
    release: Release,
    comparison: Comparison,
    live: Optional[Release],
) -> None:
    """The verdict, the figures, the topics and the messages that changed."""
    show_verdict(out, release, tell_verdict(release, comparison, live))
    _show_figures(out, comparison)
    _show_topics(out, comparison)
    _show_messages(out, "Answered differently", list_rows(comparison))
    _show_messages(out, "Recent visitors, answered differently", list_recent(comparison))
    conversations = list_conversations(comparison)
    if conversations:
        out.print("\nRehearsed conversations", style="bold")
        rows = [
            (one.name, "goes well" if one.after else "fails", one.problem or "")
            for one in conversations
        ]
        print_rows(out, ("Conversation", "Now", "Why"), rows)


def show_verdict(out: Console, release: Release, headline: Headline) -> None:
    """The verdict in a sentence and each reason, with the phrasings that did it."""
    out.print(clean_text(f"Release {release.number}: {headline.words}"), style="bold")
    if headline.beside:
        out.print(clean_text(headline.beside))
    for failure in release.verdict.failures if release.verdict else ():
        out.print(clean_text(f"- {failure.message}"))
        for text in failure.texts[:MOST_MESSAGES]:
            out.print(f'    "{shorten_text(text, LONGEST_MESSAGE)}"')
        for topic, text in failure.blamed:
            out.print(f'    phrasing of staff: "{clean_text(text)}" ({name_topic(topic)})')


def show_servers(
    out: Console, statuses: Sequence[ServerStatus], live: Optional[Release]
) -> List[ServerStatus]:
    """A line for each server; gives those that do not serve the live release."""
    labels = [(status, name_server(status, live)) for status in statuses]
    print_rows(
        out, ("Server", "State"), [(status.address, label.words) for status, label in labels]
    )
    return [status for status, label in labels if label.tone != "good"]


def show_outcome(out: Console, done: Publication) -> bool:
    """What each server made of it; whether all have taken it."""
    rows = [(one.address, "done" if one.is_done else one.problem or "not") for one in done.servers]
    print_rows(out, ("Server", "Outcome"), rows)
    return all(one.is_done for one in done.servers)


def _show_figures(out: Console, comparison: Comparison) -> None:
    rows = [
        (
            group.title,
            figure.title,
            "-" if figure.before is None else str(figure.before),
            f"{figure.after} of {figure.of}",
            f"{figure.difference.sign} {figure.difference.words}".strip(),
        )
        for group in list_figures(comparison)
        for figure in group.figures
    ]
    out.print()
    print_rows(out, ("Messages", "Figure", "Before", "After", "Difference"), rows)


def _show_topics(out: Console, comparison: Comparison) -> None:
    changed = [row for row in list_topics(comparison, TopicOrder.CHANGE) if row.change]
    if not changed:
        return
    out.print("\nTopics that changed", style="bold")
    print_rows(
        out,
        ("Topic", "Messages", "Right before", "Right after", "Difference"),
        [
            (
                row.title,
                str(row.messages),
                str(row.before),
                str(row.after),
                f"{row.difference.sign} {row.difference.words}",
            )
            for row in changed
        ],
    )


def _show_messages(out: Console, title: str, rows: Sequence[MessageRow]) -> None:
    if not rows:
        return
    out.print(f"\n{title}", style="bold")
    cells = [
        (
            row.kind_title,
            shorten_text(row.text, LONGEST_MESSAGE),
            row.topic_title or "",
            f"{row.before.title} ({row.before.does}, {row.before.confidence:.0%})",
            f"{row.after.title} ({row.after.does}, {row.after.confidence:.0%})",
        )
        for row in rows[:MOST_MESSAGES]
    ]
    print_rows(out, ("What", "Message", "It means", "Before", "After"), cells)
    if len(rows) > MOST_MESSAGES:
        out.print(f"and {len(rows) - MOST_MESSAGES} more: the console shows all of them.")
