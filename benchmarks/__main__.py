"""`make bench`: every measurement there is."""

import sys

from benchmarks.routing.run import main

if __name__ == "__main__":
    sys.exit(main())
