"""The example of clients/python/README.md runs as it stands there."""

import subprocess
import sys
from pathlib import Path

from tests.support.server import CityProcess

README = Path(__file__).parents[2] / "clients/python/README.md"


def test_the_example_runs(city: CityProcess, tmp_path: Path) -> None:
    example = README.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "example.py"), city.url],
        capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "서울이 is in seoul-plaza" in done.stdout
