"""Leaves out what a visitor tells of earlier times, so that it is not taken for a wish."""

import re
from typing import List

from assistant.booking.reading.times.time_spelling import DAYS, MONTHS

CLAUSE = re.compile(r"[.;!?,](?!\d)|\b(?:but|because|so|although|and can|and could)\b")
HISTORY = re.compile(
    r"\b(?:(?:ever )?since|(?:for|over|during|in) the (?:past|last)|the (?:past|last) (?:few|"
    r"couple|\d+))\b"
    r"(?:(?! (?:can|could|please|may i|id like|i would|book)\b)[^,.;!?])*"
    r"|\b(?:for|over|almost|nearly) (?:about |over |almost |nearly |more than |at least |like )?"
    r"(?:\d{1,3}|an?|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|many|several|a few|"
    r"a couple(?: of)?) (?:hour|day|week|month|year)s?\b"
    r"|\b\d{1,3}[ -](?:year|month|week)s?[ -]old\b"
    # "I work until 5, so after 5:30": the wish is what follows.
    r"|\bim? (?:am |have to |must |need to )?(?:work\w*|busy|get off|finish|at work|"
    r"unavailable)\b[^,.;!?]{0,60}?"
    r"(?= ?(?:\bso\b|\bbut\b|[,;])[^.]{0,80}(?:\d|morning|afternoon|evening|noon|lunch|day|"
    r"weekend))"
)
PAST_VERB = re.compile(
    r"\b(?:fell|injured|twisted|tore|torn|started|began|begun|happened|woke|called|had|was|were|"
    r"got|"
    r"saw|came|did|went|broke|sprained|been|slipped|tripped|phoned|emailed|told|said|visited|met)\b"
)
SYMPTOM = re.compile(
    r"\b(?:hurts?|hurting|aches?|aching|swells?|swelling|swollen|wakes?|stiff|stiffness|worse|"
    r"sleep|"
    r"sore|painful|burns?|burning|numb|throbs?|cramps?)\b"
)
WISH = re.compile(
    r"\b(?:can|could|come|coming|book|booking|appointment|appt|see me|available|free|prefer\w*|"
    r"works?|"
    r"would|want|need|hop(?:e|ed|ing)|thinking|possible|please|schedule|slot|opening|best|fine|"
    r"suits?|id like|let ?s|how about|make it)\b"
)
DAY_NAMED = re.compile(
    rf"\b(?:{'|'.join(DAYS)}|{'|'.join(MONTHS)}|today|tomorrow|next|this)\b|\d{{1,2}}/\d|\d(?:st|"
    rf"nd|rd|th)\b"
)


def drop_history(words: str) -> str:
    """Leave out what tells of earlier times: "since monday", "it started 3 weeks ago"."""
    words = HISTORY.sub(" ", words)
    kept: List[str] = []
    last = 0
    for end in [*(found.end() for found in CLAUSE.finditer(words)), len(words)]:
        clause = words[last:end]
        last = end
        is_story = bool(PAST_VERB.search(clause)) or (
            bool(SYMPTOM.search(clause)) and not DAY_NAMED.search(clause)
        )
        kept.append("," if is_story and not WISH.search(clause) else clause)
    return " ".join("".join(kept).split())
