from django.db import migrations

from supervision.kept import KeptOnceSealed


class Migration(migrations.Migration):
    """A self-assessment that is finished can be read, and nothing else."""

    dependencies = [("asye", "0016_self_assessment")]
    operations = [KeptOnceSealed("selfassessment")]
