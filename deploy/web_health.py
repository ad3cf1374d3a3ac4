"""Whether the web container serves: exit 0 when `/healthz` answers 200."""

import http.client
import os
import sys
from urllib.parse import urlsplit

PORT = 8000
OK = 200


def main() -> int:
    """Ask as the site's own name, so that the allow-list of hosts is passed."""
    host = urlsplit(os.environ.get("SITE_URL", "http://localhost")).hostname or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return int(connection.getresponse().status != OK)
    except (OSError, http.client.HTTPException):
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
