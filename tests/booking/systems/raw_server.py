"""A TCP server whose answers are bytes as a test writes them, in the clear or over TLS."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Iterator, List, Optional

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

DRIP_SECONDS = 0.02
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
# Far longer than any test waits: a connection that is not ended by the client fails its test.
END_SECONDS = 10


@dataclass(frozen=True)
class RawServer:
    """A running server: what it received in each connection, and how many have ended."""

    port: int
    requests: List[bytes] = field(default_factory=list)
    ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def url(self, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}/hook?token=in-the-address"

    def wait_for_end(self) -> bool:
        """Whether a connection ended (or ends soon), by either side."""
        return self.ended.acquire(timeout=END_SECONDS)


Answer = Callable[[socket.socket, bytes], None]


@contextmanager
def serve_raw(answer: Answer, certificate: Optional[Path] = None) -> Iterator[RawServer]:
    """Read a request, then let `answer` do what it wants with the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = RawServer(listener.getsockname()[1])
        context = None
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)

        def work(plain: socket.socket) -> None:
            plain.settimeout(END_SECONDS)
            # A client that hangs up ends the connection in whatever state it is.
            with suppress(OSError), plain:
                connection = context.wrap_socket(plain, server_side=True) if context else plain
                with connection:
                    request = read_request(connection)
                    server.requests.append(request)
                    answer(connection, request)
            server.ended.release()

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _address = listener.accept()
                    threading.Thread(target=work, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def read_request(connection: socket.socket) -> bytes:
    """The head and the body of one request."""
    request = b""
    while b"\r\n\r\n" not in request:
        chunk = connection.recv(65536)
        if not chunk:
            return request
        request += chunk
    head, body = request.split(b"\r\n\r\n", 1)
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        chunk = connection.recv(65536)
        if not chunk:
            break
        body += chunk
    return head + b"\r\n\r\n" + body


def send(answer: bytes) -> Answer:
    """Answer these bytes and hang up."""
    return lambda connection, _request: connection.sendall(answer)


def drip(start: bytes, drop: bytes) -> Answer:
    """Send `start`, then `drop` again and again until the client hangs up."""

    def answer(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(start)
        pause = threading.Event()
        while not pause.wait(DRIP_SECONDS):
            connection.sendall(drop)

    return answer


def hang(connection: socket.socket, _request: bytes) -> None:
    """Say nothing until the client hangs up."""
    connection.recv(1)


def make_certificate(folder: Path) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.timezone.utc)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file
