"""Waves, picks, totes, parcels, labels to print, bins to count."""

import core.public_ids
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('wms', '0004_the_ledger_is_guarded'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CartonType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('length_mm', models.PositiveIntegerField(help_text='Millimetres, outside.', verbose_name='length')),
                ('width_mm', models.PositiveIntegerField(help_text='Millimetres, outside.', verbose_name='width')),
                ('height_mm', models.PositiveIntegerField(help_text='Millimetres, outside.', verbose_name='height')),
                ('holds_ml', models.PositiveIntegerField(help_text='Millilitres that fit in, padding allowed for.', verbose_name='holds')),
                ('max_weight_g', models.PositiveIntegerField(help_text='Grams, with contents.', verbose_name='maximum weight')),
                ('tare_g', models.PositiveIntegerField(default=0, help_text='Grams.', verbose_name='empty weight')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'carton',
                'verbose_name_plural': 'cartons',
                'ordering': ['holds_ml', 'code'],
            },
        ),
        migrations.CreateModel(
            name='CountRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=core.public_ids.DatabaseUuid7(), default=core.public_ids.uuid7, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('requested_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'bin to count',
                'verbose_name_plural': 'bins to count',
            },
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=core.public_ids.DatabaseUuid7(), default=core.public_ids.uuid7, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('status', models.CharField(choices=[('OPEN', 'Being packed'), ('CLOSED', 'Closed')], default='OPEN', max_length=6, verbose_name='status')),
                ('weight_g', models.PositiveBigIntegerField(default=0, help_text='Grams, gross.', verbose_name='weight')),
                ('volume_ml', models.PositiveBigIntegerField(default=0, help_text='Millilitres.', verbose_name='volume')),
                ('packed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'parcel',
                'verbose_name_plural': 'parcels',
            },
        ),
        migrations.CreateModel(
            name='ParcelLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.BigIntegerField(verbose_name='quantity')),
                ('serials', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'line of a parcel',
                'verbose_name_plural': 'lines of parcels',
            },
        ),
        migrations.CreateModel(
            name='Pick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=core.public_ids.DatabaseUuid7(), default=core.public_ids.uuid7, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('sequence', models.PositiveIntegerField(verbose_name='place in the walk')),
                ('quantity', models.BigIntegerField(verbose_name='quantity')),
                ('picked', models.BigIntegerField(default=0, verbose_name='picked')),
                ('status', models.CharField(choices=[('OPEN', 'To pick'), ('PICKED', 'Picked'), ('SHORT', 'Short'), ('CANCELLED', 'Cancelled')], default='OPEN', max_length=9, verbose_name='status')),
            ],
            options={
                'verbose_name': 'pick',
                'verbose_name_plural': 'picks',
            },
        ),
        migrations.CreateModel(
            name='PickStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.BigIntegerField()),
                ('serials', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'step of a pick',
                'verbose_name_plural': 'steps of picks',
            },
        ),
        migrations.CreateModel(
            name='PickWalk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=core.public_ids.DatabaseUuid7(), default=core.public_ids.uuid7, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'walk',
                'verbose_name_plural': 'walks',
            },
        ),
        migrations.CreateModel(
            name='Printer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('host', models.CharField(help_text="Name or address in the house's network.", max_length=200, verbose_name='host')),
                ('port', models.PositiveIntegerField(default=9100, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(65535)], verbose_name='port')),
                ('dpi', models.PositiveSmallIntegerField(choices=[(203, '203'), (300, '300'), (600, '600')], default=203, verbose_name='dots per inch')),
                ('width_mm', models.PositiveSmallIntegerField(default=100, help_text='Millimetres.', verbose_name='label width')),
                ('height_mm', models.PositiveSmallIntegerField(default=150, help_text='Millimetres.', verbose_name='label height')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'printer',
                'verbose_name_plural': 'printers',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='PrintJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=core.public_ids.DatabaseUuid7(), default=core.public_ids.uuid7, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('lease_owner', models.CharField(blank=True, editable=False, max_length=120)),
                ('lease_expires_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('attempt', models.PositiveIntegerField(default=0, editable=False, help_text='Counts the claims. The final write names the one it belongs to.')),
                ('command', models.CharField(help_text='The request it came from: the same one prints once.', max_length=80, unique=True)),
                ('status', models.CharField(choices=[('WAITING', 'Waiting'), ('SENDING', 'Being sent'), ('SENT', 'Sent'), ('FAILED', 'Failed')], default='WAITING', max_length=7, verbose_name='status')),
                ('wanted_at', models.DateTimeField()),
                ('try_at', models.DateTimeField(help_text='Not before.')),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('failure', models.CharField(blank=True, max_length=300, verbose_name='what went wrong')),
            ],
            options={
                'verbose_name': 'label to print',
                'verbose_name_plural': 'labels to print',
            },
        ),
        migrations.CreateModel(
            name='ToteUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_at', models.DateTimeField()),
                ('freed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'use of a tote',
                'verbose_name_plural': 'uses of totes',
            },
        ),
        migrations.CreateModel(
            name='Wave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=core.public_ids.DatabaseUuid7(), default=core.public_ids.uuid7, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('group', models.CharField(help_text='What it leaves with, as people call it: for example R07.', max_length=60, verbose_name='for')),
                ('stage_by', models.DateTimeField(verbose_name='to be staged by')),
                ('deliver_on', models.DateField(help_text='What is too old by then is not picked.', verbose_name='delivered on')),
                ('status', models.CharField(choices=[('RELEASED', 'Released'), ('PICKING', 'Being picked'), ('PICKED', 'Picked'), ('STAGED', 'Staged'), ('CANCELLED', 'Cancelled')], default='RELEASED', max_length=9, verbose_name='status')),
                ('released_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'wave',
                'verbose_name_plural': 'waves',
                'permissions': [('pick', 'Can pick'), ('pack', 'Can pack and print labels'), ('stage', 'Can put parcels into lanes')],
            },
        ),
        migrations.CreateModel(
            name='WaveShipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pick_rank', models.PositiveIntegerField(default=0, help_text='Lower is picked first.', verbose_name='pick order')),
                ('stage_rank', models.PositiveIntegerField(default=0, help_text='1 is put into the lane first.', verbose_name='stage order')),
            ],
            options={
                'verbose_name': 'place in a wave',
                'verbose_name_plural': 'places in waves',
            },
        ),
        migrations.AddField(
            model_name='site',
            name='cart_totes',
            field=models.PositiveSmallIntegerField(default=8, help_text='As many as one picker takes on one walk.', verbose_name='totes on a cart'),
        ),
        migrations.AddField(
            model_name='site',
            name='tote_volume_ml',
            field=models.PositiveIntegerField(default=45000, help_text='Millilitres that fit into one.', verbose_name='volume of a tote'),
        ),
        migrations.AddField(
            model_name='site',
            name='tote_weight_g',
            field=models.PositiveIntegerField(default=20000, help_text='Grams that one may carry.', verbose_name='weight of a full tote'),
        ),
        migrations.AlterField(
            model_name='location',
            name='kind',
            field=models.CharField(choices=[('BIN', 'Bin'), ('DOCK', 'Dock'), ('LANE', 'Staging lane'), ('STATION', 'Pick carts and packing'), ('VEHICLE', 'Vehicle'), ('SUPPLIER', 'Supplier'), ('CUSTOMER', 'Customer'), ('LOSS', 'Loss and gain'), ('TRANSIT', 'Relabelling')], default='BIN', max_length=8, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.CheckConstraint(condition=models.Q(('cart_totes__gt', 0), ('tote_volume_ml__gt', 0), ('tote_weight_g__gt', 0)), name='a_site_has_carts_that_hold_something'),
        ),
        migrations.AddConstraint(
            model_name='cartontype',
            constraint=models.CheckConstraint(condition=models.Q(('height_mm__gt', 0), ('holds_ml__gt', 0), ('length_mm__gt', 0), ('max_weight_g__gt', 0), ('width_mm__gt', 0)), name='a_carton_has_a_size'),
        ),
        migrations.AddField(
            model_name='countrequest',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wms.item'),
        ),
        migrations.AddField(
            model_name='countrequest',
            name='location',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='count_requests', to='wms.location'),
        ),
        migrations.AddField(
            model_name='countrequest',
            name='requested_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='parcel',
            name='carton_type',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wms.cartontype'),
        ),
        migrations.AddField(
            model_name='parcel',
            name='handling_unit',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='parcel', to='wms.handlingunit'),
        ),
        migrations.AddField(
            model_name='parcel',
            name='packed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='parcel',
            name='shipment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='wms.shipment'),
        ),
        migrations.AddField(
            model_name='parcelline',
            name='line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packed', to='wms.outboundorderline'),
        ),
        migrations.AddField(
            model_name='parcelline',
            name='lot',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wms.lot'),
        ),
        migrations.AddField(
            model_name='parcelline',
            name='parcel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='wms.parcel'),
        ),
        migrations.AddField(
            model_name='pick',
            name='allocation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='pick', to='wms.allocation'),
        ),
        migrations.AddField(
            model_name='pick',
            name='shipment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='picks', to='wms.shipment'),
        ),
        migrations.AddField(
            model_name='pick',
            name='tote',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wms.handlingunit'),
        ),
        migrations.AddField(
            model_name='pickstep',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pickstep',
            name='pick',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='wms.pick'),
        ),
        migrations.AddField(
            model_name='pickstep',
            name='tote',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wms.handlingunit'),
        ),
        migrations.AddField(
            model_name='pickstep',
            name='transaction',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wms.stocktransaction'),
        ),
        migrations.AddField(
            model_name='pickstep',
            name='undone_by',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wms.stocktransaction'),
        ),
        migrations.AddField(
            model_name='pickwalk',
            name='picker',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pick',
            name='walk',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='picks', to='wms.pickwalk'),
        ),
        migrations.AddField(
            model_name='printer',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='printers', to='wms.site'),
        ),
        migrations.AddField(
            model_name='printjob',
            name='parcel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='print_jobs', to='wms.parcel'),
        ),
        migrations.AddField(
            model_name='printjob',
            name='printer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='wms.printer'),
        ),
        migrations.AddField(
            model_name='toteuse',
            name='shipment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='totes', to='wms.shipment'),
        ),
        migrations.AddField(
            model_name='toteuse',
            name='tote',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='wms.handlingunit'),
        ),
        migrations.AddField(
            model_name='wave',
            name='lane',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wms.location'),
        ),
        migrations.AddField(
            model_name='wave',
            name='released_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='wave',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='wms.site'),
        ),
        migrations.AddField(
            model_name='pickwalk',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='walks', to='wms.wave'),
        ),
        migrations.AddField(
            model_name='pick',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='picks', to='wms.wave'),
        ),
        migrations.AddField(
            model_name='waveshipment',
            name='shipment',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='wave_place', to='wms.shipment'),
        ),
        migrations.AddField(
            model_name='waveshipment',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='wms.wave'),
        ),
        migrations.AddConstraint(
            model_name='countrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('location', 'item'), name='one_open_count_per_bin_and_item'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.UniqueConstraint(fields=('shipment', 'number'), name='one_parcel_per_number_and_shipment'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'OPEN')), fields=('shipment',), name='one_open_carton_per_shipment'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='parcels_are_numbered_from_one'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'CLOSED'), ('packed_at__isnull', False)), models.Q(models.Q(('status', 'CLOSED'), _negated=True), models.Q(('packed_at__isnull', False), _negated=True)), _connector='OR'), name='a_closed_parcel_knows_when'),
        ),
        migrations.AddConstraint(
            model_name='parcelline',
            constraint=models.UniqueConstraint(fields=('parcel', 'line', 'lot'), name='one_entry_per_parcel_line_and_lot', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='parcelline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='what_is_packed_is_something'),
        ),
        migrations.AddConstraint(
            model_name='pickstep',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='a_step_is_of_something'),
        ),
        migrations.AddConstraint(
            model_name='printer',
            constraint=models.UniqueConstraint(fields=('site', 'name'), name='one_printer_of_a_name_per_site'),
        ),
        migrations.AddConstraint(
            model_name='printer',
            constraint=models.CheckConstraint(condition=models.Q(('port__gte', 1), ('port__lte', 65535)), name='a_printer_has_a_tcp_port'),
        ),
        migrations.AddConstraint(
            model_name='printer',
            constraint=models.CheckConstraint(condition=models.Q(('height_mm__gte', 50), ('height_mm__lte', 500), ('width_mm__gte', 50), ('width_mm__lte', 300)), name='a_label_has_a_sensible_size'),
        ),
        migrations.AddIndex(
            model_name='printjob',
            index=models.Index(condition=models.Q(('status__in', ['WAITING', 'SENDING'])), fields=['try_at'], name='wms_printjob_due'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'SENT'), ('sent_at__isnull', False)), models.Q(models.Q(('status', 'SENT'), _negated=True), models.Q(('sent_at__isnull', False), _negated=True)), _connector='OR'), name='a_sent_label_knows_when'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'SENDING'), ('lease_expires_at__isnull', False)), models.Q(models.Q(('status', 'SENDING'), _negated=True), models.Q(('lease_expires_at__isnull', False), _negated=True)), _connector='OR'), name='a_label_being_sent_is_held_by_a_worker'),
        ),
        migrations.AddConstraint(
            model_name='toteuse',
            constraint=models.UniqueConstraint(condition=models.Q(('freed_at__isnull', True)), fields=('tote',), name='a_tote_is_used_for_one_shipment'),
        ),
        migrations.AddIndex(
            model_name='wave',
            index=models.Index(fields=['site', 'status', 'stage_by'], name='wms_wave_next'),
        ),
        migrations.AddConstraint(
            model_name='wave',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='every_wave_has_a_code'),
        ),
        migrations.AddConstraint(
            model_name='pickwalk',
            constraint=models.UniqueConstraint(fields=('wave', 'number'), name='one_walk_per_number_and_wave'),
        ),
        migrations.AddConstraint(
            model_name='pickwalk',
            constraint=models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True), ('picker__isnull', False)), fields=('picker',), name='one_walk_at_a_time_per_picker'),
        ),
        migrations.AddConstraint(
            model_name='pickwalk',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('picker__isnull', True), ('started_at__isnull', True)), models.Q(models.Q(('picker__isnull', True), _negated=True), models.Q(('started_at__isnull', True), _negated=True)), _connector='OR'), name='a_walk_that_began_has_a_picker'),
        ),
        migrations.AddIndex(
            model_name='pick',
            index=models.Index(condition=models.Q(('status', 'OPEN')), fields=['walk', 'sequence'], name='wms_pick_next'),
        ),
        migrations.AddConstraint(
            model_name='pick',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='a_pick_is_of_something'),
        ),
        migrations.AddConstraint(
            model_name='pick',
            constraint=models.CheckConstraint(condition=models.Q(('picked__gte', 0), ('picked__lte', models.F('quantity'))), name='no_more_is_picked_than_asked'),
        ),
        migrations.AddConstraint(
            model_name='pick',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'PICKED'), ('picked', models.F('quantity'))), models.Q(models.Q(('status', 'PICKED'), _negated=True), models.Q(('picked', models.F('quantity')), _negated=True)), _connector='OR'), name='a_pick_is_done_iff_all_is_picked'),
        ),
        migrations.AddConstraint(
            model_name='pick',
            constraint=models.CheckConstraint(condition=models.Q(('picked', 0), ('tote__isnull', False), _connector='OR'), name='what_was_picked_is_in_a_tote'),
        ),
        migrations.RunSQL("CREATE SEQUENCE wms_wave_number", "DROP SEQUENCE wms_wave_number"),
        migrations.RunSQL(
            """ALTER TABLE wms_wave ADD CONSTRAINT a_wave_is_staged_in_its_site
               FOREIGN KEY (lane_id, site_id) REFERENCES wms_location (id, site_id)""",
            "ALTER TABLE wms_wave DROP CONSTRAINT a_wave_is_staged_in_its_site",
        ),
    ]
