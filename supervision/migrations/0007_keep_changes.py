from django.db import migrations

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """What became of a booking is written down once and never changed."""

    dependencies = [("supervision", "0006_series_and_gatherings"), ("workforce", "0002_keep_audit_and_seals")]
    operations = [AppendOnly("sessionchange")]
