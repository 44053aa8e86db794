import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


def extra_list(verbose_name, help_text):
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(max_length=40),
        blank=True,
        default=list,
        help_text=help_text,
        size=None,
        verbose_name=verbose_name,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("lastmile", "0002_revisions_only_grow_and_stops_have_no_gap"),
        ("routing", "0001_plan_runs"),
    ]

    operations = [
        # No draft exists before this migration, so the column needs no default.
        migrations.AddField(
            "plandraft",
            "run",
            models.OneToOneField(
                help_text="The engine's answer to it.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="routing.planrun",
            ),
        ),
        migrations.AddField(
            "plandraft",
            "shifts",
            models.ManyToManyField(
                help_text="The shifts that may be used.", related_name="+", to="lastmile.shift"
            ),
        ),
        migrations.AddField(
            "shift", "extra_skills", extra_list("extra skills", "What a helper who rides along can do.")
        ),
        migrations.AddField(
            "shift",
            "extra_features",
            extra_list("extra equipment", "What is taken along on this shift, for example a stair climber."),
        ),
        migrations.AddField(
            "shift",
            "extra_g",
            models.PositiveBigIntegerField(
                default=0, help_text="Grams, a trailer's.", verbose_name="extra payload"
            ),
        ),
        migrations.AddField(
            "shift",
            "extra_ml",
            models.PositiveBigIntegerField(
                default=0, help_text="Millilitres, a trailer's.", verbose_name="extra load space"
            ),
        ),
        migrations.AddField(
            "shift", "extra_units", models.PositiveIntegerField(default=0, verbose_name="extra parcels")
        ),
        migrations.AddField(
            "shift",
            "extra_metres",
            models.PositiveIntegerField(default=0, help_text="Metres.", verbose_name="extra range"),
        ),
        migrations.AddField(
            "shift", "extra_stops", models.PositiveIntegerField(default=0, verbose_name="extra stops")
        ),
    ]
