"""The demo's project passes Django's own deployment checks once it is told that it speaks https."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check", "--deploy", "--tag", "security"]
    remaining = {name: value for name, value in os.environ.items() if not name.startswith("SHOP_")}
    return subprocess.run(
        [*command, "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**remaining, "DJANGO_SETTINGS_MODULE": "shop.settings", **environment},
        capture_output=True,
        text=True,
    )


def test_behind_https_nothing_is_left_to_say() -> None:
    done = check(SHOP_HTTPS="1", SHOP_SECRET_KEY="".join(map(chr, range(48, 110))))
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_https_wants_a_secret_of_its_own() -> None:
    done = check(SHOP_HTTPS="1")
    assert done.returncode != 0
    assert "SHOP_SECRET_KEY" in done.stderr


def test_on_loopback_the_checks_say_what_is_missing() -> None:
    done = check()
    assert done.returncode == 1
    assert "security.W009" in done.stderr
