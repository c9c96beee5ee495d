"""Chat rows into token ids and labels, with the loss on the last answer only.

TRL could tokenize by itself, but it cuts a row that is too long, and so would teach answers that stop halfway.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from transformers import PreTrainedTokenizerBase

from progress import TrainingFailure

# A few rows too long for the recipe are left out and counted; more than this share means the recipe is wrong.
TOLERATED_TOO_LONG_SHARE = 0.05
NO_LOSS = -100


def tokenized_rows(path: Path, tokenizer: PreTrainedTokenizerBase, max_length_tokens: int) -> tuple[list[dict], int]:
    """Rows ready for the trainer, and how many were left out because they exceed max_length_tokens."""
    rows = [tokenized(where, messages, tokenizer) for where, messages in read_messages(path)]
    kept = [row for row in rows if len(row["input_ids"]) <= max_length_tokens]
    too_long = len(rows) - len(kept)
    if too_long > TOLERATED_TOO_LONG_SHARE * len(rows):
        longest = max(len(row["input_ids"]) for row in rows)
        raise invalid(f"{too_long} of {len(rows)} rows of {path.name} exceed {max_length_tokens} tokens (longest {longest}); raise maxLengthTokens or shorten them")
    return kept, too_long


def read_messages(path: Path) -> Iterator[tuple[str, list[dict]]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                where = f"{path.name} line {number}"
                yield where, checked_messages(where, line)


def checked_messages(where: str, line: str) -> list[dict]:
    try:
        messages = json.loads(line)["messages"]
        well_formed = all(isinstance(m["role"], str) and isinstance(m["content"], str) for m in messages)
    except (ValueError, TypeError, KeyError) as error:
        raise invalid(f"{where}: expected {{messages: [{{role, content}}]}}, got {error!r}") from error
    if not well_formed or len(messages) < 2 or messages[-1]["role"] != "assistant" or not messages[-1]["content"]:
        raise invalid(f"{where}: expected text messages that end with a non-empty answer of the assistant")
    return messages


def tokenized(where: str, messages: list[dict], tokenizer: PreTrainedTokenizerBase) -> dict:
    prompt = tokenizer.apply_chat_template(messages[:-1], add_generation_prompt=True)["input_ids"]
    whole = tokenizer.apply_chat_template(messages)["input_ids"]
    if whole[: len(prompt)] != prompt or len(whole) == len(prompt):
        # Training on a prompt that differs from the one served would be a silent mismatch.
        raise invalid(f"{where}: the chat template renders the prompt differently when an answer follows it")
    return {"input_ids": whole, "labels": [NO_LOSS] * len(prompt) + whole[len(prompt) :]}


def invalid(message: str) -> TrainingFailure:
    return TrainingFailure("TrainingDataInvalid", message)
