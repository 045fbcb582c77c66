"""Avatars on the ground of a world: pure numpy, no clock, no I/O, no protocol.

``quantum``   the steps in which positions, headings and speeds are told
``terrain``   walkable ground, portals and cells of all levels, as flat arrays
``avatars``   one column per property, one slot per avatar
``slots``     which slot is free; a used one rests before it is used again
``paths``     straight paths over the ground
``courses``   clients' courses: which are accepted
``movement``  everybody moves on to where they are now
``grid``      who is in which cell, who left it, and each avatar's viewer cell
``records``   the one emission decision per avatar and tick
``streams``   what each stream of each cell tells in a tick
``crowd``     all of them together, for one world
"""
