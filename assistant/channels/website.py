"""The website channel: what the widget asks of the server, the widget itself, and a page to try."""

from pathlib import Path
from typing import Any, Dict, Mapping, Optional

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from assistant.channels.http_replies import answer_server_errors, request_id_of
from assistant.channels.incoming_message import RejectedMessage
from assistant.channels.origins import Origins
from assistant.channels.refusals import METHODS, Refusals
from assistant.channels.static_files import WEBSITE_FILES, StaticFile, read_static_file
from assistant.channels.turns import OnNewMessage
from assistant.channels.visitor_ids import VisitorIds, load_secret
from assistant.channels.website_conversations import NAME, WebsiteConversations
from assistant.channels.website_routes import Handler, WebsiteRoutes
from assistant.clinic_profile import ClinicProfile, load_clinic_profile
from assistant.settings import InvalidSetting, Settings, load_settings
from assistant.topics import load_topics

FOLDER = f"/webhooks/{NAME}/"
# The widget, and its own words in other languages, which it loads where a page needs them.
WIDGET_FILES = ("chat.js", "chat.es.js")
# What a visitor may begin with: topics of which the titles are sent as messages.
STARTERS = ("faq/what_is_regenerative_medicine", "faq/safety", "clinic/cost", "book_appointment")

_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_WIDGET_HEADERS = {"Access-Control-Allow-Origin": "*"}


class ClinicWebsiteInput(InputChannel):
    """Serves the widget at /chat.js and answers it at /webhooks/website/...

    Every visitor has a signed token of their own; docs/openapi.yaml is the contract.
    """

    def __init__(self, settings: Settings, files: Path = WEBSITE_FILES) -> None:
        """Read the files and the secret. Raises MissingWebsiteFile and UnusableSecret."""
        self._settings = settings
        self._profile = load_clinic_profile(settings.clinic_profile)
        self._origins = Origins(settings.website_origins)
        self._refusals = Refusals(NAME, self._profile)
        session_seconds = settings.website_session_hours * 3600
        self._visitor_ids = VisitorIds(load_secret(settings.website_secret), session_seconds)
        self._widget = {
            f"/{name}": read_static_file(files / name, _WIDGET_HEADERS) for name in WIDGET_FILES
        }
        self._pages: Dict[str, StaticFile] = {
            "demo": read_static_file(files / "demo.html", _PAGE_HEADERS),
            "demo.css": read_static_file(files / "demo.css", _PAGE_HEADERS),
            "demo.svg": read_static_file(files / "demo.svg", _PAGE_HEADERS),
        }

    @classmethod
    def name(cls) -> str:
        """The channel's name in stored conversations."""
        return NAME

    def url_prefix(self) -> str:
        """The root: the widget's own address is as short as a clinic's page wants it."""
        return "/"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> InputChannel:
        """Build the channel from the product's settings. Raises InvalidSetting."""
        if credentials:
            raise InvalidSetting(
                f"credentials.yml gives the website channel {sorted(credentials)}. "
                "It takes no entries: set environment variables such as WEBSITE_ORIGINS."
            )
        return cls(load_settings())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The routes, with the headers that let pages of allowed sites read the replies."""
        blueprint = Blueprint("clinic_website")
        conversations = WebsiteConversations(on_new_message, self._settings.turn_timeout_seconds)
        routes = WebsiteRoutes(
            self._settings,
            describe_clinic(self._profile, self._settings),
            self._origins,
            self._refusals,
            self._visitor_ids,
            conversations,
        )
        methods: Dict[str, str] = {}

        def add(path: str, allowed: str, handler: Handler) -> None:
            methods[path] = allowed
            # stream=True: the handler reads the body itself, after the checks without it.
            name = path.strip("/").replace("/", "_").replace(".", "_")
            blueprint.add_route(handler, path, methods=METHODS, stream=True, name=name)

        for path, file in self._widget.items():
            add(path, "GET, HEAD", routes.serve(file, is_public=True))
        for path, page in self._pages.items():
            add(FOLDER + path, "GET, HEAD", routes.serve(page, is_public=False))
        for path, handlers in routes.table().items():
            add(FOLDER + path, ", ".join(handlers), routes.dispatch(handlers))

        @blueprint.listener("before_server_start")
        async def give_replies_one_shape(app: Sanic, _: Any) -> None:
            words = self._refusals.unavailable_words
            answer_server_errors(app, methods, words, everything_below=FOLDER)
            # Of the whole server: a blueprint's own does not see errors that no route has raised.
            app.register_middleware(self._open_to_allowed_pages, "response")

        @blueprint.listener("after_server_stop")
        async def stop_turns(app: Sanic, _: Any) -> None:
            await conversations.stop()

        return blueprint

    async def _open_to_allowed_pages(
        self, request: Request, response: HTTPResponse
    ) -> Optional[HTTPResponse]:
        if not request.path.startswith(FOLDER):
            return None
        if request.method == "OPTIONS" and response.status == 200:
            # Rasa's own CORS has answered before any route was asked, and without a word.
            try:
                return self._origins.answer_preflight(request)
            except RejectedMessage as refusal:
                return self._refusals.refuse(request_id_of(request), refusal)
        for name, value in self._origins.headers_for(request).items():
            known = response.headers.get(name) if name == "Vary" else None
            response.headers[name] = f"{known}, {value}" if known else value
        return None


def describe_clinic(profile: ClinicProfile, settings: Settings) -> Mapping[str, Any]:
    """The clinic's public facts, as the widget shows them."""
    topics = load_topics()
    return {
        "name": profile.name,
        "phone": profile.phone,
        "emergency_number": profile.facts["emergency_number"],
        "crisis_line": profile.facts.get("crisis_line"),
        "session_hours": settings.website_session_hours,
        "max_message_characters": settings.max_message_characters,
        "starters": [topics[topic].title for topic in STARTERS],
    }
