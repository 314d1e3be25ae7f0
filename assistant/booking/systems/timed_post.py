"""Sends a POST and gives its status, within a time that the other side cannot stretch.

The timeouts of `requests` count from byte to byte and for each address of a name anew: a server
that drips its answer would hold a try for ever, a slow name server for half a minute. So the post
runs in a thread of its own, and its connection is cut when the time is over.
"""

import logging
import socket
import ssl
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, List, Mapping, Optional

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

# Enough to let an ordinary server finish; nothing in an answer's body is of use here.
LARGEST_ANSWER_BYTES = 64 * 1024
# After the cut, the thread tells at once whether a status had come.
GRACE_SECONDS = 0.5


class NoAnswer(Exception):
    """No status came. The message completes "The webhook ..." and quotes nothing sent or read."""


class _Cutter:
    """Ends the connections of one post when its time is over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handles: List[socket.socket] = []
        self._is_over = False

    def watch(self, connection: socket.socket) -> socket.socket:
        """Keep a handle on a connection. Raises TimeoutError when the time is over already."""
        with self._lock:
            if self._is_over:
                connection.close()
                raise TimeoutError("the post was given up before it was sent")
            # The original changes hands when TLS is put on it; a copy stays usable.
            self._handles.append(connection.dup())
        return connection

    def has_cut(self) -> bool:
        """Whether the time is over."""
        with self._lock:
            return self._is_over

    def cut(self) -> None:
        """End what is open, and let nothing be opened any more."""
        with self._lock:
            self._is_over = True
            for handle in self._handles:
                # It may have ended by itself.
                with suppress(OSError):
                    handle.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Close the handles: a connection ends only with the last of them."""
        with self._lock:
            for handle in self._handles:
                handle.close()
            self._handles.clear()


_CUTTER: ContextVar[_Cutter] = ContextVar("_CUTTER")


class _WatchedConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _CUTTER.get().watch(super()._new_conn())


class _WatchedTlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _CUTTER.get().watch(super()._new_conn())


class _WatchedPool(HTTPConnectionPool):
    ConnectionCls = _WatchedConnection


class _WatchedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedTlsConnection


_POOLS = {"http": _WatchedPool, "https": _WatchedTlsPool}


class _WatchedAdapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *arguments: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*arguments, **options)
        # A SOCKS proxy needs the connections of its own manager.
        if isinstance(manager, urllib3.ProxyManager):
            manager.pool_classes_by_scheme = _POOLS
        return manager


class _DirectSession(requests.Session):
    """Follows no redirect, and does not read a redirect's body to the end to find the next one."""

    def get_redirect_target(self, resp: requests.Response) -> Optional[str]:
        return None


class _NoForeignWords(logging.Filter):
    """Keeps urllib3 from logging a malformed header, which may repeat what was sent."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not str(record.msg).startswith("Failed to parse headers")


_NO_FOREIGN_WORDS = _NoForeignWords()


def post_within(seconds: float, url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send a POST and give the answer's status; its body is read up to a bound and dropped.

    Raises NoAnswer after about `seconds` at the latest, counted from the call. Then the request
    may have arrived nevertheless.
    """
    cutter = _Cutter()
    answer: "Future[int]" = Future()

    def work() -> None:
        _CUTTER.set(cutter)
        try:
            answer.set_result(_post(seconds, url, body, headers))
        except Exception as error:  # The thread's outermost edge: the caller raises it.
            answer.set_exception(error)
        finally:
            cutter.release()

    # A daemon, so that a name server that is slow to answer holds up no process that ends.
    threading.Thread(target=work, name="timed-post", daemon=True).start()
    with suppress(FutureTimeout):
        return answer.result(seconds)
    cutter.cut()
    # Where only the rest of the body was late, there is a status.
    with suppress(FutureTimeout, NoAnswer):
        return answer.result(GRACE_SECONDS)
    raise NoAnswer(f"did not answer within {seconds:g} s")


def _post(seconds: float, url: str, body: bytes, headers: Mapping[str, str]) -> int:
    logging.getLogger("urllib3.connection").addFilter(_NO_FOREIGN_WORDS)
    with _DirectSession() as session:
        adapter = _WatchedAdapter()
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        try:
            response = session.post(
                url,
                data=body,
                # A connection that is kept may be closed by the server just when it is used again.
                headers={**headers, "Connection": "close"},
                timeout=seconds,
                allow_redirects=False,
                stream=True,
            )
        except requests.Timeout:
            raise NoAnswer(f"did not answer within {seconds:g} s") from None
        except requests.RequestException as error:
            # The causes may quote the server, and the server what was sent: they end here.
            raise NoAnswer(f"could not be reached: {_name_cause(error)}") from None
        with response:
            # A head that was cut off in the middle passes for a whole one.
            if _CUTTER.get().has_cut():
                raise NoAnswer(f"did not answer within {seconds:g} s")
            # Hanging up on a server that is still speaking would fill its log with errors.
            with suppress(urllib3.exceptions.HTTPError, OSError):
                response.raw.read(LARGEST_ANSWER_BYTES, decode_content=False)
            return response.status_code


def _name_cause(error: BaseException) -> str:
    """The operating system's or OpenSSL's own words for what went wrong, else the error's name."""
    cause: Optional[BaseException] = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted ({cause.verify_message.rstrip('.')})"
        if isinstance(cause, ssl.SSLError):
            return f"TLS failed ({cause.reason or 'the connection ended'})"
        if isinstance(cause, OSError) and isinstance(cause.strerror, str):
            return cause.strerror
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__
