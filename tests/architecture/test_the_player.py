"""The player of the demo's day stands outside: nothing of the product is in its process."""

import json
import subprocess
import sys

from tests.architecture.sources import ROOT

TELL = "import json, sys; print(json.dumps([name.partition('.')[0] for name in sys.modules]))"
ALLOWED = {"demo", "cryptography"}


def test_the_player_brings_in_neither_django_nor_any_app():
    said = [
        subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, env=_paths(), check=True, text=True,
                       capture_output=True).stdout
        for code in (TELL, f"import demo.player.__main__; {TELL}")
    ]  # fmt: skip
    brought = set(json.loads(said[1])) - set(json.loads(said[0])) - set(sys.stdlib_module_names)
    assert {name for name in brought if not name.startswith("_")} == ALLOWED


def _paths() -> dict[str, str]:
    """Modules of ours and of the environment, without what the environment loads by itself."""
    return {"PYTHONPATH": ":".join(path for path in sys.path if path), "PATH": ""}
