"""How templates write times, numbers and topics."""

from datetime import datetime
from typing import Callable, Optional
from zoneinfo import ZoneInfo

from markupsafe import Markup

from assistant.topics import load_topics


def make_moment(zone: ZoneInfo) -> Callable[[Optional[datetime]], Markup]:
    """A filter that writes a moment on the clinic's clock: 23 Nov 2026, 09:05."""

    def write_moment(moment: Optional[datetime]) -> Markup:
        if moment is None:
            return Markup("")
        local = moment.astimezone(zone)
        return Markup('<time datetime="{}">{}</time>').format(
            local.isoformat(timespec="seconds"), f"{local.day} {local:%b %Y, %H:%M}"
        )

    return write_moment


def write_percent(share: Optional[float]) -> str:
    """A share of 1 in whole percent: 0.5 is "50 %"; a dash for none."""
    # The space keeps the sign beside its number.
    return "\u2013" if share is None else f"{share * 100:.0f}\u00a0%"


def write_count(number: int) -> str:
    """A number with its thousands apart: 12,345."""
    return f"{number:,}"


def name_topic(topic: Optional[str]) -> str:
    """What staff call a topic; its id, where the catalogue has no such topic any more."""
    if topic is None:
        return "no topic"
    found = load_topics().get(topic)
    return topic if found is None else found.name
