import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One place for words that came second, whichever app the form is of."""

    dependencies = [("workforce", "0009_absence_changes")]
    operations = [
        migrations.CreateModel(
            name="SetAside",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(blank=True, help_text="What was being written", max_length=120)),
                ("address", models.CharField(help_text="Where the form is", max_length=200)),
                ("rows", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "set aside",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["author", "address"], name="set_aside_by_author")],
            },
        ),
    ]
