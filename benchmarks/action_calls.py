"""Records the calls that Rasa makes to the action server while a visitor really books."""

import json
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Iterator, List, Sequence, Tuple

import requests

from benchmarks.form_replies import ReplyReader

CALL_SECONDS = 30
# Step, message, and the response that has to come of it.
Line = Tuple[str, str, str]
EVERYTHING = "book me, Ana Silva, 555-010-0134, thursday morning, knee pain"
BRIEF: Tuple[Line, ...] = (
    ("opening, everything given", EVERYTHING, "utter_booking_summary"),
    ("consent", "yes", "utter_booking_received"),
)
STEP_BY_STEP: Tuple[Line, ...] = (
    ("opening, nothing given", "I would like to book an appointment", "utter_booking_name"),
    ("name", "Ana Silva", "utter_booking_contact"),
    ("contact", "555-010-0134", "utter_booking_reason"),
    ("reason", "knee pain", "utter_booking_time"),
    ("time", "thursday morning", "utter_booking_summary"),
    ("consent, after five steps", "yes", "utter_booking_received"),
)


@dataclass(frozen=True)
class ActionCall:
    """One call as Rasa sent it: the JSON body of POST /webhook at one step of the form."""

    step: str
    body: bytes

    @property
    def is_consent(self) -> bool:
        """Whether the request is written to the store."""
        return self.step.startswith("consent")

    def for_another_request(self) -> "ActionCall":
        """The same call under another idempotency key: the store would know the first again."""
        key = self._read_key()
        return ActionCall(self.step, self.body.replace(key.encode(), str(uuid.uuid4()).encode()))

    def _read_key(self) -> str:
        draft = json.loads(self.body)["tracker"]["slots"]["booking_draft"]
        return str(draft["key"])


class CallRecorder:
    """Stands between Rasa and the action server and keeps what goes through."""

    def __init__(self) -> None:
        self.bodies: List[bytes] = []


@contextmanager
def recording_calls(port: int, target: str) -> Iterator[CallRecorder]:
    """Pass calls on from `port` to the action server at `target`, a URL without a path."""
    recorder = CallRecorder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            recorder.bodies.append(body)
            headers = {"Content-Type": "application/json"}
            answer = requests.post(
                target + self.path, data=body, headers=headers, timeout=CALL_SECONDS
            )
            self.send_response(answer.status_code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield recorder
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def record_conversation(
    url: str, recorder: CallRecorder, lines: Sequence[Line]
) -> List[ActionCall]:
    """Say the lines to the assistant. Raises RuntimeError where a reply is another one."""
    reader, sender = ReplyReader(), str(uuid.uuid4())
    calls = []
    for step, message, wanted in lines:
        recorder.bodies.clear()
        body = {"sender": sender, "message": message}
        answer = requests.post(url, json=body, timeout=CALL_SECONDS)
        answer.raise_for_status()
        names = [reader.name(str(reply.get("text") or "")) for reply in answer.json()]
        # Out of hours the summary has another wording, a clinic may have a booking page.
        if not any(name and name.startswith(wanted) for name in names):
            raise RuntimeError(f"At '{step}' the assistant said {names}, not {wanted}.")
        if len(recorder.bodies) != 1:
            raise RuntimeError(f"At '{step}' Rasa made {len(recorder.bodies)} calls, not 1.")
        calls.append(ActionCall(step, recorder.bodies[0]))
    return calls
