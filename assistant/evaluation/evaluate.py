"""Measures a trained model on labelled messages: `make evaluate FILE=... OUT=...`."""

import argparse
import json
import logging
import sys
from pathlib import Path
from typing import List, Sequence

import structlog
from rasa.core.agent import Agent
from rasa.exceptions import ModelNotFound
from rasa.model import get_local_model

from assistant.evaluation.evaluation_report import Prediction, format_report, make_report
from assistant.evaluation.labelled_messages import InvalidMessageFile, read_labelled_messages
from assistant.evaluation.predicting import predict
from assistant.settings import PROJECT

EVERY = 100


def write_predictions(predictions: Sequence[Prediction], out: Path) -> None:
    """One JSON object a line, in the order of the messages."""
    with out.open("w", encoding="utf-8") as file:
        for prediction in predictions:
            line = {
                "text": prediction.text,
                "topic": prediction.topic,
                "predicted": prediction.predicted,
                "confidence": prediction.confidence,
                "decision": prediction.decision,
                "candidates": [vars(candidate) for candidate in prediction.candidates],
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def silence_rasa() -> None:
    """Show warnings only: outside its own commands Rasa prints every message that it parses."""
    level = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=level)


def main(arguments: List[str]) -> int:
    """Command line. Returns the exit status: 2 for input that cannot be used."""
    parser = argparse.ArgumentParser(prog="evaluate", description=__doc__)
    parser.add_argument("file", type=Path, help="JSON lines with text and, optionally, topic")
    parser.add_argument("out", type=Path, help="where the predictions are written")
    parser.add_argument("--model", type=Path, default=PROJECT / "models")
    options = parser.parse_args(arguments)
    try:
        messages = read_labelled_messages(options.file)
        model = get_local_model(str(options.model))
        # Now rather than after minutes of work.
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.open("a").close()
    except InvalidMessageFile as error:
        print(error, file=sys.stderr)
        return 2
    except ModelNotFound:
        print(f"There is no trained model in {options.model}. Run 'make train'.", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{options.out} cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    silence_rasa()
    agent = Agent.load(model)
    predictions: List[Prediction] = []
    for prediction in predict(agent, messages):
        predictions.append(prediction)
        if len(predictions) % EVERY == 0:
            print(f"{len(predictions)} of {len(messages)} messages", file=sys.stderr, flush=True)
    write_predictions(predictions, options.out)
    if any(prediction.topic for prediction in predictions):
        print(format_report(make_report(predictions)))
    print(f"\nPredictions: {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
