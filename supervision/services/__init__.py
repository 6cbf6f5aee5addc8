"""What people do in supervision."""

from supervision.services.sessions import record_session, refresh_duty

__all__ = ["record_session", "refresh_duty"]
