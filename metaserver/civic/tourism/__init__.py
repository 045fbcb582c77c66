"""A guide to the city: places, what is on today, and plans for a day.

``models``     what is known, asked and answered
``loading``    files of places and events; ``kinds`` words for kinds of places
``text``, ``query``, ``index``, ``search``  from words to places
``hours``      when a place is open, and what in its hours cannot be
``estimates``, ``visits``, ``orders``, ``planning``, ``calendar``  a day plan, and its file
``sources``    servers that tell more, where the operator has keys
``shelf``      all that is known now
``service``    what pages ask
"""
