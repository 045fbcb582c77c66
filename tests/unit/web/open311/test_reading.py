"""What is read, in both formats."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.unit.web.open311.town import Town, complaint


async def test_the_suffix_chooses_the_format(town: Town) -> None:
    xml, json = await town.get("services.xml"), await town.get("services.json")
    assert xml.headers["content-type"] == "text/xml; charset=utf-8"
    assert json.headers["content-type"] == "application/json; charset=utf-8"
    assert (
        ElementTree.fromstring(xml.content).findtext("service/service_name")
        == (json.json()[0]["service_name"])
    )


async def test_services_say_what_they_need(town: Town) -> None:
    light, other = (await town.get("services.json")).json()
    assert light == {
        "service_code": "light", "service_name": "가로등 <light>", "description": "A & B",
        "metadata": True, "type": "realtime", "keywords": "lamp, light", "group": "길",
    }  # fmt: skip
    assert other["metadata"] is False


async def test_a_definition_lists_attributes_with_their_values(town: Town) -> None:
    definition = (await town.get("services/light.json")).json()
    assert definition["service_code"] == "light"
    (lamp,) = definition["attributes"]
    assert (lamp["code"], lamp["datatype"], lamp["required"], lamp["order"]) == (
        "lamp", "singlevaluelist", True, 1,
    )  # fmt: skip
    assert lamp["values"][1] == {"key": "blinks", "name": "Blinks"}
    assert (await town.get("services/other.json")).json()["attributes"] == []


async def test_a_request_stands_in_a_list_of_one(town: Town) -> None:
    (shown,) = (await town.get("requests/2026-000001.json")).json()
    assert shown == {
        "service_request_id": "2026-000001", "status": "closed", "status_notes": "고쳤습니다",
        "service_name": "가로등", "service_code": "light", "description": "꺼졌어요 <b>&",
        "agency_responsible": "도로 부서(예시)", "service_notice": None,
        "requested_datetime": "2026-01-01T09:00:00+09:00",
        "updated_datetime": "2026-01-02T09:00:00+09:00",
        "expected_datetime": "2026-01-12T23:59:59+09:00", "address": "세종대로 110",
        "address_id": None, "zipcode": None, "lat": 37.5663, "long": 126.9779,
        "media_url": "https://photos.example/1.jpg",
    }  # fmt: skip


async def test_extensions_are_told_only_to_who_asks(town: Town) -> None:
    town.requests.known["2026-000001"] = complaint("2026-000001", media_url="", photos=("a", "b"))
    photo = "http://city.test/s/complaints/2026-000001/photos/"
    (plain,) = (await town.get("requests.json")).json()
    assert "extended_attributes" not in plain and plain["media_url"] == f"{photo}a"
    (more,) = (await town.get("requests.json", extensions="true")).json()
    assert more["extended_attributes"] == {
        "detailed_status": "answered", "joined": 2,
        "photos": [{"media_url": f"{photo}a"}, {"media_url": f"{photo}b"}],
    }  # fmt: skip


async def test_the_day_of_closing_is_the_last_change_that_counts(town: Town) -> None:
    closed = "2026-01-01T12:00:00+09:00"
    town.requests.known["2026-000001"] = complaint("2026-000001", closed=closed)
    assert (await town.get("requests.json")).json()[0]["updated_datetime"] == closed


async def test_a_number_is_its_own_token(town: Town) -> None:
    found = await town.get("tokens/2026-000001.json")
    assert found.json() == [{"service_request_id": "2026-000001", "token": "2026-000001"}]


async def test_discovery_names_this_endpoint_and_how_to_get_a_key(town: Town) -> None:
    told = (await town.get("discovery.json", api_key="wrong")).json()
    (endpoint,) = told["endpoints"]
    assert endpoint == {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": "http://city.test/open311/v2", "changeset": told["changeset"],
        "type": "production", "formats": ["text/xml", "application/json"],
    }  # fmt: skip
    assert told["contact"] == "city@example.org" and "key" in told["key_service"]
    assert endpoint["changeset"] == "2027-01-15 08:00"


async def test_discovery_behind_a_proxy_names_the_public_address() -> None:
    town = Town(public_url="https://city.example/")
    told = (await town.get("discovery.json")).json()
    assert told["endpoints"][0]["url"] == "https://city.example/open311/v2"


async def test_other_pages_may_read_what_is_public(town: Town) -> None:
    headers = (await town.get("requests.json")).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cache-control"] == "no-store"


async def test_head_is_answered_like_get(town: Town) -> None:
    head = await town.program.head("services.xml")
    assert (head.status_code, head.headers["content-type"]) == (200, "text/xml; charset=utf-8")
