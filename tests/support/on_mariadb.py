"""Run pytest with all its tests on MariaDB: python -m tests.support.on_mariadb [arguments].

The server is TEST_DATABASE_URL, else one that is started for the run in a temporary folder and
listens on a socket there alone. It is Debian's: apt-get install mariadb-server-core
mariadb-client-core libmariadb-dev, then pip install mysqlclient.
"""

import contextlib
import getpass
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from tests.support.servers.servers import PATIENCE, process

SERVER = ("mariadbd", "/usr/sbin/mariadbd")
SMALL = (
    *("--skip-networking", "--innodb-buffer-pool-size=64M", "--innodb-flush-log-at-trx-commit=0"),
    *("--skip-log-bin", "--innodb-flush-method=nosync", "--character-set-server=utf8mb4"),
)
"""A server for tests keeps nothing across a crash of the machine."""


@contextlib.contextmanager
def mariadb() -> Iterator[str]:
    """Yield the address of a MariaDB: TEST_DATABASE_URL, else one run here."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    server = next((path for name in SERVER if (path := shutil.which(name))), "")
    if not server or not shutil.which("my_print_defaults"):  # of the client, for the setup
        sys.exit(
            "MariaDB is missing: apt-get install mariadb-server-core mariadb-client-core, "
            "then run again."
        )
    with tempfile.TemporaryDirectory(prefix="mariadb-") as folder:
        data, socket, user = Path(folder, "data"), Path(folder, "socket"), getpass.getuser()
        own = ["--no-defaults", f"--datadir={data}", f"--user={user}"]
        install = ["mariadb-install-db", *own, "--auth-root-authentication-method=normal"]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
        command = [server, *own, f"--socket={socket}", f"--pid-file={folder}/pid", *SMALL]
        with process(command, Path(folder, "log"), wait=30) as running:
            wait_for(socket)
            yield f"mysql://root@/test?unix_socket={quote(str(socket))}"
            running.terminate()


def wait_for(socket: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not socket.exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"MariaDB did not open {socket}.")
        time.sleep(0.1)


def main() -> int:
    with mariadb() as url:
        environment = {**os.environ, "TEST_DATABASE_URL": url}
        return subprocess.call([sys.executable, "-m", "pytest", *sys.argv[1:]], env=environment)


if __name__ == "__main__":
    sys.exit(main())
