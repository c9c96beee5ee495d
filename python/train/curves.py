"""How the loss fell, out of the Trainer's own history: a checkpoint carries it, so a resumed training tells the whole of it."""


def loss_curves(log_history: list[dict]) -> dict[str, list[dict[str, float]]]:
    return {"train": points(log_history, "loss"), "validation": points(log_history, "eval_loss")}


def points(log_history: list[dict], name: str) -> list[dict[str, float]]:
    return [{"step": entry["step"], "loss": entry[name]} for entry in log_history if name in entry]
