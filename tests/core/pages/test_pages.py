"""Fields, icons, modules, sections and answers to htmx."""

import json
import re

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory, override_settings

from core.errors import DomainError
from core.navigation import Entry
from core.pages.htmx import add_refusal, go_to, render_page, wants_fragment, with_toast
from core.templatetags.sections import nav_sections


class Sample(forms.Form):
    """One of each."""

    name = forms.CharField(label="Name", help_text="As on the door.")
    file = forms.FileField(label="File", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")], widget=forms.RadioSelect)


def rendered(text, **context):
    return Template(text).render(Context(context))


def test_an_error_stands_beside_its_field_and_is_announced_with_it():
    html = rendered("{% load fields %}{% field form.name %}", form=Sample({"name": ""}))

    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'id="id_name_error".*This field is required\.', html, re.DOTALL)


def test_a_field_carries_what_the_template_adds():
    html = rendered('{% load fields %}{% field form.name autocomplete="off" %}', form=Sample())

    assert 'autocomplete="off"' in html


def test_a_file_field_is_a_drop_zone_and_radios_are_a_group():
    html = rendered("{% load fields %}{% field form.file %}{% field form.kind %}", form=Sample())

    assert "data-filedrop" in html
    assert "<fieldset" in html
    assert "<legend" in html


def test_an_icon_is_hidden_from_those_who_hear_the_page_unless_it_has_a_word():
    assert 'aria-hidden="true"' in rendered('{% load assets %}{% icon "truck" %}')
    assert 'role="img" aria-label="Van"' in rendered('{% load assets %}{% icon "truck" label="Van" %}')


def test_modules_are_known_by_plain_names_and_carry_the_nonce():
    request = RequestFactory().get("/")
    request.csp_nonce = "abc"
    html = rendered('{% load assets %}{% import_map %}{% module "staff/start" %}', request=request)
    imports = json.loads(re.search(r'<script type="importmap" nonce="abc">(.*?)</script>', html)[1])[
        "imports"
    ]

    assert imports["staff/toast"] == "/static/staff/toast.js"
    assert not [name for name in imports if name.startswith(("vendor/", "boot/", "admin/"))]
    assert '<script type="module" src="/static/staff/start.js" nonce="abc"></script>' in html


def entry(section, label, url_name):
    return Entry(section=section, label=label, url_name=url_name, icon="truck", permission="x.y", order=1)


def test_pages_are_grouped_by_section_and_the_open_one_is_marked():
    entries = [
        entry("Shop", "Start", "home"),
        entry("Floor", "Health", "healthz"),
        entry("Floor", "Look", "admin:index"),
        entry("Floor", "People", "admin:accounts_user_changelist"),
    ]
    sections = nav_sections(
        Context({"navigation": entries, "request": RequestFactory().get("/admin/accounts/user/7/")})
    )

    assert [(s.label, s.url, len(s.entries)) for s in sections] == [
        ("Shop", "/", 1),
        ("Floor", "/healthz", 3),
    ]
    assert sections[0].current is None
    assert sections[1].current is entries[3]


def test_htmx_gets_the_fragment_and_everyone_else_the_page():
    htmx = RequestFactory().get("/", headers={"HX-Request": "true"})
    back = RequestFactory().get("/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    boosted = RequestFactory().get("/", headers={"HX-Request": "true", "HX-Boosted": "true"})

    assert wants_fragment(htmx)
    assert not wants_fragment(back)
    assert not wants_fragment(boosted)
    assert not wants_fragment(RequestFactory().get("/"))
    answer = render_page(
        htmx, "core/refusal.html", "core/_refusal.html", {"error": DomainError("No.")}, status=409
    )
    assert b"<html" not in answer.content
    assert answer.status_code == 409
    assert answer["Vary"] == "HX-Request, Cookie"


def test_a_toast_travels_in_a_header():
    answer = with_toast(go_to(RequestFactory().get("/"), "/there"), "5 moved", undo_url="/undo")

    assert json.loads(answer["HX-Trigger"]) == {
        "toast": {"text": "5 moved", "tone": "ok", "undoUrl": "/undo"}
    }


def test_a_refusal_goes_to_its_field_or_on_top():
    form = Sample({"name": "x", "kind": "a"})
    add_refusal(form, DomainError("Taken.", field="name"))
    add_refusal(form, DomainError("Closed.", field="password"))

    assert form.errors["name"] == ["Taken."]
    assert form.non_field_errors() == ["Closed."]


@pytest.mark.parametrize("status", [400, 403, 404, 500])
@override_settings(DEBUG=False)
def test_error_pages_need_no_database(status, client):
    from config import urls

    request = RequestFactory().get("/nowhere")
    request.user = AnonymousUser()
    handler = {400: "bad_request", 403: "forbidden", 404: "not_found", 500: "server_error"}[status]
    module = __import__(urls.handler404.rpartition(".")[0], fromlist=[handler])
    arguments = (request,) if status == 500 else (request, Exception())
    answer = getattr(module, handler)(*arguments)

    assert answer.status_code == status
    assert b"Waybill" in answer.content
