"""The sign-in page, with a brake on guessing."""

import hashlib
import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.brakes import Brake

BRAKE = Brake("sign-in", tries=10, wait_seconds=900)
KNOWN, KNOWN_FOR_SECONDS = "known", 180 * 24 * 3600
"""The cookie of a browser in which an account was signed in before: it has tries of its own, so that nobody
who only knows the account's name keeps its person out."""


class SignInForm(AuthenticationForm):
    """User name and password. Ten wrong tries close the account's door for a quarter of an hour."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "braked": _("Too many wrong tries. Wait a quarter of an hour, or ask an administrator."),
    }

    def clean(self) -> dict[str, Any]:
        """Count the try, then check the password; a right one forgets the count."""
        who = _counted_as(self.request, self.cleaned_data.get("username", ""))
        if not BRAKE.take(who):
            raise forms.ValidationError(self.error_messages["braked"], code="braked")
        cleaned = super().clean()
        BRAKE.forget(who)
        return cleaned


def _counted_as(request: HttpRequest | None, username: str) -> str:
    """Under what a try is counted: the account's name, in a browser that it knows with the browser's."""
    said = request.get_signed_cookie(KNOWN, "", max_age=KNOWN_FOR_SECONDS) if request else ""
    browser, _colon, whose = str(said).partition(":")
    return f"{username}:{browser}" if browser and whose == _digest(username) else username


def _digest(username: str) -> str:
    return hashlib.sha256(username.casefold().encode()).hexdigest()


class SignIn(LoginView):
    """Signed-in people are sent on; others get the form."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, and let the account know this browser."""
        response = super().form_valid(form)
        value = f"{secrets.token_urlsafe(12)}:{_digest(form.get_user().get_username())}"
        response.set_signed_cookie(
            KNOWN, value, max_age=KNOWN_FOR_SECONDS, path=reverse("accounts:sign-in"), httponly=True,
            secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
        )  # fmt: skip
        return response


class SignOut(LogoutView):
    """By POST only, as Django has it."""
