"""What is generated from the declarations is what they say now."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_typescript_and_document_are_generated_from_the_present_declarations() -> None:
    script = ROOT / "scripts/generate_protocol.py"
    done = subprocess.run(
        [sys.executable, str(script), "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
