"""From ASGI to WSGI: a request is received whole before a thread is asked, and an answer leaves its thread at once."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path

from operations.serving.answers import LOOK_SECONDS, Answer, Headers, plain_text
from operations.serving.environ import UNKNOWN_LENGTH, BadRequest, announced_length, environ_of
from operations.serving.limits import Limits
from operations.serving.listener import Balance
from operations.serving.protocol import BoundedProtocol
from operations.serving.spool import Body, Disk
from operations.serving.threads import Job, Threads

logger = logging.getLogger("serving")
Receive = Callable[[], Awaitable[dict]]
Send = Callable[[dict], Awaitable[None]]
# Seconds for which a refused client may go on sending, so that it reads the answer.
LINGER_SECONDS = 3
BAD_REQUEST = (400, "请求的格式不对。")
LATE_BODY = (408, "请求没有在规定的时间内传完，请检查网络后再试。")
NO_ROOM = (503, "服务器暂时没有空间接收，请稍后再试。")
TOO_BUSY = (503, "服务器正忙，请稍后再试。")


@dataclass(frozen=True)
class Site:
    """What is served."""

    application: Callable
    # The folder of the files in which bodies and answers wait.
    folder: Path
    # Bytes of a body: of every address, and of the one with this path.
    least_body_limit: int
    body_limit: Callable[[str], int]
    thread_count: int = 4
    # Answered by a thread of their own, so also while all others are busy.
    prompt_paths: frozenset[str] = frozenset()
    # What a worker does last, after its answers: where it is stopped, not where it is killed.
    at_end: Callable[[], None] = lambda: None
    limits: Limits = field(default_factory=Limits)


class Refused(Exception):
    """By the server itself: with a status and a sentence."""

    def __init__(self, status: int, sentence: str):
        self.status, self.sentence = status, sentence


class Disconnected(Exception):
    pass


@dataclass
class Arriving:
    """A body on its way: how much of it is allowed, and what became of it."""

    body: Body
    limit: int
    began: float
    received: int = 0
    # Nobody reads it while it waits for room.
    is_waiting = False
    is_too_long: bool = False
    # Nothing further is read from this client.
    is_last: bool = False


class Bridge:
    """The application that uvicorn serves in a worker."""

    def __init__(self, site: Site, base: dict, balance: Balance, number: int, most_connections: int):
        self.site, self.limits, self.base = site, site.limits, base
        self.disk = Disk(site.folder, self.limits.on_disk, self.limits.disk_spare)
        self.balance, self.number, self.most_connections = balance, number, most_connections
        self.connections: dict[BoundedProtocol, None] = {}
        self.late: Counter[str] = Counter()
        self.loop = asyncio.get_running_loop()
        self.threads, self.prompt_thread = Threads(site.thread_count), Threads(1)

    async def __call__(self, scope: dict, receive: Receive, send: Send) -> None:
        try:
            environ, arriving = await self.receive_request(scope, receive)
        except Disconnected:
            return
        except Refused as refused:
            await self.refuse(refused, receive, send)
        else:
            await self.answer(environ, arriving, scope["extensions"]["connection"], receive, send)

    # The request.

    async def receive_request(self, scope: dict, receive: Receive) -> tuple[dict, Arriving]:
        try:
            environ = environ_of(scope, self.base)
        except BadRequest:
            raise Refused(*BAD_REQUEST) from None
        length = announced_length(environ)
        body = Body(self.disk, self.limits.in_memory)
        arriving = Arriving(body, self.site.least_body_limit, began=self.loop.time())
        if length:
            if length > arriving.limit or length == UNKNOWN_LENGTH:
                arriving.limit = self.site.body_limit(environ["PATH_INFO"])
            arriving.is_too_long = length > arriving.limit
            connection = scope["extensions"]["connection"]
            connection.arriving = arriving
            try:
                await self.receive_body(environ, arriving, receive)
            except BaseException:
                arriving.body.close()
                raise
            finally:
                connection.arriving = None
        if arriving.is_too_long:
            # The application refuses it by its length.
            environ["CONTENT_LENGTH"] = str(max(length, arriving.received))
        elif length == UNKNOWN_LENGTH:
            environ["CONTENT_LENGTH"] = str(arriving.received)
        environ["wsgi.input"] = arriving.body.open()
        return environ, arriving

    async def receive_body(self, environ: dict, arriving: Arriving, receive: Receive) -> None:
        if arriving.is_too_long and environ.get("HTTP_EXPECT", "").lower() == "100-continue":
            # Such a client asks before it sends.
            arriving.is_last = True
            return
        try:
            await self.receive_in_time(arriving, receive)
        except TimeoutError:
            self.late["body"] += 1
            raise Refused(*LATE_BODY) from None
        except OSError as error:
            logger.error("a body was refused: no room for it in %s (%s)", self.disk.folder, error.strerror)
            raise Refused(*NO_ROOM) from None

    async def receive_in_time(self, arriving: Arriving, receive: Receive) -> None:
        due = self.loop.time() + self.limits.body_seconds
        async with asyncio.timeout_at(due) as bound:
            while not arriving.is_last:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Disconnected
                await self.add_piece_with_room(arriving, message["body"])
                if not message["more_body"]:
                    return
                latest = self.loop.time() + self.limits.silent_seconds
                due = min(due + len(message["body"]) / self.limits.body_pace, latest)
                bound.reschedule(due)

    async def add_piece_with_room(self, arriving: Arriving, piece: bytes) -> None:
        try:
            self.add_piece(arriving, piece)
        except OSError:
            arriving.is_waiting = True
            await self.await_room(arriving.body)
            arriving.is_waiting = False

    async def await_room(self, body: Body) -> None:
        """Whoever is slow makes way. Raises OSError where nobody does, or not within the time for it."""
        deadline = self.loop.time() + self.limits.room_seconds
        while True:
            self.make_room()
            is_hopeless = self.loop.time() > deadline or not any(one.is_on_disk() for one in self.connections)
            await asyncio.sleep(LOOK_SECONDS)
            try:
                body.flush()
            except OSError:
                if is_hopeless:
                    raise
            else:
                return

    def add_piece(self, arriving: Arriving, piece: bytes) -> None:
        arriving.received += len(piece)
        if not arriving.is_too_long and arriving.received > arriving.limit:
            arriving.is_too_long = True
            arriving.body.close()
            arriving.body = Body(self.disk, self.limits.in_memory)
        if not arriving.is_too_long:
            arriving.body.append(piece)
        elif arriving.received > self.limits.discarded:
            arriving.is_last = True

    async def refuse(self, refused: Refused, receive: Receive, send: Send) -> None:
        headers, body = plain_text(refused.sentence)
        if refused.status == 503:
            headers.append(("Retry-After", "10"))
        await send(start_message(refused.status, headers))
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await self.linger(receive)
        await send({"type": "http.response.body"})

    async def linger(self, receive: Receive) -> None:
        """Closed at once, a connection with unread bytes would lose the answer on its way."""
        received = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while received < self.limits.discarded:
                    message = await receive()
                    if message["type"] == "http.disconnect" or not message["more_body"]:
                        return
                    received += len(message["body"])

    # The answer.

    async def answer(
        self, environ: dict, arriving: Arriving, connection: BoundedProtocol, receive: Receive, send: Send
    ) -> None:
        changed = asyncio.Event()
        answer = Answer(environ, arriving.body, self, changed.set)
        if not self.submit(answer):
            arriving.body.close()
            await self.refuse(Refused(*TOO_BUSY), receive, send)
            return
        connection.answer = answer
        try:
            await self.send_answer(answer, changed, send, is_last=arriving.is_last)
        finally:
            connection.answer = None
            answer.drop()

    async def send_answer(self, answer: Answer, changed: asyncio.Event, send: Send, *, is_last: bool) -> None:
        is_begun = False
        while await changed.wait() and not answer.is_gone:
            changed.clear()
            is_complete = answer.is_complete
            if answer.needs_length and not is_complete:
                continue
            if answer.needs_length and answer.is_broken:
                return
            if not is_begun:
                is_begun = True
                await send(start_message(int(answer.status[:3]), headers_of(answer, is_last)))
            if await self.send_pieces(answer, send, is_complete=is_complete):
                return

    async def send_pieces(self, answer: Answer, send: Send, *, is_complete: bool) -> bool:
        """What waits; returns whether it was the rest."""
        piece = answer.take()
        while piece and not answer.is_gone:
            following = answer.take()
            is_more = bool(following) or not is_complete or answer.is_broken
            await send({"type": "http.response.body", "body": piece, "more_body": is_more})
            if not is_more:
                return True
            piece = following
        if is_complete and not answer.is_broken:
            await send({"type": "http.response.body"})
        return is_complete

    def submit(self, answer: Answer) -> bool:
        """False where too many wait already."""
        is_prompt = answer.environ["PATH_INFO"] in self.site.prompt_paths
        threads = self.prompt_thread if is_prompt else self.threads
        job = Job(partial(answer.run, self.site.application), answer.wake)
        return threads.submit(job, most_waiting=self.limits.waiting)

    def call_from_thread(self, function: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended, and with it all connections
            self.loop.call_soon_threadsafe(function)

    def make_room(self) -> None:
        """Of what is on the disk, the answer that stood still for longest or the body that is latest is given up."""
        now = self.loop.time()
        slowest = max(self.connections, key=lambda connection: connection.stood_still(now), default=None)
        if slowest and slowest.stood_still(now) > self.limits.still_seconds:
            what = "answer" if slowest.answer else "body"
            logger.warning("the %s of the slowest client was given up: no more room for what waits", what)
            slowest.transport.abort()

    # The connections.

    def add(self, connection: BoundedProtocol) -> None:
        if len(self.connections) >= self.most_connections:
            self.find_dispensable().transport.abort()
        self.connections[connection] = None
        self.balance.shared[self.number] = len(self.connections)

    def find_dispensable(self) -> BoundedProtocol:
        """The oldest that waits for nothing; else the oldest that has not sent all of its request."""
        idle = (known for known in self.connections if not known.is_answering() and not known.is_in_head)
        unanswered = (known for known in self.connections if not known.answer)
        return next(chain(idle, unanswered, self.connections))

    def remove(self, connection: BoundedProtocol) -> None:
        self.connections.pop(connection, None)
        self.balance.shared[self.number] = len(self.connections)

    async def sweep(self) -> None:
        """Cut off who takes too long, and say so once for all of them."""
        while True:
            await asyncio.sleep(self.limits.sweep_seconds)
            now = self.loop.time()
            for connection in list(self.connections):
                if lateness := connection.find_lateness(now):
                    self.late[lateness] += 1
                    connection.transport.abort()
            self.late.pop("idle", None)
            if self.late:
                counts = ", ".join(f"{count} {lateness}" for lateness, count in sorted(self.late.items()))
                logger.warning("slow clients were cut off: %s", counts)
                self.late.clear()


def start_message(status: int, headers: Headers) -> dict:
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return {"type": "http.response.start", "status": status, "headers": pairs}


def headers_of(answer: Answer, is_last: bool) -> Headers:
    headers = list(answer.headers)
    if answer.needs_length:
        headers.append(("Content-Length", str(answer.size)))
    if is_last:
        headers.append(("Connection", "close"))
    return headers
