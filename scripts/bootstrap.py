"""Start `config.runtime` under a Python that has no package installed yet.

The package `config` imports Celery; its folder alone stands in for it here, so that the standard library
is enough.
"""

import sys
import types
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(BASE))
bare = types.ModuleType("config")
bare.__path__ = [str(BASE / "config")]
sys.modules["config"] = bare

if __name__ == "__main__":
    from config.runtime.bootstrap import main

    sys.exit(main(sys.argv[1:]))
