"""What the trainer runs on, for the record of the version: what another machine must have to make the same bytes."""

import platform
import re
from pathlib import Path

import torch

DRIVER_FILE = Path("/proc/driver/nvidia/version")


def machine() -> dict[str, str | None]:
    on_gpu = torch.cuda.is_available()
    return {
        "python": platform.python_version(),
        "deviceName": torch.cuda.get_device_name(0) if on_gpu else "cpu",
        "cuda": torch.version.cuda if on_gpu else None,
        "driver": driver_version() if on_gpu else None,
    }


def driver_version() -> str | None:
    """As the kernel module says it; PyTorch knows only the CUDA version that the driver supports."""
    if not DRIVER_FILE.is_file():
        return None
    found = re.search(r"Kernel Module.*?\s(\d+\.\d+(?:\.\d+)?)\s", DRIVER_FILE.read_text(encoding="utf-8"))
    return None if found is None else found[1]
