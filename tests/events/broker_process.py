"""A process that publishes for ever: `python -m tests.events.broker_process URL`."""

import asyncio
import sys
from datetime import timedelta
from itertools import count

from assistant.events.handover import Handover
from assistant.events.pseudonyms import Pseudonyms
from assistant.events.review_broker import ReviewEventBroker, review_with
from assistant.events.turn_review import TurnReview
from assistant.personal_data import mask_personal_data
from assistant.review.turn_log import open_turn_log
from tests.events.talks import is_declined, publish


async def main(url: str) -> None:
    """Publish turn after turn, and say the number of each once it is published."""
    review = TurnReview(Pseudonyms("s" * 32), lambda text: mask_personal_data(text, "US"))
    handover = Handover(lambda: open_turn_log(url), review_with(review), timedelta(days=180))
    handover.start()
    broker = ReviewEventBroker(handover)
    for number in count():
        for event in publish(is_declined(f"dogs {number}", number), f"visitor {number % 7}"):
            broker.publish(event)
        print(number, flush=True)  # noqa: T201
        await asyncio.sleep(0.001)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
