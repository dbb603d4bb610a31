"""Models and index folders where workers of several processes share them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from catalog_search import conf
from catalog_search.exceptions import WrongSettings
from catalog_search.indexing import prefork
from tests.support.checks import ONNX, OPEN_CLIP, QDRANT, TORCH, Configure, messages_by_id

ADAPTED = "catalog_search.backends.adapted.AdaptedEncoder"


class TestWorkers:
    @pytest.fixture(autouse=True)
    def workers(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.CELERY_TASK_ALWAYS_EAGER = False
        settings.CELERY_BROKER_URL = "redis://127.0.0.1:6379/0"
        # Without the packages of the encoders another check has something to say.
        for name in ("sentence_transformers", "open_clip"):
            monkeypatch.setattr(f"catalog_search.backends.{name}.find_spec", lambda each: each)

    @pytest.mark.parametrize("backend", [TORCH, OPEN_CLIP])
    def test_torch_in_the_default_pool(self, configure: Configure, backend: str) -> None:
        configure(ENCODER={"BACKEND": backend, "OPTIONS": {"model": "hf-hub:some/clip"}})
        assert list(messages_by_id()) == ["W040"]
        assert "--pool=threads" in str(messages_by_id()["W040"].hint)

    @pytest.mark.parametrize("depth", [1, 2, 3])
    def test_torch_behind_adapters(
        self, configure: Configure, monkeypatch: pytest.MonkeyPatch, depth: int
    ) -> None:
        entry: dict[str, Any] = {"BACKEND": TORCH, "OPTIONS": {"model": "clip"}}
        for _ in range(depth):
            entry = {"BACKEND": ADAPTED, "OPTIONS": {"directory": "adapters", "encoder": entry}}
        configure(ENCODER=entry)
        assert "W040" in messages_by_id()
        monkeypatch.setattr(prefork, "in_pool_child", lambda: True)
        with pytest.raises(WrongSettings, match="--pool=threads"):
            prefork.refuse_torch()

    def test_torch_in_a_list_of_another_wrapper(self, configure: Configure) -> None:
        parts = [{"BACKEND": ONNX}, {"BACKEND": TORCH, "OPTIONS": {"model": "clip"}}]
        configure(ENCODER={"BACKEND": ADAPTED, "OPTIONS": {"parts": parts}})
        assert "W040" in messages_by_id()

    def test_torch_as_the_next_encoder(
        self, configure: Configure, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Workers may go on with the present one, and do not load the next."""
        entry = {"BACKEND": TORCH, "OPTIONS": {"model": "clip"}}
        configure(ENCODER={"BACKEND": ONNX}, NEXT_ENCODER=entry)
        assert "W040" in messages_by_id()
        monkeypatch.setattr(prefork, "in_pool_child", lambda: True)
        prefork.refuse_torch()
        with conf.using(entry), pytest.raises(WrongSettings, match="--pool=threads"):
            prefork.refuse_torch()

    def test_onnx_behind_an_adapter_goes_with_any_pool(self, configure: Configure) -> None:
        options = {"directory": "adapters", "encoder": {"BACKEND": ONNX}}
        configure(ENCODER={"BACKEND": ADAPTED, "OPTIONS": options})
        assert "W040" not in messages_by_id()

    def test_torch_in_a_pool_of_threads(self, configure: Configure, settings: Any) -> None:
        settings.CELERY_WORKER_POOL = "threads"
        configure(ENCODER={"BACKEND": TORCH, "OPTIONS": {"model": "clip"}})
        assert messages_by_id() == {}

    def test_torch_without_workers(self, configure: Configure, settings: Any) -> None:
        settings.CELERY_TASK_ALWAYS_EAGER = True
        configure(ENCODER={"BACKEND": TORCH, "OPTIONS": {"model": "clip"}})
        assert messages_by_id() == {}

    def test_onnx_goes_with_any_pool(self, configure: Configure) -> None:
        configure(ENCODER={"BACKEND": ONNX})
        assert messages_by_id() == {}

    def test_local_folder_for_several_processes(self, configure: Configure, tmp_path: Path) -> None:
        configure(INDEX={"BACKEND": QDRANT, "OPTIONS": {"path": tmp_path}})
        assert list(messages_by_id()) == ["W041"]
        assert "url" in str(messages_by_id()["W041"].hint)

    @pytest.mark.parametrize("index", [{}, None, "text", ["x"], 5, {"OPTIONS": {}}])
    def test_an_index_that_is_no_entry(self, configure: Configure, index: Any) -> None:
        configure(INDEX=index)
        assert "E002" in messages_by_id()
        assert "W041" not in messages_by_id()


class TestRefusal:
    @pytest.mark.slow
    def test_torch_is_refused_in_a_real_child_of_a_pool(self) -> None:
        assert "A torch model cannot be loaded" in in_a_pool(TORCH)

    @pytest.mark.slow
    def test_onnx_is_not_refused_there(self) -> None:
        assert in_a_pool(ONNX) == "allowed"

    def test_torch_is_allowed_outside_a_pool(self, configure: Configure) -> None:
        configure(ENCODER={"BACKEND": TORCH, "OPTIONS": {"model": "clip"}})
        assert not prefork.in_pool_child()
        prefork.refuse_torch()


def answer() -> str:
    """Say, in a child of a pool, whether a torch model may be loaded there."""
    try:
        prefork.refuse_torch()
    except WrongSettings as error:
        return str(error)
    return "allowed"


def in_a_pool(encoder: str) -> str:
    """Return the answer of a child of Celery's own kind of pool, in a process of its own."""
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        f"settings.CATALOG_SEARCH['ENCODER'] = {{'BACKEND': {encoder!r}}}\n"
        "from billiard.pool import Pool\n"
        "from tests.project.test_workers import answer\n"
        "pool = Pool(1)\n"
        "print(pool.apply(answer))\n"
        "pool.terminate()\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()
