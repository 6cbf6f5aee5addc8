from django.db import migrations

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """What became of a move, and every tag counted then, can be read, and nothing else."""

    dependencies = [("asye", "0025_years_that_move")]
    operations = [AppendOnly("yearmovestep"), AppendOnly("moveaccount")]
