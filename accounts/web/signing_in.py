"""The sign-in page, with a brake on guessing."""

import hashlib
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from redis import RedisError

TRIES, WAIT_SECONDS = 10, 300


class SignInForm(AuthenticationForm):
    """User name and password. Ten wrong tries close the account's door for five minutes."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "braked": _("Too many wrong tries. Wait five minutes, or ask an administrator."),
    }

    def clean(self) -> dict[str, Any]:
        """Check the brake, then the password; a wrong one counts, a right one forgets the count."""
        key = _brake_key(self.cleaned_data.get("username", ""))
        if _tries(key) >= TRIES:
            raise forms.ValidationError(self.error_messages["braked"], code="braked")
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            _count(key)
            raise
        _forget(key)
        return cleaned


def _brake_key(username: str) -> str:
    return "sign-in:" + hashlib.sha256(username.casefold().encode()).hexdigest()[:32]


def _tries(key: str) -> int:
    try:
        return int(cache.get(key, 0))
    except RedisError:  # without the cache people still get in; the password hash stays slow
        return 0


def _count(key: str) -> None:
    try:
        cache.add(key, 0, WAIT_SECONDS)
        cache.incr(key)
    except (RedisError, ValueError):
        return


def _forget(key: str) -> None:
    try:
        cache.delete(key)
    except RedisError:
        return


class SignIn(LoginView):
    """Signed-in people are sent on; others get the form."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """By POST only, as Django has it."""
