"""Bytes of another server: requests, or a clear refusal, whatever they are."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metaserver.civic.complaints.outward.answers import TEXT_MAX, Form, read_rows
from metaserver.errors import Malformed

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><service_requests><request><status>&c;</status></request>
</service_requests>"""
FILE = b"""<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<service_requests><request><status>&x;</status></request></service_requests>"""


def test_json_rows_are_text_whatever_type_the_other_side_writes() -> None:
    body = b"""[{"service_request_id": 638344, "status": "closed", "lat": 37.5, "zipcode": null,
      "media": ["x"], "ok": true,
      "extended_attributes": {"detailed_status": "ANSWERED", "status": 1}}]"""
    assert read_rows(body, "json") == [
        {
            "service_request_id": "638344",
            "status": "closed",
            "lat": "37.5",
            "detailed_status": "ANSWERED",
        }
    ]


def test_xml_rows() -> None:
    body = """<?xml version="1.0" encoding="utf-8"?><service_requests>
      <request><service_request_id> 12 </service_request_id><status_notes>고쳤습니다 &lt;b&gt; &amp;
      <![CDATA[<i>]]></status_notes><extended_attributes><detailed_status>answered</detailed_status>
      </extended_attributes></request><request/></service_requests>"""
    first, second = read_rows(body.encode(), "xml")
    assert first["service_request_id"] == "12"
    assert first["status_notes"].startswith("고쳤습니다 <b> &")
    assert first["status_notes"].endswith("<i>")
    assert first["detailed_status"] == "answered"
    assert second == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "euc-kr", "cp949"])
def test_xml_in_other_encodings_is_read_or_refused(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    body = f"{head}<service_requests><request><status>처리</status></request></service_requests>"
    try:
        rows = read_rows(body.encode(encoding), "xml")
    except Malformed:
        return
    assert rows == [{"status": "처리"}]


@pytest.mark.parametrize(
    "body",
    [
        LAUGHS,
        FILE,
        LAUGHS.decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16"),
        b"<!DOCTYPE html><html><body>Thank you</body></html>",
        b"<html><body>Thank you</body></html>",
        b"<service_requests><request>",
        b"<service_requests>&unknown;</service_requests>",
        b"<service_requests>" + b"<a>" * 200_000,
        b"<service_requests>" + b"<request/>" * 6000 + b"</service_requests>",
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_what_is_no_list_in_xml_is_refused_at_once(body: bytes) -> None:
    began_s = time.perf_counter()
    with pytest.raises(Malformed):
        read_rows(body, "xml")
    assert time.perf_counter() - began_s < 1


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"{}", b'{"service_requests": []}', b"[1]", b"[[]]", b"<html></html>",
        b"[" * 1_000_000, b'{"a":' * 100_000, b"[" + b"9" * 10_000 + b"]", b"\xff[]",
        b"[" + b",".join([b"{}"] * 6000) + b"]",
    ],
)  # fmt: skip
def test_what_is_no_list_in_json_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_rows(body, "json")


def test_endless_words_are_cut() -> None:
    body = json.dumps([{"status_notes": "가" * 100_000}]).encode()
    assert len(read_rows(body, "json")[0]["status_notes"]) == TEXT_MAX


def test_objects_nested_without_end_are_not_followed() -> None:
    body = b"[" + b'{"a":' * 500 + b'"x"' + b"}" * 500 + b"]"
    assert read_rows(body, "json") == [{}]


@settings(deadline=None)
@given(body=st.binary(max_size=300), form=st.sampled_from(["json", "xml"]))
def test_any_bytes_are_rows_or_malformed(body: bytes, form: Form) -> None:
    try:
        rows = read_rows(body, form)
    except Malformed:
        return
    assert all(isinstance(value, str) for row in rows for value in row.values())


_TREE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@settings(deadline=None)
@given(tree=st.lists(st.dictionaries(st.text(), _TREE, max_size=4), max_size=4))
def test_any_list_of_objects_is_taken(tree: list[dict[str, object]]) -> None:
    assert len(read_rows(json.dumps(tree).encode(), "json")) == len(tree)
