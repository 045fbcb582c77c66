"""Open311 GeoReport v2: programs of others file requests here and read what came of them.

``requests``   what is asked of the complaints behind it
``desk``       the complaints desk, asked so
``server``     every answer and error in the format that was asked for
``resources``  what each resource answers
``filing``     a POST's fields -> a new request
``filters``    a GET's parameters -> a search
``shown``      services, definitions and requests -> documents
``documents``  a document -> XML and JSON
``fields``     bodies and query strings, read within bounds
``keys``       keys of outside programs: made, recognised, limited
``faults``     what can be wrong, and how it is told in each language

Reading needs no key. Whoever files with a key publishes it: place, description and media of such
requests are public; personal fields (e-mail, names, phone) never come back. ``docs/open311.md``
describes the server for who writes a program, ``tests/open311`` checks any such server.
"""

from metaserver.web.open311.desk import CityRequests
from metaserver.web.open311.keys import Keys
from metaserver.web.open311.resources import Open311Settings
from metaserver.web.open311.server import open311_routes

__all__ = ["CityRequests", "Keys", "Open311Settings", "open311_routes"]
