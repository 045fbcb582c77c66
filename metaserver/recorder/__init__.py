"""The flight recorder: a bus subscriber that writes down where people were, and not who.

``faceless``   what of a tick is kept: cells, without names, marks, persons and words
``format``     the bytes of a file (``docs/recordings.md``)
``writer``     one file
``tape``       one world: ticks to chunks, chunks to files
``shelf``      the files of all worlds: their names, limits and end
``recorder``   the subscriber, and the thread that does the work
``recording``  reads a file
"""
