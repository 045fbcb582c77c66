"""What is still to be told to others: delivered in order, again and again, never twice blindly.

``worker``   one loop that looks for what is due
``lane``     the deliveries to one target: at most a few at once, behind a breaker
``breaker``  when a target that fails is asked again at all
``backoff``  when one entry is tried again
``keep``     notes that must not be lost because the database is busy
``target``   what a target has to know how to do
"""
