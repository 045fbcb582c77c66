"""Heavy work in processes of its own: argon2, pictures, anything over 5 ms of computing.

``pool``     ``Workers``: bounded, and one function to ask
``process``  one worker as the server sees it: begun, asked, killed, replaced
``inside``   what runs in the worker: its limits, and one piece of work after the other
"""

from metaserver.workers.pool import Workers

__all__ = ["Workers"]
