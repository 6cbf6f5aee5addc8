import django.db.models.deletion
from django.db import migrations, models

import frameworks.models.library


class Migration(migrations.Migration):
    dependencies = [
        ("frameworks", "0001_frameworks"),
    ]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="about",
            field=models.TextField(blank=True),
        ),
        migrations.CreateModel(
            name="CrosswalkLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "strength",
                    models.CharField(
                        choices=[("strong", "Says the same"), ("partial", "Overlaps"), ("related", "Touches")],
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("is_ours", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "from_statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links_out", to="frameworks.statement"
                    ),
                ),
                (
                    "to_statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links_in", to="frameworks.statement"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("from_statement", "to_statement"),
                        name="crosswalk_link_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("strength__in", ("strong", "partial", "related"))),
                        name="crosswalk_link_strength_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_statement", models.F("to_statement")), _negated=True),
                        name="crosswalk_link_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("added_at")), _connector="OR"
                        ),
                        name="crosswalk_link_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", models.CharField(max_length=160)),
                ("summary", models.TextField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guide", "Short guide"),
                            ("example", "Worked example"),
                            ("checklist", "Checklist"),
                            ("template", "Template"),
                            ("exercise", "Exercise"),
                            ("reading", "Reading"),
                            ("course", "Course or workshop"),
                            ("shadowing", "Shadowing or joint visit"),
                            ("discussion", "Questions for supervision"),
                        ],
                        max_length=12,
                    ),
                ),
                ("link", models.CharField(blank=True, max_length=500)),
                ("file", models.FileField(blank=True, upload_to=frameworks.models.library._where)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("media_type", models.CharField(blank=True, max_length=100)),
                ("minutes", models.PositiveSmallIntegerField(help_text="How long it takes")),
                (
                    "licence",
                    models.CharField(
                        choices=[
                            ("own", "Own work of the authority, free to use here"),
                            ("open", "Open licence, free to copy with its source"),
                            ("licensed", "Under a licence the authority holds"),
                            ("unknown", "Not known: read here, do not copy"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "owner_role",
                    models.CharField(
                        choices=[
                            ("development_lead", "Service development lead"),
                            ("development_officer", "Learning and development officer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("review_on", models.DateField()),
                ("broken_since", models.DateTimeField(blank=True, null=True)),
                ("is_ours", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("statements", models.ManyToManyField(blank=True, related_name="resources", to="frameworks.statement")),
                ("topics", models.ManyToManyField(blank=True, related_name="resources", to="frameworks.topic")),
            ],
            options={
                "ordering": ("title", "pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("broken_since__isnull", False)),
                        fields=["broken_since"],
                        name="resource_broken",
                    ),
                    models.Index(fields=["review_on"], name="resource_review"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("summary", ""), _negated=True)
                        ),
                        name="resource_has_words",
                    ),
                    models.CheckConstraint(condition=models.Q(("minutes__gt", 0)), name="resource_takes_time"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("link", ""), ("link__startswith", "/"), ("link__startswith", "https://"), _connector="OR"
                        ),
                        name="resource_link_is_safe",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "guide",
                                    "example",
                                    "checklist",
                                    "template",
                                    "exercise",
                                    "reading",
                                    "course",
                                    "shadowing",
                                    "discussion",
                                ],
                            )
                        ),
                        name="resource_kind_known",
                    ),
                ],
            },
        ),
    ]
