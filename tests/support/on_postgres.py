"""Run pytest with all its tests on PostgreSQL: python -m tests.support.on_postgres [arguments].

The server is TEST_DATABASE_URL, else one that is started for the run.
"""

import os
import subprocess
import sys

from tests.support.servers.servers import postgresql


def main() -> int:
    with postgresql() as url:
        environment = {**os.environ, "TEST_DATABASE_URL": url}
        return subprocess.call([sys.executable, "-m", "pytest", *sys.argv[1:]], env=environment)


if __name__ == "__main__":
    sys.exit(main())
