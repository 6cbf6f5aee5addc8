from django.db import migrations

from frameworks.models.subjects import SubjectsField
from frameworks.searchable import NoLongerSearchable, Searchable


class Migration(migrations.Migration):
    """Statements, topics and resources keep what their words are about; `load_frameworks` fills it in."""

    dependencies = [("frameworks", "0003_searchable")]
    operations = [
        NoLongerSearchable("statement", title=[], body=["summary", "licensed"]),
        NoLongerSearchable("topic", title=["title"], body=["about"]),
        NoLongerSearchable("resource", title=["title"], body=["summary"]),
        migrations.AddField("statement", "subjects", SubjectsField(of=("summary", "licensed"))),
        migrations.AddField("topic", "title_subjects", SubjectsField(of=("title",))),
        migrations.AddField("topic", "subjects", SubjectsField(of=("about",))),
        migrations.AddField("resource", "title_subjects", SubjectsField(of=("title",))),
        migrations.AddField("resource", "subjects", SubjectsField(of=("summary",))),
        Searchable("statement", title=[], body=["summary", "licensed", "subjects"]),
        Searchable("topic", title=["title", "title_subjects"], body=["about", "subjects"]),
        Searchable("resource", title=["title", "title_subjects"], body=["summary", "subjects"]),
    ]
