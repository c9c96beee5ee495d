"""Listens to the Trainer: reports steps and checkpoints, and stops a run whose loss says that it cannot end well."""

import math
import time
from pathlib import Path

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from progress import Progress, TrainingFailure, sha256_of
from resume import keep_best_beside

# Steps 1 to 5, which is the warm-up: a run that blows up right after it must not raise its own limit.
FIRST_WINDOW_LOGS = 2
RISING_FACTOR = 2.0
RISING_LOGS = 3


class ReportProgress(TrainerCallback):
    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.seen_step = 0
        self.seen_at = 0.0

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object) -> None:
        self.seen_step, self.seen_at = state.global_step, time.perf_counter()

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object) -> None:
        if state.global_step >= state.max_steps:
            # The last step rarely falls on an interval, yet its loss must be seen before anything is published.
            control.should_log = True
            control.should_evaluate = args.eval_strategy != "no"

    def on_log(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, logs: dict, **_: object) -> None:
        if "eval_loss" in logs:
            self.report_finite("eval", state, logs["eval_loss"])
        elif "loss" in logs:
            now = time.perf_counter()
            seconds_per_step = (now - self.seen_at) / max(1, state.global_step - self.seen_step)
            self.seen_step, self.seen_at = state.global_step, now
            self.report_finite("step", state, logs["loss"], maxSteps=state.max_steps, secondsPerStep=round(seconds_per_step, 3))
            refuse_rising_loss(state)

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object) -> None:
        checkpoint = Path(args.output_dir) / f"checkpoint-{state.global_step}"
        keep_best_beside(checkpoint, state)
        files = {file.relative_to(checkpoint).as_posix(): sha256_of(file) for file in sorted(checkpoint.rglob("*")) if file.is_file()}
        self.progress.checkpoint(state.global_step, checkpoint, files)

    def report_finite(self, event: str, state: TrainerState, loss: float, **details: object) -> None:
        if not math.isfinite(loss):
            raise TrainingFailure("TrainingDiverged", f"loss became {loss} at step {state.global_step} ({event})")
        self.progress.write(event, step=state.global_step, loss=round(loss, 5), **details)


def refuse_rising_loss(state: TrainerState) -> None:
    """Reads the Trainer's own history, which a checkpoint carries, so a resume does not forget how the run began."""
    losses = [entry["loss"] for entry in state.log_history if "loss" in entry]
    if len(losses) < FIRST_WINDOW_LOGS + RISING_LOGS:
        return
    limit = RISING_FACTOR * sum(losses[:FIRST_WINDOW_LOGS]) / FIRST_WINDOW_LOGS
    if all(loss > limit for loss in losses[-RISING_LOGS:]):
        raise TrainingFailure("TrainingDiverged", f"rising: the last {RISING_LOGS} losses {losses[-RISING_LOGS:]} are above {limit:.4g}, twice the loss of the first logs")
