"""Words that are in no record yet: typed into an open form, or sent after the session ended; their author's alone."""

from django.db import models

from workforce.models.person import Person


class KeptWords(models.Model):
    """The newest words of one open form. `editor` is the form's key, so two windows never overwrite each other.

    `form` names the form on a page that has several; it is empty where the page saves a record of its own.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="kept_words")
    address = models.CharField(max_length=200)
    editor = models.CharField(max_length=40, blank=True)
    form = models.CharField(max_length=80, blank=True)
    fields = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "kept words"
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="kept_words_one_per_form", fields=["person", "address", "editor"]),
        ]

    def __str__(self) -> str:
        return f"Words kept for {self.address}"
