"""Sign-in by e-mail address, only for people who hold a post today."""

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from workforce.models import Person, Post


class PostHolderBackend(AuthenticationBackend):
    """Whoever has left cannot sign in, and a session that is still open ends with their last day (WRK-13)."""

    def user_can_authenticate(self, user: Person | None) -> bool:
        return user is not None and Post.objects.open_on(timezone.localdate()).filter(person=user).exists()
