"""Loads one GGUF and generates a few tokens, without a socket: `probe.py GGUF CONTEXT_TOKENS`.

Prints one JSON line: {"text": "...", "tokens": N}, or {"error": "..."} when llama.cpp refuses the file. A file that crashes
llama.cpp ends this process by a signal, which is why it is one.
"""

import sys

from llama import die_with_parent, only_line, parameters

TOKENS = 16


def main(gguf_path: str, context_tokens: str) -> int:
    die_with_parent()
    answer = only_line()
    # Outside the try: a missing package is this machine's fault and not the file's.
    import xllamacpp

    try:
        server = xllamacpp.Server(parameters(xllamacpp, probe_config(gguf_path, int(context_tokens))))
        reply = server.handle_completions(
            # An end of turn as first token is a legal answer to a bare word, and would say nothing about the weights.
            {"prompt": "Hello", "n_predict": TOKENS, "temperature": 0, "ignore_eos": True}
        )
        answer({"text": reply["choices"][0]["text"], "tokens": reply["usage"]["completion_tokens"]})
    except Exception as error:
        answer({"error": f"{type(error).__name__}: {error}"})
        return 1
    return 0


def probe_config(gguf_path: str, context_tokens: int) -> dict:
    return {
        "ggufPath": gguf_path,
        "host": "127.0.0.1",
        "port": 0,
        "contextTokens": context_tokens,
        "parallel": 1,
        "threads": 1,
        "batch": 128,
        "alias": "probe",
        "cachePrompt": False,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
