import asyncio
import socket

from config.serve import bind


def test_the_end_of_an_answer_does_not_wait_until_its_beginning_is_acknowledged():
    """Nagle's algorithm would hold it back, by 40 ms on a connection that is kept."""

    async def accept_one():
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            accepted.setblocking(False)
            transport, _ = await asyncio.get_running_loop().connect_accepted_socket(asyncio.Protocol, accepted)
            is_without_delay = transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            transport.close()
        return is_without_delay

    with bind("127.0.0.1", 0) as listener:
        listener.listen()
        assert asyncio.run(accept_one())
