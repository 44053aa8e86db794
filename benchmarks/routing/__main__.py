"""`python -m benchmarks.routing --seconds 10 --sample small`."""

import sys

from benchmarks.routing.run import main

if __name__ == "__main__":
    sys.exit(main())
