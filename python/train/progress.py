"""What the trainer tells its parent: one JSON object a line in progress.jsonl, and the kinds of failure it can name."""

import hashlib
import json
from pathlib import Path
from typing import Literal

FailureType = Literal["TrainingDiverged", "TrainingDataInvalid", "OutOfMemory", "TrainerCrashed"]


class TrainingFailure(Exception):
    """A failure that the trainer can explain; every other exception is reported as a crash."""

    def __init__(self, type: FailureType, message: str) -> None:
        super().__init__(message)
        self.type = type


class Progress:
    """Appends events. Each is flushed at once: the parent follows the file, and this process may be killed any time."""

    def __init__(self, output_dir: Path) -> None:
        output_dir.mkdir(parents=True, exist_ok=True)
        self.file = (output_dir / "progress.jsonl").open("a", encoding="utf-8")

    def write(self, event: str, **details: object) -> None:
        # allow_nan: NaN is not JSON, and a number that is not one must have become a failure before it gets here.
        self.file.write(json.dumps({"event": event, **details}, allow_nan=False) + "\n")
        self.file.flush()


def failure_of(error: BaseException) -> tuple[FailureType, str]:
    if isinstance(error, TrainingFailure):
        return error.type, str(error)
    text = f"{type(error).__name__}: {error}"
    # torch raises its own class for GPU memory, but a plain RuntimeError where the CPU allocator gives up.
    if isinstance(error, MemoryError) or "out of memory" in text.lower() or "can't allocate memory" in text:
        return "OutOfMemory", text
    return "TrainerCrashed", text


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
