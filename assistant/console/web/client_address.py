"""Says which address a request counts against."""

from starlette.requests import HTTPConnection


def read_client_address(connection: HTTPConnection, trusted_proxies: int) -> str:
    """The address of who sent this request, behind as many proxies as the operator trusts.

    Each proxy adds to the header whom it was asked by; what stands further left could be made up.
    """
    direct = connection.client.host if connection.client else "unknown"
    if trusted_proxies == 0:
        return direct
    hops = [
        hop.strip()
        for header in connection.headers.getlist("x-forwarded-for")
        for hop in header.split(",")
    ]
    return hops[-trusted_proxies][:100] if len(hops) >= trusted_proxies else direct
