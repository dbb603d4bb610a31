"""Runs epochs until the validation score stops improving; an interrupted training resumes."""

import json
from dataclasses import asdict, dataclass
from typing import Protocol

from catalog_search.workshop.finetuning.order import Order, Progress
from catalog_search.workshop.finetuning.work import Work


class Trainee(Protocol):
    """A model in training. Its saved state resumes the training with identical results."""

    def run_epoch(self, epoch: int) -> None:
        """Train one epoch, numbered from 0."""

    def score(self) -> float:
        """Return the gain on the validation part; the running model has 0."""

    def saved(self) -> bytes:
        """Return the complete state."""

    def load(self, saved: bytes) -> None:
        """Restore a saved state."""


@dataclass(slots=True)
class Course:
    """The progress of a training. `best` is an epoch counted from 1; 0 is the running model."""

    epochs: int = 0
    best: int = 0
    score: float = 0.0


def run(trainee: Trainee, order: Order, work: Work, progress: Progress) -> Course:
    """Train, restore the trainee's state after its best epoch, and return the course."""
    course = resumed(trainee, work)
    progress("epochs", course.epochs, order.epochs)
    while course.epochs < order.epochs and course.epochs - course.best < order.patience:
        trainee.run_epoch(course.epochs)
        course.epochs += 1
        state, score = trainee.saved(), trainee.score()
        if score > course.score:
            course.best, course.score = course.epochs, score
            work.put(name(course.best, "best"), lambda file: file.write(state))  # noqa: B023 - at once
        work.put(name(course.epochs), lambda file: file.write(state))  # noqa: B023 - at once
        content = json.dumps(asdict(course)).encode()
        work.put("course.json", lambda file: file.write(content))  # noqa: B023 - at once
        work.keep_only({name(course.epochs), name(course.best, "best")}, "*.state")
        progress("epochs", course.epochs, order.epochs)
    if course.best:
        trainee.load(work.read(name(course.best, "best")))
    return course


def resumed(trainee: Trainee, work: Work) -> Course:
    """Return the saved course and restore the trainee's state; a new course if none is saved."""
    if not work.path("course.json"):
        return Course()
    course = Course(**json.loads(work.read("course.json")))
    trainee.load(work.read(name(course.epochs)))
    return course


def name(epoch: int, what: str = "epoch") -> str:
    return f"{what}-{epoch}.state"
