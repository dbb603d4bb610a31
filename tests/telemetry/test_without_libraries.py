"""The package without its extras [metrics] and [tracing]."""

import subprocess
import sys

CODE = """
import sys
for absent in ("prometheus_client", "opentelemetry"):
    sys.modules[absent] = None
import django
django.setup()
from django.conf import settings
settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "METRICS_TOKEN": "a-token"}
settings.ALLOWED_HOSTS = ["testserver"]
from django.test import Client
from catalog_search import telemetry
from catalog_search.operations import exposition
with telemetry.search("text", "demo") as search, telemetry.stage("encode"):
    search.band = "strong"
client = Client()
print(client.get("/healthz").status_code)
print(client.get("/metrics", headers={"authorization": "Bearer a-token"}).status_code)
print(telemetry.carrier(), exposition.is_installed())
"""


def test_nothing_is_missed() -> None:
    command = [sys.executable, "-c", CODE]
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:3] == ["200", "404", "{} False"]
