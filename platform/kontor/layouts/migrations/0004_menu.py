import kontor.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('layouts', '0003_rule'),
    ]

    operations = [
        migrations.CreateModel(
            name='Menu',
            fields=[
                ('id', models.UUIDField(default=kontor.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(blank=True, default='', max_length=80, unique=True)),
                ('body', models.JSONField(default=dict)),
                ('home', models.JSONField(default=dict)),
            ],
        ),
    ]
