"""What the serving process and the probe share: llama.cpp's settings, one clean line on stdout, and dying with the parent."""

import ctypes
import json
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

# An assertion that fails ends the process; without this it runs a debugger first, whose pages of output hide what was asserted.
os.environ["GGML_NO_BACKTRACE"] = "1"


def die_with_parent() -> None:
    """A killed supervisor or worker must not leave inference processes behind. Linux only; elsewhere closed stdin has to do."""
    # SIGTERM keeps its default action: llama.cpp holds the GIL while it loads, so a Python handler would not run.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def only_line():
    """Keeps stdout for one JSON line and sends whatever else prints there, native code included, to stderr."""
    stdout = os.dup(1)
    os.dup2(2, 1)

    def answer(value: dict) -> None:
        os.write(stdout, (json.dumps(value) + "\n").encode())

    return answer


def parameters(xllamacpp, config: dict):
    params = xllamacpp.CommonParams()
    params.model.path = config["ggufPath"]
    params.model_alias = {config["alias"]}
    params.n_parallel = config["parallel"]
    # llama.cpp splits its context over the slots; `contextTokens` is what one request may use.
    params.n_ctx = config["contextTokens"] * config["parallel"]
    # A small batch lets an aborted prefill be noticed soon.
    params.n_batch = config["batch"]
    params.n_ubatch = config["batch"]
    params.cpuparams.n_threads = config["threads"]
    params.cpuparams_batch.n_threads = config["threads"]
    params.hostnames = [config["host"]]
    params.port = config["port"]
    params.cache_prompt = config["cachePrompt"]
    # Its default of 8 GiB is for one big model on a host, not for several small ones.
    params.cache_ram_mib = 0
    params.cache_idle_slots = False
    params.fit_params = False
    params.check_tensors = True
    params.ui = False
    params.endpoint_metrics = True
    params.endpoint_slots = True
    params.verbosity = 2
    return params
