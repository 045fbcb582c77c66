"""Live help for visitors: a question, the desk's answer, a person, and it in writing.

``desk``              what all this asks of live help and of the water desk
``held``              the talk that a browser holds, in a signed cookie
``pages``, ``talk``   the pages under ``/s/help`` and ``/s/water``, which work without scripts
``water``             the settlement form on ``/s/water``
``marked``            entries of the knowledge base as HTML
``api``, ``apidocs``  ``/api/help`` and ``/api/water``, and their description
``routes``            all of it together
"""
