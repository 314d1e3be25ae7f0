"""Says which address a request counts against."""

from sanic.request import Request


def read_client_address(request: Request) -> str:
    """The address of who sent this request, behind as many proxies as the operator trusts.

    Sanic reads `remote_addr` from forwarding headers only where TRUSTED_PROXIES has told it how
    many proxies write them. Anywhere else a header could make up an address.
    """
    return str(request.remote_addr or request.ip)
