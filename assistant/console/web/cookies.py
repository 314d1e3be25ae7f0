"""The console's cookies: of a session, of forms before it, and of messages for the next page."""

from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import List, Optional

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.datastructures import MutableHeaders

from assistant.console.web.visits import Flash
from assistant.settings import Settings

# Browsers keep 4,096 characters of a cookie.
_LONGEST_FLASHES = 3500


@dataclass(frozen=True)
class CookieNames:
    """What the cookies are called. Under https their names hold browsers to what they must be.

    `form` is that of a browser in which nobody is signed in. It is apart: a page that is opened by
    a link from elsewhere gets no cookies, and a new one must not take the session's place.
    """

    session: str
    form: str
    flashes: str
    is_secure: bool


def name_cookies(settings: Settings) -> CookieNames:
    """The names for the address that staff open."""
    is_secure = settings.console_address.startswith("https://")
    prefix = "__Host-" if is_secure else ""
    return CookieNames(
        session=f"{prefix}clinic_console",
        form=f"{prefix}clinic_console_form",
        flashes=f"{prefix}clinic_console_notes",
        is_secure=is_secure,
    )


def set_cookie(headers: MutableHeaders, names: CookieNames, name: str, value: str) -> None:
    """Set a cookie that ends with the browser; an empty value removes it."""
    cookie: "SimpleCookie" = SimpleCookie()
    cookie[name] = value
    cookie[name]["path"] = "/"
    cookie[name]["httponly"] = True
    cookie[name]["samesite"] = "Strict"
    if names.is_secure:
        cookie[name]["secure"] = True
    if not value:
        cookie[name]["max-age"] = 0
    headers.append("set-cookie", cookie.output(header="").strip())


class FlashCookie:
    """Writes messages into a signed cookie and reads them again."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt="clinic.console.flashes")

    def read(self, value: Optional[str]) -> List[Flash]:
        """The messages; none from a cookie that we did not write."""
        if not value:
            return []
        try:
            found = self._serializer.loads(value)
        except BadSignature:
            return []
        return [Flash(text, kind) for text, kind in found]

    def write(self, flashes: List[Flash]) -> str:
        """The cookie's value; the oldest messages are left out where they are too long for it."""
        kept = list(flashes)
        while kept:
            value = self._serializer.dumps([[one.text, one.kind] for one in kept])
            if len(value) <= _LONGEST_FLASHES:
                return str(value)
            kept = kept[1:]
        return ""
