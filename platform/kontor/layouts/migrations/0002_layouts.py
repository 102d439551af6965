import kontor.core.ids
from django.db import migrations, models

KINDS = [('form', 'Form'), ('list', 'List'), ('board', 'Board'), ('calendar', 'Calendar'), ('gallery', 'Gallery'), ('tree', 'Tree'), ('timeline', 'Timeline'), ('page', 'Record page')]


def form_body(body):
    """Sections and grids of the first kind of body as one tab; what it did not name is added when it is read."""
    parts = []
    for place, part in enumerate(body.get('parts', ()), start=1):
        if 'lines' in part:
            parts.append({'id': f'p{place}', 'type': 'lines', 'name': part['lines'], 'columns': list(part.get('columns', ())), 'totals': list(part.get('totals', ()))})
        else:
            items = [{'type': 'field', 'field': key} for key in part.get('fields', ())]
            parts.append({'id': f'p{place}', 'type': 'section', 'label': part.get('label', {}), 'columns': int(part.get('columns', 2)), 'items': items})
    return {'tabs': [{'id': 't1', 'label': {}, 'parts': parts}], 'complete': True}


def carry_over(apps, schema_editor):
    Override, Layout = apps.get_model('layouts', 'LayoutOverride'), apps.get_model('layouts', 'Layout')
    for row in Override.objects.all():
        body = form_body(row.body) if row.kind == 'form' else row.body
        name = f'role-{row.role}'[:60] if row.role else 'standard'
        Layout.objects.create(object=row.object, kind=row.kind, name=name, for_roles=[row.role] if row.role else [], body=body, version=row.version)


class Migration(migrations.Migration):

    dependencies = [
        ('layouts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Layout',
            fields=[
                ('id', models.UUIDField(default=kontor.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('object', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=KINDS, max_length=10)),
                ('name', models.CharField(default='standard', max_length=60)),
                ('label', models.JSONField(default=dict)),
                ('for_roles', models.JSONField(default=list)),
                ('for_status', models.JSONField(default=list)),
                ('position', models.PositiveIntegerField(default=0)),
                ('body', models.JSONField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('shared', models.CharField(choices=[('everyone', 'Everyone'), ('team', 'Team'), ('person', 'Only me')], default='everyone', max_length=10)),
                ('owner_id', models.UUIDField(blank=True, null=True)),
                ('team_id', models.UUIDField(blank=True, null=True)),
            ],
            options={
                'ordering': ['position', 'name'],
                'constraints': [models.UniqueConstraint(fields=('object', 'kind', 'name'), name='layouts_layout_once')],
            },
        ),
        migrations.CreateModel(
            name='LayoutVersion',
            fields=[
                ('id', models.UUIDField(default=kontor.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('object', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=KINDS, max_length=10)),
                ('name', models.CharField(max_length=60)),
                ('number', models.PositiveIntegerField()),
                ('body', models.JSONField(null=True)),
                ('at', models.DateTimeField()),
                ('actor_id', models.UUIDField(null=True)),
                ('actor_name', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('object', 'kind', 'name', 'number'), name='layouts_version_once')],
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel(name='LayoutOverride'),
    ]
