"""Sockets, sessions, views: the process role between clients and zones.

``gateway``     the composition root of this room, and what the server asks of it
``connection``  one WebSocket          ``upgrade`` who may open one
``door``        first hello, limits, one table from message to handler
``reception``   hello: back, restored or new; ``admission`` the queue; ``credentials`` proofs
``attendance``  seated, dropped, taken over, gone; ``travel`` the ways into worlds
``ticks``       the steps of a tick: ``logs`` of cells, ``compose`` of views, ``audience``
``room``        one world; ``session`` one visitor; ``book`` all of them
``chatdesk``    chat; ``relations`` mute and block; ``visits``; ``moderation``; ``manners``
``upkeep``      all that is due by time; ``alarms`` at a certain time
"""
