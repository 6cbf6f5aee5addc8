import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """What the policy says from a day on can be added to and read, and nothing else."""

    dependencies = [
        ("workforce", "0002_keep_audit_and_seals"),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("content", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("takes_effect_on", models.DateField()),
                ("loaded_at", models.DateTimeField()),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policy_versions",
                        to="workforce.authority",
                    ),
                ),
                (
                    "loaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-takes_effect_on", "-pk"],
                "indexes": [
                    models.Index(fields=["authority", "-takes_effect_on", "-id"], name="policy_version_in_force")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("title", ""), _negated=True)
                        ),
                        name="policy_version_named",
                    )
                ],
            },
        ),
        AppendOnly("policyversion"),
    ]
