"""One LoRA fine-tune with TRL from configuration to published files. Importing this module loads torch."""

import time

import torch
from datasets import Dataset, disable_caching
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoTokenizer, EarlyStoppingCallback, set_seed
from trl import SFTConfig, SFTTrainer

from callbacks import ReportProgress
from curves import loss_curves
from machine import machine
from progress import Progress, TrainingFailure
from publish import package_versions, publish
from resume import RestoreBest, restore_ended, training_ended
from rows import tokenized_rows
from train_config import TrainConfig

LOG_EVERY_STEPS = 5


def fine_tune(config: TrainConfig, progress: Progress) -> dict[str, object]:
    torch.set_num_threads(config.recipe.threads)
    disable_caching()
    # Before the trainer exists, because the adapter's first weights are drawn while it is made.
    set_seed(config.recipe.seed)
    trainer, too_long = make_trainer(config, progress)
    device = trainer.args.device.type
    trainable = sum(weights.numel() for weights in trainer.model.parameters() if weights.requires_grad)
    progress.write("ready", trainableParameters=trainable, device=device)
    started = time.perf_counter()
    if config.resume_from is not None and training_ended(config.resume_from):
        # The Trainer would take one more step here, and the adapter would not be the one that was trained before.
        trainer.state = restore_ended(trainer.model, config.resume_from)
    else:
        trainer.train(resume_from_checkpoint=None if config.resume_from is None else str(config.resume_from))
    train_seconds = time.perf_counter() - started
    state = trainer.state
    published = publish(trainer.model, config.base_model_dir, config.output_dir)
    merge_seconds = published.pop("mergeSeconds")
    return {
        **published,
        "steps": state.global_step,
        "epochs": round(state.epoch or 0.0, 3),
        # The Trainer's own mean is wrong after a resume; the last logged loss is right in both cases.
        "trainLoss": [entry["loss"] for entry in state.log_history if "loss" in entry][-1],
        "validationLoss": state.best_metric,
        "stoppedEarly": state.global_step < state.max_steps,
        "rowsTooLong": too_long,
        "seconds": {"train": round(train_seconds, 2), "merge": merge_seconds},
        "device": device,
        **machine(),
        "packages": package_versions(),
        "trainableParameters": trainable,
        "curves": loss_curves(state.log_history),
    }


def make_trainer(config: TrainConfig, progress: Progress) -> tuple[SFTTrainer, int]:
    recipe = config.recipe
    on_gpu = torch.cuda.is_available()
    tokenizer = AutoTokenizer.from_pretrained(config.base_model_dir)
    train_rows, train_too_long = tokenized_rows(config.train_file, tokenizer, recipe.max_length_tokens)
    validation_rows, validation_too_long = tokenized_rows(config.validation_file, tokenizer, recipe.max_length_tokens)
    if not train_rows:
        raise TrainingFailure("TrainingDataInvalid", f"{config.train_file.name} holds no rows")
    callbacks = [ReportProgress(progress)]
    if config.resume_from is not None:
        callbacks.append(RestoreBest(config.resume_from))
    if validation_rows and recipe.early_stopping_patience is not None:
        callbacks.append(EarlyStoppingCallback(early_stopping_patience=recipe.early_stopping_patience))
    trainer = SFTTrainer(
        model=AutoModelForCausalLM.from_pretrained(config.base_model_dir, dtype=torch.bfloat16 if on_gpu else torch.float32),
        args=sft_config(config, on_gpu, validates=bool(validation_rows)),
        train_dataset=Dataset.from_list(train_rows),
        eval_dataset=Dataset.from_list(validation_rows) if validation_rows else None,
        processing_class=tokenizer,
        peft_config=LoraConfig(
            r=recipe.lora_rank,
            lora_alpha=recipe.lora_alpha,
            lora_dropout=recipe.lora_dropout,
            target_modules="all-linear",
            task_type="CAUSAL_LM",
        ),
        callbacks=callbacks,
    )
    return trainer, train_too_long + validation_too_long


def sft_config(config: TrainConfig, on_gpu: bool, validates: bool) -> SFTConfig:
    recipe = config.recipe
    return SFTConfig(
        output_dir=str(config.output_dir / "checkpoints"),
        use_cpu=not on_gpu,
        bf16=on_gpu,
        gradient_checkpointing=on_gpu,
        dataloader_pin_memory=on_gpu,
        num_train_epochs=recipe.epochs,
        max_steps=-1 if recipe.max_steps is None else recipe.max_steps,
        per_device_train_batch_size=recipe.batch_size,
        per_device_eval_batch_size=recipe.batch_size,
        learning_rate=recipe.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=recipe.warmup_steps,
        max_length=recipe.max_length_tokens,
        seed=recipe.seed,
        data_seed=recipe.seed,
        logging_steps=LOG_EVERY_STEPS,
        logging_first_step=True,
        # The Trainer would otherwise hide a NaN by showing the last good loss again.
        logging_nan_inf_filter=False,
        save_strategy="steps",
        save_steps=recipe.eval_every_steps,
        # The best and the last two: older ones go before the newest is announced as complete, and until then the one before it counts.
        save_total_limit=3,
        eval_strategy="steps" if validates else "no",
        eval_steps=recipe.eval_every_steps,
        load_best_model_at_end=validates,
        metric_for_best_model="eval_loss" if validates else None,
        greater_is_better=False if validates else None,
        # Patience that is already used up stays used up over a resume.
        restore_callback_states_from_checkpoint=True,
        report_to="none",
        disable_tqdm=True,
    )
