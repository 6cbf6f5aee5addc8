"""Sign-in by e-mail address, only for people who hold a post today."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef
from django.utils import timezone

from workforce.models import KeptWords, Person, Post


def holds_post(person: Person) -> bool:
    """Return whether the person holds a post today."""
    return Post.objects.open_on(timezone.localdate()).filter(person=person).exists()


class PostHolderBackend(AuthenticationBackend):
    """Whoever has left cannot sign in (WRK-13). The middleware that reads the posts ends a session still open."""

    def user_can_authenticate(self, user: Person | None) -> bool:
        return user is not None and holds_post(user)

    def get_user(self, user_id: Any) -> Person | None:
        """Read the person, and whether any words wait for them: pages without such words need not ask again."""
        kept = KeptWords.objects.filter(person=OuterRef("pk"))
        return Person.objects.filter(pk=user_id).annotate(has_kept_words=Exists(kept)).first()
