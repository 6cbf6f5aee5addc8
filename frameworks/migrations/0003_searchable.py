from django.db import migrations

from frameworks.searchable import Searchable


class Migration(migrations.Migration):
    """Statements, topics and resources can be found by their words."""

    dependencies = [("frameworks", "0002_crosswalk_and_library")]
    operations = [
        Searchable("statement", title=[], body=["summary", "licensed"]),
        Searchable("topic", title=["title"], body=["about"]),
        Searchable("resource", title=["title"], body=["summary"]),
    ]
