"""Gathers the signs of self-harm that stand alone."""

from typing import Tuple

from assistant.nlu.hopelessness_signs import HOPELESSNESS
from assistant.nlu.self_harm_plan_signs import MEANS_AND_PLANS
from assistant.nlu.self_injury_signs import SELF_INJURY, SPANISH
from assistant.nlu.sign_patterns import Sign
from assistant.nlu.wish_to_die_signs import WISH_TO_DIE

SELF_HARM_SIGNS: Tuple[Sign, ...] = (
    WISH_TO_DIE + HOPELESSNESS + MEANS_AND_PLANS + SELF_INJURY + SPANISH
)
