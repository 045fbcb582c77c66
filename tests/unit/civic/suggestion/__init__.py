"""A small service, as docs/services.md adds one: what would make the city better?"""
