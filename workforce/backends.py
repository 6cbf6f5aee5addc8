"""Sign-in by e-mail address, only for people who hold a post today."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from workforce.models import Person, Post


def holds_post(person: Person) -> bool:
    """Return whether the person holds a post today."""
    return Post.objects.open_on(timezone.localdate()).filter(person=person).exists()


class PostHolderBackend(AuthenticationBackend):
    """Whoever has left cannot sign in (WRK-13). The middleware that reads the posts ends a session still open."""

    def user_can_authenticate(self, user: Person | None) -> bool:
        return user is not None and holds_post(user)

    def get_user(self, user_id: Any) -> Person | None:
        return Person.objects.filter(pk=user_id).first()
