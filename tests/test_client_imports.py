"""Who may import what in the browser client: reads the static imports of its sources.

Its rooms hang together one way (net feeds state, scene and ui show it), and three.js stays out
of everything that the first paint needs.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

CLIENT = Path(__file__).parent.parent / "clients" / "web" / "src"

# Net feeds state, scene and ui show it, ui and input act through net/actions; desks and accounts go
# over HTTP, through net/asking and what stands on it. What lies outside these rooms (main, app,
# generated types, texts) is not held to the table, but to the rule on three.js below.
CLIENT_ROOMS = {
    "net": "state",
    "state": "",
    "scene": "state",
    "ui": (
        "state net/account net/actions net/asking net/backoff net/help net/services net/tourism"
    ),
    "input": "state net/actions",
}
THREE_ROOMS = {"scene"}

# A static import or re-export; `import(...)` has a bracket and so never matches.
STATIC = re.compile(
    r"""^\s*(?P<kind>import|export)\s+(?P<what>[^;'"()]*?\sfrom\s+)?["'](?P<target>[^"']+)["']""",
    re.MULTILINE,
)
COMMENTS = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)


class Link(NamedTuple):
    target: str
    types_only: bool


def client_imports(source: str) -> list[Link]:
    """The static imports of a TypeScript file, those of types alone marked as such."""
    return [
        Link(match["target"], (match["what"] or "").startswith("type "))
        for match in STATIC.finditer(COMMENTS.sub("", source))
    ]


def resolve(importer: Path, target: str, files: set[Path]) -> Path | None:
    """The file that a relative import means, or None for a package or an asset."""
    if not target.startswith("."):
        return None
    path = (importer.parent / target).resolve()
    endings = ("", ".ts", ".tsx", "/index.ts", "/index.tsx")
    choices = [Path(f"{path}{end}") for end in endings]
    if path.suffix in {".js", ".jsx"}:
        choices += [path.with_suffix(".ts"), path.with_suffix(".tsx")]
    return next((choice for choice in choices if choice in files), None)


def is_three(target: str) -> bool:
    return target == "three" or target.startswith("three/")


def within(path: str, entries: str) -> bool:
    return any(path == entry or path.startswith(f"{entry}/") for entry in entries.split())


def client_files() -> set[Path]:
    return {path.resolve() for path in CLIENT.rglob("*.ts*") if ".test." not in path.name}


def client_problems(sources: dict[Path, str], root: Path) -> list[str]:
    """Every import between the client's rooms that the table does not allow."""
    found = []
    for path, source in sorted(sources.items()):
        here = path.relative_to(root).parts[0]
        if here not in CLIENT_ROOMS:
            continue
        for link in client_imports(source):
            if is_three(link.target) and here not in THREE_ROOMS:
                found.append(f"{path.relative_to(root)}: {here} imports three.js")
            target = resolve(path, link.target, set(sources))
            if target is None or target.parts[: len(root.parts)] != root.parts:
                continue
            there = target.relative_to(root).with_suffix("").as_posix()
            room = there.split("/")[0]
            if room in CLIENT_ROOMS and not within(there, f"{here} {CLIENT_ROOMS[here]}"):
                found.append(f"{path.relative_to(root)}: {here} imports {link.target}")
    return found


def three_from(entry: Path, sources: dict[Path, str]) -> list[Path] | None:
    """The chain of static imports from `entry` to a file that imports three.js, if there is one."""
    seen = {entry}
    chains = [[entry]]
    while chains:
        chain = chains.pop()
        for link in client_imports(sources[chain[-1]]):
            if link.types_only:
                continue
            if is_three(link.target):
                return chain
            target = resolve(chain[-1], link.target, set(sources))
            if target is not None and target not in seen:
                seen.add(target)
                chains.append([*chain, target])
    return None


def read_all(files: set[Path]) -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in files}


def test_client_rooms_import_only_what_the_table_allows() -> None:
    found = client_problems(read_all(client_files()), CLIENT.resolve())
    assert not found, "\n" + "\n".join(found)


def test_nothing_of_the_first_paint_imports_three() -> None:
    sources = read_all(client_files())
    for entry in (CLIENT / "main.ts", CLIENT / "main.tsx"):
        if entry.resolve() in sources:
            chain = three_from(entry.resolve(), sources)
            shown = " -> ".join(str(path.relative_to(CLIENT.resolve())) for path in chain or [])
            assert chain is None, f"three.js is loaded before the first paint: {shown}"


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("state/world.ts", 'import { Scene } from "three";'),
        ("state/world.ts", 'import type { Scene } from "three/webgpu";'),
        ("state/world.ts", 'import { Panel } from "../ui/panel.tsx";'),
        ("ui/other.tsx", 'import {\n  send,\n} from "../net/socket.ts";'),
        ("ui/other.tsx", 'export * from "../scene/index";'),
        ("net/socket.ts", 'import "../ui/panel";'),
    ],
)
def test_a_forbidden_client_import_is_found(where: str, source: str) -> None:
    rest = {"ui/panel.tsx": "", "net/socket.ts": "", "scene/index.ts": "", where: source}
    sources = {Path("/c") / name: text for name, text in rest.items()}
    assert len(client_problems(sources, Path("/c"))) == 1


def test_three_is_found_behind_static_imports_only() -> None:
    main, view, scene = Path("/c/main.tsx"), Path("/c/ui/view.tsx"), Path("/c/scene/index.ts")
    lazy = 'const later = () => import("../scene/index.ts");\nimport type { A } from "three";'
    sources = {
        main: '// import "three"\nimport { View } from "./ui/view";',
        view: lazy,
        scene: 'import * as THREE from "three";',
    }
    assert three_from(main, sources) is None
    sources[view] = 'import { draw } from "../scene/index.js";'
    assert three_from(main, sources) == [main, view, scene]
