"""Reads and writes rows of releases and publications as records."""

from dataclasses import asdict
from typing import Any, Dict, Optional, Sequence

import sqlalchemy as sa

from assistant.releases.live_model import LiveModel
from assistant.releases.records import (
    GateFailure,
    Kind,
    Publication,
    Release,
    ServerOutcome,
    State,
    Verdict,
)
from assistant.releases.storage.tables import publications, releases

RUNNING = [state.value for state in State if state.is_running]
# A trainer holds it: it is not only waiting for one.
CLAIMED = [State.TRAINING.value, State.EVALUATING.value]


def select_releases() -> Any:
    """A query of releases with all that `read_release` needs."""
    was_live = (
        sa.exists()
        .where(
            publications.c.number == releases.c.number,
            sa.not_(publications.c.is_taken_back),
        )
        .label("was_live")
    )
    return sa.select(releases, was_live)


def read_release(row: Any, live: Optional[int]) -> Release:
    """A release; `live` is the number of the live one."""
    return Release(
        number=row.number,
        state=State(row.state),
        who=row.who,
        requested_at=row.requested_at,
        why=row.why,
        finished_at=row.finished_at,
        progress=row.progress,
        step=row.step,
        problem=row.problem,
        base=row.base,
        model_sha256=row.model_sha256,
        engineers=row.engineers,
        is_live=row.number == live,
        verdict=_read_verdict(row.verdict),
        was_live=bool(row.was_live),
        is_kept=row.is_kept,
    )


def write_verdict(verdict: Verdict) -> Dict[str, Any]:
    """A verdict as JSON."""
    return asdict(verdict)


def _read_verdict(entry: Optional[Dict[str, Any]]) -> Optional[Verdict]:
    if entry is None:
        return None
    failures = tuple(
        GateFailure(
            failure["gate"],
            failure["message"],
            tuple(failure["texts"]),
            tuple((topic, text) for topic, text in failure["blamed"]),
        )
        for failure in entry["failures"]
    )
    return Verdict(entry["is_passed"], failures)


def read_publication(row: Any) -> Publication:
    """A publication."""
    return Publication(
        id=row.id,
        number=row.number,
        kind=Kind(row.kind),
        who=row.who,
        why=row.why,
        begun_at=row.begun_at,
        finished_at=row.finished_at,
        servers=tuple(ServerOutcome(**outcome) for outcome in row.servers),
    )


def write_outcomes(outcomes: Sequence[ServerOutcome]) -> Any:
    """Outcomes as JSON."""
    return [asdict(outcome) for outcome in outcomes]


def read_former(entry: Optional[Dict[str, Any]]) -> Optional[LiveModel]:
    """What live.json said before a publication."""
    return LiveModel(**entry) if entry else None
