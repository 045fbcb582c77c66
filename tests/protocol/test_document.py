"""What the document shows by example is true."""

import re
from pathlib import Path

from metaserver.protocol.codes import MESSAGE_MAX_BYTES
from metaserver.protocol.messages import Tier
from metaserver.protocol.views import BUDGET_BYTES_PER_S, LADDERS
from tests.protocol.golden import FOLDER

TEXT = (Path(__file__).parents[2] / "docs/protocol.md").read_text(encoding="utf-8")


def test_the_worked_example_is_the_golden_frame() -> None:
    block = TEXT.split("<!-- example: frame_example -->\n```\n")[1].split("```")[0]
    columns = (re.split(r" {2,}", line.strip())[0] for line in block.splitlines())
    data = bytes.fromhex("".join(columns))
    assert data == (FOLDER / "frame_example.bin").read_bytes()
    assert f"frame_example.bin`, {len(data)} bytes" in TEXT


def test_the_radii_of_the_tiers_are_those_of_the_server() -> None:
    for tier in Tier:
        row = " | ".join(str(radius) for radius in LADDERS[tier][0])
        budget_kb = BUDGET_BYTES_PER_S[tier] // 1000
        assert f"| {int(tier)} {tier.name.lower()} | {row} | {budget_kb} |" in TEXT


def test_links_inside_the_document_lead_somewhere() -> None:
    heads = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
    for link in re.findall(r"\]\(#([^)]+)\)", TEXT):
        assert link in anchors


def test_numbers_in_the_prose_are_those_of_the_code() -> None:
    assert f"{MESSAGE_MAX_BYTES:,} bytes in total" in TEXT
