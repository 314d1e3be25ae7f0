"""The sources as a training of Rasa reads them."""

from pathlib import Path

from rasa.shared.importers.importer import TrainingDataImporter

from assistant.releases.trained_sources import lay_out_sources
from assistant.sources import STAFF_ANSWERS

ANSWER = 'version: "3.1"\nresponses:\n  utter_cost:\n    - text: {words}\n'


def test_staffs_words_win_wherever_their_file_is_kept(tmp_path: Path) -> None:
    """Rasa takes the last of several answers, by the paths of the files."""
    texts = {
        "config.yml": "recipe: default.v1\nlanguage: en\npipeline: []\npolicies: []\n",
        "domain.yml": 'version: "3.1"\nintents: [cost]\n',
        "data/nlu/faq.yml": 'version: "3.1"\nnlu:\n- intent: cost\n  examples: |\n    - price\n',
        "data/responses/faq.yml": ANSWER.format(words="engineers"),
        "data/responses/smalltalk.yml": 'version: "3.1"\nresponses: {}\n',
    }
    files = {name: tmp_path / "project" / name for name in texts}
    for name, text in texts.items():
        files[name].parent.mkdir(parents=True, exist_ok=True)
        files[name].write_text(text, encoding="utf-8")
    # Sorted by its path, it would be the first of all.
    files[STAFF_ANSWERS] = tmp_path / "a_folder_of_releases" / "staff_answers.yml"
    files[STAFF_ANSWERS].parent.mkdir()
    files[STAFF_ANSWERS].write_text(ANSWER.format(words="staff"), encoding="utf-8")

    laid_out = lay_out_sources(tmp_path / "models" / "assistant.tar.gz", files)
    importer = TrainingDataImporter.load_from_config(
        str(laid_out / "config.yml"), str(laid_out / "domain.yml"), [str(laid_out / "data")]
    )
    assert importer.get_domain().responses == {"utter_cost": [{"text": "staff"}]}
