"""Services as pages and for programs: forms, receipts, and how it goes on.

``fields``, ``values``  a schema read for HTML; what was typed, as a request
``sending``             from what was typed to what a service checks and takes
``view``, ``show``      a form and a page as templates draw them (``templates/services``)
``pages``, ``follow``   the addresses under ``/s``
``api``, ``apidocs``    those under ``/api``, and their description
``held``                what a browser holds in hand: receipt and codes, in signed cookies
``desks``               what all this asks of services
``routes``              all of it together
"""
