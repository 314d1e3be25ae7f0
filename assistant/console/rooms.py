"""Opens every room that the console shows, once, when it starts."""

from dataclasses import dataclass
from functools import partial

from assistant.answers.answers import Answers
from assistant.answers.opening import open_answers
from assistant.booking.storage.store import BookingStore, open_booking_store
from assistant.clinic_profile import ClinicProfile, load_clinic_profile
from assistant.console.accounts.opening import AccountsRoom, open_accounts
from assistant.console.source_files import restore_sources
from assistant.console.teaching import Teaching
from assistant.console.teaching_views.background import BackgroundGrouping, Previews
from assistant.phrasings.book import PhrasingBook
from assistant.phrasings.opening import open_book, open_preview
from assistant.releases.releases import Releases, open_releases
from assistant.review.inbox import Inbox, open_inbox
from assistant.review.statistics import Statistics, open_statistics
from assistant.settings import Settings
from assistant.staff_changes.teaching_lock import find_teaching_lock


@dataclass(frozen=True)
class Rooms:
    """The rooms, opened; all of them can be used from several threads."""

    settings: Settings
    profile: ClinicProfile
    accounts: AccountsRoom
    inbox: Inbox
    bookings: BookingStore
    statistics: Statistics
    book: PhrasingBook
    answers: Answers
    releases: Releases
    teaching: Teaching
    grouping: BackgroundGrouping
    previews: Previews

    def close(self) -> None:
        """Give back every connection."""
        self.accounts.database.close()
        self.grouping.close()
        self.inbox.close()
        self.bookings.close()
        self.statistics.close()
        self.releases.close()


def open_rooms(settings: Settings) -> Rooms:
    """Open the rooms that the settings name; nothing slow is loaded yet.

    Raises InvalidClinicProfile, UnusableDatabase, UnusableSecretFile and ReleaseError.
    """
    book, answers = open_book(settings), open_answers(settings)
    inbox = open_inbox(settings.review_database)
    releases = open_releases(settings, partial(restore_sources, book, answers))
    return Rooms(
        settings=settings,
        profile=load_clinic_profile(settings.clinic_profile),
        accounts=open_accounts(settings),
        inbox=inbox,
        statistics=open_statistics(settings.review_database),
        bookings=open_booking_store(settings.booking_database),
        book=book,
        answers=answers,
        releases=releases,
        teaching=Teaching(inbox, book, releases, find_teaching_lock(settings)),
        grouping=BackgroundGrouping(settings, inbox),
        previews=Previews(
            open_preview(settings), lambda: [one.text for one in inbox.list_recent()]
        ),
    )
