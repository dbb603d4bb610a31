"""A RabbitMQ of the system's package, run by the tests as the current user in a folder of theirs.

The system's own service is left alone: node, ports, cookie, queues and logs are the test's.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.servers.servers import PATIENCE, free_ports

ROOT = Path(__file__).parents[3]
SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""The server itself; the command on PATH changes to the user rabbitmq."""
MISSING = (
    "These tests start a RabbitMQ and there is none. Install it: apt-get install rabbitmq-server "
    "(its service may stay off)."
)


@dataclass
class RabbitMQ:
    """A broker that can be stopped and started again with what it had on disk."""

    folder: Path
    port: int
    dist_port: int
    epmd_port: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "RABBITMQ_NODENAME": f"tests-{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.dist_port),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "rabbitmq-env.conf"),
            "RABBITMQ_CONFIG_FILE": str(ROOT / "deploy/rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            # Erlang's own options: two cores are enough, and it starts no epmd that outlives it.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none",
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            # The script replaces itself by the server, so that signals reach it.
            "RUNNING_UNDER_SYSTEMD": "true",
        }

    def start(self) -> None:
        """Start the broker and return once it accepts connections."""
        with (self.folder / "output").open("ab") as output:
            process = subprocess.Popen(
                [str(SERVER)],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.running.append(process)
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            assert process.poll() is None and time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def answers(self) -> bool:
        """Return whether the broker greets a client."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as client:
                client.sendall(b"AMQP\x00\x00\x09\x01")
                return client.recv(1) == b"\x01"
        except OSError:
            return False

    def said(self) -> str:
        return (self.folder / "output").read_text(errors="replace")[-3000:]

    def stop(self) -> None:
        """Stop the broker as its service is stopped; kill it if that takes too long."""
        while self.running:
            process = self.running.pop()
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def restart(self) -> None:
        self.stop()
        self.start()


@contextlib.contextmanager
def rabbitmq(folder: Path) -> Iterator[RabbitMQ]:
    """Run a RabbitMQ with deploy/rabbitmq.conf. Fails with what to install where there is none."""
    assert SERVER.exists() and shutil.which("epmd"), MISSING
    (folder / "plugins").write_text("[].")
    (folder / "rabbitmq-env.conf").touch()
    broker = RabbitMQ(folder, *free_ports(3))
    names = {name: broker.environment[name] for name in ("PATH", "HOME", "ERL_EPMD_ADDRESS")}
    with (folder / "epmd").open("wb") as output:
        epmd = subprocess.Popen(
            ["epmd", "-port", str(broker.epmd_port)], env=names, stdout=output, stderr=output
        )
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()
        epmd.kill()
        epmd.wait()
