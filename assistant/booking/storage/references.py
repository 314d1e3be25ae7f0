"""Makes the references that visitors read out, and finds one in what they type."""

import re
import secrets
import unicodedata
from typing import Optional

# No vowels, so that no word appears, and one of each pair that looks alike: 0 and O, 1, I and L
# are all left out, and 2, 5 and 8 stand also for Z, S and B.
ALPHABET = "23456789CDFGHJKMNPQRTVWX"
LOOK_ALIKES = str.maketrans("ZSB", "258")
LENGTH = 8

_SYMBOL = f"[{ALPHABET}ZSB]"
# Hyphens and dashes as phones and word processors write them.
_GAP = r"[\s\-\u2010-\u2015_.]*"
_EDGES = (r"(?<![A-Z0-9])", r"(?![A-Z0-9])")
# As it is shown first; then spelled out or grouped in any other way.
_PATTERNS = (
    re.compile(f"{_EDGES[0]}({_SYMBOL}{{4}}{_GAP}{_SYMBOL}{{4}}){_EDGES[1]}"),
    re.compile(f"{_EDGES[0]}({_SYMBOL}(?:{_GAP}{_SYMBOL}){{{LENGTH - 1}}}){_EDGES[1]}"),
)


def make_reference() -> str:
    """A reference that nobody can guess, such as "K7M4-P2XW"."""
    while True:
        symbols = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if _is_mixed(symbols):
            return f"{symbols[:4]}-{symbols[4:]}"


def normalise_reference(text: str) -> Optional[str]:
    """The first reference in the text as `make_reference` writes it, None where there is none."""
    # Compatibility forms, such as full-width letters, become plain ones.
    upper = unicodedata.normalize("NFKC", text).upper()
    for pattern in _PATTERNS:
        for match in pattern.finditer(upper):
            symbols = re.sub(_GAP, "", match.group(1)).translate(LOOK_ALIKES)
            if _is_mixed(symbols):
                return f"{symbols[:4]}-{symbols[4:]}"
    return None


def _is_mixed(symbols: str) -> bool:
    # Letters and digits together, so that no phone number or date is taken for a reference.
    return not symbols.isdigit() and not symbols.isalpha()
