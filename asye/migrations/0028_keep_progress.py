from django.db import migrations

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """Who signed how a concern ended, and its moves, can be read, and nothing else."""

    dependencies = [("asye", "0027_progress")]
    operations = [AppendOnly("progresssignature"), AppendOnly("progressmove")]
