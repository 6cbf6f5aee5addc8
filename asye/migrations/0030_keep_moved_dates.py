from django.db import migrations

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """What an agreed pause moved can be read, and nothing else."""

    dependencies = [("asye", "0029_moved_dates")]
    operations = [AppendOnly("moveddate")]
