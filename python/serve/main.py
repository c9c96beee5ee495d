"""Serves one GGUF with llama.cpp's own HTTP server, in a process of its own, until told to stop or its stdin closes.

Reads one JSON line on stdin: {ggufPath, host, port, contextTokens, parallel, threads, batch, alias, cachePrompt}.
Prints one JSON line on stdout: {"ready": true, "port": N} or {"error": "..."}; llama.cpp's reasons are on stderr.
"""

import json
import os
import sys
from urllib.parse import urlsplit

from llama import die_with_parent, only_line, parameters


def main() -> int:
    die_with_parent()
    answer = only_line()
    try:
        config = json.loads(read_line())
        import xllamacpp

        server = xllamacpp.Server(parameters(xllamacpp, config))
        port = urlsplit(server.listening_address).port
    except Exception as error:
        answer({"error": f"{type(error).__name__}: {error}"})
        return 1
    answer({"ready": True, "port": port})
    wait_until_stdin_closes()
    # Threads of the native server may be busy; there is nothing to save.
    os._exit(0)


def read_line() -> bytes:
    # Not sys.stdin: a thread blocked in a buffered reader turns a failed start into SIGABRT.
    line = b""
    while not line.endswith(b"\n"):
        chunk = os.read(0, 65536)
        if not chunk:
            raise EOFError("expected one JSON line on stdin, which closed before a newline came")
        line += chunk
    return line


def wait_until_stdin_closes() -> None:
    while os.read(0, 4096):
        pass


if __name__ == "__main__":
    sys.exit(main())
