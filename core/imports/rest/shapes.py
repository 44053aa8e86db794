"""What the API tells of an import."""

from rest_framework import serializers

from core.imports.services.writing import Outcome
from core.models import ImportRun

MOST_RESULTS = 1000


class RowErrorOut(serializers.Serializer[dict[str, object]]):
    """Why a row is refused, with its place in the file."""

    row = serializers.IntegerField()
    column = serializers.CharField(help_text="The heading in the file; empty: the row as a whole.")
    cell = serializers.CharField(help_text="As a spreadsheet names it (C7); empty for JSON.")
    value = serializers.CharField()
    message = serializers.CharField()
    code = serializers.CharField()


class RowResultOut(serializers.Serializer[dict[str, object]]):
    """What became of a row."""

    row = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=["created", "updated", "unchanged"])
    reference = serializers.CharField()


class ImportRunOut(serializers.ModelSerializer[ImportRun]):
    """A file, what the check found, and what became of it."""

    errors = RowErrorOut(many=True, read_only=True)  # type: ignore[assignment]  # DRF's own `errors` is another thing
    notes = serializers.ListField(child=serializers.CharField(), read_only=True)
    unknown_columns = serializers.SerializerMethodField(help_text="Headings that nobody asked for.")

    class Meta:
        model = ImportRun
        fields = [
            "public_id", "kind", "file_name", "sha256", "size", "status", "mode", "row_count", "good_count",
            "bad_count", "created_count", "updated_count", "unchanged_count", "errors", "errors_left_off",
            "notes", "unknown_columns", "refusal", "stage", "stage_rows", "is_unwanted", "asked_at",
            "checked_at", "applied_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_unknown_columns(self, run: ImportRun) -> list[str]:
        """Headings of the file that were ignored."""
        unknown: list[str] = run.preview.get("unknown", [])
        return unknown


class ImportDoneOut(ImportRunOut):
    """The run just made, with the rows' results where there are at most a thousand."""

    results = RowResultOut(many=True, read_only=True)

    class Meta(ImportRunOut.Meta):
        fields = [*ImportRunOut.Meta.fields, "results"]
        read_only_fields = fields


def results_of(outcome: Outcome) -> list[dict[str, object]]:
    """Row by row what was written, as far as the kind says so."""
    results = outcome.applied.results
    if len(results) > MOST_RESULTS:
        return []
    return [
        {"row": row, "outcome": result.outcome, "reference": result.reference}
        for row, result in sorted(results.items())
    ]
