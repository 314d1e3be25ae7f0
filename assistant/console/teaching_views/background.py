"""Slow work for the inbox that no page waits for: putting look-alikes together, previews."""

import threading
import time
from collections import OrderedDict
from typing import Callable, Optional, Sequence, Tuple

import structlog

from assistant.nlu.sentence_encoder import EncoderMissing
from assistant.phrasings.errors import PhrasingError
from assistant.phrasings.preview.change_preview import ChangePreview, Preview
from assistant.phrasings.training_file import Phrasing
from assistant.review.grouping import MessageGroups, open_message_groups
from assistant.review.inbox import Inbox
from assistant.review.message_encoder import load_message_encoder
from assistant.settings import Settings
from assistant.sqlite_database import UnusableDatabase

# Visitors go on asking: an older preview is worked out again.
PREVIEW_LIVES_SECONDS = 120.0
MOST_PREVIEWS = 20

log = structlog.get_logger(__name__)


class BackgroundGrouping:
    """Groups what is new in a thread of its own, one at a time; usable from several threads."""

    def __init__(self, settings: Settings, inbox: Inbox) -> None:
        self._settings = settings
        self._inbox = inbox
        self._lock = threading.Lock()
        self._thread: Optional[threading.Thread] = None
        self._groups: Optional[MessageGroups] = None
        self._grouped = 0

    def group_new(self, limit_seconds: float) -> bool:
        """Begin if anything is new, and wait so long at most; whether all is grouped.

        Raises UnusableDatabase.
        """
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                newest = self._inbox.find_newest()
                if newest == self._grouped:
                    return True
                # The console may stop meanwhile: what is grouped by then is kept.
                self._thread = threading.Thread(target=self._run, args=(newest,), daemon=True)
                self._thread.start()
            thread = self._thread
        thread.join(limit_seconds)
        return not thread.is_alive()

    def close(self) -> None:
        """Give back every connection."""
        if self._groups is not None:
            self._groups.close()

    def _run(self, newest: int) -> None:
        try:
            if self._groups is None:
                encoder_id, encode = load_message_encoder(self._settings.encoder_folder)
                url = self._settings.review_database
                self._groups = open_message_groups(url, encoder_id, encode)
            self._groups.group_new()
        except (EncoderMissing, UnusableDatabase) as error:
            log.warning("inbox.not_grouped", problem=str(error))
        self._grouped = newest


class _Job:
    """A preview that is being worked out, or its result, or why there is none."""

    def __init__(self) -> None:
        self.begun_at = time.monotonic()
        self.is_done = threading.Event()
        self.preview: Optional[Preview] = None
        self.problem: Optional[Exception] = None


class Previews:
    """Works previews out in threads, and remembers them for a moment."""

    def __init__(self, preview: ChangePreview, list_messages: Callable[[], Sequence[str]]) -> None:
        self._preview = preview
        self._list_messages = list_messages
        self._lock = threading.Lock()
        self._jobs: "OrderedDict[Tuple[Phrasing, ...], _Job]" = OrderedDict()

    def ask(self, additions: Sequence[Phrasing], limit_seconds: float) -> Optional[Preview]:
        """The preview; None if it takes longer, in which case it is asked for again.

        Raises PhrasingError, EncoderMissing and UnusableDatabase.
        """
        key = tuple(sorted(set(additions), key=lambda one: (one.topic, one.text)))
        with self._lock:
            job = self._jobs.get(key)
            if job is None or _is_old(job):
                job = self._jobs[key] = _Job()
                threading.Thread(target=self._run, args=(key, job), daemon=True).start()
            while len(self._jobs) > MOST_PREVIEWS:
                self._jobs.popitem(last=False)
        if not job.is_done.wait(limit_seconds):
            return None
        if job.problem is not None:
            raise job.problem
        return job.preview

    def _run(self, additions: Sequence[Phrasing], job: _Job) -> None:
        try:
            job.preview = self._preview.foresee(additions, self._list_messages())
        except (PhrasingError, EncoderMissing, UnusableDatabase) as error:
            job.problem = error
        finally:
            job.is_done.set()


def _is_old(job: _Job) -> bool:
    return job.is_done.is_set() and time.monotonic() - job.begun_at > PREVIEW_LIVES_SECONDS
