"""PostgreSQL as Django speaks to it, without asking before each request whether it is still there."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def close_if_health_check_failed(self):
        """A server that stops, or ends a session, closes the connection, and that is seen without a round trip."""
        if self.connection is None or self.connection.closed or has_received(self.connection.fileno()):
            super().close_if_health_check_failed()
        else:
            self.health_check_done = True


def has_received(socket: int) -> bool:
    """Whether there is something to read, be it the end; True where the system cannot say."""
    if not hasattr(select, "poll"):  # Windows
        return True
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))
