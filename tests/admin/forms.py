"""Filling in the admin's forms as a browser would send them."""

import re

from django.test import Client


def filled(client: Client, address: str, **changes) -> dict[str, object]:
    """What the form at the address would send, with changes; None leaves a field out, as an unticked box."""
    context = client.get(address).context
    data = _of_form(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        data |= _of_form(formset.management_form)
        for form in formset.initial_forms:
            data |= _of_form(form)
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def _of_form(form) -> dict[str, object]:
    found = {}
    for name in form.fields:
        bound = form[name]
        value = bound.value()
        if isinstance(value, bool):
            value = "on" if value else None
        elif isinstance(value, (list, tuple)):
            value = [getattr(one, "pk", one) for one in value]
        found[bound.html_name] = "" if value is None and not isinstance(bound.value(), bool) else value
    return found


def errors(answer) -> str:
    """What the page says against the form, as text."""
    found = re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', answer.content.decode(), re.DOTALL)
    return re.sub(r"<[^>]+>", " ", " ".join(found)).strip()


def told(answer) -> str:
    """The messages on top of the page."""
    found = re.findall(r'<ul class="messagelist">(.*?)</ul>', answer.content.decode(), re.DOTALL)
    return re.sub(r"<[^>]+>", " ", " ".join(found)).strip()
