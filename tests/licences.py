"""The licences of what an installation brings: `python -m tests.licences` writes the page of docs.

For each extra that shops install, its packages and theirs, with the licence that each names.
"""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

PAGE = Path(__file__).parents[1] / "docs/reference/licences.md"
EXTRAS = ("", "s3", "qdrant", "api", "celery", "metrics", "tracing", "remote", "nsfw")
"""Of these all packages are installed where the tests run."""
CLASSIFIER = "License :: OSI Approved :: "
HEAD = """# Licences

catalog_search is under the Apache License 2.0; the starter model that it contains has a `LICENSE`
and a `NOTICE` of its own. It brings these packages, by extra, each with those that it needs itself.
`python -m tests.licences` writes this page from what is installed.

A release has the same as a list for programs: `make dist` builds sdist and wheel, installs the
wheel into an empty environment, and writes what is there then, with exact versions, licences and
who needs what, to `dist/*.cdx.json` ([CycloneDX](https://cyclonedx.org) 1.6). For an installation
of your own, with your extras: `pip install cyclonedx-bom`, then `cyclonedx-py environment VENV`.

`[clip]`, `[open-clip]` and `[export]` bring torch (BSD-3-Clause) and what it needs on your machine,
NVIDIA's libraries among it. Beside it `[clip]` brings sentence-transformers and transformers
(Apache-2.0), `[open-clip]` open_clip_torch (MIT), timm, transformers and ftfy (Apache-2.0) and
torchvision (BSD-3-Clause). Weights have licences of their own: [models](../howto/models.md).
"""


def packages_of(extra: str) -> dict[str, str]:
    """Return the licence of each package that an extra brings ("": none), by name, sorted."""
    found: dict[str, str] = {}
    waiting = list(needed(distribution("catalog-search"), {"", extra}))
    while waiting:
        requirement = waiting.pop()
        try:
            package = distribution(requirement.name)
        except PackageNotFoundError:
            continue
        name = package.metadata["Name"]
        if name not in found:
            found[name] = licence_of(package)
            waiting += needed(package, {"", *requirement.extras})
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def needed(package: Distribution, extras: set[str]) -> Iterator[Requirement]:
    """Yield what the package needs here with these extras."""
    for text in package.requires or []:
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
            yield requirement


def licence_of(package: Distribution) -> str:
    """Return the licence as the package names it: by expression, classifier or first line."""
    metadata = package.metadata
    if expression := metadata.get_all("License-Expression"):
        return str(expression[0])
    classifiers = metadata.get_all("Classifier") or []
    named = [each.removeprefix(CLASSIFIER) for each in classifiers if each.startswith(CLASSIFIER)]
    if named:
        return ", ".join(re.sub(r" License| Software", "", each) for each in named)
    [told] = metadata.get_all("License") or ["not named"]
    return str(told).strip().splitlines()[0][:60]


def page() -> str:
    """Return the page: a table for each extra, without what an earlier one has."""
    parts, told = [HEAD], set[str]()
    for extra in EXTRAS:
        packages = {name: it for name, it in packages_of(extra).items() if name not in told}
        told |= packages.keys()
        rows = "\n".join(f"| {name} | {licence} |" for name, licence in packages.items())
        title = f"`[{extra}]`" if extra else "Always"
        parts.append(f"## {title}\n\n| package | licence |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page())
