"""Refresh sha256, bytes and pixel sizes in the manifest after a picture was changed.

    python scripts/hash_assets.py [FOLDER]

Entries keep their order, comments and words; new files must be entered by hand first,
because only a person knows licence, author and what the picture shows.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from PIL import Image
from ruamel.yaml import YAML

HOME = Path(__file__).resolve().parent.parent / "assets_manifest"


def refresh(folder: Path) -> int:
    """Rewrite the manifest in place; gives the number of entries that changed."""
    yaml = YAML()
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    path = folder / "manifest.yaml"
    manifest = yaml.load(path)
    changed = 0
    for entry in manifest["assets"]:
        file = folder / "files" / entry["file"]
        facts: dict[str, object] = {
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
            "bytes": file.stat().st_size,
        }
        if file.suffix != ".svg":
            with Image.open(file) as picture:
                facts["width"], facts["height"] = picture.size
        if any(entry.get(key) != value for key, value in facts.items()):
            entry.update(facts)
            changed += 1
    yaml.dump(manifest, path)
    return changed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Refresh hashes and sizes in the manifest.")
    parser.add_argument("folder", type=Path, nargs="?", default=HOME)
    print(f"{refresh(parser.parse_args().folder)} entries changed")
