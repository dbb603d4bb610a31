"""The Compose files: valid by the specification's schema, and whole in themselves."""

import importlib.resources
import json
import re
from typing import Any

import jsonschema
import pytest

from catalog_search import __version__
from tests.support.servers.compose import DEPLOY, SHOPS, parsed, project

ROOT = DEPLOY.parent
FILES = sorted(path.name for path in DEPLOY.glob("compose*.yaml"))
PROJECTS = [("compose.yaml",), *(("compose.yaml", name) for name in FILES if name.count(".") > 1)]
ONE_SHOT = {"migrate"}
OF_BOTO = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"}
READERS = ("shop/settings.py", "shop/production.py", "deploy/gunicorn.conf.py")
VARIABLE = re.compile(r"\$\{(\w+)(:?[-?])?([^}]*)\}")
SECRET = re.compile(r"PASSWORD|SECRET|KEY|TOKEN")


@pytest.fixture(params=PROJECTS, ids=" + ".join)
def services(request: pytest.FixtureRequest) -> dict[str, Any]:
    compose: dict[str, Any] = project(*request.param)["services"]
    return compose


@pytest.mark.parametrize("name", FILES)
def test_files_follow_the_specification(name: str) -> None:
    schemas = importlib.resources.files("check_jsonschema") / "builtin_schemas/vendor"
    schema = json.loads((schemas / "compose-spec.json").read_text())
    jsonschema.validate(parsed(name), schema)


def test_every_dependency_exists_and_can_be_met(services: dict[str, Any]) -> None:
    for name, service in services.items():
        for other, wanted in service.get("depends_on", {}).items():
            met = wanted["condition"]
            assert met == (
                "service_completed_successfully" if other in ONE_SHOT else "service_healthy"
            ), (name, other)
            assert other in ONE_SHOT or "healthcheck" in services[other], (name, other)


def test_every_service_says_whether_it_is_well(services: dict[str, Any]) -> None:
    without = {name for name, service in services.items() if "healthcheck" not in service}
    assert without == ONE_SHOT


def test_every_service_has_a_limit_of_memory_and_comes_back(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["mem_limit"], name
        assert service["restart"] == ("on-failure" if name in ONE_SHOT else "unless-stopped"), name


def test_every_image_has_a_fixed_tag(services: dict[str, Any]) -> None:
    for name, service in services.items():
        tag = service["image"].rpartition(":")[2]
        assert re.match(r"v?\d+\.\d+", tag), (name, service["image"])


def test_the_shops_image_has_the_version_of_the_package() -> None:
    named = f"catalog-search-shop:{__version__}"
    for name in ("compose.yaml", "Dockerfile"):
        tags = re.findall(r"catalog-search-shop:\S+", (DEPLOY / name).read_text())
        assert set(tags) == {named}, name


def test_nothing_is_published_but_the_web_and_that_on_loopback(services: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published.pop("web") == ["127.0.0.1:8000:8000"]
    for ports in published.values():
        assert all(port.startswith("127.0.0.1:") for port in ports)
    assert not {"postgres", "cache", "broker", "qdrant", "s3"} & set(published)


def test_databases_reach_no_other_network(services: dict[str, Any]) -> None:
    assert project("compose.yaml")["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "cache", "broker", "qdrant", "s3"):
        assert services[name]["networks"] == ["inside"], name


def test_the_shop_may_write_into_its_volumes_alone(services: dict[str, Any]) -> None:
    for name in SHOPS:
        service = services[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["volumes"] == ["data:/data", "machine:/machine"]
        assert service["tmpfs"] == ["/tmp"]  # noqa: S108  of the container


def test_what_the_shop_is_told_is_read_and_what_it_needs_is_told(services: dict[str, Any]) -> None:
    code = "".join((ROOT / name).read_text() for name in READERS)
    required = set(re.findall(r'required\("(\w+)"\)', code))
    for name in SHOPS:
        environment = set(services[name]["environment"])
        assert required <= environment, name
        assert {each for each in environment - OF_BOTO if f'"{each}"' not in code} == set(), name


@pytest.mark.parametrize("name", FILES)
def test_no_secret_has_a_value_that_could_go_live_unnoticed(name: str) -> None:
    for variable, form, value in VARIABLE.findall((DEPLOY / name).read_text()):
        if SECRET.search(variable):
            assert (form, value) in {(":?", "see deploy/env.example"), ("", "")}, variable


def test_the_example_names_every_variable_and_no_secret() -> None:
    lines = (DEPLOY / "env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    used = {found[0] for name in FILES for found in VARIABLE.findall((DEPLOY / name).read_text())}
    assert set(example) == used
    assert all(not value for variable, value in example.items() if SECRET.search(variable))


def test_rabbitmq_takes_the_place_of_the_broker() -> None:
    services = project("compose.yaml", "compose.rabbitmq.yaml")["services"]
    assert services["broker"]["image"].startswith("rabbitmq:")
    assert "command" not in services["broker"]
    for name in SHOPS:
        assert services[name]["environment"]["SHOP_BROKER"].startswith("amqp://shop:")
        assert services[name]["environment"]["SHOP_CACHE"].startswith("redis://")


def test_volumes_and_files_that_are_named_exist() -> None:
    for names in PROJECTS:
        whole = project(*names)
        for service in whole["services"].values():
            for volume in service.get("volumes", []):
                source = volume.partition(":")[0]
                assert source in whole["volumes"] or (DEPLOY / source).exists(), volume
            for used in service.get("configs", []):
                entry = whole["configs"][used["source"]]
                assert "content" in entry or (DEPLOY / entry["file"]).exists()
