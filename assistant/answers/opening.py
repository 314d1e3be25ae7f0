"""Opens the answers that the settings name, for the console and the releases."""

from assistant.answers.answers import Answers
from assistant.clinic_profile import load_clinic_profile
from assistant.personal_data import mask_personal_data
from assistant.settings import PROJECT, Settings

RESPONSES = PROJECT / "data" / "responses"


def open_answers(settings: Settings) -> Answers:
    """The staff's answers; nothing is read yet but the profile. Raises InvalidClinicProfile."""
    profile = load_clinic_profile(settings.clinic_profile)
    return Answers(
        settings.staff_answers,
        settings.staff_answers_history,
        RESPONSES,
        profile.facts,
        profile.schedule.time_zone,
        mask_personal_data,
    )
