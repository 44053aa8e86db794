import core.public_ids
import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('wms', '0001_the_warehouse'),
    ]

    operations = [
        TrigramExtension(),
        # Serial numbers of handling units: a sequence never gives one twice, whoever asks at the same time.
        migrations.RunSQL('CREATE SEQUENCE wms_sscc_serial', 'DROP SEQUENCE wms_sscc_serial'),
        migrations.AddField(
            model_name='item',
            name='external_id',
            field=models.CharField(blank=True, help_text='Its number in the system that leads the items; files of stock may name it.', max_length=80, verbose_name='external id'),
        ),
        migrations.AddField(
            model_name='item',
            name='reorder_point',
            field=models.PositiveBigIntegerField(default=0, help_text='Base units; with so many free or fewer, stock is low.', verbose_name='reorder point'),
        ),
        migrations.AddField(
            model_name='location',
            name='public_id',
            field=models.UUIDField(db_default=core.public_ids.DatabaseUuid7(), default=core.public_ids.uuid7, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name='lot',
            name='public_id',
            field=models.UUIDField(db_default=core.public_ids.DatabaseUuid7(), default=core.public_ids.uuid7, editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name='location',
            name='zone',
            field=models.CharField(blank=True, max_length=40, verbose_name='zone'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('sku'), name='gin_trgm_ops'), name='wms_item_sku_part'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), name='wms_item_name_part'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('external_id',), name='one_item_per_external_id'),
        ),
    ]
