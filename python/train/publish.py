"""What a finished training leaves behind: the adapter, the merged model, and result.json that names both by digest."""

import shutil
import time
from importlib.metadata import version
from pathlib import Path

import torch
from peft import PeftModel
from transformers import AutoConfig

from progress import TrainingFailure, sha256_of

# The base's own files, not what save_pretrained makes of them: transformers 5 drops tokenizer.model, and a GGUF
# converted without it splits words differently from the model that was trained.
TOKENIZER_FILES = ("tokenizer*", "chat_template*", "special_tokens_map.json", "added_tokens.json", "vocab.*", "merges.txt")
PACKAGES = ("torch", "transformers", "trl", "peft", "accelerate", "datasets", "tokenizers", "safetensors")


def publish(model: PeftModel, base_model_dir: Path, output_dir: Path) -> dict[str, object]:
    refuse_non_finite(model)
    started = time.perf_counter()
    adapter_dir, merged_dir = output_dir / "adapter", output_dir / "merged"
    # The digest in the registry binds an adapter to its base; a path of this machine would only mislead.
    config = model.peft_config["default"]
    config.base_model_name_or_path = base_model_dir.name
    # A set is written in another order by every process, and the same training would give another file.
    config.target_modules = sorted(config.target_modules)
    model.save_pretrained(adapter_dir)
    save_merged(model, base_model_dir, merged_dir)
    return {
        "adapterSha256": sha256_of(adapter_dir / "adapter_model.safetensors"),
        "mergedSha256": sha256_of(merged_dir / "model.safetensors"),
        "mergeSeconds": round(time.perf_counter() - started, 2),
    }


def save_merged(model: PeftModel, base_model_dir: Path, merged_dir: Path) -> None:
    """Also what an imported adapter is merged by (python/merge)."""
    # In the base's own type, so that base and merged model have the same size; one file, so that one digest names it.
    merged = model.merge_and_unload().to(stored_dtype(base_model_dir))
    merged.save_pretrained(merged_dir, max_shard_size="1TB")
    for pattern in TOKENIZER_FILES:
        for file in base_model_dir.glob(pattern):
            shutil.copyfile(file, merged_dir / file.name)


def refuse_non_finite(model: PeftModel) -> None:
    for name, weights in model.named_parameters():
        if weights.requires_grad and not torch.isfinite(weights).all():
            raise TrainingFailure("TrainingDiverged", f"{name} holds values that are not finite; nothing was published")


def stored_dtype(base_model_dir: Path) -> torch.dtype:
    return AutoConfig.from_pretrained(base_model_dir).dtype or torch.float32


def package_versions() -> dict[str, str]:
    return {name: version(name) for name in PACKAGES}
