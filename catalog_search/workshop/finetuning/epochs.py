"""Epoch after epoch until the validation part gains no more; killed and run again it goes on."""

import json
from dataclasses import asdict, dataclass
from typing import Protocol

from catalog_search.workshop.finetuning.order import Order, Progress
from catalog_search.workshop.finetuning.work import Work


class Trainee(Protocol):
    """What is trained. Loaded with what it saved after an epoch, it goes on as if never stopped."""

    def run_epoch(self, epoch: int) -> None:
        """Train one epoch, numbered from 0."""

    def score(self) -> float:
        """Return the gain on the validation part; 0 is the running model's."""

    def saved(self) -> bytes:
        """Return the whole state."""

    def load(self, saved: bytes) -> None:
        """Take the state back."""


@dataclass(slots=True)
class Course:
    """How far a training is. `best` counts epochs from 1; 0 is the running model."""

    epochs: int = 0
    best: int = 0
    score: float = 0.0


def run(trainee: Trainee, order: Order, work: Work, progress: Progress) -> Course:
    """Train, leave the trainee as it was after its best epoch, and return the course."""
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
        told = json.dumps(asdict(course)).encode()
        work.put("course.json", lambda file: file.write(told))  # noqa: B023 - at once
        work.keep_only({name(course.epochs), name(course.best, "best")}, "*.state")
        progress("epochs", course.epochs, order.epochs)
    if course.best:
        trainee.load(work.read(name(course.best, "best")))
    return course


def resumed(trainee: Trainee, work: Work) -> Course:
    """Return the course so far, the trainee being where it was then."""
    if not work.path("course.json"):
        return Course()
    course = Course(**json.loads(work.read("course.json")))
    trainee.load(work.read(name(course.epochs)))
    return course


def name(epoch: int, what: str = "epoch") -> str:
    return f"{what}-{epoch}.state"
