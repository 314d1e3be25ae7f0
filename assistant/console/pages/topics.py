"""Finding a topic by words: a part for htmx, and a page of all topics."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.teaching_views.topic_choices import list_families
from assistant.console.web import Role, call, is_partial, render, requires
from assistant.phrasings.topic_search import find_topics

LONGEST_SEARCH = 200
MOST_FOUND = 8


@requires(Role.VIEWER)
async def search_topics(request: Request) -> Response:
    """The topics that hold the most of the words; as buttons of a form where htmx asks."""
    words = " ".join(request.query_params.get("q", "").split())[:LONGEST_SEARCH]
    if is_partial(request):
        found = (await call(request, find_topics, words))[:MOST_FOUND] if words else []
        return render(request, "topics/buttons.html", {"topics": found, "words": words})
    context = {
        "families": await call(request, list_families),
        "topics": await call(request, find_topics, words) if words else None,
        "words": words,
    }
    return render(request, "topics/list.html", context)


routes = [Route("/topics", search_topics, name="topics")]
