"""The form by which a person brings a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.imports.judging import limits
from core.imports.kinds import ImportKind, Person

_ACCEPTED = ".csv, .tsv, .txt, .xlsx, .json"


class BringForm(forms.Form):
    """The file, and how its text is to be read. What a kind asks for is in the kind's own form."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # reading says better what is wrong with it
        max_length=None,
        widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
    )
    encoding = forms.ChoiceField(
        label=_("Letters of a CSV"),
        choices=[("utf-8", _("UTF-8 (usual)")), ("cp1252", _("Windows-1252 (old Excel)"))],
        required=False,
    )
    decimal_mark = forms.ChoiceField(
        label=_("Decimals"),
        choices=[(".", _("Point: 1234.5")), (",", _("Comma: 1234,5"))],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - a form's arguments
        super().__init__(*args, **kwargs)
        self.fields["file"].max_bytes = limits().file_bytes  # type: ignore[attr-defined]  # our FileField


type Sent = Any  # request.POST or request.FILES


def forms_of(
    kind: ImportKind, user: Person, data: Sent = None, files: Sent = None
) -> tuple[BringForm, forms.Form | None]:
    """The file's form, and the kind's own if it asks for something."""
    context = kind.context_form(data, user=user) if kind.context_form else None
    return BringForm(data, files), context
