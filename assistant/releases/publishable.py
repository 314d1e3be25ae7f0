"""Says why a release cannot be made the live one, in words for staff."""

from typing import Optional

from assistant.releases.errors import NotPublishable
from assistant.releases.records import Release, State

_STATES = {
    State.WAITING: "it still waits for the trainer",
    State.TRAINING: "it is still being trained",
    State.EVALUATING: "it is still being tested",
    State.FAILED: "its training failed",
    State.CANCELLED: "it was cancelled",
    State.REFUSED: "it does worse than the live release in ways that the gates do not allow",
}


def check_publishable(release: Release, live: Optional[Release]) -> None:
    """Raises NotPublishable unless the release passed the gates against the live one."""
    number = release.number
    if release.state is not State.READY:
        # The page shows the gates' own words beside it.
        raise NotPublishable(
            f"Release {number} cannot be published: {_STATES[release.state]}. Train a new release."
            if not release.state.is_running
            else f"Release {number} cannot be published yet: {_STATES[release.state]}."
        )
    _check_other(release)
    if release.verdict is None or not release.verdict.is_passed:
        raise NotPublishable(
            f"Release {number} was made by 'make train' and has passed no gate. If it was live "
            "before, roll back to it instead."
        )
    live_number = live.number if live else None
    if release.base != live_number:
        compared = f"release {release.base}" if release.base else "no live release"
        now = f"release {live_number} is" if live_number else "none is"
        raise NotPublishable(
            f"Release {number} was compared with {compared}, and {now} live now: nobody knows "
            "whether it is better than that one. Train a new release, which takes a minute."
        )


def check_restorable(release: Release) -> None:
    """Raises NotPublishable unless the release was live once and is not now."""
    if not release.was_live:
        raise NotPublishable(
            f"Release {release.number} was never live, so that nobody can go back to it. Publish "
            "it instead."
        )
    _check_other(release)


def _check_other(release: Release) -> None:
    if release.is_live:
        raise NotPublishable(f"Release {release.number} is the live one already.")
    if not release.is_kept:
        raise NotPublishable(
            f"The files of release {release.number} were removed: those of old releases are kept "
            "for a while only. Choose a newer one."
        )
