"""Makes the tiny base model from nothing but a seed: tokenizer, 3 M parameter Llama, pretraining, Hugging Face folder.

Run it as `python make.py [OUTPUT_DIR]`. It exists so that every machine can follow a real fine-tune, conversion and
release without fetching anything; the folder it writes is committed, so only a change of the recipe needs a new run.
"""

import io
import json
import math
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sentencepiece
import torch
import torch.nn.functional as functional
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from corpus import Corpus, Piece

SEED = 20261121
VOCABULARY_SIZE = 2048
CONTEXT_TOKENS = 512
STEPS = 1200
TOKENS_PER_STEP = 1536
PEAK_LEARNING_RATE = 3e-3
# A note's own words teach little beside its answer, and the answer is a tenth of the tokens.
NOTE_WEIGHT = 0.2
UNKNOWN, BEGIN, END_OF_TURN, PAD, START_OF_TURN = "<unk>", "<s>", "<|im_end|>", "<pad>", "<|im_start|>"
UNKNOWN_ID, BEGIN_ID, END_OF_TURN_ID, PAD_ID, START_OF_TURN_ID = range(5)
CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


def main(output: Path) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    output.mkdir(parents=True, exist_ok=True)
    started = time.process_time()
    spelling = make_spelling(output)
    save_tokenizer(spelling, output)
    model = LlamaForCausalLM(model_config())
    pretrain(model, spelling)
    model.to(torch.bfloat16).save_pretrained(output)
    greedy = GenerationConfig(eos_token_id=END_OF_TURN_ID, pad_token_id=PAD_ID, bos_token_id=BEGIN_ID, do_sample=False)
    greedy.save_pretrained(output)
    print(f"made in {time.process_time() - started:.0f} CPU-seconds")


def model_config() -> LlamaConfig:
    # Every row length is a multiple of 256, so K-quants need no fallback type.
    return LlamaConfig(
        vocab_size=VOCABULARY_SIZE,
        hidden_size=256,
        intermediate_size=768,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=4,
        max_position_embeddings=CONTEXT_TOKENS,
        tie_word_embeddings=True,
        bos_token_id=BEGIN_ID,
        eos_token_id=END_OF_TURN_ID,
        pad_token_id=PAD_ID,
        dtype="bfloat16",
    )


def make_spelling(output: Path) -> sentencepiece.SentencePieceProcessor:
    corpus = Corpus(SEED)
    texts = [text for _ in range(12_000) for _, text in corpus.document()]
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        model_type="bpe",
        vocab_size=VOCABULARY_SIZE,
        byte_fallback=True,
        split_digits=True,
        # llama.cpp and Hugging Face agree on ids only when nothing is added, folded or squeezed.
        normalization_rule_name="identity",
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        user_defined_symbols=["\n"],
        control_symbols=[START_OF_TURN],
        unk_id=UNKNOWN_ID,
        bos_id=BEGIN_ID,
        eos_id=END_OF_TURN_ID,
        pad_id=PAD_ID,
        unk_piece=UNKNOWN,
        bos_piece=BEGIN,
        eos_piece=END_OF_TURN,
        pad_piece=PAD,
        num_threads=1,
        minloglevel=1,
    )
    (output / "tokenizer.model").write_bytes(model.getvalue())
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def save_tokenizer(spelling: sentencepiece.SentencePieceProcessor, output: Path) -> None:
    """Writes the same BPE once more as tokenizer.json, the form that transformers reads."""
    vocabulary = {spelling.id_to_piece(index): index for index in range(spelling.get_piece_size())}
    # SentencePiece merges whichever adjacent pair makes the piece with the lowest id, so ids give the merge order.
    merges = [
        (piece[:at], piece[at:])
        for piece in vocabulary
        for at in range(1, len(piece))
        if piece[:at] in vocabulary and piece[at:] in vocabulary
    ]
    tokenizer = Tokenizer(models.BPE(vocabulary, merges, unk_token=UNKNOWN, fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", "\u2581")
    tokenizer.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.add_tokens([AddedToken("\n", normalized=False)])
    tokenizer.add_special_tokens([UNKNOWN, BEGIN, END_OF_TURN, PAD, START_OF_TURN])
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token=UNKNOWN,
        bos_token=BEGIN,
        eos_token=END_OF_TURN,
        pad_token=PAD,
        additional_special_tokens=[START_OF_TURN],
        chat_template=CHAT_TEMPLATE,
        model_max_length=CONTEXT_TOKENS,
        clean_up_tokenization_spaces=False,
    ).save_pretrained(output)
    # The converter copies these two into the GGUF; without them llama.cpp would put <s> and a space first.
    settings_file = output / "tokenizer_config.json"
    settings = json.loads(settings_file.read_text())
    settings |= {"add_bos_token": False, "add_prefix_space": False}
    settings_file.write_text(json.dumps(settings, indent=2) + "\n")


def pretrain(model: LlamaForCausalLM, spelling: sentencepiece.SentencePieceProcessor) -> None:
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_LEARNING_RATE, betas=(0.9, 0.98), weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, learning_rate_at)
    corpus = Corpus(SEED + 1)
    model.train()
    for step in range(1, STEPS + 1):
        # Short rows are cheap; the last sixth is long rows, so that positions up to the full context are known.
        row_tokens = 192 if step < STEPS * 5 // 6 else CONTEXT_TOKENS
        ids, weights = packed_batch(corpus, spelling, row_tokens)
        logits = model(input_ids=ids).logits[:, :-1]
        losses = functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
        weights = weights[:, 1:].flatten()
        loss = (losses * weights).sum() / weights.sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            answers = (losses * (weights == 1)).sum() / (weights == 1).sum()
            print(f"step {step} loss {loss.item():.3f} answers {answers.item():.3f} cpu {time.process_time():.0f}s", flush=True)


def learning_rate_at(step: int) -> float:
    return min((step + 1) / 40, 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / STEPS)))


def packed_batch(corpus: Corpus, spelling, row_tokens: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of whole documents back to back; the document that meets a row's end is cut."""
    all_ids, all_weights = [], []
    for _ in range(TOKENS_PER_STEP // row_tokens):
        ids: list[int] = []
        weights: list[float] = []
        while len(ids) < row_tokens:
            for piece in corpus.document():
                append_piece(piece, spelling, ids, weights)
        all_ids.append(ids[:row_tokens])
        all_weights.append(weights[:row_tokens])
    return torch.tensor(all_ids), torch.tensor(all_weights)


def append_piece(piece: Piece, spelling, ids: list[int], weights: list[float]) -> None:
    role, text = piece
    if role == "prose":
        head: list[int] = []
        body = [*spelling.encode(text), END_OF_TURN_ID]
        weight = 0.5
    else:
        head = [START_OF_TURN_ID, *spelling.encode(f"{role}\n")]
        body = [*spelling.encode(text), END_OF_TURN_ID, *spelling.encode("\n")]
        weight = 1.0 if role == "assistant" else NOTE_WEIGHT
    ids += head + body
    weights += [NOTE_WEIGHT] * len(head) + [weight] * len(body)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "model")
