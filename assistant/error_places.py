"""Says where an unexpected error arose, without what it says: that may hold personal data."""

import traceback
from pathlib import Path
from typing import Dict, Optional

from assistant.settings import PROJECT


def describe_error(error: BaseException) -> Dict[str, Optional[str]]:
    """The type of the error, that of its cause, and the last line of ours on its way."""
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(PROJECT / "assistant")
    ]
    return {
        "error": type(error).__name__,
        "cause": type(error.__cause__).__name__ if error.__cause__ else None,
        "place": f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else None,
    }
