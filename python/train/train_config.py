"""The one JSON file that says what to train. Imports nothing heavy, so that it is readable before torch is loaded."""

import json
import re
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Recipe:
    method: str
    lora_rank: int
    lora_alpha: int
    lora_dropout: float
    learning_rate: float
    epochs: float
    max_steps: int | None
    batch_size: int
    max_length_tokens: int
    warmup_steps: int
    seed: int
    eval_every_steps: int
    early_stopping_patience: int | None
    threads: int


@dataclass(frozen=True)
class TrainConfig:
    base_model_dir: Path
    train_file: Path
    validation_file: Path
    output_dir: Path
    resume_from: Path | None
    recipe: Recipe


def read_config(path: Path) -> TrainConfig:
    """Refuses a missing or an unknown key: a recipe that is half understood must not be trained."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    recipe = Recipe(**snake_keys(raw.pop("recipe"), Recipe))
    if recipe.method != "lora":
        raise ValueError(f"recipe.method is {recipe.method!r}; this trainer knows 'lora'")
    paths = {key: None if value is None else Path(value).resolve() for key, value in raw.items()}
    return TrainConfig(**snake_keys(paths | {"recipe": recipe}, TrainConfig))


def snake_keys(raw: dict, shape: type) -> dict:
    named = {re.sub(r"(?<!^)([A-Z])", r"_\1", key).lower(): value for key, value in raw.items()}
    expected = {field.name for field in fields(shape)}
    if named.keys() != expected:
        raise ValueError(f"{shape.__name__}: missing {sorted(expected - named.keys())}, unknown {sorted(named.keys() - expected)}")
    return named
