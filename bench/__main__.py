"""`python -m bench`: our paths beside the floors, on the test servers."""

import sys

from deploy.local.children import attend
from deploy.local.testing import test_environment

if __name__ == "__main__":
    with test_environment() as variables:
        command = [sys.executable, "-m", "bench.run", *sys.argv[1:]]
        sys.exit(attend(command, environment=variables))
