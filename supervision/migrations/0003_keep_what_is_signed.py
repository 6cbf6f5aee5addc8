from django.db import migrations

from supervision.kept import KeptOnceSealed
from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """A record that both have signed can be read, and nothing else; signatures and addenda are only ever added."""

    dependencies = [
        ("supervision", "0002_records_and_bookings"),
        ("workforce", "0002_keep_audit_and_seals"),
    ]
    operations = [
        KeptOnceSealed("sessionrecord"),
        KeptOnceSealed("casediscussion", "record"),
        KeptOnceSealed("action", "record"),
        AppendOnly("signature"),
        AppendOnly("addendum"),
        AppendOnly("actionclosed"),
        AppendOnly("setasidewords"),
    ]
