from django.db import migrations

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """An agreement never changes: what is agreed anew is a new one."""

    dependencies = [("supervision", "0004_agreements"), ("workforce", "0002_keep_audit_and_seals")]
    operations = [AppendOnly("agreement"), AppendOnly("agreementsignature")]
