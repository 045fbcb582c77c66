"""The back office: where officials read what citizens told, and answer.

``desk``      what is asked of the civic side
``frame``     who may come in, and what all pages have in common
``filters``   the inbox's conditions, from an address and back
``inbox``     the list, alike actions on several, CSV, the notice of new work
``case``      one case: its history, and what can be done with it
``presence``  being on duty, and who covers for whom
``places``    where cases are, as a picture
``outcomes``  what came of everything, with pictures; it may be public
"""
