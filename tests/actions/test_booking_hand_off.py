"""The hand-over to booking, run by the action server's own executor."""

import asyncio
from typing import Any, Dict

import yaml
from rasa_sdk.executor import ActionExecutor

from assistant.settings import PROJECT


def run_action(name: str) -> Dict[str, Any]:
    """What the action server answers for one call."""
    executor = ActionExecutor()
    executor.register_package("actions")
    tracker = {"sender_id": "v", "slots": {}, "latest_message": {}, "events": []}
    result = asyncio.run(executor.run({"next_action": name, "tracker": tracker, "domain": {}}))
    assert result is not None
    return result


def test_visitor_is_told_the_way_to_an_appointment() -> None:
    """The action utters the response and changes nothing: no event, no slot."""
    result = run_action("action_hand_off_booking")
    assert result["events"] == []
    assert [response["response"] for response in result["responses"]] == ["utter_book_appointment"]


def test_action_is_declared_in_the_domain() -> None:
    """The name that the server registers is the one that the domain declares."""
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    assert "action_hand_off_booking" in domain["actions"]
