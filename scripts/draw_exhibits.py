"""Render the drawings of the exhibits to the pictures that visitors get.

    python scripts/draw_exhibits.py [NAME ...]

``assets_manifest/drawings/<name>.svg`` is what an illustrator edits;
``assets_manifest/files/<name>.webp`` is what is served. Needs a system
Chromium and the font Noto Serif CJK; nobody else needs either, because the
pictures are kept with the project.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from hash_assets import HOME, refresh
from PIL import Image

SIZE = (1024, 768)
MAX_BYTES = 60_000


def browser() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SystemExit("No Chromium was found; install the package 'chromium'.")


def photograph(drawing: Path, folder: Path) -> Image.Image:
    """The drawing at twice its size, made smaller: finer edges than the browser's own."""
    shot = folder / "shot.png"
    command = [
        browser(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--force-device-scale-factor=2", f"--window-size={SIZE[0]},{SIZE[1]}",
        f"--screenshot={shot}", drawing.resolve().as_uri(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    with Image.open(shot) as picture:
        return picture.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)


def save(picture: Image.Image, path: Path) -> int:
    """Write WebP at the best quality that fits; gives its bytes."""
    for quality in range(90, 40, -5):
        picture.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= MAX_BYTES:
            break
    return path.stat().st_size


def main() -> None:
    names = sys.argv[1:] or sorted(path.stem for path in (HOME / "drawings").glob("*.svg"))
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            picture = photograph(HOME / "drawings" / f"{name}.svg", Path(folder))
            print(name, save(picture, HOME / "files" / f"{name}.webp"), "bytes")
    print(refresh(HOME), "manifest entries changed")


if __name__ == "__main__":
    main()
