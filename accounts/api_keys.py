"""`Authorization: Bearer wb_…`: signing in by API key."""

import hashlib

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiKey, User
from accounts.services import keys


class ApiKeyAuthentication(BaseAuthentication):
    """Looks the key's hash up; a revoked key or a dormant user is refused."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """The user whose key it is, or None where the request carries no key."""
        scheme, _, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        digest = hashlib.sha256(secret.strip()).hexdigest()
        key = (
            ApiKey.objects.select_related("user")
            .filter(secret_hash=digest, revoked_at__isnull=True, user__is_active=True)
            .first()
        )
        if key is None:
            raise AuthenticationFailed("This API key is unknown or revoked.")
        keys.note_use(key_id=key.pk, on=timezone.now().date())
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing sign-in a 401, not a 403."""
        return "Bearer"


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # DRF's hook
    """Names the key in the OpenAPI document."""

    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer"}
