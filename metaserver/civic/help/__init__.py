"""Live help: the desk answers first, and a person when that is not enough.

``bell``       news inside the process, for long polls
``rules``      who is next, how long it takes, who may do what: plain functions
``presence``   who was heard of, and when
``models``     what is asked and answered
``service``    all of it for visitors and officials
"""
