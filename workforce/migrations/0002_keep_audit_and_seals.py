from django.db import migrations

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """The audit trail and sealed records can be added to and read, and nothing else."""

    dependencies = [("workforce", "0001_people_and_posts")]
    operations = [AppendOnly("auditentry"), AppendOnly("sealedrecord")]
