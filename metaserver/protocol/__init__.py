"""Bytes <-> messages. Pure: no socket, no clock, no ``async``.

``quantise``    numbers <-> the small integers on the wire
``records``     packed numpy columns of a cell's leaves, enters, moves and names
``frames``      fragments, frames and views
``messages``    the declarations of every other message, in one table
``declaration`` the same as plain data, and the hash of it
``codec``       bytes <-> declared messages
``codes``       close codes, error codes and limits
``bus``         what gateway and zone tell each other
"""
