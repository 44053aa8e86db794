from django.db import migrations

from core.append_only import append_only, make_function


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [make_function(), append_only("core_publicevent")]
