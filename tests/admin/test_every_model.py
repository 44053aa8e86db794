"""Every table stands in the administration, or on a list that says why not."""

import pytest
from django.apps import apps
from django.contrib.admin.sites import site as admin_site
from django.contrib.auth.models import Permission

from core.admin_bases import HouseAdmin, ReadOnlyAdmin

pytestmark = pytest.mark.django_db

NOT_HERE = {
    "auth.Permission": "they come with the program; a role shows its own",
    "contenttypes.ContentType": "Django's list of tables",
    "sessions.Session": "whoever reads a session's key is its person",
    "core.IdempotencyKey": "answers of doors to their callers, not of interest to others",
    "routing.FoundAddress": "answers of other geocoders, kept for a while",
    "routing.Street": "built from an extract, by the hundred thousand; the page Roads counts them",
    "routing.AddressPoint": "the same",
    "routing.Place": "the same",
    "routing.PlanProgress": "steps of a search; the plan's page draws them",
}
EDITED = {
    "accounts.ApiKey", "accounts.User", "auth.Group", "lastmile.Driver", "lastmile.LoadingTimes",
    "lastmile.ServiceArea", "lastmile.Vehicle", "lastmile.VehicleType", "lastmile.WatchRules",
    "pod.ProofPolicy", "returns.DispositionRule", "returns.ReasonRule", "wms.CartonType", "wms.Item",
    "wms.Location", "wms.Owner", "wms.Printer", "wms.Site", "wms.SiteAccess",
}  # fmt: skip
EDITED_WITHIN = {"wms.Pack", "wms.Barcode", "wms.SiteAccess", "lastmile.Compartment"}
SECRETS = ("hash", "secret", "token", "password")
NO_SECRETS = {
    "previous_hash", "hash", "command_hash", "request_hash", "input_hash",  # of contents, not of secrets
    "password",  # Django shows how it was made, not what it is
    "last_hash",  # the end of a chain of acts
}  # fmt: skip


def entries() -> dict[str, HouseAdmin]:
    return {model._meta.label: entry for model, entry in admin_site._registry.items()}


def lines(entry) -> list:
    return list(entry.inlines)


def test_every_model_is_here_or_on_the_list_with_a_reason():
    shown = set(entries()) | {line.model._meta.label for entry in entries().values() for line in lines(entry)}
    missing = {model._meta.label for model in apps.get_models()} - shown - set(NOT_HERE)
    assert not missing, f"register them (core.admin_bases.look_at), or say in NOT_HERE why not: {missing}"
    assert not set(NOT_HERE) & shown, "it is shown: take it off the list"


def test_only_reference_data_is_edited():
    edited = {name for name, entry in entries().items() if not isinstance(entry, ReadOnlyAdmin)}
    assert edited == EDITED
    within = {
        line.model._meta.label
        for entry in entries().values()
        for line in lines(entry)
        if line.has_change_permission is not None and not _is_read_only(line)
    }
    assert within == EDITED_WITHIN


def _is_read_only(line) -> bool:
    from core.admin_bases import ReadOnlyInline

    return issubclass(line, ReadOnlyInline)


def test_every_entry_names_permissions_that_exist():
    known = {
        f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")
    }
    asked = {
        (name, permission)
        for name, entry in entries().items()
        for permission in (entry.may_view, entry.may_edit, *(act.permission for act in entry.acts))
        if permission
    }
    assert all(isinstance(entry, HouseAdmin) for entry in entries().values())
    assert {pair for pair in asked if pair[1] not in known} == set()


def test_no_page_shows_what_opens_a_door(rf, root):
    request = rf.get("/admin/")
    request.user = root
    for name, entry in entries().items():
        fields = set(entry.get_fields(request, entry.model(pk=1)))
        leaks = {
            field
            for field in fields
            if any(word in str(field) for word in SECRETS) and field not in NO_SECRETS
        }
        assert leaks == set(), name
