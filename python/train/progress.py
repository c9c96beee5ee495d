"""What the trainer tells its parent: one JSON object a line in progress.jsonl, and the kinds of failure it can name."""

import errno
import hashlib
import json
import shutil
from pathlib import Path
from typing import Literal

FailureType = Literal["TrainingDiverged", "TrainingDataInvalid", "OutOfMemory", "DiskFull", "TrainerCrashed"]

FULL_DISK_BYTES = 2**20


class TrainingFailure(Exception):
    """A failure that the trainer can explain; every other exception is reported as a crash."""

    def __init__(self, type: FailureType, message: str) -> None:
        super().__init__(message)
        self.type = type


class Progress:
    """Appends events. Each is flushed at once: the parent follows the file, and this process may be killed any time."""

    def __init__(self, output_dir: Path) -> None:
        output_dir.mkdir(parents=True, exist_ok=True)
        self.output_dir = output_dir
        self.complete_checkpoints: set[Path] = set()
        self.file = (output_dir / "progress.jsonl").open("a", encoding="utf-8")

    def write(self, event: str, **details: object) -> None:
        # allow_nan: NaN is not JSON, and a number that is not one must have become a failure before it gets here.
        self.file.write(json.dumps({"event": event, **details}, allow_nan=False) + "\n")
        self.file.flush()

    def checkpoint(self, step: int, folder: Path, files: dict[str, str]) -> None:
        # First, because a line that a full disk cut short is still written once there is room, and names this folder then.
        self.complete_checkpoints.add(folder)
        self.write("checkpoint", step=step, path=str(folder), files=files)

    def failed(self, error: Exception) -> None:
        """Looks at the disk before it makes room there: what is half written may have taken the last byte, also of this file."""
        failure_type, message = failure_of(error, self.output_dir)
        self.remove_unfinished()
        self.write("failed", type=failure_type, message=message)

    def remove_unfinished(self) -> None:
        for folder in [*self.output_dir.glob("checkpoints/checkpoint-*"), self.output_dir / "adapter", self.output_dir / "merged"]:
            if folder not in self.complete_checkpoints:
                shutil.rmtree(folder, ignore_errors=True)


def failure_of(error: BaseException, output_dir: Path) -> tuple[FailureType, str]:
    if isinstance(error, TrainingFailure):
        return error.type, str(error)
    text = f"{type(error).__name__}: {error}"
    # torch raises its own class for GPU memory, but a plain RuntimeError where the CPU allocator gives up.
    if isinstance(error, MemoryError) or "out of memory" in text.lower() or "can't allocate memory" in text:
        return "OutOfMemory", text
    # safetensors only quotes the system, and torch says no more than that its stream failed.
    no_room = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if no_room or "No space left on device" in text or shutil.disk_usage(output_dir).free < FULL_DISK_BYTES:
        return "DiskFull", text
    return "TrainerCrashed", text


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
