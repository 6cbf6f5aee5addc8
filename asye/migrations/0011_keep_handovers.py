from django.db import migrations

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """Who agreed to a pause, and who handed over what, can be read, and nothing else."""

    dependencies = [("asye", "0010_pauses_and_handovers")]
    operations = [AppendOnly("pauseagreement"), AppendOnly("pauserequestmove"), AppendOnly("handover")]
