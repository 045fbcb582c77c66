"""The back office's pages for operators; for everybody else there are none.

``frame``   who may come in
``users``   accounts: who may do what, stopped ones, one-time addresses
``keys``    keys of outside programs
``outbox``  what is still to be told to others, and what only a person can decide
``log``     who did what
``health``  how the server is
"""
