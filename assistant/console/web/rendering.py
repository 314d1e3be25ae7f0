"""Makes the console's pages out of their templates."""

from pathlib import Path
from typing import Any, Mapping, Optional
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.clinic_profile import ClinicProfile
from assistant.console.accounts.records import User
from assistant.console.accounts.roles import Role
from assistant.console.web.navigation import list_links
from assistant.console.web.template_filters import (
    make_moment,
    name_topic,
    write_count,
    write_percent,
)
from assistant.console.web.visits import get_visit, is_partial

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def make_templates(profile: ClinicProfile) -> Environment:
    """The templates of a console; what they write is escaped, what is missing is an error."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["moment"] = make_moment(profile.schedule.time_zone)
    templates.filters["percent"] = write_percent
    templates.filters["count"] = write_count
    templates.filters["topic_title"] = name_topic
    templates.globals["clinic"] = profile.name
    templates.globals["Role"] = Role
    templates.globals["path_for"] = _path_for
    templates.globals["csrf_field"] = _csrf_field
    templates.globals["can"] = _can
    return templates


def render(
    request: Request,
    template: str,
    context: Optional[Mapping[str, Any]] = None,
    status: int = 200,
) -> Response:
    """A page, or the part of one that htmx asked for.

    Templates have besides `context`: request, user (None before sign-in), clinic, csrf_token,
    csrf_field(), can(Role.EDITOR), path_for("route-name", ...), navigation, is_partial.
    """
    visit = get_visit(request)
    text = request.app.state.templates.get_template(template).render(
        request=request,
        user=visit.user,
        take_flashes=visit.take_flashes,
        csrf_token=visit.csrf_token,
        navigation=list_links(visit.user, request.url.path),
        is_partial=is_partial(request),
        **(context or {}),
    )
    return HTMLResponse(text, status_code=status)


def redirect(
    request: Request, name: str, query: Optional[Mapping[str, Any]] = None, **params: Any
) -> Response:
    """Go on to another page of the console, by its route's name; htmx loads the whole page."""
    address = str(request.app.url_path_for(name, **params))
    if query:
        address = f"{address}?{urlencode(query, doseq=True)}"
    if is_partial(request):
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


@pass_context
def _path_for(context: Context, name: str, /, **params: Any) -> str:
    return str(context["request"].app.url_path_for(name, **params))


@pass_context
def _csrf_field(context: Context) -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(
        context["csrf_token"]
    )


@pass_context
def _can(context: Context, role: Role) -> bool:
    user: Optional[User] = context["user"]
    return user is not None and user.role >= role
