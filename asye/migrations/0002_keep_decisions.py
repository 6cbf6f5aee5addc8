from django.db import migrations

from workforce.append_only import AppendOnly


class Migration(migrations.Migration):
    """A signed decision can be read, and nothing else; so can the words that were set aside or shared."""

    dependencies = [("asye", "0001_portfolio_to_decision")]
    operations = [AppendOnly("decision"), AppendOnly("reflectionversion")]
