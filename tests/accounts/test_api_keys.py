import pytest
from rest_framework.test import APIClient

from accounts.models import ApiKey
from accounts.services import keys
from tests import factories
from tests.factories import MORNING

pytestmark = pytest.mark.django_db
SCHEMA = "/api/v1/schema/"


def test_a_key_opens_the_api_and_is_not_kept_in_clear():
    key, secret = keys.issue_key(user=factories.user(), label="Shop")
    answer = APIClient().get(SCHEMA, HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert answer.status_code == 200
    assert secret not in str(ApiKey.objects.values().get())
    key.refresh_from_db()
    assert key.last_used_on is not None


@pytest.mark.parametrize("secret", ["", "wb_wrong", "x" * 10_000, "\u202e"])
def test_a_wrong_key_is_refused_with_a_problem(secret):
    answer = APIClient().get(SCHEMA, HTTP_AUTHORIZATION=f"Bearer {secret}".encode().decode("latin-1"))
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer.json()["code"] == "not_authenticated"


def test_a_revoked_key_and_the_key_of_a_dormant_user_are_refused():
    key, secret = keys.issue_key(user=factories.user(), label="Shop")
    keys.revoke_key(key_id=key.pk, at=MORNING)
    assert APIClient().get(SCHEMA, HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 401
    other, secret = keys.issue_key(user=factories.user(), label="Shop")
    other.user.is_active = False
    other.user.save()
    assert APIClient().get(SCHEMA, HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 401
