"""Makes a checkpoint enough to go on from, alone and on another machine: with the best adapter so far inside it."""

import shutil
from pathlib import Path

from peft import PeftModel, set_peft_model_state_dict
from safetensors.torch import load_file
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

ADAPTER_WEIGHTS = "adapter_model.safetensors"
ADAPTER_FILES = (ADAPTER_WEIGHTS, "adapter_config.json")
BEST_PREFIX = "best_"


def keep_best_beside(checkpoint: Path, state: TrainerState) -> None:
    """Makes a checkpoint self-contained: whoever resumes from it also has the best adapter so far.

    The copy has another name because PEFT takes every folder with an adapter in it for one more adapter to load.
    """
    if state.best_model_checkpoint and Path(state.best_model_checkpoint) != checkpoint:
        for name in ADAPTER_FILES:
            shutil.copyfile(Path(state.best_model_checkpoint) / name, checkpoint / f"{BEST_PREFIX}{name}")


class RestoreBest(TrainerCallback):
    """After a resume the best checkpoint of the first attempt may be gone, so its adapter is restored from the copy."""

    def __init__(self, resume_from: Path) -> None:
        self.resume_from = resume_from

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object) -> None:
        if not state.best_global_step:
            return
        prefix = best_prefix(state)
        best = Path(args.output_dir) / f"checkpoint-{state.best_global_step}"
        best.mkdir(parents=True, exist_ok=True)
        for name in ADAPTER_FILES:
            shutil.copyfile(self.resume_from / f"{prefix}{name}", best / name)
        state.best_model_checkpoint = str(best)


def training_ended(checkpoint: Path) -> bool:
    """True when nothing was left to train: the process was killed between its last checkpoint and publishing."""
    state = read_state(checkpoint)
    control = state.stateful_callbacks.get("TrainerControl", {}).get("args", {})
    return state.global_step >= state.max_steps or control.get("should_training_stop", False)


def restore_ended(model: PeftModel, checkpoint: Path) -> TrainerState:
    state = read_state(checkpoint)
    prefix = best_prefix(state) if state.best_global_step else ""
    set_peft_model_state_dict(model, load_file(checkpoint / f"{prefix}{ADAPTER_WEIGHTS}"))
    return state


def read_state(checkpoint: Path) -> TrainerState:
    return TrainerState.load_from_json(str(checkpoint / "trainer_state.json"))


def best_prefix(state: TrainerState) -> str:
    return "" if state.best_global_step == state.global_step else BEST_PREFIX
