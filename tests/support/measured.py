"""Products to evaluate searches on, and figures read from an evaluation."""

from io import StringIO

import numpy as np
from django.core.management import call_command
from PIL import Image, ImageDraw

from catalog_search.models import Product
from catalog_search.workshop.evaluation import queries
from catalog_search.workshop.evaluation.measuring import Evaluation, TaskResult
from tests.support.shops.factories import make_indexed_photo, make_product


def shown(title: str, *colors: str, **fields: object) -> Product:
    product = make_product(title=title, **fields)
    for color in colors:
        make_indexed_photo(product, color)
    return product


def task(found: Evaluation, name: str, through: str = queries.PHOTOS) -> TaskResult:
    key = (name, through)
    (result,) = [task for task in found.tasks if (task.task.name, task.task.through) == key]
    return result


def values(result: TaskResult) -> dict[str, float]:
    return {figure.measure: figure.value for figure in result.figures}


def told(*arguments: object) -> str:
    out = StringIO()
    call_command("catalog_evaluate", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()


def drawing(number: int) -> Image.Image:
    """Return a picture that differs from all others in color and shape."""
    random = np.random.default_rng(number)
    image = Image.new("RGB", (200, 200), "white")
    draw = ImageDraw.Draw(image)
    for _ in range(6):
        x, y, width, height = (int(each) for each in random.integers(10, 100, 4))
        color = tuple(int(each) for each in random.integers(0, 255, 3))
        shape = draw.ellipse if random.random() < 0.5 else draw.rectangle
        shape((x, y, x + width, y + height), fill=color)
    return image
