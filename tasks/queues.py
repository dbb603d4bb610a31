"""How many messages wait in the queues: of Valkey, Redis or RabbitMQ alike."""

from kombu.exceptions import ChannelError

from tasks.celery import app

SECONDS = 1
"""To wait for the broker."""


def depths() -> dict[str, int]:
    """Return the number of waiting messages by queue; setting QUEUE_DEPTHS names this function."""
    if app.conf.task_always_eager:
        return {}
    waits = {"socket_timeout": SECONDS, "socket_connect_timeout": SECONDS}
    options = {**app.conf.broker_transport_options, **waits}
    with app.connection_for_read(connect_timeout=SECONDS, transport_options=options) as connection:
        connection.connect()
        return {name: depth(connection, name) for name in app.amqp.queues}


def depth(connection: object, queue: str) -> int:
    """Return the number of messages; 0 for a queue that nobody has sent anything to."""
    # A refusal closes the channel, so each queue has its own.
    with connection.channel() as channel:  # type: ignore[attr-defined]
        try:
            return int(channel.queue_declare(queue, passive=True).message_count)
        except ChannelError:
            return 0
