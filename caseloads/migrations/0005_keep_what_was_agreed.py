from django.db import migrations

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """The history of passed limits, of offers and of what was said about capacity is only ever added to."""

    dependencies = [("caseloads", "0004_offers_breaches_and_capacity")]
    operations = [
        AppendOnly("breachentry"),
        AppendOnly("offermove"),
        AppendOnly("capacitymove"),
        AppendOnly("transfer"),
        AppendOnly("ending"),
    ]
