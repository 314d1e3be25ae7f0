"""A running console with a small training folder of its own, and visitors who ask odd things."""

from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator, Sequence, Tuple

from assistant.review.turn_log import open_turn_log
from assistant.review.turns import Candidate, Reason
from tests.console.running_console import RunningConsole, running_console
from tests.phrasings.books import write_training_folder
from tests.review.turn_examples import make_turn

GRANNY = "can my granny with a pacemaker have the shots"
BUS = "is there a bus that stops near you"
BITCOIN = "do you take bitcoin for the treatment"
# Nothing of it is refused, but its words lie nearer to another topic.
CONFLICT = "are you open on saturday at lunch"
COST, SAFETY, HOURS = "clinic/cost", "faq/safety", "clinic/hours"
SUGGESTED = (Candidate(SAFETY, 0.41), Candidate(COST, 0.3))


@contextmanager
def inbox_console(folder: Path, **changed: Any) -> Iterator[RunningConsole]:
    """A console whose training folder holds a few phrasings (tests.phrasings.books)."""
    staff_file = write_training_folder(folder / "data")
    own = {
        "staff_phrasings": staff_file,
        "evaluation_folder": folder / "data" / "evaluation",
        "embedding_cache": folder / "embeddings.db",
    }
    with running_console(folder, **{**own, **changed}) as console:
        yield console


def ask(
    console: RunningConsole,
    *texts: str,
    first: int = 1,
    candidates: Tuple[Candidate, ...] = SUGGESTED,
    reasons: Sequence[Reason] = (Reason.DECLINED,),
    **changes: Any,
) -> None:
    """Visitors ask something that staff should look at."""
    log = open_turn_log(console.settings.review_database)
    log.add(
        [
            make_turn(
                number,
                text,
                candidates=candidates,
                reasons=tuple(reasons),
                **{"said": text, **changes},
            )
            for number, text in enumerate(texts, first)
        ]
    )
    log.close()
