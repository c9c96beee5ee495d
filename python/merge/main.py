"""Merges a LoRA adapter into its base model: `main.py BASE_DIR ADAPTER_DIR OUT_DIR THREADS`.

Both were made elsewhere, so only safetensors are read and no code of theirs is run. In 32-bit floats and with the trainer's own
functions, so that an adapter merged here gives the bytes of the training that made it. Exit code 2: these two cannot be merged.
"""

import ctypes
import json
import signal
import sys
from pathlib import Path
from typing import NoReturn

PR_SET_PDEATHSIG = 1


def main(base_dir: Path, adapter_dir: Path, out_dir: Path, threads: int) -> None:
    die_with_parent()
    refuse_unless_plain_lora(adapter_dir)
    # The trainer's folder, whose merge this is.
    sys.path.insert(0, str(Path(__file__).parent.parent / "train"))
    # Outside the try: a missing package is this machine's fault and not the adapter's.
    import torch
    from peft import PeftModel, get_peft_model_state_dict
    from publish import refuse_non_finite, save_merged
    from safetensors import safe_open
    from transformers import AutoModelForCausalLM

    torch.set_num_threads(threads)
    try:
        base = AutoModelForCausalLM.from_pretrained(base_dir, dtype=torch.float32, use_safetensors=True, trust_remote_code=False)
        # Trainable, because the check that follows is of what was trained.
        model = PeftModel.from_pretrained(base, adapter_dir, is_trainable=True)
        refuse_non_finite(model)
        with safe_open(adapter_dir / "adapter_model.safetensors", "pt") as adapter:
            refuse_unless_it_fits(set(adapter.keys()), set(get_peft_model_state_dict(model, save_embedding_layers=False)))
        save_merged(model, base_dir, out_dir)
    except MemoryError:
        raise
    except OSError as error:
        # The system's own errors (a full disk) have a number; transformers' "no such file in the folder" has none.
        if error.errno is not None:
            raise
        refuse(f"{error}")
    except Exception as error:
        refuse(f"{type(error).__name__}: {error}")


def die_with_parent() -> None:
    """A merge whose worker was killed would go on beside the one of the retry. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def refuse_unless_plain_lora(adapter_dir: Path) -> None:
    if not (adapter_dir / "adapter_model.safetensors").is_file():
        # PEFT would look for a pickle next.
        refuse("the adapter has no adapter_model.safetensors")
    try:
        config = json.loads((adapter_dir / "adapter_config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        refuse(f"expected an adapter_config.json of JSON: {error}")
    if not isinstance(config, dict) or config.get("peft_type") != "LORA":
        refuse(f"expected an adapter of the kind LORA, adapter_config.json says {config.get('peft_type') if isinstance(config, dict) else config!r}")
    if config.get("megatron_config"):
        # PEFT would import whatever module the file names.
        refuse("the adapter asks for Megatron, which is not loaded here")
    if config.get("modules_to_save"):
        refuse(f"the adapter replaces whole modules ({config['modules_to_save']}); merge it where it was trained and import the merged folder")


def refuse_unless_it_fits(stored: set[str], places: set[str]) -> None:
    # PEFT ignores what has no place, and leaves a place that gets nothing as it was: a merge that is half of another model.
    if stored != places:
        refuse(f"the adapter was not trained on this base: {len(stored - places)} of its tensors have no place there, {len(places - stored)} places get none")


def refuse(reason: str) -> NoReturn:
    print(" ".join(reason.split()), file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]), threads=int(sys.argv[4]))
