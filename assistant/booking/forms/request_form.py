"""What the forms share that pass a new request on to the clinic."""

from assistant.booking.forms.drafts import Draft
from assistant.booking.forms.form import STOP, Form, Reply, Step
from assistant.booking.hand_off import HandOff

SUMMARY_BUTTONS = ("Yes, pass it on", "Change something", STOP)


class RequestForm(Form):
    """A form whose consent makes a request."""

    def __init__(self, hand_off: HandOff) -> None:
        self._hand_off = hand_off

    def stop(self, draft: Draft) -> Step:
        """Give the form up, unless a turn that failed had passed the request on already."""
        request = self._hand_off.find_submitted(draft.key)
        if request is None:
            return super().stop(draft)
        return Step(None, (Reply("utter_form_passed_on", {"reference": request.reference}),))
