from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    """The old place of words set aside goes; the words of a resource have a version."""

    dependencies = [("asye", "0032_words_set_aside_moved")]
    operations = [
        migrations.DeleteModel(name="SetAside"),
        migrations.AddField(model_name="resourcecare", name="version", field=models.PositiveIntegerField(default=1)),
        migrations.AddField(
            model_name="resourcecare",
            name="editor",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(model_name="resourcecare", name="editor_seq", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(
            model_name="resourcecare",
            name="saved_at",
            field=models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
    ]
