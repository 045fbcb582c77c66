"""HTTP: the client's files, worlds, health, metrics, pages and the operators' desk.

``resources``  bytes with their compressed forms, tag and age; answers with one of them
``delivery``   worlds as files, under their hash
``client``     the built browser client, its index page with what it needs to begin
``pages``      pages made here, for people without scripts too
``templating``  pages made for one visitor
``visitor``, ``csrf``   who asks, by cookies, and whether it was one of our pages that asked
``bodies``, ``forms``   what is sent here, read with bounds
``wishes``     from a handler to an answer, also where a wish is not granted
``account``    accounts as pages
``services``   services as pages and for programs
``access``     who is on this machine, and who only seems to be
``desk``, ``operator``  what operators may do, and how they ask for it
``headers``    what every answer carries
``site``       all of it together
"""
