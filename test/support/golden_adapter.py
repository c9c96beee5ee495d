"""Makes a LoRA adapter of random weights and lets the trainer merge it: `golden_adapter.py TRAIN_DIR BASE_DIR OUT_DIR`.

Without training, which would take most of a minute: what tests compare is what two merges make of one adapter.
"""

import sys
from pathlib import Path

train_dir, base_dir, out_dir = (Path(argument) for argument in sys.argv[1:4])
sys.path.insert(0, str(train_dir))

import torch
from peft import LoraConfig, get_peft_model
from publish import publish
from transformers import AutoModelForCausalLM, set_seed

torch.set_num_threads(1)
set_seed(1)
base = AutoModelForCausalLM.from_pretrained(base_dir, dtype=torch.float32)
model = get_peft_model(base, LoraConfig(r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM"))
for name, weights in model.named_parameters():
    # Zero at first, so that a new adapter changes nothing.
    if "lora_B" in name:
        torch.nn.init.normal_(weights, std=0.02)
publish(model, base_dir, out_dir)
