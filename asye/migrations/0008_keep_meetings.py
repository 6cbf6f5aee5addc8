from django.db import migrations

from supervision.kept import KeptOnceSealed
from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """A meeting that all have signed can be read, and nothing else; what is added to it is only ever added."""

    dependencies = [("asye", "0007_programme_and_meetings"), ("workforce", "0006_stage_length")]
    operations = [
        KeptOnceSealed("meeting"),
        KeptOnceSealed("meetingpart", "meeting"),
        AppendOnly("programmeversion"),
        AppendOnly("meetingsignature"),
        AppendOnly("meetingaddendum"),
        AppendOnly("meetingmove"),
    ]
