"""Opens the book that the settings name, and its previews, for command line and console."""

from typing import Optional

from assistant.personal_data import mask_personal_data
from assistant.phrasings.book import PhrasingBook
from assistant.phrasings.checker import PhrasingChecker
from assistant.phrasings.evaluation_messages import find_evaluation_files
from assistant.phrasings.phrasing_encoder import CachedPhrasingEncoder, Progress
from assistant.phrasings.preview.change_preview import ChangePreview
from assistant.settings import Settings
from assistant.topics import load_topics


def open_book(settings: Settings, on_progress: Optional[Progress] = None) -> PhrasingBook:
    """The staff's book; nothing is read yet. `on_progress` is told of slow encoding."""
    checker = PhrasingChecker(
        training_file=settings.staff_phrasings,
        evaluation_files=find_evaluation_files(settings.evaluation_folder),
        encoder=CachedPhrasingEncoder(settings.encoder_folder, settings.embedding_cache),
        mask_personal_data=mask_personal_data,
        topics=load_topics(),
        longest=settings.max_message_characters,
        on_progress=on_progress,
    )
    return PhrasingBook(
        settings.staff_phrasings, settings.staff_phrasings_history, checker, mask_personal_data
    )


def open_preview(settings: Settings) -> ChangePreview:
    """What foresees changes of the staff's file; nothing is read yet."""
    encoder = CachedPhrasingEncoder(settings.encoder_folder, settings.embedding_cache)
    return ChangePreview(settings.staff_phrasings, encoder)
