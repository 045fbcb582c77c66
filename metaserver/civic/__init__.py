"""Services that citizens use at a desk or on a page.

A service is a folder here: ``models`` (what is asked, what is answered: the form is made of their
JSON Schema), ``rules`` (plain functions), ``service`` (asks and answers), its back end behind a
port, and ``texts.ko.yaml`` and ``texts.en.yaml``. ``docs/services.md`` shows how to add one.
"""
