from django.db import migrations

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """What another authority's archive brought, and to whom an archive was handed, can be read, and nothing else."""

    dependencies = [("asye", "0021_archives")]
    operations = [
        AppendOnly("archivehandover"),
        AppendOnly("broughtrecord"),
        AppendOnly("broughttag"),
        AppendOnly("broughtfile"),
        AppendOnly("broughtmeeting"),
    ]
