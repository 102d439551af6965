from django.db import migrations, models


def designs() -> models.BooleanField:
    return models.BooleanField(
        default=False,
        help_text="Changes objects, fields, forms and rules for everybody",
        verbose_name="May design",
    )


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]

    operations = [
        migrations.AddField("historicalrole", "designs", designs()),
        migrations.AddField("role", "designs", designs()),
    ]
