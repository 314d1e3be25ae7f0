"""A conversation in the terminal, with a small real server in the assistant's place."""

import dataclasses
import io
from typing import Any, Callable, Dict, List, Optional

import pytest

from assistant import chat
from assistant.settings import load_settings
from tests.conftest import free_port
from tests.small_server import Answer, Received, SmallServer, as_json, serve

BUTTONS = [
    {"title": "Is it safe?", "payload": "Is it safe?"},
    {"title": "Book an appointment", "payload": "Book an appointment"},
]


def always(*messages: Dict[str, Any]) -> Callable[[Received], Answer]:
    """A server that answers every message with the same ones."""
    return lambda request: as_json(list(messages))


def talk(
    monkeypatch: pytest.MonkeyPatch, server: SmallServer, *lines: str, api_key: Optional[str] = None
) -> List[str]:
    """Type the lines and 'quit'; gives the texts that the server was sent."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*lines, "quit"]) + "\n"))
    settings = dataclasses.replace(load_settings(), api_key=api_key)
    chat._talk(f"{server.url}/webhooks/rest/webhook", settings)
    return [request.json["message"] for request in server.posts]


def test_replies_and_numbered_buttons_are_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every message of a reply is printed, its buttons numbered through all of them."""
    messages = [{"text": "Hello.", "buttons": BUTTONS[:1]}, {"text": "2nd", "buttons": BUTTONS[1:]}]
    with serve(always(*messages)) as server:
        assert talk(monkeypatch, server, "hi there") == ["hi there"]
    shown = capsys.readouterr().out
    assert "\nHello.\n  [1] Is it safe?\n" in shown
    assert "\n2nd\n  [2] Book an appointment\n" in shown


def test_number_chooses_a_button_of_the_last_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number within the list sends that button's payload, another one is sent as it is."""
    with serve(always({"text": "Which?", "buttons": BUTTONS})) as server:
        sent = talk(monkeypatch, server, "1", "2", "0", "3", "\u00b2")
    assert sent == ["1", "Book an appointment", "0", "3", "\u00b2"]


def test_buttons_are_those_of_the_last_reply_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a reply without buttons a number means nothing more."""
    replies = [{"text": "Which?", "buttons": BUTTONS}, {"text": "Fine."}, {"text": "Pardon?"}]
    with serve(lambda request: as_json([replies.pop(0)])) as server:
        assert talk(monkeypatch, server, "help", "thanks", "1") == ["help", "thanks", "1"]


def test_conversation_is_one_senders(monkeypatch: pytest.MonkeyPatch) -> None:
    """All messages of a conversation have one sender, another conversation has another."""
    with serve(always({"text": "Yes."})) as server:
        talk(monkeypatch, server, "one", "two")
        talk(monkeypatch, server, "three")
        senders = [request.json["sender"] for request in server.posts]
    assert senders[0] == senders[1] != senders[2]


def test_api_key_is_sent_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of the settings goes into the header; without one there is none."""
    with serve(always({"text": "Yes."})) as server:
        talk(monkeypatch, server, "one", api_key="secret")
        talk(monkeypatch, server, "two")
        headers = [request.headers.get("Authorization") for request in server.posts]
    assert headers == ["Bearer secret", None]


def test_empty_lines_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing typed, nothing asked; 'exit' in any case ends as 'quit' does."""
    with serve(always({"text": "Yes."})) as server:
        assert talk(monkeypatch, server, "", "   ", "EXIT", "never sent") == []


def test_refusal_is_shown_and_the_conversation_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The channel's error message is printed; the buttons before it still count."""
    answers = [
        as_json([{"text": "Which?", "buttons": BUTTONS}]),
        as_json({"error": {"message": "The message is too long."}}, 400),
        as_json([{"text": "Yes, it is."}]),
    ]
    with serve(lambda request: answers.pop(0)) as server:
        assert talk(monkeypatch, server, "hi", "x" * 50, "1")[-1] == "Is it safe?"
    shown = capsys.readouterr().out
    assert "The message is too long." in shown
    assert "Yes, it is." in shown


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"[]", b'{"error": "no"}', b"{}"])
def test_error_of_another_program_is_told_by_its_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], body: bytes
) -> None:
    """A proxy's error page is no traceback in the visitor's terminal."""
    with serve(lambda request: (502, body)) as server:
        talk(monkeypatch, server, "hi")
    assert "The assistant answers with status 502." in capsys.readouterr().out


def test_lost_connection_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server that hangs up does not end the conversation."""
    answers: List[Optional[Answer]] = [None, as_json([{"text": "Back again."}])]
    with serve(lambda request: answers.pop(0)) as server:
        talk(monkeypatch, server, "one", "two")
    shown = capsys.readouterr().out
    assert "The assistant does not answer." in shown
    assert "Back again." in shown


def test_running_assistant_is_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`make chat` starts nothing where the assistant runs already; end of input ends it."""
    with serve(always({"text": "Hello."})) as server:
        monkeypatch.setenv("ASSISTANT_PORT", str(server.port))
        monkeypatch.setattr("sys.stdin", io.StringIO("hi\n"))
        assert chat.main([]) == 0
        assert server.received[0].path == "/webhooks/rest/"
        assert server.posts[0].path == "/webhooks/rest/webhook"
    shown = capsys.readouterr().out
    assert "Hello." in shown
    assert "Starting" not in shown


def test_port_of_another_program_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where another program holds the port, the message says so and nothing is started."""
    with serve(lambda request: (404, b"")) as server:
        monkeypatch.setenv("ASSISTANT_PORT", str(server.port))
        monkeypatch.setenv("ACTIONS_PORT", str(free_port()))
        assert chat.main([]) == 1
    assert f"Port {server.port} is in use" in capsys.readouterr().err


def test_unusable_setting_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong setting ends with its message and status 1."""
    monkeypatch.setenv("ASSISTANT_PORT", "many")
    assert chat.main([]) == 1
    assert "ASSISTANT_PORT is 'many'." in capsys.readouterr().err
