"""Trains a model on the sources of a release by Rasa's own graph trainer, without its cache."""

import tempfile
from pathlib import Path
from typing import Optional, Text

from rasa.engine import validation
from rasa.engine.caching import Cacheable, TrainingCache
from rasa.engine.graph import GraphModelConfiguration
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelStorage
from rasa.engine.training.graph_trainer import GraphTrainer
from rasa.shared.data import TrainingType
from rasa.shared.importers.importer import TrainingDataImporter


class NoCache(TrainingCache):
    """Remembers nothing: a release is trained as a whole, whatever was trained before."""

    def cache_output(
        self,
        fingerprint_key: Text,
        output: object,
        output_fingerprint: Text,
        model_storage: ModelStorage,
    ) -> None:
        """Forget it."""

    def get_cached_output_fingerprint(self, fingerprint_key: Text) -> Optional[Text]:
        """None."""
        return None

    def get_cached_result(
        self, output_fingerprint_key: Text, node_name: Text, model_storage: ModelStorage
    ) -> Optional[Cacheable]:
        """None."""
        return None


def configure(importer: TrainingDataImporter) -> GraphModelConfiguration:
    """What is to be trained; imports every component. Raises RasaException."""
    config = importer.get_config()
    recipe = Recipe.recipe_for_name(config.get("recipe"))
    config, _, _ = recipe.auto_configure(
        importer.get_config_file_for_auto_config(), config, TrainingType.BOTH
    )
    configuration = recipe.graph_config_for_recipe(config, {}, training_type=TrainingType.BOTH)
    validation.validate(configuration)
    return configuration


def train_model(importer: TrainingDataImporter, model: Path) -> None:
    """Train and write the model file. Raises RasaException where the sources are no good."""
    configuration = configure(importer)
    with tempfile.TemporaryDirectory(dir=model.parent) as folder:
        trainer = GraphTrainer(LocalModelStorage(Path(folder)), NoCache(), DaskGraphRunner)
        trainer.train(configuration, importer, model, force_retraining=True)
