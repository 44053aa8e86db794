"""`python -m config.runtime`: the second half of `make demo`, in the environment's own interpreter."""

import os
import sys

from config.runtime import handover
from config.runtime.console import RefusalError, write
from config.runtime.processes import die_with_parent
from config.runtime.supervisor import Supervisor


def main() -> int:
    """Start everything and keep it running until somebody asks to stop."""
    maker = os.environ.pop("WAYBILL_STOPS_WITH", "")
    if maker == str(os.getppid()):
        die_with_parent(int(maker))  # a killed make must not leave a product behind that nobody sees
    try:
        supervisor = Supervisor(handover.receive())
    except RefusalError as refusal:
        write(str(refusal))
        return 1
    return supervisor.run()


if __name__ == "__main__":
    sys.exit(main())
