"""A guide to the city for visitors: places, what is on, a plan for a day.

``desk``               what all this asks of tourism, and what limits it
``asked``, ``draft``   the search and the plan as an address carries them, without scripts
``where``              a place that somebody names, or coordinates
``search``, ``plan``   the pages under ``/s/tourism``
``plans``              plans made and saved, no more of them than is fair
``drawing``            the map that is drawn of them
``api``, ``apidocs``   ``/api/tourism``, and its description
``routes``             all of it together
"""
