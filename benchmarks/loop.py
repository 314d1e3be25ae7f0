"""From "save" of a phrasing to the new model answering it, beside stock Rasa: `make bench-loop`."""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, Dict, List

from assistant.evaluation.labelled_messages import LabelledMessage, read_labelled_messages
from assistant.settings import PROJECT
from assistant.trainer.questions import LABELLED_FILES
from benchmarks.own_loop import measure_loop, median, running_copy
from benchmarks.stock_loop import measure_stock_loop

TOPIC = "clinic/cost"
# Odd enough that no model answers them unless it is taught them; each is for one round.
PHRASINGS = (
    "how much lettuce for the whole shebang",
    "how many clams for the needle",
    "whats the damage gonna be when yall are done with my knee",
)


def main(arguments: List[str]) -> int:
    """Command line. Returns the exit status: 1 where ours is not fast enough."""
    parser = argparse.ArgumentParser(prog="loop", description=__doc__)
    parser.add_argument("--out", type=Path, default=PROJECT / "results" / "loop.json")
    parser.add_argument(
        "--phrasings",
        type=int,
        default=20,
        help="phrasings a topic that stock Rasa learns; ours learns all of them",
    )
    parser.add_argument("--own-only", action="store_true", help="leave stock Rasa out")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        own = measure_own(Path(name) / "own")
        stock: Dict[str, Any] = {}
        if not options.own_only:
            messages: List[LabelledMessage] = []
            for file in LABELLED_FILES:
                messages += read_labelled_messages(PROJECT / "evaluation" / f"{file}.jsonl")
            stock = asdict(
                measure_stock_loop(
                    Path(name) / "stock", messages, options.phrasings, PHRASINGS[0], TOPIC
                )
            )
    seconds = own["answered_median"]
    result: Dict[str, Any] = {"own": own, "stock": stock}
    print(f"\nFrom save to answered, gate included: {seconds:.1f} s (median of {len(PHRASINGS)})")
    if stock:
        result["ratio"] = stock["answered"] / seconds
        print(
            f"Stock Rasa on {stock['phrasings']} phrasings:     {stock['answered']:.1f} s "
            f"(trained {stock['trained']:.1f}, tested {stock['tested']:.1f})"
        )
        print(f"Ratio: {result['ratio']:.1f} times faster")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    is_enough = seconds <= 60 and (not stock or result["ratio"] >= 8)
    return 0 if is_enough else 1


def measure_own(folder: Path) -> Dict[str, Any]:
    """One round for each phrasing, in one running product."""
    print("Ours: starting the product, until its trainer is warm ...", flush=True)
    rounds = []
    with running_copy(folder) as product:
        for text in PHRASINGS:
            found = measure_loop(product, text, TOPIC)
            rounds.append(asdict(found))
            words = ", ".join(f"{step} {value:.1f}" for step, value in asdict(found).items())
            print(f"  seconds until: {words}", flush=True)
    return {"rounds": rounds, "answered_median": median([one["answered"] for one in rounds])}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
