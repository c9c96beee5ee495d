"""Trains one LoRA adapter as told by one JSON file: `python main.py CONFIG.json`.

Speaks to its parent through progress.jsonl in the output folder; stdout and stderr are a log for people.
Exits 0 with a `done` event and result.json, or 2 with a `failed` event; any other end is a kill or a broken install.
"""

import ctypes
import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path

from progress import Progress
from train_config import TrainConfig, read_config

FAILED_EXIT_CODE = 2
PR_SET_PDEATHSIG = 1


def main(config_file: Path) -> int:
    die_with_parent()
    config = read_config(config_file)
    progress = Progress(config.output_dir)
    progress.write("started", pid=os.getpid())
    try:
        set_environment(config)
        started = time.perf_counter()
        # Late, because it takes seconds: the parent should know at once that this process lives.
        from fine_tune import fine_tune

        import_seconds = time.perf_counter() - started
        result = fine_tune(config, progress)
        result["seconds"] = {"import": round(import_seconds, 2), **result["seconds"]}
        (config.output_dir / "result.json").write_text(json.dumps(result, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    except Exception as error:
        # The log comes last: on a full disk it cannot be written before the failure has made room.
        progress.failed(error)
        traceback.print_exc()
        return FAILED_EXIT_CODE
    progress.write("done", result="result.json")
    return 0


def die_with_parent() -> None:
    """A trainer whose worker was killed would keep the GPU busy for a run that somebody else already retries."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def set_environment(config: TrainConfig) -> None:
    """Read by libraries while they are imported. Offline: the base model is a folder, and nothing may be fetched."""
    os.environ["OMP_NUM_THREADS"] = str(config.recipe.threads)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_DATASETS_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
