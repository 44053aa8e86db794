"""What others hold for too long is told as such by the API too."""

import psycopg2
import pytest
from django.db import connection

from core.models import IdempotencyKey
from tests import factories
from wms.models import Item

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_request_that_waits_too_long_for_a_lock_is_answered_by_503_and_changes_nothing(client_of):
    who = factories.user(role="integrator")
    body = {"items": [{"sku": "LOCKED", "name": "Thing"}]}
    facts = connection.settings_dict
    other = psycopg2.connect(
        dbname=facts["NAME"],
        user=facts["USER"],
        password=facts["PASSWORD"],
        host=facts["HOST"],
        port=facts["PORT"],
    )
    try:
        other.cursor().execute("SELECT pg_advisory_xact_lock(hashtext('wms.items'))")
        client = client_of(who)
        client.raise_request_exception = False
        answer = client.post("/api/v1/wms/items/", body, format="json", HTTP_IDEMPOTENCY_KEY="1")
    finally:
        other.close()
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert not Item.objects.filter(sku="LOCKED").exists()
    assert not IdempotencyKey.objects.exists()
    again = client.post("/api/v1/wms/items/", body, format="json", HTTP_IDEMPOTENCY_KEY="1")
    assert again.status_code in (200, 201)
