"""Geocoders of others, asked over real HTTP: documented answers, and everything that can go wrong."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from routing.models import FoundAddress
from routing.services import geocoder_transport, geocoding
from routing.services.geocoding import GeocoderUnavailableError, Question
from tests.routing.services.geocoder_server import Script, serve

pytestmark = pytest.mark.django_db
HOME = Question("Unter den Linden 77", "10117", "Berlin", "DE")

NOMINATIM_HOUSE = {
    "place_id": 1, "osm_type": "node", "osm_id": 2, "lat": "52.5159", "lon": "13.3801", "category": "tourism",
    "type": "hotel", "display_name": "Adlon, 77, Unter den Linden, Mitte, Berlin, 10117, Deutschland",
    "address": {"tourism": "Adlon", "house_number": "77", "road": "Unter den Linden", "suburb": "Mitte",
                "city": "Berlin", "postcode": "10117", "country": "Deutschland", "country_code": "de"},
}  # fmt: skip
NOMINATIM_STREET = {
    "lat": "52.5170", "lon": "13.3889", "category": "highway", "type": "primary",
    "address": {"road": "Unter den Linden", "village": "Linden", "postcode": "10117"},
}  # fmt: skip


def feature(longitude, latitude, **properties):
    geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


PHOTON = {
    "type": "FeatureCollection",
    "features": [
        feature(13.3801, 52.5159, type="house", countrycode="DE", street="Unter den Linden",
                housenumber="77", postcode="10117", city="Berlin"),
        feature(13.3889, 52.517, type="street", countrycode="DE", name="Unter den Linden", city="Berlin"),
        feature(13.4, 52.5, type="city", countrycode="DE", name="Berlin"),
        feature(-89.5, 44.5, type="city", countrycode="US", name="Berlin"),
    ],
}  # fmt: skip


@pytest.fixture
def script(settings, monkeypatch):
    """The answers of the provider that is set."""
    made = Script()
    server = serve(made)
    settings.GEOCODER, settings.GEOCODER_URL = "nominatim", made.url
    settings.GEOCODER_PAUSE_MS, settings.GEOCODER_TIMEOUT_SECONDS = 0, 1
    monkeypatch.setattr(geocoder_transport, "_next_question", {})
    yield made
    server.shutdown()
    server.server_close()


def found(question=HOME, **changes):
    return geocoding.search(question=question, **changes)


def as_told(candidates):
    return [(one.level, one.label, one.longitude, one.latitude) for one in candidates]


def test_nominatim_s_answers_are_read_in_its_order(script):
    script.says([NOMINATIM_HOUSE, NOMINATIM_STREET])
    assert as_told(found()) == [
        ("house", "Unter den Linden 77, 10117 Berlin", 13.3801, 52.5159),
        ("street", "Unter den Linden, 10117 Linden", 13.3889, 52.517),
    ]
    path, query = script.asked[0]
    assert (path, query["street"], query["postalcode"], query["city"], query["countrycodes"]) == (
        "/search", "Unter den Linden 77", "10117", "Berlin", "de",
    )  # fmt: skip
    assert query["format"] == "jsonv2"


def test_photon_s_answers_are_read_and_other_countries_left_out(script, settings):
    settings.GEOCODER = "photon"
    script.says(PHOTON)
    assert as_told(found()) == [
        ("house", "Unter den Linden 77, 10117 Berlin", 13.3801, 52.5159),
        ("street", "Unter den Linden, Berlin", 13.3889, 52.517),
        ("place", "Berlin", 13.4, 52.5),
    ]
    assert script.asked[0][0] == "/api"
    assert script.asked[0][1]["q"] == "Unter den Linden 77 10117 Berlin"


@pytest.mark.parametrize(
    ("provider", "nothing"),
    [("nominatim", []), ("photon", {"type": "FeatureCollection", "features": []})],
)
def test_nothing_found_is_no_error_and_is_remembered(script, settings, provider, nothing):
    settings.GEOCODER = provider
    script.says(nothing)
    assert (found(), found()) == ([], [])
    assert len(script.asked) == 1


def test_a_nearest_address_and_none_near(script):
    script.says(NOMINATIM_HOUSE)
    assert geocoding.reverse(longitude=13.38, latitude=52.51).number == "77"
    assert script.asked[0] == (
        "/reverse",
        {"format": "jsonv2", "addressdetails": "1", "lon": "13.3800000", "lat": "52.5100000"},
    )
    script.says({"error": "Unable to geocode"})
    assert geocoding.reverse(longitude=-30.0, latitude=46.0) is None


def test_few_answers_that_were_wanted_first_do_not_shorten_the_next(script):
    script.says([NOMINATIM_HOUSE, NOMINATIM_STREET])
    assert len(found(limit=1)) == 1
    assert len(found(limit=5)) == 2
    assert len(script.asked) == 1


def test_a_question_without_words_is_not_asked(script):
    assert found(Question("")) == []
    assert script.asked == []


@pytest.mark.parametrize("provider", ["nominatim", "photon"])
@pytest.mark.parametrize(
    "answer",
    [b"", b"<html>", b'[{"lat": ', b"\xff\xfe", b"7", b'"found"', b"null", b"[[" * 100_000, b'[{"lat": "1"}]',
     b'[{"lat": "north", "lon": "1"}]', b'{"features": 7}', b'{"features": [{}]}', b'{"error": "overloaded"}',
     b'{"features": [{"properties": {}, "geometry": {"coordinates": [1]}}]}'],
)  # fmt: skip
def test_what_is_not_in_the_documented_form_is_refused_and_not_remembered(script, settings, provider, answer):
    settings.GEOCODER = provider
    script.says(answer)
    with pytest.raises(GeocoderUnavailableError):
        found()
    assert not FoundAddress.objects.exists()


@pytest.mark.parametrize(("lat", "lon"), [("NaN", "1"), ("91", "1"), ("1", "-181"), ("Infinity", "0")])
def test_a_point_that_is_not_on_earth_is_left_out(script, lat, lon):
    script.says([NOMINATIM_HOUSE | {"lat": lat, "lon": lon}, NOMINATIM_STREET])
    assert [one.level for one in found()] == ["street"]


def test_words_of_others_are_made_fit_for_a_page(script):
    script.says([NOMINATIM_HOUSE | {"address": {"road": "A\u202e" + "x" * 900, "house_number": 7}}])
    (one,) = found()
    assert (one.number, one.street[:8], len(one.street)) == ("7", "A\\u202ex", 200)


@pytest.mark.parametrize("status", [400, 403, 404, 500, 502, 503])
def test_a_refusal_says_who_and_which(script, status):
    script.says(b"{}", status=status)
    with pytest.raises(GeocoderUnavailableError, match=f"nominatim answers {status}"):
        found()


@pytest.mark.parametrize(
    "told", ["120", format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True), "soon", "9" * 30]
)
def test_after_too_many_requests_nobody_asks_until_the_server_may_be_asked(script, told):
    script.says(b"{}", status=429, headers={"Retry-After": told})
    with pytest.raises(GeocoderUnavailableError, match="429"):
        found()
    script.says([NOMINATIM_HOUSE], status=200, headers={})
    with pytest.raises(GeocoderUnavailableError, match="no question for another"):
        found()
    assert len(script.asked) == 1


def test_a_rest_of_no_seconds_is_over_at_once(script):
    script.says(b"{}", status=429, headers={"Retry-After": "0"})
    with pytest.raises(GeocoderUnavailableError):
        found()
    script.says([NOMINATIM_HOUSE], status=200, headers={})
    assert len(found()) == 1


def test_a_silent_server_is_not_waited_for(script):
    script.says([], silent=3.0)
    with pytest.raises(GeocoderUnavailableError, match="timed out"):
        found()


def test_a_server_that_drips_is_not_waited_for(script):
    script.says([NOMINATIM_HOUSE], drip=0.05)
    started = datetime.now(UTC)
    with pytest.raises(GeocoderUnavailableError, match="too long"):
        found()
    assert datetime.now(UTC) - started < timedelta(seconds=3)


def test_nobody_there_is_said(script, settings):
    settings.GEOCODER_URL = "http://127.0.0.1:9"
    with pytest.raises(GeocoderUnavailableError, match="does not answer"):
        found()


def test_a_body_without_end_is_not_read(script):
    script.says(b'["' + b"x" * (3 * 1024 * 1024) + b'"]')
    with pytest.raises(GeocoderUnavailableError, match="2097152 bytes"):
        found()


def test_an_address_is_not_carried_to_another_server(script):
    other = Script()
    server = serve(other)
    other.says([NOMINATIM_HOUSE])
    script.says(b"", status=302, headers={"Location": f"{other.url}/search?q=1"})
    with pytest.raises(GeocoderUnavailableError, match="another server"):
        found()
    assert other.asked == []
    server.shutdown()
    server.server_close()


def test_questions_keep_the_pause_that_public_servers_want(script, settings):
    settings.GEOCODER_PAUSE_MS = 300
    started = datetime.now(UTC)
    geocoding.locate_many(questions=[Question(f"Weg {number}", town="Altdorf") for number in range(3)])
    assert datetime.now(UTC) - started >= timedelta(milliseconds=600)
    assert len(script.asked) == 3


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://127.0.0.1/"])
def test_an_address_that_is_no_web_server_is_a_wrong_setting(script, settings, address):
    settings.GEOCODER_URL = address
    with pytest.raises(ImproperlyConfigured, match="GEOCODER_URL"):
        found()
