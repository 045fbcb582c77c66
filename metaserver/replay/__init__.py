"""The time machine: stands in for a zone, and shows who was there instead of who is.

Whoever joins walks about as in the city, by the zone's own rules, and is seen by nobody. What is
told to them are the avatars of a recording, moved to the moment that the deck shows and encoded
anew by the city's own streams. So pausing, seeking and other speeds need nothing of a client.

``past``   what a recording has told of everybody, up to a moment
``reel``   winds a recording to a moment
``deck``   which moment that is: play, pause, seek, speed
``scene``  the past as the simulation takes it
``zone``   a zone that shows a recording
"""
