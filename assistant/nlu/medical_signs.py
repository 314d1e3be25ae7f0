"""Gathers the signs of a medical emergency that stand alone."""

from typing import Tuple

from assistant.nlu.breath_and_blood_signs import BLEEDING, BREATH
from assistant.nlu.heart_and_brain_signs import CONSCIOUSNESS, HEART, STROKE
from assistant.nlu.poison_and_injury_signs import ALLERGY, CALL, INJURY, POISON
from assistant.nlu.sign_patterns import Sign

MEDICAL_SIGNS: Tuple[Sign, ...] = (
    CALL + HEART + STROKE + BREATH + BLEEDING + CONSCIOUSNESS + ALLERGY + POISON + INJURY
)
