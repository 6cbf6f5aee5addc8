from django.db import migrations

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """What happened with a goal is only ever added to."""

    dependencies = [("asye", "0023_development_plan")]
    operations = [AppendOnly("goalentry")]
