"""The sessions of staff: Django's database sessions, which also know when they end."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    # When the loaded session ends unless there is another request; None for a new one.
    ends_at = None

    @classmethod
    def get_model_class(cls):
        return db.SessionStore.get_model_class()

    def _get_session_from_db(self):
        session = super()._get_session_from_db()
        self.ends_at = session.expire_date if session else None
        return session
