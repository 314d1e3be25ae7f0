"""Rasa's event broker that lets staff see what the assistant did not understand."""

import asyncio
import weakref
from asyncio import AbstractEventLoop
from datetime import timedelta
from functools import partial
from typing import Any, Callable, Dict, List, Optional, Union

import structlog
from rasa.core.brokers.broker import EventBroker
from rasa.shared.exceptions import InvalidConfigException
from rasa.utils.endpoints import EndpointConfig

from assistant.clinic_profile import load_clinic_profile
from assistant.events.handover import Handover
from assistant.events.pseudonyms import load_pseudonyms
from assistant.events.store_events import CONVERSATION_DELETED, REPLY_RATED
from assistant.events.turn_events import TurnCollector, TurnEvents
from assistant.events.turn_review import (
    LOW_MARGIN,
    DeletedConversation,
    RatedReply,
    TurnReview,
)
from assistant.personal_data import mask_personal_data
from assistant.review.turn_log import Change, open_turn_log
from assistant.secret_file import UnusableSecretFile
from assistant.settings import load_settings

log = structlog.get_logger()

CLOSING_SECONDS = 5.0


class ReviewEventBroker(EventBroker):
    """Masks each turn and hands it to the review room. Publishing neither waits nor fails.

    Two kinds of event come from the tracker store, not from Rasa: see `store_events`.
    """

    def __init__(self, handover: Handover) -> None:
        self._handover = handover
        self._collector = TurnCollector()
        # Rasa makes a new broker for a new model and forgets the old one without closing it.
        self._stop = weakref.finalize(self, handover.stop)

    @classmethod
    async def from_endpoint_config(
        cls,
        broker_config: Optional[EndpointConfig],
        event_loop: Optional[AbstractEventLoop] = None,
    ) -> Optional["ReviewEventBroker"]:
        """Make the broker. Raises InvalidConfigException; a database may come later."""
        options: Dict[str, Any] = dict(broker_config.kwargs) if broker_config else {}
        margin = _read_margin(options.pop("low_margin", LOW_MARGIN))
        if options:
            raise InvalidConfigException(
                f"The event broker has the unknown option '{sorted(options)[0]}'. "
                "Known is: low_margin."
            )
        settings = load_settings()
        try:
            pseudonyms = load_pseudonyms(settings.review_secret)
        except UnusableSecretFile as error:
            raise InvalidConfigException(str(error)) from error
        region = load_clinic_profile(settings.clinic_profile).schedule.region
        review = TurnReview(pseudonyms, partial(mask_personal_data, region=region), margin)
        handover = Handover(
            partial(open_turn_log, settings.review_database),
            review_with(review),
            timedelta(days=settings.review_retention_days),
        )
        handover.start()
        return cls(handover)

    def publish(self, event: Dict[str, Any]) -> None:
        """Take one event; what it completes is handed over in the background."""
        try:
            kind = event.get("event")
            if kind == REPLY_RATED:
                self._handover.put(_read_rating(event))
            elif kind == CONVERSATION_DELETED:
                self._handover.put(DeletedConversation(str(event["sender_id"])))
            else:
                for turn in self._collector.add(event):
                    self._handover.put(turn)
        except Exception as error:
            # The visitor's turn is being saved: it must not fail for this.
            log.error("review.event_not_read", error=type(error).__name__)

    async def close(self) -> None:
        """Write what waits, for some seconds at most."""
        self._stop.detach()
        loop = asyncio.get_running_loop()
        is_done = await loop.run_in_executor(None, self._handover.close, CLOSING_SECONDS)
        if not is_done:
            log.error("review.not_written_at_the_end")


def review_with(review: TurnReview) -> Callable[[Any], List[Change]]:
    """What a handover does with all that this broker puts into it."""

    def review_any(heard: Any) -> List[Change]:
        if isinstance(heard, TurnEvents):
            return review.review_turn(heard)
        if isinstance(heard, RatedReply):
            return review.review_rating(heard)
        return review.review_deletion(heard)

    return review_any


def _read_rating(event: Dict[str, Any]) -> RatedReply:
    return RatedReply(
        sender_id=str(event["sender_id"]),
        message_id=str(event["message_id"]),
        rating=event.get("rating"),
        events=tuple(event.get("turn") or ()),
    )


def _read_margin(value: Union[float, str]) -> float:
    try:
        margin = float(value)
    except (TypeError, ValueError):
        margin = -1.0
    if not 0 <= margin <= 1:
        raise InvalidConfigException(
            f"low_margin of the event broker is '{value}'. Use a number from 0 to 1."
        )
    return margin
