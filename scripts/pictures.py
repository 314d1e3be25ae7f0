"""Writes the documentation's pictures: small PNG files in docs/images."""

import io
import sys
from pathlib import Path

from PIL import Image

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "docs" / "images"
LARGEST_BYTES = 150 * 1024
COLOURS = 255


def save_picture(name: str, picture: bytes) -> None:
    """Write a PNG as `name`.png and say how large it became. Raises ValueError."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.png"
    path.write_bytes(compress(picture))
    sys.stdout.write(f"{path.relative_to(PROJECT)}: {path.stat().st_size:,} bytes\n")
    sys.stdout.flush()


def compress(picture: bytes) -> bytes:
    """The same picture with a palette, which needs a third of the bytes. Raises ValueError."""
    smaller = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        palette = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        palette.save(smaller, "PNG", optimize=True)
    if smaller.tell() > LARGEST_BYTES:
        raise ValueError(f"The picture has {smaller.tell():,} bytes, more than {LARGEST_BYTES:,}.")
    return smaller.getvalue()
