"""The console of live help: who waits, and the talks that an official has.

``desk``     what is asked of the civic side
``orders``   what the console's script sends
``api``      what it is answered, as JSON
``pages``    the console's page, and each talk on paper, so that all works without scripts
``writing``  the form of a talk on paper
``where``    a visitor's place on the drawing of the city
"""
