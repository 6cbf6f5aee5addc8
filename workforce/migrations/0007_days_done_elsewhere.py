from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workforce", "0006_stage_length")]
    operations = [
        migrations.AddField(
            model_name="stage",
            name="done_days",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="days of the programme done with another employer before it began here"
            ),
        ),
    ]
