"""catalog_train: a training that was stopped or killed resumes with the same result."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from catalog_search.models import Store
from catalog_search.workshop.finetuning import tuning
from tests.support.shops import trained_shop
from tests.support.shops.trained_shop import order

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NUMBERS = "adapters.npz"


class TestResuming:
    def numbers(self, folder: Path) -> bytes:
        return (folder / "ours" / NUMBERS).read_bytes()

    def test_equal_seeds_give_equal_models(self, shop: Store, tmp_path: Path) -> None:
        made = {}
        for name, seed in (("first", 0), ("second", 0), ("other", 7)):
            (tmp_path / name).mkdir()
            assert tuning.train(order(tmp_path / name, seed=seed), shop).installed
            made[name] = self.numbers(tmp_path / name)
        assert made["first"] == made["second"] != made["other"]

    def test_stopped_again_and_again_it_comes_to_the_same(
        self, shop: Store, tmp_path: Path
    ) -> None:
        (tmp_path / "undisturbed").mkdir()
        undisturbed = tuning.train(order(tmp_path / "undisturbed"), shop)
        reports: list[tuple[str, int]] = []
        for place in (("photos", 64), ("texts", 0), ("epochs", 3)):

            def stop(what: str, done: int, total: int, place: tuple[str, int] = place) -> None:
                if (what, done) == place:
                    raise KeyboardInterrupt

            with pytest.raises(KeyboardInterrupt):
                tuning.train(order(tmp_path), shop, stop)
            assert not (tmp_path / "ours").exists()
        report = tuning.train(
            order(tmp_path), shop, lambda what, done, total: reports.append((what, done))
        )
        assert self.numbers(tmp_path) == self.numbers(tmp_path / "undisturbed")
        assert report.rows == undisturbed.rows
        assert ("epochs", 2) not in reports
        assert ("epochs", 4) in reports

    def test_killed_and_run_again_it_comes_to_the_same(self, tmp_path: Path) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.support.settings.training_settings",
            "SHOP_VAR_DIR": str(tmp_path),
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
        }

        def manage(*words: str) -> list[str]:
            return [sys.executable, str(ROOT / "manage.py"), *words]

        def done(*words: str) -> None:
            ran = subprocess.run(manage(*words), env=environment, capture_output=True, text=True)
            assert ran.returncode == 0, ran.stdout + ran.stderr

        trained_shop.write_photos(tmp_path / "photos")
        done("migrate", "--verbosity", "0")
        done("catalog_sync")
        train = ["catalog_train", "--epochs", "24", "--patience", "24", "--json"]
        killed = [*train, "--out", str(tmp_path / "ours"), "--work", str(tmp_path / "work")]
        process = subprocess.Popen(manage(*killed), env=environment)
        while process.poll() is None and not list(tmp_path.glob("work/*/course.json")):
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert not (tmp_path / "ours").exists()
        done(*killed)
        (tmp_path / "undisturbed").mkdir()
        done(*train, "--out", str(tmp_path / "undisturbed/ours"), "--work", str(tmp_path / "w2"))
        assert self.numbers(tmp_path) == self.numbers(tmp_path / "undisturbed")
