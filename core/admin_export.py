"""The rows of an admin list as a file that a spreadsheet opens without running anything."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import HttpRequest, StreamingHttpResponse

from core.tables.writing import Value, csv_text

AT_A_TIME = 2000


def export(place: admin.ModelAdmin[Any], request: HttpRequest, rows: QuerySet[Any]) -> StreamingHttpResponse:
    """The columns that the list shows, of the chosen rows."""
    columns = [str(name) for name in place.get_list_display(request) if name != "action_checkbox"]
    headings = [str(label_for_field(name, place.model, model_admin=place)) for name in columns]
    lines = ([_cell(name, row, place) for name in columns] for row in _all_of(place, request, rows))
    answer = StreamingHttpResponse(csv_text(headings, lines), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{place.opts.model_name}.csv"'
    return answer


def _all_of(place: admin.ModelAdmin[Any], request: HttpRequest, rows: QuerySet[Any]) -> Iterator[Model]:
    related = place.get_list_select_related(request)
    if isinstance(related, list | tuple):
        rows = rows.select_related(*related)
    return rows.iterator(chunk_size=AT_A_TIME)


def _cell(name: str, row: Model, place: admin.ModelAdmin[Any]) -> Value:
    try:
        field, _attribute, value = lookup_field(name, row, place)
    except ObjectDoesNotExist:
        return ""
    if field is not None and getattr(field, "choices", None):
        value = getattr(row, field.attname)  # the code: it stays the same in every language
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value if value is None or isinstance(value, int) else str(value)
