from django.db import migrations

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """Who changed the crosswalk can be read, and nothing else."""

    dependencies = [("asye", "0003_crosswalk_and_library")]
    operations = [AppendOnly("crosswalkchange")]
