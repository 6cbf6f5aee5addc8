"""Words that reached the server after the session had ended: kept for their author until they sign in again."""

from django.db import models

from workforce.models.person import Person


class KeptWords(models.Model):
    """The newest words one person sent to one page without being signed in. Only their author ever sees them."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="kept_words")
    address = models.CharField(max_length=200)
    fields = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "kept words"
        constraints = [models.UniqueConstraint(name="kept_words_one_per_page", fields=["person", "address"])]

    def __str__(self) -> str:
        return f"Words kept for {self.address}"
