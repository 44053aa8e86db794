"""The sign-in page, with a brake on guessing."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.utils.translation import gettext_lazy as _

from accounts.brakes import Brake

BRAKE = Brake("sign-in", tries=10, wait_seconds=300)


class SignInForm(AuthenticationForm):
    """User name and password. Ten wrong tries close the account's door for five minutes."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "braked": _("Too many wrong tries. Wait five minutes, or ask an administrator."),
    }

    def clean(self) -> dict[str, Any]:
        """Check the brake, then the password; a wrong one counts, a right one forgets the count."""
        who = self.cleaned_data.get("username", "")
        if BRAKE.holds(who):
            raise forms.ValidationError(self.error_messages["braked"], code="braked")
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            BRAKE.count(who)
            raise
        BRAKE.forget(who)
        return cleaned


class SignIn(LoginView):
    """Signed-in people are sent on; others get the form."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """By POST only, as Django has it."""
