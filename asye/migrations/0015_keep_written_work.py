from django.db import migrations

from supervision.kept import KeptOnceSealed
from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """Written work that both have signed can be read, and nothing else."""

    dependencies = [("asye", "0014_written_work")]
    operations = [
        KeptOnceSealed("writtenwork"),
        KeptOnceSealed("workassessment", "work"),
        AppendOnly("writtenworkmove"),
        AppendOnly("writtenworkversion"),
    ]
