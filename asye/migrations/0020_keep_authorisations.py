from django.db import migrations

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """What a course was, who authorised that somebody did not come, and how places moved can be read, and nothing else."""

    dependencies = [("asye", "0019_training")]
    operations = [
        AppendOnly("courseversion"),
        AppendOnly("bookingmove"),
        AppendOnly("releasemove"),
        AppendOnly("releaseagreement"),
    ]
