"""Makes the staff's files those of a release again, and says beforehand what that changes."""

from pathlib import Path

from assistant.answers.answers import Answers
from assistant.phrasings.book import PhrasingBook
from assistant.phrasings.training_file import read_training_file
from assistant.releases.folder import ReleasesFolder
from assistant.releases.records import StaffChanges
from assistant.releases.staff_sources import compare_staff_sources, read_staff_sources
from assistant.settings import Settings
from assistant.sources import STAFF_ANSWERS, STAFF_PHRASINGS, list_staff_files


def restore_sources(
    book: PhrasingBook, answers: Answers, sources: Path, who: str, why: str
) -> None:
    """Put back what stands in a release's folder of sources. Safe to repeat.

    Each room records it as a change in its own history, so that nothing that staff have saved
    since is lost. `functools.partial` of this with both rooms is what `open_releases` wants.
    Raises StaffChangeError.
    """
    book.restore(read_training_file(sources / STAFF_PHRASINGS).phrasings, who, why)
    answers.restore(sources / STAFF_ANSWERS, who, why)


def what_roll_back_changes(settings: Settings, number: int) -> StaffChanges:
    """What going back to a release changes in the files of staff.

    `added` are phrasings that come back, `removed` those that are not taught any more. Raises
    UnreadableSources and UnusableFolder.
    """
    then = ReleasesFolder(settings.releases_folder).staff_files_of(number)
    return compare_staff_sources(
        read_staff_sources(list_staff_files(settings)), read_staff_sources(then)
    )
